"""An official writes down which employers come to a fair and for what; people see it at once."""

from __future__ import annotations

from functools import partial

import pytest

from bot.domain.events.event import Employer
from bot.domain.roles import Role
from models.events import events
from tests.families import Ward
from tests.scenarios.gatherings import FAIR, STAYS_OPEN, hold
from tests.scenarios.people import Villager, become
from tests.trail import faults_of
from tests.world import World

pytestmark = pytest.mark.parametrize("channel", [STAYS_OPEN], indirect=True, ids=["rich"])


async def at_the_fair(tu: Villager, ward: Ward, town: World, *, employers: tuple[Employer, ...] = ()) -> None:
    """The official opens the fair to add work to it."""
    await hold(town, ward.commune, employers=employers)
    await become(town, tu, ward)
    await tu.says("su kien")
    await tu.chooses("05/12")
    assert "Doanh nghiệp nào" in await tu.chooses("Thêm doanh nghiệp")


async def test_work_told_in_one_line_is_summed_up_and_shown_to_people_after_a_yes(
    tu: Villager, lanh: Villager, ward: Ward, town: World
) -> None:
    await at_the_fair(tu, ward, town)
    await tu.says("Giày Bãi Sậy")
    await tu.chooses("Trực tiếp")
    told = await tu.says(
        "may giày, 40 người, 6,5-8 triệu, 18-45 tuổi, cách 7 km, có xe đưa rước, không cần bằng"
    )
    assert "Hợp đồng" in told
    await tu.says("mot nam")
    await tu.chooses("Chưa rõ")
    told = await tu.chooses("Trong nước")
    assert "May giày, cần 40 người" in told
    assert "6.500.000" in told
    assert "từ 18 tới 45 tuổi" in told
    assert "Giày Bãi Sậy" not in await lanh.says("co viec gi gan nha")
    assert "Đã ghi" in await tu.chooses("Đúng")
    assert "May giày, Giày Bãi Sậy, cần 40 người" in await lanh.says("co viec gi gan nha")
    assert await faults_of(town) == ()


async def test_digits_do_and_an_employer_is_not_asked_twice_how_it_comes(
    tu: Villager, ward: Ward, town: World
) -> None:
    await at_the_fair(tu, ward, town, employers=FAIR.employers)
    told = await tu.chooses("Tôm Bãi Bồi")
    assert "Việc gì" in told
    for answer in ("Bốc xếp", "3", "1", "1", "18-50", "5 km", "4", "1", "1", "1"):
        told = await tu.says(answer)
    assert "Tôm Bãi Bồi (Ủy thác)\nBốc xếp, cần 3 người" in told
    await tu.chooses("Đúng")
    fair = town.read(partial(events.by_code, code="FAAAA"))
    [offered] = next(each for each in fair.plan.employers if each.name == "Tôm Bãi Bồi").vacancies
    assert (offered.job, offered.housing, offered.transport) == ("Bốc xếp", True, True)
    assert (offered.least_age, offered.most_age) == (18, 50)


async def test_work_abroad_is_not_taken_in_without_its_licence(tu: Villager, ward: Ward, town: World) -> None:
    await at_the_fair(tu, ward, town)
    for answer in ("Lao động Bốn Bể", "1", "Hộ lý", "10", "1", "1", "1", "1", "1", "1", "1"):
        await tu.says(answer)
    assert "Giấy phép số mấy" in await tu.chooses("Nước ngoài")
    await tu.says("55/LĐTBXH-GP")
    assert "ngày đã qua" in await tu.says("5/3/2030")
    assert "55/LĐTBXH-GP, ngày 05/03/2025" in await tu.says("5/3/2025")


async def test_an_offer_is_taken_back_after_a_yes(
    tu: Villager, lanh: Villager, ward: Ward, town: World
) -> None:
    await hold(town, ward.commune)
    await become(town, tu, ward)
    await tu.says("su kien")
    await tu.chooses("05/12")
    await tu.chooses("Việc đã ghi (1)")
    await tu.chooses("Bỏ: Thợ may")
    assert "Đã bỏ" in await tu.chooses("Bỏ việc này")
    assert "Thợ may" not in await lanh.says("khi nao co hoi viec lam")


async def test_a_hamlet_head_adds_no_work(tu: Villager, ward: Ward, town: World) -> None:
    await hold(town, ward.commune)
    await become(town, tu, ward, Role.HAMLET_HEAD)
    assert "Thêm doanh nghiệp" not in await tu.says("su kien")
