"""Somebody asks what the line of 2027 would mean: for their own house, or for the whole ward."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.roles import Role
from handlers.eligibility import new_standard_commune
from tests.families import Family, Ward
from tests.scenarios.people import Villager, become
from tests.sitting import OFFICE, Sitting
from tests.world import World


async def test_a_family_between_the_lines_hears_that_it_may_come_in_and_what_is_not_known(
    tu: Villager,
) -> None:
    await tu.starts()
    assert "xã hay ở phường" in await tu.says("thu chuan 2027 cho nha toi")
    await tu.chooses("Ở phường")
    answer = await tu.says("2tr5")
    assert "2.000.000" in answer
    assert "2.800.000" in answer
    assert "01/01/2027" in answer
    assert "không quá mức mới" in answer
    assert "máy chưa có đủ" in answer


async def test_who_does_not_know_the_income_still_hears_both_lines(tu: Villager) -> None:
    await tu.starts()
    await tu.says("thu chuan 2027 cho nha toi")
    await tu.chooses("Ở xã")
    answer = await tu.chooses("Không biết")
    assert "1.500.000" in answer
    assert "2.200.000" in answer


@pytest.mark.parametrize(
    ("told", "heard"),
    [
        ("3tr", "hộ nghèo theo chuẩn đó"),
        ("4tr2", "hộ cận nghèo theo chuẩn đó"),
        ("6tr", "cao hơn chuẩn đó"),
        ("khong biet", "Mình hỏi phường, xã"),
    ],
)
def test_a_province_with_a_standard_of_its_own_is_told_beside_it(told: str, heard: str) -> None:
    someone = Sitting(office=replace(OFFICE, province_code="79"))
    someone.says("thu chuan 2027 cho nha toi")
    someone.says("2")
    answer = someone.says(told)
    assert heard in answer
    assert "2.800.000" in answer
    assert "TP.HCM" in answer


async def test_other_provinces_hear_nothing_of_it(tu: Villager) -> None:
    await tu.starts()
    await tu.says("thu chuan 2027 cho nha toi")
    await tu.chooses("Ở phường")
    assert "chuẩn riêng" not in await tu.says("3tr")


async def test_after_the_change_there_is_nothing_newer_to_try(tu: Villager, town: World) -> None:
    await tu.starts()
    town.clock.pass_(days=60)
    assert "chưa biết chuẩn nghèo nào mới hơn" in await tu.says("thu chuan moi cho nha toi")


async def test_an_official_hears_who_may_change_and_gets_whom_to_ask(
    tu: Villager, town: World, ward: Ward, lan: Family, carries: bool
) -> None:
    await become(town, tu, ward)
    answer = await tu.says("thu chuan 2027 cho phuong")
    if not carries or not tu.channel.capabilities.documents:
        assert "không gửi" in answer or "trang" in answer
        return
    assert "đang đếm" in answer
    answer = await tu.hears(town)
    assert "trong 1 hộ của sổ" in answer
    assert "không phải kết quả rà soát" in answer


async def test_a_large_area_is_counted_part_by_part_and_told_how_far_it_is(
    hai: Villager, town: World, lan: Family, carries: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not carries or not hai.channel.capabilities.documents:
        return
    monkeypatch.setattr(new_standard_commune, "AT_ONCE", 1)
    answer = await hai.says("thu chuan 2027 cho phuong")
    while "không phải kết quả rà soát" not in answer:
        answer += await hai.hears(town)
    assert answer.count("còn đang đếm tiếp") == 1
    assert "đếm được 1 trong 2 khóm, ấp" in answer
    assert "trong 1 hộ của sổ" in answer


async def test_too_many_to_ask_are_no_list(
    hai: Villager, town: World, lan: Family, carries: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not carries or not hai.channel.capabilities.documents:
        return
    monkeypatch.setattr(new_standard_commune, "MOST_LISTED", -1)
    await hai.says("thu chuan 2027 cho phuong")
    assert "Từng phường, xã nhắn câu này" in await hai.hears(town)


async def test_who_keeps_no_register_is_told_nothing_of_the_ward(
    tu: Villager, town: World, ward: Ward, lan: Family
) -> None:
    await become(town, tu, ward, Role.SPONSOR)
    assert "trong 1 hộ" not in await tu.says("thu chuan 2027 cho phuong")


async def test_an_official_counts_what_families_do_not_get_without_a_name(
    tu: Villager, town: World, ward: Ward
) -> None:
    await become(town, tu, ward)
    assert "chưa nhà nào kể" in await tu.says("khoan nao cac nha chua nhan")


@pytest.mark.parametrize(
    "words", ["bao nhieu ho du dieu kien ma chua nhan", "nhà nào đủ điều kiện mà chưa được nhận trợ cấp"]
)
async def test_an_official_asks_in_other_words_who_misses_what(
    tu: Villager, town: World, ward: Ward, words: str
) -> None:
    await become(town, tu, ward)
    assert "chưa nhà nào kể" in await tu.says(words)


async def test_no_list_is_promised_where_nobody_has_to_be_asked(
    hai: Villager, town: World, lan: Family, carries: bool
) -> None:
    if not carries or not hai.channel.capabilities.documents:
        return
    await hai.says("thu chuan 2027 cho phuong")
    answer = await hai.hears(town)
    assert "0 hộ mới thoát nghèo" in answer
    assert "gửi kèm" not in answer
