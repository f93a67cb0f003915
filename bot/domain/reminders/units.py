"""What a unit that helps families is to be reminded of on a day. A pure function of what is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from bot.domain.ids import AreaId, HouseholdId, SponsorId, SponsorshipId
from bot.domain.lunar import chol_chnam_thmay, sen_donta, tet
from bot.domain.register.terms import Need
from bot.domain.reminders.terms import (
    LADDER,
    DayKind,
    Done,
    Ended,
    Matter,
    Row,
    Season,
    Settings,
    Told,
    on_year,
)

NEWS_USEFUL, RESULT_USEFUL = timedelta(days=14), timedelta(days=30)
BEGINNING = timedelta(days=180)
"""So long a unit is asked for its first steps; afterwards it is asked to visit."""
CHANCE_BEFORE = timedelta(days=7)
REPORT_COUNTS = timedelta(days=45)
"""A report of the weeks before its day counts for it."""
FITS: Mapping[DayKind, Need] = {
    DayKind.JOB_FAIR: Need.WORK,
    DayKind.TRAINING: Need.TRAINING,
    DayKind.LOAN: Need.CAPITAL,
}
"""Which need a day of a ward answers."""
NEVER_TOLD = frozenset({Need.ILLNESS_CARE, Need.HEALTH_INSURANCE, Need.LEGAL_AID})
"""Needs that would tell of an illness or a quarrel: never in a reminder."""
PLEDGE = "book:"
"""Before the number of a line of the book, in the detail of a reminder of it."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Promise:
    """Something a unit planned to give by a day, to a family or, where it stands in the book, to the ward."""

    number: int
    due: date
    kept: date | None = None


@dataclass(frozen=True, slots=True)
class Sponsored:
    """One family of a unit. `needs` are those it agreed to share, each with the day since when it has them;
    `visit_every` is the plan's own rhythm in days; `decided` is the day of the newest decision about it."""

    id: SponsorshipId
    household: HouseholdId
    since: date
    done: Mapping[Done, date] = field(default_factory=dict)
    promises: tuple[Promise, ...] = ()
    needs: Mapping[Need, date] = field(default_factory=dict)
    visit_every: int | None = None
    decided: date | None = None
    muted_to: date | None = None

    def muted(self, day: date) -> bool:
        """Whether nothing is said of the family on a day: it moved, or is in mourning."""
        return self.muted_to is not None and day < self.muted_to


@dataclass(frozen=True, slots=True)
class WardDay:
    """A day that the ward announced."""

    number: int
    kind: DayKind
    on: date


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as far as reminding goes. `told` is what was planned before, by the name of the matter.

    `contact_since` is since when its present contact is in charge, None while the first one is; `pledges` are
    those of its lines in the book that are for no family of its own, and open."""

    id: SponsorId
    commune: AreaId
    families: tuple[Sponsored, ...]
    contact_since: date | None = None
    reported: date | None = None
    days: tuple[WardDay, ...] = ()
    pledges: tuple[Promise, ...] = ()
    told: Mapping[str, Sequence[Told]] = field(default_factory=dict)


def rows_of_unit(unit: Unit, day: date, settings: Settings) -> list[Row]:
    """Return the reminders of a unit that begin on or before the day, and were not planned yet."""
    wanted = wanted_by(unit, day, settings)
    return [row for each in wanted if (row := _next(each, unit.told.get(each.name, ()), day, settings))]


def wanted_by(unit: Unit, day: date, settings: Settings) -> list[Row]:
    """Return the first step of every matter that is open on the day; what is done or muted is not."""
    found = [*_of_pledges(unit)]
    if unit.families:
        found += _of_unit(unit, day, settings)
    for family in unit.families:
        if not family.muted(day):
            found += _of_family(unit, family, day, settings)
    return [row for row in found if row.due <= day <= row.useful_to]


def _next(first: Row, told: Sequence[Told], day: date, settings: Settings) -> Row | None:
    """The step that is due after those that were planned, if one is."""
    if not told:
        return first
    last = max(told, key=lambda each: (each.step, each.again))
    if last.ended.open or last.ended is Ended.CLEARED:
        return None
    if last.unread:
        due, step, again = last.on + _DAY, last.step, last.again + 1
    elif first.matter.climbs and last.step < len(LADDER):
        due, step, again = last.on + settings.gap(last.step), last.step + 1, 0
    else:
        return None
    return _at(first, due, step, again) if due <= day else None


def _at(first: Row, due: date, step: int, again: int) -> Row:
    return Row(
        first.name,
        first.matter,
        step,
        due,
        max(first.useful_to, due + _DAY),
        first.commune,
        first.sponsor,
        first.sponsorship,
        first.household,
        first.detail,
        again,
    )


def _of_family(unit: Unit, family: Sponsored, day: date, settings: Settings) -> Iterator[Row]:
    yield from _of_steps(unit, family, settings)
    yield from _of_promises(unit, family)
    visited = family.done.get(Done.VISITED)
    last = max(visited or family.since, family.since)
    due = last + timedelta(days=family.visit_every or settings.visit_every)
    yield _row(unit, Matter.VISIT_DUE, due, family=family, about=f"{last:%Y%m%d}", detail=f"{last}")
    for need, since in family.needs.items():
        begun = max(since, family.since)
        if need not in NEVER_TOLD and (visited is None or visited < begun):
            yield _row(
                unit,
                Matter.FAMILY_NEWS,
                begun,
                family=family,
                about=need,
                until=begun + NEWS_USEFUL,
                detail=need,
            )
    for each in unit.days:
        need_met = FITS.get(each.kind)
        if need_met is not None and need_met in family.needs and day <= each.on:
            about = f"{each.number}"
            begins, until = each.on - CHANCE_BEFORE, each.on - _DAY
            yield _row(unit, Matter.CHANCE, begins, family=family, about=about, until=until, detail=about)
    if family.decided is not None and family.decided >= family.since:
        until = family.decided + RESULT_USEFUL
        about = f"{family.decided:%Y%m%d}"
        yield _row(unit, Matter.RESULT, family.decided, family=family, about=about, until=until)


def _of_steps(unit: Unit, family: Sponsored, settings: Settings) -> Iterator[Row]:
    """The list, then the survey, then the plan: whoever did a later one has done those before it."""
    steps = (
        (Matter.LIST_RECEIVED, Done.RECEIVED, settings.received_after),
        (Matter.SURVEY_DUE, Done.SURVEYED, settings.survey_after),
        (Matter.PLAN_DUE, Done.PLANNED, settings.plan_after),
    )
    order = [done for _, done, _ in steps]
    for place, (matter, _, after) in enumerate(steps):
        later = [*order[place:], *([Done.VISITED] if place == 0 else [])]
        if not any(each in family.done for each in later):
            due = family.since + timedelta(days=after)
            yield _row(unit, matter, due, family=family, until=due + BEGINNING)


def _of_promises(unit: Unit, family: Sponsored) -> Iterator[Row]:
    for each in family.promises:
        if each.kept is None:
            number = f"{each.number}"
            yield _row(unit, Matter.PROMISE_DUE, each.due, family=family, about=number, detail=number)


def _of_pledges(unit: Unit) -> Iterator[Row]:
    for each in unit.pledges:
        about = f"{PLEDGE}{each.number}"
        yield _row(unit, Matter.PROMISE_DUE, each.due, about=about, detail=about)


def _of_unit(unit: Unit, day: date, settings: Settings) -> Iterator[Row]:
    first = min(each.since for each in unit.families)
    for year in (day.year, day.year + 1):
        for season, begins in seasons(year, settings).items():
            due = begins - timedelta(days=settings.season_before)
            if due >= first:
                about = f"{season}:{begins.year}"
                yield _row(
                    unit, Matter.SEASON, due, about=about, until=begins - _DAY, detail=f"{season}:{begins}"
                )
    review = on_year(settings.review, day.year)
    if review >= first:
        yield _row(unit, Matter.REVIEW, review, about=f"{day.year}", until=review + RESULT_USEFUL)
    for month_day in (settings.half_year_report, settings.year_report):
        due = on_year(month_day, day.year)
        open_ = unit.reported is None or unit.reported < due - REPORT_COUNTS
        if due >= first and open_:
            yield _row(unit, Matter.REPORT_DUE, due, about=f"{due:%Y%m}", detail=f"{due}")
    if unit.contact_since is not None and unit.contact_since > first:
        since = unit.contact_since
        about = f"{since:%Y%m%d}"
        yield _row(unit, Matter.HANDOVER, since, about=about, until=since + RESULT_USEFUL)


def seasons(year: int, settings: Settings) -> dict[Season, date]:
    """The days of a year before which units usually give."""
    return {
        Season.TET: tet(year),
        Season.CHOL_CHNAM_THMAY: chol_chnam_thmay(year),
        Season.SEN_DONTA: sen_donta(year),
        Season.STORMS: on_year(settings.storms, year),
        Season.SCHOOL: on_year(settings.school, year),
    }


def _row(
    unit: Unit,
    matter: Matter,
    due: date,
    *,
    family: Sponsored | None = None,
    about: str = "",
    until: date | None = None,
    detail: str = "",
) -> Row:
    owner = f"u{unit.id}" if family is None else f"s{family.id}"
    return Row(
        f"{matter}:{owner}:{about}" if about else f"{matter}:{owner}",
        matter,
        1,
        due,
        until or date.max,
        unit.commune,
        unit.id,
        None if family is None else family.id,
        None if family is None else family.household,
        detail,
    )
