"""How a household's file is worded, for the family itself and for the people who look after it."""

from __future__ import annotations

from datetime import date

from bot.domain.formats import vnd
from bot.domain.phone import spoken
from bot.domain.register.households import Household, Member, Receipt, Recognised
from bot.domain.register.terms import Cause, Deprivation, Need, Received
from bot.domain.roles import Field
from bot.wording import Wording


def recognised_line(say: Wording, recognised: Recognised) -> str:
    """What a household is recognised as, by which standard, since when, by which paper."""
    words = say(
        "register.recognised",
        status=say(f"register.status_{recognised.status}"),
        standard=say(f"register.standard_{recognised.standard}"),
        date=recognised.span.start.strftime("%d/%m/%Y"),
    )
    if recognised.document:
        words = say("register.by_document", recognised=words, document=recognised.document)
    if recognised.cannot_escape:
        words += " " + say(f"register.cannot_escape_{recognised.cannot_escape}")
    return words


def short_line(say: Wording, household: Household, *, hamlet: str) -> str:
    """One household among several; without its head where the channel must not carry a name."""
    if household.head is None:
        return say("file.short_bare", number=household.number, hamlet=hamlet)
    return say("file.short", head=household.head.name, number=household.number, hamlet=hamlet)


def file_lines(say: Wording, household: Household, *, hamlet: str, today: date) -> list[str]:
    """The whole file, as far as it is there to be seen."""
    lines = [short_line(say, household, hamlet=hamlet)]
    lines += [recognised_line(say, each) for each in household.recognised]
    if not household.recognised and Field.STATUS not in household.hidden:
        lines.append(say("household.never_recognised"))
    if len(household.members) > 1:
        lines.append(say("file.members", count=len(household.members)))
        lines += [_member_line(say, member, today=today) for member in household.members]
    lines += _lists(say, household)
    if household.receipts:
        lines += [say("file.received"), *receipt_lines(say, household)]
    if household.address:
        lines.append(say("file.address", address=household.address))
    if household.note:
        lines.append(say("file.note", note=household.note))
    if Field.MEMBERS in household.hidden:
        lines.append(say("file.more_on_the_page"))
    return lines


def receipt_lines(say: Wording, household: Household) -> list[str]:
    """What a household received, the newest first."""
    return [_receipt_line(say, each) for each in household.receipts]


def _receipt_line(say: Wording, receipt: Receipt) -> str:
    known = receipt.what in set(Received)
    what = say(f"file.received_{Received(receipt.what)}") if known else receipt.what
    words = say("file.receipt", date=receipt.on.strftime("%d/%m/%Y"), what=what)
    if receipt.amount is not None:
        words += say("file.receipt_amount", amount=vnd(receipt.amount))
    return say("file.receipt_giver", receipt=words, giver=receipt.giver) if receipt.giver else words


def _member_line(say: Wording, member: Member, *, today: date) -> str:
    words = say("file.member", name=member.name, relation=say(f"register.relation_{member.relation}"))
    if member.birth:
        words += say("file.born", year=member.birth.year)
    if member.phone:
        words += say("file.phone", phone=spoken(member.phone))
    if member.insured_to:
        key = "file.insured" if member.insured_to >= today else "file.insurance_ended"
        words += say(key, date=member.insured_to.strftime("%d/%m/%Y"))
    return words


def _lists(say: Wording, household: Household) -> list[str]:
    deprivations = [f"register.deprivation_{each}" for each in Deprivation if each in household.deprivations]
    causes = [f"file.cause_{each}" for each in Cause if each in household.causes]
    needs = [f"file.need_{each}" for each in Need if each in household.needs]
    parts = (("file.deprivations", deprivations), ("file.causes", causes), ("file.needs", needs))
    lines = [say(title, list=", ".join(say(key) for key in keys)) for title, keys in parts if keys]
    land = [
        say("file.land_of", kind=say(f"file.land_{kind}"), area=area) for kind, area in household.land.items()
    ]
    return [*lines, say("file.land", list=", ".join(land))] if land else lines
