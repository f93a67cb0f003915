"""What reminders say: the lines of a unit's, a committee's or a family's message, from rows to words.

A family stands in them as its number and hamlet alone; illness, debts, names and sums never do."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from itertools import groupby

from sqlalchemy import Connection

from bot.domain.ids import HouseholdId
from bot.domain.register.terms import Need
from bot.domain.reminders.terms import Matter
from bot.domain.reminders.units import NEVER_TOLD, PLEDGE
from bot.domain.visits.ledger import open_pledges
from bot.sponsors.help_lines import thing_said
from bot.wording import Wording
from models.reminders.reminders import Reminder
from models.reminders.ward_days import announced
from models.sponsors import help_book
from models.sponsors.sponsors import homes_of, names_of, promised

MOST_HOMES, MOST_LINES, MOST_UNITS = 4, 6, 8
_FIRST = tuple(Matter)


class Lines:
    """Writes the lines for one reader on one day."""

    def __init__(self, tx: Connection, say: Wording, day: date) -> None:
        self._tx, self._say, self._day = tx, say, day

    def of_unit(self, rows: Collection[Reminder]) -> str:
        """A line for each matter, the first steps first; families of the same matter together."""
        homes = homes_of(self._tx, {each.household for each in rows if each.household}, day=self._day)
        ordered = sorted(rows, key=lambda each: (_FIRST.index(each.matter), each.detail, each.id))
        lines = [
            line
            for _, together in groupby(ordered, key=_alike)
            if (line := self._line([*together], homes)) is not None
        ]
        return self._cut(lines)

    def _line(self, rows: Sequence[Reminder], homes: dict[HouseholdId, tuple[str, str]]) -> str | None:
        first, say = rows[0], self._say
        named = self._homes(rows, homes)
        match first.matter:
            case Matter.PROMISE_DUE if first.detail.startswith(PLEDGE):
                return self._of_book(first)
            case Matter.PROMISE_DUE:
                made = promised(self._tx, int(first.detail))
                return made and say("unit_line.promise_due", homes=named, what=made[1], day=_day(made[2]))
            case Matter.FAMILY_NEWS:
                need = Need(first.detail)
                told = None if need in NEVER_TOLD else say(f"file.need_{need}")
                return told and say("unit_line.family_news", homes=named, need=told)
            case Matter.CHANCE:
                known = announced(self._tx, int(first.detail))
                if known is None:
                    return None
                kind, on, place = known
                what = say(f"sponsor_day.{kind}")
                return say("unit_line.chance", homes=named, what=what, day=_day(on), place=place)
            case Matter.SEASON:
                season, _, begins = first.detail.partition(":")
                return say(f"unit_line.season_{season}", day=_day(date.fromisoformat(begins)))
            case Matter.REPORT_DUE:
                return say("unit_line.report_due", day=_day(date.fromisoformat(first.detail)))
            case matter:
                return say(f"unit_line.{matter}", homes=named, count=len(rows))

    def _of_book(self, row: Reminder) -> str | None:
        """What is left of a pledge that stands in the book alone."""
        lines = help_book.lines_of(self._tx, [row.sponsor] if row.sponsor else [])
        open_ = {f"{PLEDGE}{each.pledge.number}": each for each in open_pledges(lines)}
        if (found := open_.get(row.detail)) is None:
            return None
        what = thing_said(self._say, found.pledge.kind, found.left)
        return self._say("unit_line.pledge_due", what=what, day=_day(found.pledge.due or row.due))

    def _homes(self, rows: Sequence[Reminder], homes: dict[HouseholdId, tuple[str, str]]) -> str:
        known = [homes[each.household] for each in rows if each.household in homes]
        named = [self._say("unit_line.home", number=number, hamlet=hamlet) for number, hamlet in known]
        more = len(named) - MOST_HOMES
        shown = ", ".join(named[:MOST_HOMES])
        return self._say("unit_line.more_homes", homes=shown, more=more) if more > 0 else shown

    def of_committee(self, rows: Collection[Reminder]) -> str:
        """A line for each unit of which nothing was heard."""
        units = {each.sponsor for each in rows if each.sponsor}
        names = names_of(self._tx, units)
        lines = []
        for unit in sorted(units, key=names.__getitem__):
            own = [each for each in rows if each.sponsor == unit]
            matters = dict.fromkeys(self._say(f"sponsor_matter.{each.matter}") for each in own)
            lines.append(self._say("unit_line.late", unit=names[unit], what=", ".join(matters)))
        return self._cut(lines, most=MOST_UNITS)

    def of_family(self, rows: Collection[Reminder]) -> str:
        """A line for each thing that a family should not miss."""
        return self._cut([line for each in rows if (line := self._family_line(each)) is not None])

    def _family_line(self, row: Reminder) -> str | None:
        say, detail = self._say, row.detail
        match row.matter:
            case Matter.PAY_DAY:
                known = announced(self._tx, int(detail))
                if known is None:
                    return None
                kind, on, place = known
                return say(f"reminder.pay_{kind}", day=_day(on), place=place)
            case Matter.CARD_EXPIRES:
                until, _, count = detail.rpartition(":")
                return say("reminder.card_expires", day=_day(date.fromisoformat(until)), count=count)
            case Matter.RIGHT_ENDS:
                name, _, until = detail.partition(":")
                return say(f"reminder.ends_{name}", day=_day(date.fromisoformat(until)))
        return None

    def _cut(self, lines: Sequence[str], *, most: int = MOST_LINES) -> str:
        shown = [f"• {line}" for line in lines[:most]]
        if len(lines) > most:
            shown.append(self._say("reminder.more_lines", count=len(lines) - most))
        return "\n".join(shown)


def _alike(row: Reminder) -> tuple[str, str]:
    """Whether two reminders make one line: the same matter, about the same thing."""
    apart = row.matter in (
        Matter.PROMISE_DUE,
        Matter.FAMILY_NEWS,
        Matter.CHANCE,
        Matter.SEASON,
        Matter.REPORT_DUE,
    )
    return row.matter.value, row.detail if apart else ""


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"
