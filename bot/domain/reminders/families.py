"""What a family is to be reminded of on a day. A pure function of what is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.domain.eligibility.born import shifted
from bot.domain.ids import AreaId, HouseholdId
from bot.domain.reminders.terms import Matter, Row, Told
from bot.domain.reminders.units import WardDay

CARD_BEFORE, RIGHT_BEFORE = timedelta(days=30), timedelta(days=60)
ASKED_MONTHS = 36
"""How long after it escaped a family is asked how it is: as long as it counts as newly escaped."""
ASKED_USEFUL = timedelta(days=14)
CAP_DAYS, CAP = 7, 2
"""So many messages a family is reminded by within so many days."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class FamilyKnown:
    """A family that somebody can be written to about. `cards` are the last days of its insurance cards,
    `rights` the last days of what it has until then, `days` those of pay that concern it; `escaped` is since
    when it counts as newly escaped."""

    household: HouseholdId
    commune: AreaId
    cards: tuple[date, ...] = ()
    rights: Mapping[str, date] = field(default_factory=dict)
    days: tuple[WardDay, ...] = ()
    escaped: date | None = None
    muted_to: date | None = None
    told: Mapping[str, Sequence[Told]] = field(default_factory=dict)


def rows_of_family(family: FamilyKnown, day: date) -> list[Row]:
    """Return the reminders of a family that begin on or before the day, are of use, and not planned yet."""
    return [
        again
        for row in family_wants(family, day)
        if (again := _next(row, family.told.get(row.name, ()), day)) is not None
    ]


def family_wants(family: FamilyKnown, day: date) -> list[Row]:
    """Return every matter of the family that is open on the day; nothing while it is not to be disturbed."""
    if family.muted_to is not None and day < family.muted_to:
        return []
    return [row for row in _rows(family, day) if row.due <= day <= row.useful_to]


def _next(row: Row, told: Sequence[Told], day: date) -> Row | None:
    if not told:
        return row
    last = max(told, key=lambda each: each.again)
    if not last.unread or last.on >= day:
        return None
    return Row(
        row.name,
        row.matter,
        1,
        day,
        row.useful_to,
        row.commune,
        household=row.household,
        detail=row.detail,
        again=last.again + 1,
    )


def _rows(family: FamilyKnown, day: date) -> Iterator[Row]:
    for each in family.days:
        yield _row(family, Matter.PAY_DAY, each.on - _DAY, each.on, f"{each.number}", f"{each.number}")
    for until in sorted(set(family.cards)):
        count = family.cards.count(until)
        yield _row(family, Matter.CARD_EXPIRES, until - CARD_BEFORE, until, f"{until}", f"{until}:{count}")
    for name, until in family.rights.items():
        detail = f"{name}:{until}"
        yield _row(family, Matter.RIGHT_ENDS, until - RIGHT_BEFORE, until, detail, detail)
    if family.escaped is not None and (months := _months(family.escaped, day)):
        due = shifted(family.escaped, months=months)
        yield _row(family, Matter.HOW_ARE_YOU, due, due + ASKED_USEFUL, f"{due}", f"{months}")


def _months(since: date, day: date) -> int:
    """How many full months passed, no more than a family is asked."""
    months = (day.year - since.year) * 12 + day.month - since.month
    while months > 0 and shifted(since, months=months) > day:
        months -= 1
    return months if 0 < months <= ASKED_MONTHS else 0


def _row(family: FamilyKnown, matter: Matter, due: date, until: date, about: str, detail: str) -> Row:
    name = f"{matter}:h{family.household}:{about}"
    return Row(name, matter, 1, due, until, family.commune, household=family.household, detail=detail)
