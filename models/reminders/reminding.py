"""Reads what the rules of reminding ask for, many units or families at once. Decides nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Connection, Select, and_, func, or_, select

from bot.domain.consent import Purpose
from bot.domain.eligibility.born import shifted
from bot.domain.ids import AreaId, HouseholdId, SponsorId, SponsorshipId
from bot.domain.register.history import AsOf
from bot.domain.register.terms import Need, Standard, Status, Trait
from bot.domain.reminders.families import ASKED_MONTHS, CARD_BEFORE, RIGHT_BEFORE, FamilyKnown
from bot.domain.reminders.terms import Audience, DayKind, Done, Ended, Told
from bot.domain.reminders.units import Promise, Sponsored, Unit, WardDay
from bot.domain.roles import Duty, Role
from bot.domain.visits.ledger import Stage, open_pledges
from models.people.consents import families_agreed
from models.people.contacts import person_contact
from models.people.roles import helping, role_grant, sponsor, sponsorship
from models.register.reading import holding
from models.register.tables import decision, household, insurance, membership, recognition, residence, trait
from models.reminders.reminders import muting, reminder, reminder_mute
from models.reminders.ward_days import days_ahead
from models.sponsors import help_book
from models.sponsors.sponsors import sponsor_promise, sponsor_step
from models.sponsors.visits import ledger_entry

REMEMBERED = timedelta(days=200)
"""So far back it is looked what a unit was told; what is older is known by its occurrence alone."""
FOREVER = date.max


@dataclass(frozen=True, slots=True)
class Range:
    """Rows with numbers from `first` to `last`, both included."""

    first: int
    last: int

    def holds(self, number: ColumnElement[int]) -> ColumnElement[bool]:
        """Whether a number lies in it."""
        return number.between(self.first, self.last)


def next_units(tx: Connection, after: int, limit: int) -> Range | None:
    """The next units by number; None when there are no more."""
    return _next(tx, select(sponsor.c.id), sponsor.c.id, after, limit)


def next_families(tx: Connection, after: int, limit: int) -> Range | None:
    """The next families by number; None when there are no more."""
    return _next(tx, select(household.c.id), household.c.id, after, limit)


def _next(
    tx: Connection, wanted: Select[tuple[int]], number: ColumnElement[int], after: int, limit: int
) -> Range | None:
    some = wanted.where(number > after).order_by(number).limit(limit).subquery()
    first, last = tx.execute(select(func.min(some.c.id), func.max(some.c.id))).one()
    return None if first is None else Range(first, last)


def units_in(tx: Connection, units: Range, *, day: date) -> list[Unit]:
    """All that is known of these units and their families as far as reminding goes."""
    return _Units(tx, units, day).read()


class _Units:
    def __init__(self, tx: Connection, units: Range, day: date) -> None:
        self._tx, self._units, self._day = tx, units, day
        self._own = sponsorship.c.sponsor_id.between(units.first, units.last) & helping(day)
        self._homes: Select[tuple[int]] = select(sponsorship.c.household_id).where(self._own)

    def read(self) -> list[Unit]:
        families = self._families()
        reported, pledges = self._reported(), self._pledges()
        since = self._contact_since()
        told = _told(self._tx, self._units.holds(reminder.c.sponsor_id), reminder.c.sponsor_id, self._day)
        days: dict[AreaId, tuple[WardDay, ...]] = {}
        found = []
        rows = self._tx.execute(
            select(sponsor.c.id, sponsor.c.commune_id)
            .where(
                self._units.holds(sponsor.c.id),
                or_(sponsor.c.ended_on.is_(None), sponsor.c.ended_on > self._day),
            )
            .order_by(sponsor.c.id)
        )
        for number, commune in rows:
            unit, place = SponsorId(number), AreaId(commune)
            if place not in days:
                days[place] = tuple(days_ahead(self._tx, place, day=self._day))
            found.append(
                Unit(
                    unit,
                    place,
                    tuple(families.get(unit, ())),
                    since.get(unit),
                    reported.get(unit),
                    days[place],
                    tuple(pledges.get(unit, ())),
                    told.get(number, {}),
                )
            )
        return found

    def _pledges(self) -> dict[SponsorId, list[Promise]]:
        """What stands in the book as promised by a day that came, and is for no family of the unit."""
        due = select(ledger_entry.c.sponsor_id).where(
            self._units.holds(ledger_entry.c.sponsor_id),
            ledger_entry.c.stage == Stage.PLEDGED.value,
            ledger_entry.c.promise_id.is_(None),
            ledger_entry.c.due_on <= self._day,
        )
        units = [SponsorId(each) for each in self._tx.scalars(due.distinct())]
        found: dict[SponsorId, list[Promise]] = defaultdict(list)
        if not units:
            return found
        told = help_book.promised_by(self._tx, units)
        for each in open_pledges(help_book.lines_of(self._tx, units)):
            pledge, number = each.pledge, each.pledge.number
            if pledge.due is not None and pledge.sponsor is not None and number and number not in told:
                found[pledge.sponsor].append(Promise(number, pledge.due))
        return found

    def _families(self) -> dict[SponsorId, list[Sponsored]]:
        done, promises, needs = self._done(), self._promises(), self._needs()
        decided, muted, here = self._decided(), self._muted(), self._here()
        found: dict[SponsorId, list[Sponsored]] = defaultdict(list)
        for row in self._tx.execute(select(sponsorship).where(self._own).order_by(sponsorship.c.id)):
            home, number = HouseholdId(row.household_id), SponsorshipId(row.id)
            found[SponsorId(row.sponsor_id)].append(
                Sponsored(
                    number,
                    home,
                    row.valid_from,
                    done.get(number, {}),
                    tuple(promises.get(number, ())),
                    needs.get(home, {}),
                    row.visit_every,
                    decided.get(home),
                    # Who lives nowhere here any more moved away, though nobody told of it.
                    muted.get(home) if home in here else FOREVER,
                )
            )
        return found

    def _done(self) -> dict[SponsorshipId, dict[Done, date]]:
        rows = self._tx.execute(
            select(
                sponsor_step.c.sponsorship_id,
                sponsor_step.c.done,
                func.max(sponsor_step.c.done_on).label("on"),
            )
            .where(
                self._units.holds(sponsor_step.c.sponsor_id),
                sponsor_step.c.sponsorship_id.is_not(None),
                sponsor_step.c.withdrawn_at.is_(None),
                sponsor_step.c.done_on <= self._day,
            )
            .group_by(sponsor_step.c.sponsorship_id, sponsor_step.c.done)
        )
        found: dict[SponsorshipId, dict[Done, date]] = defaultdict(dict)
        for row in rows:
            found[SponsorshipId(row.sponsorship_id)][Done(row.done)] = row.on
        return found

    def _reported(self) -> dict[SponsorId, date]:
        rows = self._tx.execute(
            select(sponsor_step.c.sponsor_id, func.max(sponsor_step.c.done_on).label("on"))
            .where(
                self._units.holds(sponsor_step.c.sponsor_id),
                sponsor_step.c.done == Done.REPORTED.value,
                sponsor_step.c.withdrawn_at.is_(None),
            )
            .group_by(sponsor_step.c.sponsor_id)
        )
        return {SponsorId(row.sponsor_id): row.on for row in rows}

    def _promises(self) -> dict[SponsorshipId, list[Promise]]:
        rows = self._tx.execute(
            select(sponsor_promise.c.id, sponsor_promise.c.sponsorship_id, sponsor_promise.c.due_on)
            .join(sponsorship, sponsorship.c.id == sponsor_promise.c.sponsorship_id)
            .where(self._own, sponsor_promise.c.replaced_at.is_(None), sponsor_promise.c.kept_on.is_(None))
        )
        found: dict[SponsorshipId, list[Promise]] = defaultdict(list)
        for row in rows:
            found[SponsorshipId(row.sponsorship_id)].append(Promise(row.id, row.due_on))
        return found

    def _needs(self) -> dict[HouseholdId, dict[Need, date]]:
        """What families need, of those alone that agreed that their sponsor knows."""
        agreed = families_agreed(self._tx, self._homes, Purpose.SPONSOR_SEES_NEEDS, day=self._day)
        rows = self._tx.execute(
            select(trait.c.household_id, trait.c.code, trait.c.valid_from).where(
                trait.c.household_id.in_(self._homes),
                trait.c.kind == Trait.NEED.value,
                holding(trait, AsOf(self._day)),
            )
        )
        found: dict[HouseholdId, dict[Need, date]] = defaultdict(dict)
        for row in rows:
            if HouseholdId(row.household_id) in agreed:
                found[HouseholdId(row.household_id)][Need(row.code)] = row.valid_from
        return found

    def _decided(self) -> dict[HouseholdId, date]:
        rows = self._tx.execute(
            select(decision.c.household_id, func.max(decision.c.decided_on).label("on"))
            .where(
                decision.c.household_id.in_(self._homes),
                decision.c.withdrawn_at.is_(None),
                decision.c.decided_on <= self._day,
            )
            .group_by(decision.c.household_id)
        )
        return {HouseholdId(row.household_id): row.on for row in rows}

    def _muted(self) -> dict[HouseholdId, date]:
        return _muted(self._tx, reminder_mute.c.household_id.in_(self._homes), self._day)

    def _here(self) -> set[HouseholdId]:
        rows = self._tx.scalars(
            select(residence.c.household_id).where(
                residence.c.household_id.in_(self._homes),
                residence.c.hamlet_id.is_not(None),
                holding(residence, AsOf(self._day)),
            )
        )
        return {HouseholdId(row) for row in rows}

    def _contact_since(self) -> dict[SponsorId, date]:
        """Since when the present contact is in charge, of the units that had another one before."""
        rows = self._tx.execute(
            select(role_grant.c.sponsor_id, func.max(role_grant.c.valid_from).label("since"))
            .where(self._units.holds(role_grant.c.sponsor_id), role_grant.c.duty == Duty.CONTACT.value)
            .group_by(role_grant.c.sponsor_id)
            .having(func.count(role_grant.c.person_id.distinct()) > 1)
        )
        return {SponsorId(row.sponsor_id): row.since for row in rows}


def _told(
    tx: Connection, where: ColumnElement[bool], owner: ColumnElement[int], day: date
) -> dict[int, dict[str, list[Told]]]:
    recent = or_(reminder.c.settled_on.is_(None), reminder.c.settled_on >= day - REMEMBERED)
    rows = tx.execute(
        select(
            owner.label("owner"),
            reminder.c.name,
            reminder.c.step,
            reminder.c.again,
            reminder.c.status,
            reminder.c.reason,
            reminder.c.due_on,
            reminder.c.settled_on,
        ).where(where, recent)
    )
    found: dict[int, dict[str, list[Told]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        one = Told(row.step, row.again, Ended(row.status), row.settled_on or row.due_on, row.reason)
        found[row.owner][row.name].append(one)
    return found


def _muted(tx: Connection, where: ColumnElement[bool], day: date) -> dict[HouseholdId, date]:
    rows = tx.execute(
        select(reminder_mute.c.household_id, func.max(reminder_mute.c.valid_to).label("until"))
        .where(where, muting(day))
        .group_by(reminder_mute.c.household_id)
    )
    return {HouseholdId(row.household_id): row.until for row in rows}


def families_in(tx: Connection, families: Range, *, day: date) -> list[FamilyKnown]:
    """All that is known of these families as far as reminding goes: of those that can be written to."""
    return _Families(tx, families, day).read()


class _Families:
    def __init__(self, tx: Connection, families: Range, day: date) -> None:
        self._tx, self._families, self._day, self._as_of = tx, families, day, AsOf(day)

    def read(self) -> list[FamilyKnown]:
        reached = self._reached()
        if not reached:
            return []
        cards, stages = self._cards(), self._stages()
        own = reminder.c.audience == Audience.FAMILY.value
        told = _told(
            self._tx, own & self._families.holds(reminder.c.household_id), reminder.c.household_id, self._day
        )
        muted = _muted(self._tx, self._families.holds(reminder_mute.c.household_id), self._day)
        days: dict[AreaId, Sequence[WardDay]] = {}
        found = []
        for number, place in reached.items():
            if place not in days:
                days[place] = days_ahead(self._tx, place, day=self._day)
            status, since = stages.get(number, (None, None))
            escaped = since if status is Status.NEWLY_ESCAPED else None
            found.append(
                FamilyKnown(
                    number,
                    place,
                    tuple(cards.get(number, ())),
                    self._rights(escaped),
                    tuple(each for each in days[place] if _concerns(each, status)),
                    escaped,
                    muted.get(number),
                    told.get(number, {}),
                )
            )
        return found

    def _reached(self) -> dict[HouseholdId, AreaId]:
        """The families that somebody of theirs, or in their place, can be written to about."""
        day = self._day
        own = (
            select(membership.c.household_id)
            .join(person_contact, person_contact.c.person_id == membership.c.person_id)
            .where(
                self._families.holds(membership.c.household_id),
                membership.c.relation.is_not(None),
                holding(membership, self._as_of),
                person_contact.c.valid_to.is_(None),
            )
        )
        instead = (
            select(role_grant.c.household_id)
            .join(person_contact, person_contact.c.person_id == role_grant.c.person_id)
            .where(
                self._families.holds(role_grant.c.household_id),
                role_grant.c.role == Role.DELEGATE.value,
                and_(role_grant.c.valid_from <= day, role_grant.c.valid_to > day),
                person_contact.c.valid_to.is_(None),
            )
        )
        rows = self._tx.execute(
            select(household.c.id, household.c.commune_id)
            .where(self._families.holds(household.c.id), household.c.id.in_(own.union(instead)))
            .order_by(household.c.id)
        )
        return {HouseholdId(row.id): AreaId(row.commune_id) for row in rows}

    def _cards(self) -> dict[HouseholdId, list[date]]:
        rows = self._tx.execute(
            select(membership.c.household_id, insurance.c.insured_to)
            .join(insurance, insurance.c.person_id == membership.c.person_id)
            .where(
                self._families.holds(membership.c.household_id),
                membership.c.relation.is_not(None),
                holding(membership, self._as_of),
                holding(insurance, self._as_of),
                insurance.c.insured_to.between(self._day, self._day + CARD_BEFORE),
            )
        )
        found: dict[HouseholdId, list[date]] = defaultdict(list)
        for row in rows:
            found[HouseholdId(row.household_id)].append(row.insured_to)
        return found

    def _stages(self) -> dict[HouseholdId, tuple[Status, date]]:
        rows = self._tx.execute(
            select(recognition.c.household_id, recognition.c.status, recognition.c.valid_from).where(
                self._families.holds(recognition.c.household_id),
                recognition.c.standard == Standard.NATIONAL.value,
                holding(recognition, self._as_of),
            )
        )
        return {HouseholdId(row.household_id): (Status(row.status), row.valid_from) for row in rows}

    def _rights(self, escaped: date | None) -> dict[str, date]:
        """What ends three years after a family escaped: the loan for those who did (QĐ 28/2015/QĐ-TTg)."""
        if escaped is None:
            return {}
        last = shifted(escaped, months=ASKED_MONTHS)
        return {"newly_escaped": last} if self._day <= last <= self._day + RIGHT_BEFORE else {}


def _concerns(day: WardDay, status: Status | None) -> bool:
    """Whose day of pay it may be; the money for electricity is the poor's (QĐ 28/2014/QĐ-TTg)."""
    if day.kind is DayKind.ELECTRICITY:
        return status is Status.POOR
    return day.kind is DayKind.ALLOWANCE and status in (Status.POOR, Status.NEAR_POOR)
