"""What goes out unasked: planned as rows, sent once, at an hour people like, or written down why not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from bot.clock import VIETNAM
from bot.domain.consent import WORDING, Purpose
from bot.domain.ids import ContactId
from bot.domain.messages import Kind, Priority
from bot.errors import Unreachable
from models.cases import cases
from models.people import consents, contacts, roles
from models.people.consents import Said
from models.register.writing import add_person
from models.sending import notices
from models.sending.notices import NewNotice, NoticeStatus, notice
from tests.fakes.channel import ScriptedChannel
from tests.hearing import hears
from tests.world import Person, SetClock, World, world

ANSWER = {"code": "A7K9C", "answer": "Sáng mai cán bộ ghé nhà mình.", "office": "UBND phường Thử"}
NIGHT = datetime(2026, 11, 23, 22, 30, tzinfo=VIETNAM)


async def met(w: World, name: str = "tu") -> tuple[Person, ContactId]:
    """Somebody who wrote once."""
    person = w.person(name)
    await person.says("chao")
    found = w.read(lambda tx: contacts.contact_at(tx, next(iter(w.running.channels)), name))
    return person, found


async def plan(
    w: World,
    contact_id: ContactId,
    occurrence: str,
    *,
    key: str = "case_answered",
    priority: Priority = Priority.REQUESTED,
    waits: timedelta = timedelta(0),
    useful: timedelta = timedelta(days=2),
    parameters: Mapping[str, str] = ANSWER,
) -> None:
    now = w.clock.now()
    new = NewNotice(key, occurrence, contact_id, priority, parameters, now + waits, now + useful)
    await w.running.uow.run(lambda tx: notices.plan(tx, new, now=now))


async def agree_to_reminders(w: World, contact_id: ContactId) -> None:
    """Let somebody be behind the contact who wants to be reminded."""
    now = w.clock.now()

    def agree(tx: Connection) -> None:
        person = add_person(tx, now=now)
        roles.link(tx, contact_id, person, now=now)
        said = Said(person, Purpose.REMINDERS, True, WORDING[Purpose.REMINDERS])
        consents.note(tx, contact_id, said, now=now)

    await w.running.uow.run(agree)


def endings(tx: Connection) -> list[tuple[str, str | None]]:
    return [tuple(row) for row in tx.execute(select(notice.c.status, notice.c.reason).order_by(notice.c.id))]


async def test_a_notice_is_told_once_however_often_it_is_planned_and_looked_at(
    migrated_database_url: str,
) -> None:
    async with world(migrated_database_url) as w:
        person, contact_id = await met(w)
        for _ in range(3):
            await plan(w, contact_id, "case_answered:1")
        told = [delivery.body.text for delivery in await hears(w, person)]
        await w.tick()
        assert person.news() == []
        assert len(told) == 1
        assert "Sáng mai cán bộ ghé" in told[0]
        assert w.read(endings) == [(NoticeStatus.QUEUED.value, None)]


async def test_at_night_it_waits_for_the_morning(migrated_database_url: str) -> None:
    async with world(migrated_database_url, clock=SetClock(NIGHT)) as w:
        person, contact_id = await met(w)
        await plan(w, contact_id, "1")
        await w.tick()
        assert person.news() == []
        w.clock.at = datetime(2026, 11, 24, 6, 59, tzinfo=VIETNAM)
        await w.tick()
        assert person.news() == []
        w.clock.at = datetime(2026, 11, 24, 7, 0, tzinfo=VIETNAM)
        assert len(await hears(w, person)) == 1


async def test_the_office_says_when_its_night_begins(migrated_database_url: str) -> None:
    early = {"quiet_from": "18:00", "quiet_to": "08:30"}
    at = datetime(2026, 11, 23, 18, 30, tzinfo=VIETNAM)
    async with world(migrated_database_url, clock=SetClock(at), **early) as w:
        person, contact_id = await met(w)
        await plan(w, contact_id, "1")
        await w.tick()
        assert person.news() == []


async def test_what_a_day_of_downtime_made_useless_is_not_told(migrated_database_url: str) -> None:
    async with world(migrated_database_url) as w:
        person, contact_id = await met(w)
        await plan(w, contact_id, "1", useful=timedelta(hours=3))
        w.clock.pass_(days=1)
        await w.tick()
        assert person.news() == []
        assert w.read(endings) == [(NoticeStatus.EXPIRED.value, "too_late")]


async def test_who_said_stop_gets_nothing_unasked_and_still_gets_answers(migrated_database_url: str) -> None:
    async with world(migrated_database_url) as w:
        person, contact_id = await met(w)
        await plan(w, contact_id, "before")
        await person.says("dừng")
        await plan(w, contact_id, "after")
        await w.tick()
        assert person.news() == []
        assert w.read(endings) == [
            (NoticeStatus.CLEARED.value, "stopped"),
            (NoticeStatus.MUTED.value, "stopped"),
        ]
        assert "1.500.000" in await person.says("chuan ngheo nam nay bao nhieu")


async def test_only_an_explicit_yes_resumes(migrated_database_url: str) -> None:
    async with world(migrated_database_url) as w:
        person, contact_id = await met(w)
        await person.says("dừng")
        await person.presses("Nhận tin lại")
        await plan(w, contact_id, "1")
        assert len(await hears(w, person)) == 1


async def test_who_blocked_us_gets_nothing_until_they_write_again(migrated_database_url: str) -> None:
    async with world(migrated_database_url) as w:
        person, contact_id = await met(w)
        await person.does(Kind.BLOCKED)
        await plan(w, contact_id, "1")
        await w.tick()
        assert person.news() == []
        await person.says("chao")
        await plan(w, contact_id, "2")
        assert len(await hears(w, person)) == 1


async def test_a_chat_that_turns_out_to_be_gone_is_not_tried_again(migrated_database_url: str) -> None:
    def gone(_delivery: object) -> None:
        raise Unreachable("blocked")

    channel = ScriptedChannel()
    async with world(migrated_database_url, channel=channel) as w:
        person, contact_id = await met(w)
        channel.before_send = gone
        await plan(w, contact_id, "1")
        await w.tick()
        channel.before_send = None
        await plan(w, contact_id, "2")
        await w.tick()
        assert person.news() == []
        assert w.read(endings)[-1] == (NoticeStatus.MUTED.value, "stopped")


async def test_a_third_reminder_in_a_week_is_left_out(migrated_database_url: str) -> None:
    async with world(migrated_database_url) as w:
        person, contact_id = await met(w)
        await agree_to_reminders(w, contact_id)
        for number in range(3):
            await plan(w, contact_id, str(number), priority=Priority.REMINDER)
        assert len(await hears(w, person, 2)) == 2
        await w.tick()
        assert person.news() == []
        w.clock.pass_(days=8)
        await plan(w, contact_id, "next week", priority=Priority.REMINDER)
        assert len(await hears(w, person)) == 1


async def test_a_notice_of_another_version_does_not_hold_up_those_behind_it(
    migrated_database_url: str,
) -> None:
    async with world(migrated_database_url) as w:
        person, contact_id = await met(w)
        await plan(w, contact_id, "a parameter is missing", parameters={"code": "A7K9C"})
        await plan(w, contact_id, "nobody knows this kind", key="fair_moved")
        await plan(w, contact_id, "good")
        assert len(await hears(w, person)) == 1
        assert w.read(endings) == [
            (NoticeStatus.MUTED.value, "no_words"),
            (NoticeStatus.MUTED.value, "no_words"),
            (NoticeStatus.QUEUED.value, None),
        ]


async def test_who_erases_everything_also_erases_what_was_planned(migrated_database_url: str) -> None:
    async with world(migrated_database_url) as w:
        person, contact_id = await met(w)
        # The program's own clock ticks as well: what is due now might be on its way before it is erased.
        await plan(w, contact_id, "1", waits=timedelta(hours=1))
        await person.says("xóa dữ liệu")
        await person.presses("Xóa hết")
        await hears(w, person)
        assert w.read(endings) == [(NoticeStatus.CLEARED.value, "erased")]
        [kept] = w.read(lambda tx: list(tx.scalars(select(notice.c.parameters))))
        assert kept is None
        assert w.read(cases.list_cases) == []
