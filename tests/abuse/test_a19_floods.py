"""A19: a flood is stored and counted, warned once, and felt by nobody else."""

from __future__ import annotations

import asyncio

import pytest

from bot import metrics
from models import inbox
from models.inbox import InboxStatus
from tests.databases import only_sqlite
from tests.fakes import telegram_people as people
from tests.fakes.channel import ScriptedChannel
from tests.whole import Whole, figure
from tests.world import world

pytestmark = pytest.mark.slow

TU, LANH = 6123456789, 5012345678
WARNING = "Mình nhắn nhanh quá"
FLOOD = 300


async def flood(office: Whole, user: int, count: int = FLOOD) -> None:
    statuses = await asyncio.gather(*(office.update(people.says(user, f"spam {n}")) for n in range(count)))
    assert set(statuses) == {200}
    await office.settled(str(user))


async def test_a19_a_flood_gets_one_warning_and_then_silence(office: Whole) -> None:
    await flood(office, TU)
    said = office.telegram.said(TU)
    assert sum(WARNING in text for text in said) == 1
    assert len(said) < FLOOD / 3


async def test_a19_every_message_of_a_flood_is_stored_and_the_dropped_ones_are_counted(office: Whole) -> None:
    before = figure(metrics.DROPPED)
    await flood(office, TU)
    counts = office.read(inbox.counts)
    assert sum(counts.values()) == FLOOD
    assert counts[InboxStatus.DROPPED.value] == figure(metrics.DROPPED) - before
    assert counts[InboxStatus.DROPPED.value] > FLOOD / 2
    assert office.unfinished() == 0


async def test_a19_others_are_answered_while_it_goes_on(office: Whole) -> None:
    going_on = asyncio.ensure_future(flood(office, TU))
    answered = await office.writes(LANH, "chuan ngheo nam nay bao nhieu")
    assert "1.500.000" in "\n".join(answered)
    assert not any(WARNING in text for text in office.telegram.said(LANH))
    await going_on


async def test_a19_a_hundred_people_at_once_are_no_flood(office: Whole) -> None:
    crowd = range(7_000_000_000, 7_000_000_100)
    await asyncio.gather(*(office.update(people.says(user, "chao")) for user in crowd))
    for user in crowd:
        await office.settled(str(user))
        assert office.telegram.said(user)
        assert not any(WARNING in text for text in office.telegram.said(user))


async def test_a19_pressing_a_button_a_hundred_times_is_a_flood_too(office: Whole) -> None:
    await office.writes(TU, "menu")
    presses = [people.presses(TU, 17, "Zk3_9QmX.1") for _ in range(FLOOD)]
    await asyncio.gather(*(office.update(press) for press in presses))
    await office.settled(str(TU))
    assert sum(WARNING in text for text in office.telegram.said(TU)) == 1
    assert office.read(inbox.counts)[InboxStatus.DROPPED.value] > FLOOD / 2


async def test_a19_a_page_that_floods_is_put_off_and_others_are_not(office: Whole) -> None:
    async with office.page() as hasty, office.page() as calm:
        outcomes = [(await hasty.write(f"spam {number}", number))["type"] for number in range(1, 60)]
        assert outcomes.count("busy") > 20
        assert (await calm.write("chuan ngheo bao nhieu"))["type"] == "taken"


@only_sqlite
async def test_a19_a_flood_survives_a_restart_without_being_answered(migrated_database_url: str) -> None:
    """What was dropped stays dropped: nobody gets three hundred answers in the morning."""
    channel = ScriptedChannel()
    async with world(migrated_database_url, channel=channel) as w:
        await channel.deliver(*(channel.raw("tu", text=f"spam {number}") for number in range(FLOOD)))
        await channel.settled("tu")
        before = len(channel.told("tu"))
        assert sum(w.read(inbox.counts).values()) == FLOOD
    async with world(migrated_database_url, channel=channel):
        await channel.settled("tu")
        assert len(channel.told("tu")) == before
