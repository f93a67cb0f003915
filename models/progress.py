"""How far targets are: from which rows each category is counted. A category without a source has no progress.

A new source (the ledger of money) is one function and one line of `SOURCES`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import Connection, and_, func, or_, select

from bot.domain.events.terms import Outcome
from bot.domain.houses import HouseStep
from bot.domain.ids import AreaId
from bot.domain.register.change_table import ChangeTable, Flow, Life, change_table
from bot.domain.register.history import AsOf, Span
from bot.domain.register.terms import Received, Standard, Status
from bot.domain.target_checks import Opening
from bot.domain.targets import Category, Progress
from models.events import placements
from models.register.lives import lives, lives_by_hamlet
from models.register.reading import holding, known
from models.register.tables import insurance, membership, receipt, recognition, residence
from models.sponsors.charity_houses import charity_house, house_step

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Ground:
    """An area as its targets see it: some hamlets of a commune, a year, and the day to which is counted.

    `lives` are its households' histories, read once for all categories."""

    tx: Connection
    hamlets: Sequence[AreaId]
    year: int
    day: date
    lives: Sequence[Life]

    def table(self, status: Status) -> ChangeTable:
        """The official change table from the first of January to the day."""
        return change_table(self.lives, status=status, period=Span(date(self.year, 1, 1), self.day + _DAY))


def counted_to(year: int, today: date) -> date | None:
    """The day to which a year is counted; None for one that has not begun."""
    return None if today < date(year, 1, 1) else min(today, date(year, 12, 31))


def whole(tx: Connection, commune: AreaId, hamlets: Sequence[AreaId], *, year: int, day: date) -> Ground:
    """Some hamlets, or all, taken as one area."""
    return Ground(tx, hamlets, year, day, lives(tx, commune, hamlets=hamlets))


def each_hamlet(
    tx: Connection, commune: AreaId, hamlets: Sequence[AreaId], *, year: int, day: date
) -> dict[AreaId, Ground]:
    """Every hamlet for itself; the histories are read once."""
    found = lives_by_hamlet(tx, commune, hamlets)
    return {hamlet: Ground(tx, (hamlet,), year, day, found[hamlet]) for hamlet in hamlets}


def progress(on: Ground, category: Category) -> Progress | None:
    """How far a category is; None where nothing is written down about it yet."""
    source = SOURCES.get(category)
    return None if source is None else source(on)


def opening(on: Ground) -> Opening:
    """What the area had when the year began, as the register knows it."""
    poor, near_poor = _opening(on, Status.POOR), _opening(on, Status.NEAR_POOR)
    return Opening(poor, near_poor, _cannot_escape(on, date(on.year, 1, 1)))


def _opening(on: Ground, status: Status) -> int:
    """How many there were on the eve or on the first day, from which the yearly decision holds."""
    first = date(on.year, 1, 1)
    return max(sum(life.status(day) is status for life in on.lives) for day in (first - _DAY, first))


def _out_of(status: Status) -> Callable[[Ground], Progress]:
    def count(on: Ground) -> Progress:
        table = on.table(status)
        gone = table.flows[Flow.ESCAPED] + table.flows[Flow.ESCAPED_TO_NEAR_POOR]
        return Progress(Decimal(gone), Decimal(_opening(on, status)))

    return count


def _left(status: Status) -> Callable[[Ground], Progress]:
    def count(on: Ground) -> Progress:
        table = on.table(status)
        return Progress(Decimal(table.closing), Decimal(_opening(on, status)))

    return count


def _cannot_escape_left(on: Ground) -> Progress:
    before = _cannot_escape(on, date(on.year, 1, 1))
    return Progress(Decimal(_cannot_escape(on, on.day)), Decimal(before))


def _cannot_escape(on: Ground, day: date) -> int:
    """Poor households that no effort of their own lifts out."""
    as_of = AsOf(day)
    wanted = (
        select(func.count(recognition.c.household_id.distinct()))
        .join(residence, residence.c.household_id == recognition.c.household_id)
        .where(
            residence.c.hamlet_id.in_(on.hamlets),
            holding(residence, as_of),
            holding(recognition, as_of),
            recognition.c.standard == Standard.NATIONAL.value,
            recognition.c.status == Status.POOR.value,
            recognition.c.cannot_escape.is_not(None),
        )
    )
    return on.tx.scalar(wanted) or 0


def _insured(on: Ground) -> Progress:
    """Members of poor and near-poor households with a card that holds on the day, of all such members."""
    as_of = AsOf(on.day)
    member = (
        select(membership.c.person_id)
        .join(recognition, recognition.c.household_id == membership.c.household_id)
        .join(residence, residence.c.household_id == membership.c.household_id)
        .where(
            holding(membership, as_of),
            membership.c.relation.is_not(None),
            holding(recognition, as_of),
            recognition.c.standard == Standard.NATIONAL.value,
            recognition.c.status.in_([Status.POOR.value, Status.NEAR_POOR.value]),
            holding(residence, as_of),
            residence.c.hamlet_id.in_(on.hamlets),
        )
        .distinct()
        .subquery()
    )
    held = and_(insurance.c.person_id == member.c.person_id, known(insurance, as_of))
    valid = and_(held, insurance.c.valid_from <= on.day, insurance.c.insured_to >= on.day)
    row = on.tx.execute(
        select(func.count(member.c.person_id.distinct()), func.count(insurance.c.person_id.distinct()))
        .select_from(member)
        .outerjoin(insurance, valid)
    ).one()
    people, insured = row[0], row[1]
    level = Decimal(insured * 100) / people if people else Decimal(0)
    return Progress(level.quantize(Decimal("0.01")), None, insured, people)


def _houses(on: Ground) -> Progress:
    """Households that were given a house this year, each once: by their files, or handed over in the book."""
    first, here = (
        date(on.year, 1, 1),
        (holding(residence, AsOf(on.day)), residence.c.hamlet_id.in_(on.hamlets)),
    )
    given = select(receipt.c.household_id).where(
        receipt.c.what == Received.HOUSE.value, receipt.c.received_on.between(first, on.day)
    )
    handed = select(charity_house.c.household_id).where(
        charity_house.c.id == house_step.c.house_id,
        house_step.c.step == HouseStep.HANDED.value,
        house_step.c.withdrawn_at.is_(None),
        house_step.c.on_day.between(first, on.day),
    )
    housed = or_(residence.c.household_id.in_(given), residence.c.household_id.in_(handed))
    count = select(func.count(residence.c.household_id.distinct())).where(*here, housed)
    return Progress(Decimal(on.tx.scalar(count) or 0))


def _people(outcomes: Collection[Outcome]) -> Callable[[Ground], Progress]:
    """People of whom one of these was noted at an event this year, each once."""

    def count(on: Ground) -> Progress:
        since = date(on.year, 1, 1)
        return Progress(Decimal(placements.people(on.tx, on.hamlets, outcomes, since=since, until=on.day)))

    return count


SOURCES: Mapping[Category, Callable[[Ground], Progress]] = {
    Category.ESCAPE_POOR: _out_of(Status.POOR),
    Category.ESCAPE_NEAR_POOR: _out_of(Status.NEAR_POOR),
    Category.POOR_LEFT: _left(Status.POOR),
    Category.NEAR_POOR_LEFT: _left(Status.NEAR_POOR),
    Category.CANNOT_ESCAPE_LEFT: _cannot_escape_left,
    Category.INSURED: _insured,
    Category.HOUSES: _houses,
    Category.JOBS: _people(placements.PLACED),
    Category.TRAINED: _people(placements.TRAINED),
}
