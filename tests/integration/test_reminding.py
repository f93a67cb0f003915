"""Reminders from rule to chat: one message a day, cleared by a report, climbing step by step, never twice."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import Connection, func, select

from bot.clock import VIETNAM, vietnam_day
from bot.domain.ids import ContactId, HouseholdId, PersonId, SponsorId
from bot.domain.messages import Delivery
from bot.domain.reminders.terms import Done, Ended, Muted, ReportCame
from bot.domain.roles import Duty, Role
from bot.errors import Unreachable
from bot.sponsors.reminding import Reminding
from models.people import roles
from models.people.contacts import contact_at
from models.people.roles import NewGrant
from models.register.writing import add_person
from models.reminders import reminders
from models.reminders.reminders import reminder
from models.sending.notices import notice
from models.sponsors import sponsor_reports, sponsors
from tests.families import SINCE, Ward, add_family, add_ward, appoint
from tests.world import Person, SetClock, World, world

START = datetime(2026, 7, 20, 9, 0, tzinfo=VIETNAM)
"""For six weeks on no season begins and no report is due."""
LONG = date(2030, 1, 1)


@dataclass
class Office:
    """A ward with one unit, Chi bộ Khóm 3, that helps household 12; its contact, its leader, the ward's."""

    w: World
    ward: Ward
    unit: SponsorId
    home: HouseholdId
    contact: Person
    leader: Person
    committee: Person

    async def days(self, count: int) -> dict[date, list[str]]:
        """Live some days at nine in the morning; what each of the three was told, by day."""
        told: dict[date, list[str]] = {}
        for _ in range(count):
            self.w.clock.pass_(days=1)
            await self.now()
            for who in (self.contact, self.leader, self.committee):
                texts = [f"{who.name}: {each.body.text}" for each in who.news()]
                if texts:
                    told.setdefault(vietnam_day(self.w.clock.now()), []).extend(texts)
        return told

    async def now(self) -> None:
        """Let the program do all it wants to do at this hour."""
        reminding = Reminding(self.w.running.uow, self.w.clock)
        await reminding.tick()
        await self.w.tick()
        await reminding.tick()

    async def reports(self, done: Done, on: date) -> int:
        """The unit tells what it did."""
        return await self.w.running.uow.run(partial(self._report, done=done, on=on))

    def _report(self, tx: Connection, *, done: Done, on: date) -> int:
        day = vietnam_day(self.w.clock.now())
        own = tuple(each.id for each in sponsors.helped_by(tx, [self.unit], day=day))
        families = () if done is Done.REPORTED else own
        return sponsor_reports.report_came(
            tx, ReportCame(self.unit, done, on, families), day=day, now=self.w.clock.now()
        )

    def rows(self) -> list[tuple[str, int, str, str | None]]:
        """All reminders: matter, step, how they ended and why."""
        wanted = select(reminder.c.matter, reminder.c.step, reminder.c.status, reminder.c.reason)
        return self.w.read(lambda tx: [tuple(row) for row in tx.execute(wanted.order_by(reminder.c.id))])


def _links(tx: Connection, w: World, name: str, person: PersonId) -> None:
    contact = contact_at(tx, next(iter(w.running.channels)), name)
    assert contact is not None
    roles.link(tx, ContactId(contact), person, now=w.clock.now())


async def office(w: World) -> Office:
    """The ward, its people linked to their chats, and the family given to the unit today."""
    people = [w.person(name) for name in ("lien", "dao", "hai")]
    for each in people:
        await each.says("chao")
    now, day = w.clock.now(), vietnam_day(w.clock.now())

    def made(tx: Connection) -> tuple[Ward, SponsorId, HouseholdId]:
        ward = add_ward(tx)
        family = add_family(tx, ward, ward.hamlet_3, number="12", head="Trần Thị Lan", now=now)
        unit = sponsors.add_unit(
            tx,
            ward.commune,
            name="Chi bộ Khóm 3",
            kind="hamlet_cell",
            capacity=3,
            hamlet=ward.hamlet_3,
            now=now,
        )
        for name, duty in (("lien", Duty.CONTACT), ("dao", Duty.LEADER)):
            person = add_person(tx, now=now)
            roles.add_grant(tx, NewGrant(person, Role.SPONSOR, SINCE, LONG, sponsor=unit, duty=duty), now=now)
            _links(tx, w, name, person)
        _links(tx, w, "hai", appoint(tx, Role.LEADER, ward.commune, name="Lê Văn Hai", now=now))
        sponsors.assign(tx, unit, family.household, day=day, by=None, now=now)
        return ward, unit, family.household

    ward, unit, home = await w.running.uow.run(made)
    return Office(w, ward, unit, home, *people)


async def test_the_first_steps_are_urged_up_the_ladder_each_once_on_its_day(
    migrated_database_url: str,
) -> None:
    async with world(migrated_database_url, clock=SetClock(START)) as w:
        o = await office(w)
        told = await o.days(26)
        begun = START.date()
        who = {(day - begun).days: [text.split(":")[0] for text in texts] for day, texts in told.items()}
        assert who == {3: ["lien"], 10: ["lien"], 14: ["lien"], 17: ["dao"], 21: ["lien"], 24: ["hai"]}
        assert "Cử người phụ trách" in told[begun + timedelta(3)][0]
        assert "hộ 12 (Khóm 3)" in told[begun + timedelta(3)][0]
        assert "chưa thấy báo lại" in told[begun + timedelta(17)][0]
        assert "🟠 Chi bộ Khóm 3: nhận danh sách" in told[begun + timedelta(24)][0]
        assert {row[2] for row in o.rows()} == {"sent"}


async def test_a_report_clears_the_whole_group_and_nothing_follows(migrated_database_url: str) -> None:
    async with world(migrated_database_url, clock=SetClock(START)) as w:
        o = await office(w)
        await o.days(3)
        assert await o.reports(Done.PLANNED, START.date() + timedelta(3)) == 0
        assert await o.days(35) == {}
        assert [row[:3] for row in o.rows()] == [("list_received", 1, "sent")]


async def test_a_report_takes_back_a_message_that_waits_and_frees_what_else_it_held(
    migrated_database_url: str,
) -> None:
    async with world(migrated_database_url, clock=SetClock(START)) as w:
        o = await office(w)
        w.clock.at = START + timedelta(days=40)
        reminding = Reminding(w.running.uow, w.clock)
        assert await reminding.tick() == 1
        cleared = await o.reports(Done.SURVEYED, START.date() + timedelta(40))
        assert cleared == 2
        await o.now()
        [only] = o.contact.news()
        assert "Chưa có kế hoạch" in only.body.text
        assert "khảo sát" not in only.body.text
        assert {row[0]: row[2] for row in o.rows()} == {
            "list_received": "cleared",
            "survey_due": "cleared",
            "plan_due": "sent",
        }


async def test_what_went_along_ends_as_merged(migrated_database_url: str) -> None:
    async with world(migrated_database_url, clock=SetClock(START)) as w:
        o = await office(w)
        w.clock.at = START + timedelta(days=40)
        await o.now()
        assert len(o.contact.news()) == 1
        assert sorted(row[2] for row in o.rows()) == ["merged", "merged", "sent"]


async def test_nothing_is_said_of_a_family_in_mourning_and_then_it_goes_on(
    migrated_database_url: str,
) -> None:
    async with world(migrated_database_url, clock=SetClock(START)) as w:
        o = await office(w)
        day = START.date()

        def mute(tx: Connection) -> None:
            until = day + timedelta(20)
            reminders.mute(
                tx, why=Muted.MOURNING, begins=day, ends=until, household_id=o.home, now=w.clock.now()
            )

        await w.running.uow.run(mute)
        told = await o.days(22)
        assert [(each - day).days for each in told] == [20]


async def test_on_the_days_of_tet_nobody_is_reminded(migrated_database_url: str) -> None:
    begun = datetime(2027, 2, 2, 9, 0, tzinfo=VIETNAM)
    async with world(migrated_database_url, clock=SetClock(begun)) as w:
        o = await office(w)
        told = await o.days(12)
        assert [f"{day:%d/%m}" for day in told] == ["11/02"]


async def test_at_night_nothing_is_put_together(migrated_database_url: str) -> None:
    async with world(migrated_database_url, clock=SetClock(START)) as w:
        o = await office(w)
        w.clock.at = (START + timedelta(days=3)).replace(hour=22)
        await o.now()
        assert o.contact.news() == []
        w.clock.at = (START + timedelta(days=4)).replace(hour=8)
        await o.now()
        assert len(o.contact.news()) == 1


async def test_a_family_given_on_the_day_on_which_something_is_due_is_told_of_that_day(
    migrated_database_url: str,
) -> None:
    async with world(migrated_database_url, clock=SetClock(START)) as w:
        o = await office(w)
        await o.days(3)

        def promise(tx: Connection) -> None:
            [helped] = sponsors.helped_by(tx, [o.unit], day=START.date() + timedelta(4))
            sponsors.promise(tx, helped.id, "máy may", due=START.date() + timedelta(4), now=w.clock.now())

        await w.running.uow.run(promise)
        told = await o.days(1)
        assert "máy may cho hộ 12 (Khóm 3)" in told[START.date() + timedelta(4)][0]


async def test_who_blocked_the_bot_is_passed_over_for_the_next_of_the_unit(
    migrated_database_url: str,
) -> None:
    async with world(migrated_database_url, clock=SetClock(START)) as w:
        o = await office(w)

        async def blocked(delivery: Delivery) -> None:
            if delivery.address == "lien":
                raise Unreachable("blocked")

        w.channel.before_send = blocked
        told = await o.days(11)
        assert [text[:4] for texts in told.values() for text in texts] == ["dao:"]
        assert [row[1:3] for row in o.rows()] == [(1, "failed"), (2, "sent")]


async def test_f22_three_days_of_downtime_bring_one_message_and_no_flood(migrated_database_url: str) -> None:
    async with world(migrated_database_url, clock=SetClock(START)) as w:
        o = await office(w)
        await o.days(2)
        w.clock.pass_(days=3)
        told = await o.days(1)
        assert len(told) == 1
        assert [len(texts) for texts in told.values()] == [1]


@pytest.mark.parametrize("jumps", [[1, -1, 1], [3, -3, 3, 1]], ids=["a day", "three days"])
async def test_f21_a_clock_that_jumps_doubles_no_reminder_and_loses_none(
    migrated_database_url: str, jumps: list[int]
) -> None:
    async with world(migrated_database_url, clock=SetClock(START + timedelta(days=0))) as w:
        o = await office(w)
        await o.days(2)
        for jump in jumps:
            w.clock.pass_(days=jump)
            await o.now()
        await o.days(3)
        assert len([row for row in o.rows() if row[:2] == ("list_received", 1)]) == 1
        assert len(o.contact.news()) <= 1
        assert len(o.w.channel.told("lien")) == 3


async def test_f20_two_schedulers_at_once_plan_and_send_once(migrated_database_url: str) -> None:
    async with world(migrated_database_url, clock=SetClock(START)) as w:
        o = await office(w)
        w.clock.pass_(days=3)
        first, second = (Reminding(w.running.uow, w.clock) for _ in range(2))

        await asyncio.gather(first.tick(), second.tick(), first.tick())
        await o.now()
        assert len(o.contact.news()) == 1
        wanted = select(func.count()).select_from(notice).where(notice.c.key == "unit_reminder")
        assert w.read(lambda tx: tx.scalar(wanted)) == 1


async def test_every_planned_row_ends_with_how_and_why(migrated_database_url: str) -> None:
    async with world(migrated_database_url, clock=SetClock(START)) as w:
        o = await office(w)
        await o.contact.says("dừng")
        await o.leader.says("dừng")
        o.contact.news(), o.leader.news()
        await o.days(20)
        assert all(row[2] not in (Ended.PLANNED, Ended.QUEUED) for row in o.rows())
        assert {row[3] for row in o.rows() if row[2] == "failed"} == {"no_contact"}
