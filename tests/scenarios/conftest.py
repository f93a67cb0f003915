"""Every scenario happens on a rich and on a bare channel, over both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.domain.messages import PersonalData
from tests.contract.strict_channel import StrictChannel
from tests.fakes.channel import BARE, RICH
from tests.families import Family, Ward, add_family, add_ward, give_slip
from tests.scenarios.people import Official, Villager, become
from tests.world import World, world


@pytest.fixture(params=[RICH, BARE], ids=["rich", "bare"])
def channel(request: pytest.FixtureRequest) -> Iterator[StrictChannel]:
    """A channel that was never given anything it can not carry, or that nobody should be shown."""
    channel = StrictChannel(request.param)
    yield channel
    assert not channel.misfits


@pytest.fixture
async def town(migrated_database_url: str, channel: StrictChannel) -> AsyncIterator[World]:
    """The program at work in a ward of Cà Mau, on Monday, 23 November 2026, at nine in the morning."""
    async with world(
        migrated_database_url, channel=channel, clock=channel.clock, office_province="96"
    ) as running:
        yield running


@pytest.fixture
def tu(town: World, channel: StrictChannel) -> Villager:
    """Anh Tư."""
    return Villager("tu", channel)


@pytest.fixture
def lanh(town: World, channel: StrictChannel) -> Villager:
    """Chị Lành, who lives next door."""
    return Villager("lanh", channel)


@pytest.fixture
async def hai(town: World, channel: StrictChannel, ward: Ward) -> Villager:
    """Anh Hai, an official of the ward."""
    hai = Villager("hai", channel)
    await become(town, hai, ward)
    return hai


@pytest.fixture
def official(town: World, tmp_path: Path) -> Official:
    return Official(town, tmp_path / "clock")


@pytest.fixture
def carries(channel: StrictChannel) -> bool:
    """Whether the channel may carry what is said of one family."""
    return channel.capabilities.personal_data is PersonalData.FULL


@pytest.fixture
async def ward(town: World) -> Ward:
    running = town.app.running
    assert running is not None
    return await running.uow.run(add_ward)


@pytest.fixture
async def lan(town: World, ward: Ward) -> Family:
    """Chị Lan of Khóm 3, household 12, with a slip and a child of eight."""
    running = town.app.running
    assert running is not None
    now = town.clock.now()

    def made(tx: object) -> Family:
        family = add_family(
            tx, ward, ward.hamlet_3, number="12", head="Trần Thị Lan", now=now, child_born=2018
        )
        give_slip(tx, family, now=now)
        return family

    return await running.uow.run(made)
