"""Who found work or finished a class counts towards the targets: people, each once, of their own hamlet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import Connection

from bot.clock import VIETNAM
from bot.domain.events.terms import EventState, ForWhom, Outcome, Source
from bot.domain.ids import AreaId, PersonId, RegistrationId
from bot.domain.targets import Category
from models import progress
from models.events import attendances, events, placements, registrations
from models.events.registrations import NewRegistration, Placed
from tests.families import Family, Ward, add_family, add_ward
from tests.scenarios.gatherings import FAIR
from tests.world import World, world

MARCH = datetime(2026, 3, 7, 8, 0, tzinfo=VIETNAM)
YEAR = {"since": date(2026, 1, 1), "until": date(2026, 12, 31)}


@pytest.fixture
async def town(migrated_database_url: str):
    async with world(migrated_database_url) as running:
        yield running


class Fairs:
    """Fairs one after the other, and who was hired there."""

    def __init__(self, tx: Connection, ward: Ward) -> None:
        self.tx, self.ward, self.held = tx, ward, 0

    def hired(
        self,
        name: str,
        *,
        at: datetime = MARCH,
        person: PersonId | None = None,
        hamlet: AreaId | None = None,
        outcomes: Sequence[Outcome] = (Outcome.HIRED,),
    ) -> RegistrationId:
        """Somebody comes to a new fair, and so much comes of it."""
        self.held += 1
        starts = MARCH + timedelta(days=self.held)
        plan = replace(FAIR, area=self.ward.commune, starts=starts, ends=starts + timedelta(hours=3))
        number = events.add(self.tx, f"P{self.held}", plan, by=None, now=at)
        events.set_state(self.tx, number, EventState.OPEN, now=at)
        slot = registrations.slots_now(self.tx, number)[0].id
        new = NewRegistration(
            number, slot, f"C{self.held}", ForWhom.SELF, name, person=person, birth_year=1990
        )
        placed = registrations.register(self.tx, replace(new, hamlet=hamlet or self.ward.hamlet_3), now=at)
        assert isinstance(placed, Placed)
        for outcome in outcomes:
            attendances.note_outcome(self.tx, placed.id, outcome, source=Source.OFFICIAL, now=at)
        return placed.id


def counted(tx: Connection, ward: Ward, outcomes: Sequence[Outcome] = placements.PLACED) -> list[int]:
    hamlets = ([ward.hamlet_3], [ward.hamlet_4], [ward.hamlet_3, ward.hamlet_4])
    return [placements.people(tx, each, outcomes, **YEAR) for each in hamlets]


async def told(town: World, write: object) -> object:
    """Do this in one transaction in a ward with one family."""

    def do(tx: Connection) -> object:
        now = town.clock.now()
        ward = add_ward(tx)
        family = add_family(tx, ward, ward.hamlet_3, number="12", head="Trần Thị Lan", now=now)
        return write(tx, Fairs(tx, ward), ward, family)

    return await town.running.uow.run(do)


async def test_somebody_hired_at_two_fairs_is_one_person_known_or_not(town: World) -> None:
    def write(tx: Connection, fairs: Fairs, ward: Ward, lan: Family) -> list[int]:
        fairs.hired("Lý Văn Tư")
        fairs.hired("lý văn tư")
        fairs.hired("Trần Thị Lan", person=lan.head)
        fairs.hired("Trần Thị Lan", person=lan.head, outcomes=(Outcome.HIRED, Outcome.ABROAD))
        fairs.hired("Trần Thị Lan")
        fairs.hired("Sơn Thị Sáu", hamlet=ward.hamlet_4, outcomes=(Outcome.ADVISED, Outcome.INTERVIEWED))
        fairs.hired("Thạch Hoa", hamlet=ward.hamlet_4, outcomes=(Outcome.ABROAD,))
        return counted(tx, ward)

    assert await told(town, write) == [2, 1, 3]


async def test_only_what_stands_and_was_noted_within_the_year_counts(town: World) -> None:
    def write(tx: Connection, fairs: Fairs, ward: Ward, _lan: Family) -> list[list[int]]:
        fairs.hired("Năm Trước", at=datetime(2025, 12, 31, 23, 30, tzinfo=VIETNAM))
        fairs.hired("Đêm Giao Thừa", at=datetime(2026, 12, 31, 23, 30, tzinfo=VIETNAM))
        mistaken = fairs.hired("Ghi Nhầm")
        attendances.take_back(tx, mistaken, Outcome.HIRED, now=MARCH)
        fairs.hired("Học Xong", outcomes=(Outcome.TRAINING, Outcome.CERTIFICATE, Outcome.CERTIFICATE))
        return [counted(tx, ward), counted(tx, ward, placements.TRAINED)]

    assert await told(town, write) == [[1, 0, 1], [1, 0, 1]]


async def test_targets_of_work_and_training_are_followed(town: World) -> None:
    def write(tx: Connection, fairs: Fairs, ward: Ward, _lan: Family) -> list[object]:
        fairs.hired("Lý Văn Tư", outcomes=(Outcome.HIRED, Outcome.CERTIFICATE))
        ground = partial(progress.whole, tx, ward.commune, [ward.hamlet_3], year=2026)
        before = progress.progress(ground(day=date(2026, 3, 6)), Category.JOBS)
        after = ground(day=date(2026, 3, 7))
        found = [before, *(progress.progress(after, each) for each in (Category.JOBS, Category.TRAINED))]
        return [None if each is None else int(each.now) for each in found]

    assert await told(town, write) == [0, 1, 1]
