"""The book of help as units and officials ask for it: lines with who and what for, reports that stand, and
what takes them back. Nothing is deleted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, select, update

from bot.domain.ids import AreaId, HouseholdId, PersonId, SponsorId
from bot.domain.visits.ledger import Entry, Stage, reversal, standing
from models.areas import area
from models.people.roles import sponsor
from models.register.tables import receipt
from models.sealing import opened
from models.sponsors.visits import Visit, book, entries, entry_in, given_at, ledger_entry, visit, visit_in


def lock(tx: Connection, commune: AreaId) -> None:
    """Let nobody else write into the book of a commune until this is done."""
    tx.execute(select(area.c.id).where(area.c.id == commune).with_for_update())


@dataclass(frozen=True, slots=True)
class FundLine:
    """A line of the fund that stands: who gave, or for what it was spent, as far as it was told."""

    entry: Entry
    giver: str | None
    purpose: str | None


def fund_lines(tx: Connection, commune: AreaId, *, most: int | None = None) -> list[FundLine]:
    """What the fund received and gave on and was not taken back, the newest first."""
    stand = {each.number: each for each in standing(entries(tx, [commune]))}
    of_fund = (ledger_entry.c.stage == Stage.RECEIVED.value) | ledger_entry.c.from_fund
    rows = tx.execute(
        select(ledger_entry)
        .where(ledger_entry.c.commune_id == commune, of_fund, ledger_entry.c.id.in_(stand))
        .order_by(ledger_entry.c.entry_day.desc(), ledger_entry.c.id.desc())
        .limit(most)
    )
    return [_fund_line(tx, row) for row in rows]


def _fund_line(tx: Connection, row: Row[Any]) -> FundLine:
    giver = opened(tx, ledger_entry.c.giver, row.giver, owner=row.commune_id)
    purpose = opened(tx, ledger_entry.c.purpose, row.purpose, owner=row.commune_id)
    return FundLine(entry_in(row), giver, purpose)


def promises_of(tx: Connection, pledges: Collection[int]) -> dict[int, int]:
    """The promise that reminds of each of these pledges, of those that have one."""
    rows = tx.execute(
        select(ledger_entry.c.id, ledger_entry.c.promise_id).where(
            ledger_entry.c.id.in_(pledges), ledger_entry.c.promise_id.is_not(None)
        )
    )
    return {row.id: row.promise_id for row in rows}


def promised_by(tx: Connection, units: Collection[SponsorId]) -> dict[int, int]:
    """The pledges of these units that stand and have a promise that reminds of them, each with it."""
    back = select(ledger_entry.c.reverses_id).where(ledger_entry.c.reverses_id.is_not(None))
    rows = tx.execute(
        select(ledger_entry.c.id, ledger_entry.c.promise_id).where(
            ledger_entry.c.sponsor_id.in_(units),
            ledger_entry.c.promise_id.is_not(None),
            ledger_entry.c.id.not_in(back),
        )
    )
    return {row.id: row.promise_id for row in rows}


def lines_of(tx: Connection, units: Collection[SponsorId]) -> list[Entry]:
    """All lines of these units, oldest first."""
    own = ledger_entry.c.sponsor_id.in_(units)
    return [entry_in(row) for row in tx.execute(select(ledger_entry).where(own).order_by(ledger_entry.c.id))]


@dataclass(frozen=True, slots=True)
class Reported:
    """A report that stands, with what stands in the book for it."""

    visit: Visit
    given: tuple[Entry, ...]


def reports_since(tx: Connection, since: datetime, *, units: Collection[SponsorId]) -> list[Reported]:
    """What these units reported since an instant and did not take back, the newest first."""
    rows = tx.execute(
        select(visit, sponsor.c.name)
        .join(sponsor, sponsor.c.id == visit.c.sponsor_id)
        .where(visit.c.sponsor_id.in_(units), visit.c.recorded_at >= since, visit.c.replaced_at.is_(None))
        .order_by(visit.c.id.desc())
    )
    return [Reported(visit_in(row), tuple(standing(given_at(tx, row.id)))) for row in rows]


def report(tx: Connection, number: int) -> Reported | None:
    """One report that stands."""
    row = tx.execute(
        select(visit, sponsor.c.name)
        .join(sponsor, sponsor.c.id == visit.c.sponsor_id)
        .where(visit.c.id == number, visit.c.replaced_at.is_(None))
    ).first()
    return None if row is None else Reported(visit_in(row), tuple(standing(given_at(tx, number))))


def with_words(tx: Connection, number: int) -> FundLine:
    """A line with who gave, and what for, as far as that stands beside it."""
    return _fund_line(tx, tx.execute(select(ledger_entry).where(ledger_entry.c.id == number)).one())


def commune_of(tx: Connection, number: int) -> AreaId:
    """The commune in whose book a line stands."""
    return AreaId(
        tx.execute(select(ledger_entry.c.commune_id).where(ledger_entry.c.id == number)).scalar_one()
    )


def take_back(tx: Connection, number: int, *, by: PersonId | None, day: date, now: datetime) -> None:
    """A report does not stand any more: each line of it is reversed."""
    tx.execute(update(visit).where(visit.c.id == number).values(replaced_at=now))
    for line in standing(given_at(tx, number)):
        _reverse(tx, line, number, by=by, day=day, now=now)


def put_right(
    tx: Connection, number: int, wrong: Entry, amount: int, *, by: PersonId | None, day: date, now: datetime
) -> None:
    """Reverse one line of a report and write it anew with the right amount; nothing, if it was nothing."""
    _reverse(tx, wrong, number, by=by, day=day, now=now)
    if amount:
        right = replace(wrong, amount=amount, number=None)
        commune = commune_of(tx, wrong.number or 0)
        book(tx, right, commune=commune, visit_id=number, by=by, now=now)


def _reverse(
    tx: Connection, line: Entry, number: int, *, by: PersonId | None, day: date, now: datetime
) -> None:
    commune = commune_of(tx, line.number or 0)
    book(tx, reversal(line, on=day), commune=commune, visit_id=number, by=by, now=now)


def receipts_between(
    tx: Connection, households: Collection[HouseholdId], kinds: Collection[str], *, begins: date, ends: date
) -> Mapping[HouseholdId, set[str]]:
    """Who gave such things to these families in a time, as their files tell beside the book."""
    found: dict[HouseholdId, set[str]] = defaultdict(set)
    rows = tx.execute(
        select(receipt.c.household_id, receipt.c.giver, receipt.c.id).where(
            receipt.c.household_id.in_(households),
            receipt.c.what.in_(kinds),
            receipt.c.received_on.between(begins, ends),
        )
    )
    for row in rows:
        found[HouseholdId(row.household_id)].add(row.giver or f"#{row.id}")
    return found
