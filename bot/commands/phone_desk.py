"""Who agreed, on paper, to be told by Zalo at their number, and who takes that back."""

from __future__ import annotations

from sqlalchemy import Connection

from bot.commands.command_desk import CommandDesk
from bot.domain.consent import Purpose
from bot.domain.ids import PersonId
from bot.domain.phone import phone_number, spoken
from bot.doors import zalo_account
from bot.errors import RefusedToStart
from bot.settings import Settings
from bot.wording import DEFAULT
from models import audit
from models.audit import OPERATOR, Reason, Subject, SubjectKind, Tag
from models.people import consents, phone_contacts
from models.people.consents import Said
from models.register.reading import name_of, persons_with_phone
from models.sending import accounts

CHANNEL = "zalo_oa"
ON_PAPER = "on_paper"
"""The wording of a consent that was signed at the office."""


def agreed(settings: Settings, number: str, *, given: bool) -> str:
    """Write down that who has a number agreed to be told there, or does no more.

    Raises `RefusedToStart` when it is no number, or not one person's in the register."""
    oa_id = zalo_account(settings).oa_id
    with CommandDesk(settings) as desk:
        return desk.run(lambda tx: _noted(tx, desk, oa_id, number, given=given))


def _noted(tx: Connection, desk: CommandDesk, oa_id: str, typed: str, *, given: bool) -> str:
    number, account = phone_number(typed), accounts.account_named(tx, CHANNEL, oa_id)
    if number is None:
        raise RefusedToStart(f"{typed} is no phone number.")
    if account is None:
        raise RefusedToStart("The Official Account was never served; start `donghanh serve` once.")
    people = persons_with_phone(tx, number, day=desk.today)
    if len(people) != 1:
        raise RefusedToStart(f"The register has {spoken(number)} for {len(people)} people; it must be one.")
    [person] = people
    contact = phone_contacts.at(tx, account, number)
    if given:
        contact = phone_contacts.add(tx, account, person, number, language=DEFAULT, now=desk.now)
    elif contact is None:
        raise RefusedToStart(f"Nobody agreed to be told at {spoken(number)}.")
    consents.note(tx, contact, Said(person, Purpose.REMINDERS, given, ON_PAPER), now=desk.now)
    if not given:
        phone_contacts.end(tx, contact, now=desk.now)
    _note_on_trail(tx, desk, person, given=given)
    name = name_of(tx, person, day=desk.today) or "-"
    return f"{name} {'is' if given else 'is not'} told by Zalo at {spoken(number)}."


def _note_on_trail(tx: Connection, desk: CommandDesk, person: PersonId, *, given: bool) -> None:
    audit.note(
        tx,
        Tag.CONSENT_GIVEN if given else Tag.CONSENT_REFUSED,
        at=desk.now,
        actor=OPERATOR,
        subjects=[Subject(SubjectKind.PERSON, person)],
        reason=Reason.OWN_WISH,
        details={"purpose": Purpose.REMINDERS.value, "wording": ON_PAPER},
    )
