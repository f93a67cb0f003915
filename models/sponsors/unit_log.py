"""Reads what units did in a span of days from visits, answers, the book and promises. Judges nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, func, or_, select

from bot.domain.ids import AreaId, HouseholdId, SponsorId
from bot.domain.reminders.terms import Done
from bot.domain.visits.ledger import Entry, Stage, standing
from bot.domain.visits.standing import Helped, Log, Pledge
from models.people.roles import sponsor, sponsorship
from models.reminders import reminders
from models.sealing import opened
from models.sponsors import visits
from models.sponsors.sponsors import sponsor_promise, sponsor_step
from models.sponsors.visit_answers import Came, GiftAnswer, visit_answer
from models.sponsors.visit_pictures import visit_picture
from models.sponsors.visits import visit

Home = tuple[int, int]
"""A unit and a family."""


def logs(
    tx: Connection, commune: AreaId, since: date, until: date, *, day: date, units: Collection[SponsorId] = ()
) -> list[Log]:
    """What the units of a commune, or only these, did from a day on and before another; by name.

    Units that helped nobody then are left out. `day` is as of when."""
    return _Logs(tx, commune, since, until, day, units).read()


class _Logs:
    def __init__(
        self,
        tx: Connection,
        commune: AreaId,
        since: date,
        until: date,
        day: date,
        units: Collection[SponsorId],
    ) -> None:
        self._tx, self._commune, self._since, self._until, self._day = tx, commune, since, until, day
        wanted = sponsor.c.commune_id == commune
        if units:
            wanted &= sponsor.c.id.in_(units)
        rows = tx.execute(select(sponsor.c.id, sponsor.c.name).where(wanted).order_by(sponsor.c.name))
        self._names = {SponsorId(row.id): row.name for row in rows}

    def read(self) -> list[Log]:
        families, reported = self._families(), self._reported()
        return [
            Log(unit, name, self._since, self._until, self._day, tuple(families[unit]), reported.get(unit))
            for unit, name in self._names.items()
            if families.get(unit)
        ]

    def _families(self) -> dict[int, list[Helped]]:
        told, given = self._visits(), self._given()
        answers, pictures = self._answers(), self._pictures()
        pledges = self._pledges()
        usual = reminders.settings_of(self._tx, self._commune).visit_every
        found: dict[int, list[Helped]] = defaultdict(list)
        for row in self._sponsorships():
            home = (row.sponsor_id, row.household_id)
            came, gifts = answers.get(home, ([], []))
            found[row.sponsor_id].append(
                Helped(
                    HouseholdId(row.household_id),
                    max(row.valid_from, self._since),
                    min(row.valid_to or self._until, self._until, self._day),
                    row.visit_every or usual,
                    tuple(each.visited_on for each in told.get(home, ())),
                    came.count(Came.YES),
                    len(came) - came.count(Came.YES),
                    gifts.count(GiftAnswer.FULL),
                    len(gifts) - gifts.count(GiftAnswer.FULL),
                    tuple(given.get(home, ())),
                    tuple(pledges.get(row.id, ())),
                    tuple(filter(None, (self._need(each) for each in told.get(home, ())))),
                    pictures.get(home, 0),
                )
            )
        return found

    def _sponsorships(self) -> Sequence[Row[Any]]:
        return self._tx.execute(
            select(sponsorship)
            .where(
                sponsorship.c.sponsor_id.in_(list(self._names)),
                sponsorship.c.valid_from < self._until,
                or_(sponsorship.c.valid_to.is_(None), sponsorship.c.valid_to > self._since),
            )
            .order_by(sponsorship.c.sponsor_id, sponsorship.c.household_id, sponsorship.c.id)
        ).all()

    def _told(self) -> tuple[Any, ...]:
        """Which visits count: those of the span that stand."""
        return (
            visit.c.sponsor_id.in_(list(self._names)),
            visit.c.replaced_at.is_(None),
            visit.c.visited_on >= self._since,
            visit.c.visited_on < self._until,
            visit.c.visited_on <= self._day,
        )

    def _visits(self) -> dict[Home, list[Row[Any]]]:
        rows: Sequence[Row[Any]] = self._tx.execute(
            select(visit).where(*self._told()).order_by(visit.c.visited_on, visit.c.id)
        ).all()
        found: dict[Home, list[Row[Any]]] = defaultdict(list)
        for row in rows:
            found[row.sponsor_id, row.household_id].append(row)
        return found

    def _need(self, row: Row[Any]) -> str | None:
        return opened(self._tx, visit.c.need, row.need, owner=row.household_id)

    def _answers(self) -> dict[Home, tuple[list[Came], list[GiftAnswer]]]:
        rows = self._tx.execute(
            select(visit.c.sponsor_id, visit.c.household_id, visit_answer.c.came, visit_answer.c.gift)
            .join(visit_answer, visit_answer.c.visit_id == visit.c.id)
            .where(*self._told())
        )
        found: dict[Home, tuple[list[Came], list[GiftAnswer]]] = defaultdict(lambda: ([], []))
        for row in rows:
            came, gifts = found[row.sponsor_id, row.household_id]
            came.append(Came(row.came))
            if row.gift is not None:
                gifts.append(GiftAnswer(row.gift))
        return found

    def _given(self) -> dict[Home, list[Entry]]:
        lines = standing(visits.entries(self._tx, [self._commune], since=self._since, until=self._until))
        found: dict[Home, list[Entry]] = defaultdict(list)
        for each in lines:
            if each.stage is Stage.GIVEN and each.sponsor is not None and each.household is not None:
                found[each.sponsor, each.household].append(each)
        return found

    def _pledges(self) -> dict[int, list[Pledge]]:
        """Promises that were due in the span, and those that are still to come."""
        rows = self._tx.execute(
            select(sponsor_promise)
            .join(sponsorship, sponsorship.c.id == sponsor_promise.c.sponsorship_id)
            .where(
                sponsorship.c.sponsor_id.in_(list(self._names)),
                sponsor_promise.c.replaced_at.is_(None),
                or_(
                    (sponsor_promise.c.due_on >= self._since) & (sponsor_promise.c.due_on < self._until),
                    sponsor_promise.c.kept_on.is_(None) & (sponsor_promise.c.due_on < self._until),
                ),
            )
            .order_by(sponsor_promise.c.due_on, sponsor_promise.c.id)
        )
        found: dict[int, list[Pledge]] = defaultdict(list)
        for row in rows:
            what = opened(self._tx, sponsor_promise.c.what, row.what, owner=row.sponsorship_id) or ""
            found[row.sponsorship_id].append(Pledge(what, row.due_on, row.kept_on))
        return found

    def _pictures(self) -> dict[Home, int]:
        rows = self._tx.execute(
            select(visit.c.sponsor_id, visit.c.household_id, func.count(visit_picture.c.id).label("many"))
            .join(visit_picture, visit_picture.c.visit_id == visit.c.id)
            .where(*self._told())
            .group_by(visit.c.sponsor_id, visit.c.household_id)
        )
        return {(row.sponsor_id, row.household_id): row.many for row in rows}

    def _reported(self) -> dict[int, date]:
        rows = self._tx.execute(
            select(sponsor_step.c.sponsor_id, func.max(sponsor_step.c.done_on).label("on"))
            .where(
                sponsor_step.c.sponsor_id.in_(list(self._names)),
                sponsor_step.c.done == Done.REPORTED.value,
                sponsor_step.c.done_on >= self._since,
            )
            .group_by(sponsor_step.c.sponsor_id)
        )
        return {row.sponsor_id: row.on for row in rows}
