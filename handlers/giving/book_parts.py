"""What topics of the book of help share: who asks for which unit or commune, which family is meant, and lines
on their way through a choice."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from bot.conversation import JobTurn, Turn
from bot.domain.ids import AreaId, ContactId, HouseholdId, SponsorId
from bot.domain.roles import Role
from bot.domain.understanding.requests import Sought
from bot.domain.visits.ledger import GRAIN, Entry, Measure, Stage
from bot.sponsors.giving import Booking
from bot.sponsors.help_lines import thing_said
from handlers.families.homes import for_home, sees
from handlers.sponsoring.sponsor_office import communes_of
from handlers.sponsoring.sponsors import own_units
from handlers.sponsoring.visit_parts import read
from models.audit import Actor
from models.sponsors import sponsors, visits
from models.sponsors.help_book import FundLine
from models.sponsors.sponsors import UnitRow

_MINUTES = 60
_LONGEST_ITEM, _LONGEST_UNIT = 60, 12


def book_commune(turn: Turn) -> AreaId | None:
    """The commune whose book an official of it writes; the office's where it is one of several."""
    communes = communes_of(turn)
    if not communes:
        return None
    return turn.office.area_id if turn.office.area_id in communes else communes[0]


def units_by_name(turn: Turn | JobTurn) -> dict[SponsorId, UnitRow]:
    """The units of the communes an official keeps the book of."""
    communes = communes_of(turn)
    found = turn.read(partial(sponsors.units_of, communes=communes, day=turn.today)) if communes else []
    return {each.id: each for each in found}


def units_in(turn: Turn, typed: str) -> list[SponsorId]:
    """The units of the asker that are named, or the own one."""
    if own := own_units(turn):
        return own
    names = {each.id: each.name for each in units_by_name(turn).values()}
    return list(turn.knowledge.sponsoring.units(typed, names))


def unit_name(turn: Turn, unit: SponsorId) -> str:
    """What a unit is called."""
    names: dict[SponsorId, str] = turn.read(partial(sponsors.names_of, units=[unit]))
    return names.get(unit, "")


def family_in(turn: Turn, typed: str) -> HouseholdId | None:
    """The one family that is named by its number, or of an official's area by its head's name."""
    number = turn.knowledge.sponsoring.number(typed)
    if number is not None:
        helped = {each.number.lstrip("0"): each.id for each in turn.register.helped_by_name}
        if (own := helped.get(number.lstrip("0"))) is not None:
            return own
        found = turn.register.find(Sought(number=number))
        return found[0].id if len(found) == 1 else None
    for names in turn.knowledge.giving.names(typed):
        found = turn.register.find(Sought(names=names))
        if found:
            return found[0].id if len(found) == 1 else None
    return None


def fund_line_said(turn: Turn, line: FundLine) -> str:
    """A line of the fund: when, what, from whom, for which family as far as the asker sees it, what for."""
    entry = line.entry
    key = "fund.line_received" if entry.stage is Stage.RECEIVED else "fund.line_spent"
    said = turn.say(key, day=f"{entry.on:%d/%m}", what=thing_said(turn.say, entry.kind, entry.amount))
    who = line.giver if entry.sponsor is None else unit_name(turn, entry.sponsor)
    said += turn.say("fund.from", giver=who) if who else ""
    if entry.household is not None and sees(turn, entry.household):
        said += for_home(turn, entry.household)
    return said + (" " + turn.say("fund.purpose", purpose=line.purpose) if line.purpose else "")


def counted_in(turn: Turn, words: str, stage: Stage, *, on: date) -> list[Entry]:
    """The lines that words of giving name: money, goods with a number, hours of work."""
    report = read(turn, turn.say("visit.as_given", what=words))
    lines = [Entry(stage, Measure.MONEY, report.money, on)] if report.money else []
    lines += [
        Entry(
            stage,
            Measure.GOODS,
            int(each.quantity * GRAIN),
            on,
            item=each.item[:_LONGEST_ITEM],
            unit=(each.unit or "")[:_LONGEST_UNIT] or None,
        )
        for each in report.goods
        if each.quantity
    ]
    if report.hours:
        lines.append(Entry(stage, Measure.WORK, int(report.hours * _MINUTES), on))
    return lines


def packed(entries: Sequence[Entry]) -> str:
    """Lines as one word of a choice."""
    rows = [
        [
            each.stage,
            each.measure,
            each.amount,
            each.on.isoformat(),
            each.sponsor,
            each.household,
            each.item,
            each.unit,
            each.due and each.due.isoformat(),
            each.from_fund,
        ]
        for each in entries
    ]
    return json.dumps(rows, ensure_ascii=False)


def unpacked(word: str) -> list[Entry]:
    """The lines again."""
    return [
        Entry(
            Stage(stage),
            Measure(measure),
            amount,
            date.fromisoformat(on),
            None if sponsor is None else SponsorId(sponsor),
            None if household is None else HouseholdId(household),
            item,
            unit,
            due=None if due is None else date.fromisoformat(due),
            from_fund=from_fund,
        )
        for stage, measure, amount, on, sponsor, household, item, unit, due, from_fund in json.loads(word)
    ]


def actor(turn: Turn, households: Sequence[HouseholdId]) -> Callable[[ContactId], Actor]:
    """Who does something about these families, as the trail names them."""
    if own_units(turn):
        person, role = turn.register.person, Role.SPONSOR.value
        return lambda contact_id: Actor.contact(contact_id, person_id=person, role=role)
    return lambda contact_id: turn.register.acting(contact_id, households)


def book_of(turn: Turn, communes: Sequence[AreaId]) -> list[Entry]:
    """All lines of the book of some communes."""
    found: list[Entry] = turn.read(partial(visits.entries, communes=communes))
    return found


def booking_of(turn: Turn, commune: AreaId, entries: Sequence[Entry], **words: str | None) -> Booking:
    """Lines to be written by the asker."""
    families = [each.household for each in entries if each.household is not None]
    return Booking(commune, entries, turn.now, actor(turn, families), turn.register.person, **words)
