"""A channel fails for hours: what matters goes on to the next, once; what none carries has a reason."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from bot.app import App
from bot.commands import unreached_desk
from bot.domain.ids import ContactId, PersonId
from bot.domain.messages import Delivery, Kind, Priority
from bot.domain.roles import Role
from bot.domain.rungs import Rung, next_rung
from bot.domain.text import plain
from bot.errors import (
    ChannelDown,
    DongHanhError,
    NotReached,
    OutcomeUnknown,
    Postponed,
    RateLimited,
    SendError,
    Unavailable,
    Unreachable,
)
from bot.sending import sender
from bot.sending.ladder import Ladder
from bot.settings import Settings
from models import audit
from models.audit import SubjectKind
from models.installation import Purpose
from models.people import contacts, roles
from models.people.roles import NewGrant
from models.register.reading import place_of
from models.register.writing import add_person
from models.sending import notices
from models.sending.notices import NewNotice, notice
from tests.databases import only_sqlite
from tests.fakes.channel import RICH, ScriptedChannel
from tests.families import SINCE, Family, add_family, add_ward
from tests.world import SetClock, known

ANSWER = {"code": "A7K9C", "answer": "Sáng mai cán bộ ghé nhà mình.", "office": "UBND phường Thử"}
WORDS = "Sáng mai cán bộ ghé"


@dataclass
class Door(ScriptedChannel):
    """A channel that can be away."""

    failing: Callable[[], SendError] | None = None

    async def send(self, delivery: Delivery) -> Any:
        if self.failing is not None:
            raise self.failing()
        return await super().send(delivery)

    def heard(self, who: str) -> int:
        return sum(WORDS in delivery.body.text for delivery in self.told(who))


@dataclass
class Town:
    """Two channels over one program, and people who are on both."""

    app: App
    clock: SetClock
    zalo: Door
    telegram: Door
    ladder: Ladder

    @property
    def running(self) -> Any:
        assert self.app.running is not None
        return self.app.running

    def contact(self, door: Door, who: str) -> ContactId:
        number = next(key for key, channel in self.running.channels.items() if channel is door)
        found = self.running.uow.read(lambda tx: contacts.contact_at(tx, number, who))
        assert found is not None
        return found

    async def meet(self, who: str, *doors: Door) -> None:
        """Somebody writes on these channels, and is known to be one person."""
        for door in doors:
            await door.deliver(door.raw(who, Kind.START))
            await door.settled(who)
        now, found = self.clock.now(), [self.contact(door, who) for door in doors]

        def linked(tx: Connection) -> None:
            person: PersonId = add_person(tx, now=now)
            for each in found:
                roles.link(tx, each, person, now=now)

        await self.running.uow.run(linked)

    async def plan(self, who: str, priority: Priority = Priority.CRITICAL) -> None:
        now, to = self.clock.now(), self.contact(self.zalo, who)
        new = NewNotice("case_answered", f"test:{who}", to, priority, ANSWER, now, now + timedelta(days=1))
        await self.running.uow.run(lambda tx: notices.plan(tx, new, now=now))

    async def pass_(self, minutes: int) -> None:
        """Let time go by as the program's own clock would, step by step."""
        for _ in range(0, minutes, 5):
            self.clock.pass_(minutes=5)
            await self.running.planner.tick()
            await self.ladder.tick()
            await self.running.planner.tick()
            await self.running.sender.flush()

    def endings(self) -> list[tuple[str, str | None]]:
        rows = select(notice.c.status, notice.c.reason).order_by(notice.c.id)
        return self.running.uow.read(lambda tx: [tuple(row) for row in tx.execute(rows)])


@pytest.fixture
async def town(migrated_database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Town]:
    monkeypatch.setattr(sender, "NETWORK_REST_SECONDS", 0.0)
    monkeypatch.setattr(sender, "CHANNEL_REST_SECONDS", 0.0)
    async with town_at(migrated_database_url) as town:
        yield town


@asynccontextmanager
async def town_at(url: str) -> AsyncIterator[Town]:
    clock = SetClock()
    zalo, telegram = Door(RICH, name="zalo_oa"), Door(RICH, name="telegram")
    settings = Settings(_env_file=None, database_url=url, office_name="UBND phường Thử")
    app = App(settings, [zalo, telegram], purpose=Purpose.TEST, clock=clock, known=known())
    await app.start()
    assert app.running is not None
    try:
        yield Town(app, clock, zalo, telegram, Ladder(app.running.uow, clock))
    finally:
        await app.stop()


async def test_while_a_channel_is_away_everybody_hears_on_the_next_and_nobody_twice(town: Town) -> None:
    people = [f"nha-{number}" for number in range(12)]
    for who in people:
        await town.meet(who, town.zalo, town.telegram)
    town.zalo.failing = lambda: NotReached("ConnectError")
    for who in people:
        await town.plan(who)
    await town.pass_(30)
    assert [town.telegram.heard(who) for who in people] == [1] * len(people)
    town.zalo.failing = None
    await town.pass_(60)
    assert [town.zalo.heard(who) for who in people] == [0] * len(people)
    assert [town.telegram.heard(who) for who in people] == [1] * len(people)
    assert set(town.endings()) == {("moved", "NotReached"), ("queued", None)}


async def test_who_blocked_one_channel_hears_on_the_other_at_once(town: Town) -> None:
    await town.meet("tu", town.zalo, town.telegram)
    town.zalo.failing = lambda: Unreachable("-213")
    await town.plan("tu", Priority.REQUESTED)
    await town.pass_(10)
    assert town.telegram.heard("tu") == 1
    assert town.endings() == [("moved", "Unreachable"), ("queued", None)]


@only_sqlite
async def test_what_may_have_arrived_is_told_nowhere_else(town: Town) -> None:
    await town.meet("tu", town.zalo, town.telegram)
    town.zalo.failing = lambda: OutcomeUnknown("the answer was lost")
    await town.plan("tu")
    await town.pass_(60)
    assert town.telegram.heard("tu") == 0


@only_sqlite
async def test_what_can_wait_waits_for_its_channel(town: Town) -> None:
    await town.meet("tu", town.zalo, town.telegram)
    town.zalo.failing = lambda: NotReached("ConnectError")
    await town.plan("tu", Priority.REQUESTED)
    await town.pass_(60)
    assert town.telegram.heard("tu") == 0
    town.zalo.failing = None
    await town.pass_(30)
    assert town.zalo.heard("tu") == 1


@only_sqlite
async def test_who_said_stop_is_left_in_peace_on_every_channel(town: Town) -> None:
    await town.meet("tu", town.zalo, town.telegram)
    await town.zalo.deliver(town.zalo.raw("tu", text="dừng"))
    await town.zalo.settled("tu")
    await town.plan("tu")
    await town.pass_(60)
    assert town.telegram.heard("tu") == 0
    assert town.endings() == [("muted", "stopped")]


@only_sqlite
async def test_what_no_channel_carries_is_left_to_a_person(town: Town) -> None:
    await town.meet("tu", town.zalo, town.telegram)
    town.zalo.failing = town.telegram.failing = lambda: NotReached("ConnectError")
    await town.plan("tu")
    await town.pass_(60)
    assert town.endings() == [("moved", "NotReached"), ("by_hand", "NotReached")]
    town.zalo.failing = town.telegram.failing = None
    await town.pass_(60)
    assert town.zalo.heard("tu") == town.telegram.heard("tu") == 0


async def lan_known(town: Town, phone: str | None) -> Family:
    """Chị Lan of Khóm 3 has Zalo only."""
    await town.zalo.deliver(town.zalo.raw("lan", Kind.START))
    await town.zalo.settled("lan")
    now, contact_id = town.clock.now(), town.contact(town.zalo, "lan")

    def made(tx: Connection) -> Family:
        ward = add_ward(tx)
        lan = add_family(tx, ward, ward.hamlet_3, number="12", head="Trần Thị Lan", now=now, phone=phone)
        roles.link(tx, contact_id, lan.head, now=now)
        return lan

    lan: Family = await town.running.uow.run(made)
    return lan


async def lan_unreached(town: Town, phone: str | None) -> Family:
    """Zalo is away, and she has nothing else."""
    lan = await lan_known(town, phone)
    town.zalo.failing = lambda: NotReached("ConnectError")
    await town.plan("lan")
    await town.pass_(30)
    return lan


@only_sqlite
@pytest.mark.parametrize(("phone", "shown"), [("+84912345678", "+84912345678"), (None, "no phone")])
async def test_an_official_sees_whom_to_call_and_what_to_send(
    town: Town, tmp_path: Path, phone: str | None, shown: str
) -> None:
    lan = await lan_unreached(town, phone)
    (tmp_path / "clock").write_text(town.clock.at.isoformat())
    settings = town.app.settings.model_copy(update={"clock_file": tmp_path / "clock"})
    hamlet, who, sms = (await asyncio.to_thread(unreached_desk.listing, settings)).splitlines()
    assert hamlet == "Khóm 3"
    assert who == f"  1 · household 12 · Trần Thị Lan · {shown} · NotReached"
    assert sms == "      SMS: UBND phuong Thu tra loi ma A7K9C: Sang mai can bo ghe nha minh."
    begin = town.clock.now() - timedelta(days=1)
    looks = town.running.uow.read(
        lambda tx: audit.looked_at(tx, SubjectKind.HOUSEHOLD, lan.household, since=begin)
    )
    assert any("phone" in look.fields for look in looks)
    assert "told" in await asyncio.to_thread(unreached_desk.told, settings, number=1)
    assert await asyncio.to_thread(unreached_desk.listing, settings) == "Nothing is left."
    with pytest.raises(DongHanhError):
        await asyncio.to_thread(unreached_desk.told, settings, number=1)


@only_sqlite
async def test_who_heads_the_hamlet_is_asked_once_to_call(town: Town) -> None:
    await town.meet("bay", town.telegram)
    lan, now = await lan_known(town, phone=None), town.clock.now()

    def heads_the_hamlet(tx: Connection) -> None:
        [head] = roles.people_behind(tx, town.contact(town.telegram, "bay"), at=now)
        place = place_of(tx, lan.household, day=now.date())
        assert place is not None
        until = date(2028, 1, 1)
        roles.add_grant(tx, NewGrant(head, Role.HAMLET_HEAD, SINCE, until, area=place.areas[0]), now=now)

    await town.running.uow.run(heads_the_hamlet)
    town.zalo.failing = lambda: NotReached("ConnectError")
    await town.plan("lan")
    await town.pass_(30)
    asked = [told.body.text for told in town.telegram.told("bay") if "chưa nhận được tin" in told.body.text]
    assert len(asked) == 1
    assert WORDS not in asked[0]


@only_sqlite
@pytest.mark.parametrize(
    "failing",
    [
        NotReached("ConnectError"),
        ChannelDown("-216: the tokens are over"),
        Postponed("-211: quota", timedelta(hours=1)),
        RateLimited(timedelta(minutes=20)),
        Unavailable("HTTP 502"),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_whatever_is_wrong_with_a_channel_critical_news_is_elsewhere_within_half_an_hour(
    town: Town, failing: SendError
) -> None:
    await town.meet("tu", town.zalo, town.telegram)
    town.zalo.failing = lambda: failing
    await town.plan("tu")
    await town.pass_(30)
    assert town.telegram.heard("tu") == 1
    town.zalo.failing = None
    await town.pass_(120)
    assert (town.zalo.heard("tu"), town.telegram.heard("tu")) == (0, 1)


@given(st.text(max_size=600))
def test_an_sms_has_plain_letters_and_fits(words: str) -> None:
    told = plain(words, limit=160)
    assert told.isascii()
    assert len(told) <= 160
    assert told == told.strip()


@only_sqlite
async def test_a_phone_that_several_share_hears_nothing_that_was_meant_for_one(town: Town) -> None:
    await town.meet("tu", town.zalo, town.telegram)
    shared, now = town.contact(town.telegram, "tu"), town.clock.now()
    await town.running.uow.run(lambda tx: roles.link(tx, shared, add_person(tx, now=now), now=now))
    town.zalo.failing = lambda: NotReached("ConnectError")
    await town.plan("tu")
    await town.pass_(60)
    assert town.telegram.heard("tu") == 0
    assert town.endings() == [("by_hand", "NotReached")]


@only_sqlite
async def test_news_of_yesterday_does_not_climb(town: Town) -> None:
    await town.meet("tu", town.zalo, town.telegram)
    town.zalo.failing = lambda: NotReached("ConnectError")
    await town.plan("tu")
    town.clock.at += timedelta(days=2)
    await town.pass_(10)
    assert town.telegram.heard("tu") == 0


RUNGS = st.lists(
    st.builds(
        Rung,
        st.integers(1, 9).map(ContactId),
        st.sampled_from(["zalo_oa", "zalo_bot", "telegram", "web", "post"]),
    ),
    max_size=6,
    unique_by=lambda rung: rung.contact_id,
)


@given(RUNGS)
def test_every_rung_is_tried_once_and_the_best_first(rungs: list[Rung]) -> None:
    tried: list[Rung] = []
    while rung := next_rung(rungs, tried={each.contact_id for each in tried}):
        tried.append(rung)
    assert sorted(tried, key=lambda rung: rung.contact_id) == sorted(rungs, key=lambda rung: rung.contact_id)
    order = ["zalo_oa", "zalo_bot", "telegram", "web", "post"]
    assert [each.channel for each in tried] == sorted((each.channel for each in rungs), key=order.index)
