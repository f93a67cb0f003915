"""The hamlet head brings printed slips; families scan or type them; a lost one is replaced."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

import pytest

from bot.commands import slip_desk
from bot.commands.slip_desk import Wanted
from bot.domain.messages import PersonalData
from tests.contract.strict_channel import StrictChannel
from tests.families import add_family, add_ward
from tests.printed import Paper, papers
from tests.scenarios.people import Villager
from tests.world import World

WRONG = "Mã này không mở được"
WHO = "Đúng phiếu hộ số"


@pytest.fixture
def carries(channel: StrictChannel) -> bool:
    """Whether the channel may carry what is said of one family."""
    return channel.capabilities.personal_data is PersonalData.FULL


@pytest.fixture
async def lan(town: World) -> None:
    """Chị Lan of Khóm 3, household 12, and household 7 next door."""
    uow, now = town.running.uow, town.clock.now()
    ward = await uow.run(add_ward)
    for number, head in (("12", "Trần Thị Lan"), ("7", "Lê Văn Bảy")):
        add = partial(add_family, ward=ward, hamlet=ward.hamlet_3, number=number, head=head, now=now)
        await uow.run(add)


@pytest.fixture
def office(town: World, lan: None, tmp_path: Path) -> Office:
    return Office(town, tmp_path)


class Office:
    """Somebody at the office who prints slips."""

    def __init__(self, town: World, folder: Path) -> None:
        self._town = town
        self._folder = folder
        (folder / "clock").write_text(town.clock.at.isoformat())

    async def prints(self, *numbers: str) -> list[Paper]:
        """Print slips of Khóm 3, of all households or of those."""
        file = self._folder / f"{len(list(self._folder.iterdir()))}.pdf"
        changed = {"web_origins": ("https://donghanh.example",), "clock_file": self._folder / "clock"}
        settings = self._town.app.settings.model_copy(update=changed)
        await asyncio.to_thread(slip_desk.make, settings, Wanted(file, "Khóm 3", numbers))
        return papers(file)


async def test_a_family_types_what_its_slip_says_and_asks_about_itself(
    tu: Villager, office: Office, carries: bool
) -> None:
    [_, paper] = await office.prints()
    answer = await tu.says(paper.typed)
    if not carries:
        assert WHO not in answer
        return
    assert f"{WHO} 12" in answer
    await tu.chooses("Lan")
    await tu.chooses("Đồng ý")
    assert "Hộ nghèo" in await tu.says("nha toi dang thuoc dien gi")


async def test_a_family_scans_its_slip(tu: Villager, office: Office, carries: bool) -> None:
    [seven, _] = await office.prints()
    assert (f"{WHO} 7" in await tu.starts(seven.token)) is carries


async def test_a_lost_slip_opens_nothing_once_there_is_a_new_one(
    tu: Villager, lanh: Villager, office: Office, carries: bool
) -> None:
    [seven, lost] = await office.prints()
    [new] = await office.prints("12")
    for answer in (await lanh.starts(lost.token), await lanh.says(lost.typed)):
        assert WHO not in answer
        assert (WRONG in answer) is carries
    assert (f"{WHO} 12" in await tu.starts(new.token)) is carries
    assert (f"{WHO} 7" in await tu.starts(seven.token)) is carries


async def test_the_code_of_one_slip_does_not_open_the_neighbours(
    tu: Villager, office: Office, carries: bool
) -> None:
    [_, paper] = await office.prints()
    answer = await tu.says(paper.typed.replace("ho 12", "ho 7"))
    assert WHO not in answer
    assert (WRONG in answer) is carries
