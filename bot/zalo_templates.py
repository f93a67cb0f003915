"""Lets templates that Zalo approved stand for notices, once their parameters fit."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import Connection

from bot.channels.zalo_call import OpenApi, Refusal
from bot.channels.zalo_errors import send_error
from bot.channels.zalo_oauth import OAuth
from bot.channels.zalo_tokens import Tokens
from bot.commands.zalo_desk import opened_store
from bot.domain.formats import vnd
from bot.domain.notices import KINDS, month_begin
from bot.domain.ways import Template
from bot.doors import zalo_account
from bot.errors import RefusedToStart, SendError
from bot.ports import Clock
from bot.settings import Settings
from bot.zalo_store import StoredAccount
from models.sending import accounts, templates

INFO = "/template/info/v2"
APPROVED = "ENABLE"
CHANNEL = "zalo_oa"


async def choose(settings: Settings, notice: str, number: str | None) -> str:
    """Let a template stand for a notice, or none. Raises `RefusedToStart` saying why it can not."""
    if notice not in KINDS:
        raise RefusedToStart(f"There is no notice {notice}; there are: {', '.join(sorted(KINDS))}.")
    oa_id = zalo_account(settings).oa_id
    async with opened_store(settings) as (store, clock):
        if number is None:
            await store.uow.run(partial(templates.forget, account=oa_id, notice_key=notice))
            return f"No template stands for {notice} any more."
        template = read_template(number, await _asked(settings, store, clock, number))
        strange = set(template.limits) - set(KINDS[notice].parameters)
        if strange:
            raise RefusedToStart(
                f"The template has parameters the notice does not know: {', '.join(sorted(strange))};"
                f" it knows {', '.join(sorted(KINDS[notice].parameters))}."
            )
        now = clock.now()
        await store.uow.run(lambda tx: templates.register(tx, oa_id, notice, template, now=now))
    return f"{notice} goes by template {number}, {vnd(template.price)} each.{_tight(notice, template)}"


async def listing(settings: Settings) -> list[str]:
    """A line for each notice, and the month."""
    oa_id = zalo_account(settings).oa_id
    async with opened_store(settings) as (store, clock):
        known = store.uow.read(lambda tx: templates.registered(tx, oa_id))
        spent = store.uow.read(lambda tx: _spent(tx, oa_id, clock))
    lines = [f"{key}: {_described(key, known.get(key))}" for key in sorted(KINDS)]
    return [*lines, f"This month: {vnd(spent)} of {vnd(settings.zalo_budget)} (ZALO_BUDGET), at most."]


def _described(key: str, found: templates.Registered | None) -> str:
    if found is None:
        told = ", ".join(f"{name} of {most}" for name, most in KINDS[key].parameters.items())
        return f"none; it may hold {told}" if told else "none; it holds nothing"
    to_numbers = found.template.phone_price
    by_phone = "" if to_numbers is None else f", {vnd(to_numbers)} to a number"
    return f"template {found.template.id}, {vnd(found.template.price)}{by_phone}"


def read_template(number: str, said: dict[str, Any]) -> Template:
    """What Zalo says of a template. Raises `RefusedToStart` when it may not be used, or can not be read."""
    if said.get("status") != APPROVED:
        raise RefusedToStart(f"Template {number} is not approved yet: {said.get('status')}.")
    try:
        limits = {str(each["name"]): int(each["maxLength"]) for each in said["listParams"]}
        price = round(float(said.get("price_uid") or said["price"]))
        to_numbers = said.get("price_sdt")
        phone_price = None if to_numbers is None else round(float(to_numbers))
    except (KeyError, TypeError, ValueError):
        raise RefusedToStart(f"What Zalo says of template {number} can not be read.") from None
    return Template(number, limits, price, phone_price)


async def _asked(settings: Settings, store: StoredAccount, clock: Clock, number: str) -> dict[str, Any]:
    account = zalo_account(settings)
    tokens = Tokens(OAuth(account.app, account.oauth_url, clock), clock)
    tokens.keep_in(store)
    api = OpenApi(
        tokens,
        clock,
        url=settings.zalo_template_url,
        proof=account.app.secret if account.signed_calls else None,
    )
    api.open()
    try:
        return await api.get(INFO, {"template_id": number})
    except Refusal as refusal:
        raise RefusedToStart(f"Zalo refuses: {send_error(refusal.code, now=clock.now())}") from None
    except SendError as error:
        raise RefusedToStart(f"Zalo was asked in vain: {error}") from None
    finally:
        await tokens.close()
        await api.close()


def _tight(notice: str, template: Template) -> str:
    """Which parameters may be longer than the template takes; such a notice is not sent by it."""
    longest = KINDS[notice].parameters
    tight = sorted(name for name, most in template.limits.items() if most < longest[name])
    return f" When these are too long for it, nothing is sent: {', '.join(tight)}." if tight else ""


def _spent(tx: Connection, oa_id: str, clock: Clock) -> int:
    number = accounts.account_named(tx, CHANNEL, oa_id)
    return 0 if number is None else templates.spent_since(tx, number, month_begin(clock.now()))
