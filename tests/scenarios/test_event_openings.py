"""Somebody looks for work: what is near, what asks for no schooling, what is abroad."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.events.event import Employer, Vacancy
from bot.domain.events.terms import Mode
from tests.families import Ward
from tests.scenarios.gatherings import SEWING, STAYS_OPEN, hold
from tests.scenarios.people import Villager
from tests.world import World

pytestmark = pytest.mark.parametrize("channel", [STAYS_OPEN], indirect=True, ids=["rich"])
NEAR = replace(SEWING, distance_km=6, most_age=50)
FAR = Vacancy("Công nhân da giày", 300, 9_000_000, distance_km=220, housing=True, most_age=40)
SHRIMP = Vacancy("Lột tôm", 15, distance_km=3, least_age=18)
CLERK = Vacancy("Kế toán", 1, distance_km=8, grade=12)
JAPAN = Vacancy("Chế biến cơm hộp", 10, abroad=True, licence="123/LĐTBXH-GP", licensed_on=date(2025, 3, 1))


def offering(*vacancies: Vacancy) -> tuple[Employer, ...]:
    return (Employer("May Cây Bần", Mode.DIRECT, vacancies),)


async def test_work_near_home_is_told_with_why_and_where_one_asks_for_it(
    tu: Villager, ward: Ward, town: World
) -> None:
    await hold(town, ward.commune, employers=offering(FAR, NEAR, SHRIMP))
    told = await tu.says("co viec gi gan nha khong")
    assert "1) Lột tôm, May Cây Bần, cần 15 người. Có: cách 3 km. Hợp vì: gần nhà" in told
    assert "2) Thợ may" in told
    assert "da giày" not in told
    await tu.chooses("Ghi tên: Ngày hội")
    assert "Cho tôi" in tu.offered().values()


async def test_a_mother_of_45_without_a_diploma_is_shown_what_takes_her(
    tu: Villager, ward: Ward, town: World
) -> None:
    await hold(town, ward.commune, employers=offering(FAR, NEAR, SHRIMP, CLERK))
    told = await tu.says("viec cho nguoi 45 tuoi khong bang cap")
    assert "Thợ may" in told
    assert "hợp tuổi" in told
    assert "da giày" not in told
    assert "Kế toán" not in told


async def test_where_nothing_fits_all_of_it_can_be_seen(tu: Villager, ward: Ward, town: World) -> None:
    await hold(town, ward.commune, employers=offering(FAR))
    assert "Chưa có việc nào hợp" in await tu.says("ma toi 62 tuoi co viec gi gan nha khong")
    assert "da giày" in await tu.chooses("Xem hết việc")


async def test_of_work_abroad_only_the_notice_is_repeated_and_an_official_named(
    tu: Villager, ward: Ward, town: World
) -> None:
    await hold(town, ward.commune, employers=offering(JAPAN, NEAR))
    told = await tu.says("co viec gi di nhat khong")
    assert "123/LĐTBXH-GP, ngày 01/03/2025" in told
    assert "đừng đưa tiền" in told
    assert "Hợp vì" not in told
    assert "Thợ may" not in told
    assert "Chế biến cơm hộp" not in await tu.says("co viec gi gan nha khong")


async def test_without_any_offer_the_catalogue_answers(tu: Villager, ward: Ward, town: World) -> None:
    told = await tu.says("co viec gi gan nha khong")
    assert "Chưa có việc nào hợp" not in told
    await hold(town, ward.commune, employers=offering(NEAR))
    assert "Thợ may" not in await tu.says("di hoi viec lam can dem giay to gi")
    assert "Thợ may" not in await tu.says("vay von giai quyet viec lam o dau")
