"""Somebody tells in their own words what the family has already, and it is not offered again."""

from __future__ import annotations

from sqlalchemy import select

from models.screenings import gaps, screening
from tests.scenarios.people import Villager
from tests.scenarios.test_entitled_later import tell_all
from tests.world import World


async def test_a_right_that_is_named_is_not_offered_again_and_counts_as_received(
    tu: Villager, town: World
) -> None:
    await tu.starts()
    await tell_all(tu)
    assert any("điện" in label for label in tu.offered().values())
    answer = await tu.says("nha tui nhan tien dien roi")
    assert "có rồi: Hỗ trợ tiền điện cho hộ nghèo" in answer
    assert len(answer.partition("\n\n1.")[0]) <= 320
    assert not any("điện" in label for label in tu.offered().values())
    areas = town.read(lambda tx: set(tx.scalars(select(screening.c.area_id))))
    found = town.read(lambda tx: gaps(tx, areas, since=town.clock.now().replace(year=2025)))
    assert [each.right for each in found if not each.missing] == ["electricity-support"]


async def test_it_can_be_taken_back_by_a_digit_or_in_words(tu: Villager) -> None:
    await tu.starts()
    await tell_all(tu)
    await tu.says("tien dien lanh roi")
    assert "chưa nhận: Hỗ trợ tiền điện" in await tu.chooses("Chưa nhận, ghi lại giùm")
    assert any("điện" in label for label in tu.offered().values())
    await tu.says("tien dien lanh roi")
    assert "chưa nhận: Hỗ trợ tiền điện" in await tu.says("a nham, tien dien chua nhan")
    assert any("điện" in label for label in tu.offered().values())


async def test_a_right_is_meant_by_its_place_in_the_list(tu: Villager) -> None:
    await tu.starts()
    await tell_all(tu)
    second = tu.offered()[2]
    await tu.says("cai so 2 nhan roi")
    assert second not in tu.offered().values()


async def test_days_later_it_is_still_known_and_what_was_just_read_is_meant_by_this(
    tu: Villager, town: World
) -> None:
    await tu.starts()
    await tell_all(tu)
    town.clock.pass_(days=3)
    assert "có rồi" in await tu.says("co the bhyt roi")
    first = tu.offered()[1]
    await tu.says("1")
    assert "có rồi" in await tu.says("cái này nhận rồi")
    assert first not in tu.offered().values()
    assert "có rồi" in await tu.says("nha tui nhan het roi")


async def test_in_the_middle_of_the_questions_it_is_noted_and_the_questions_go_on(tu: Villager) -> None:
    await tu.starts()
    await tu.says("nha toi duoc gi")
    await tu.chooses("Hộ nghèo")
    answer = await tu.says("nhà em có thẻ bảo hiểm rồi")
    assert "có rồi" in answer
    assert "những ai, mấy tuổi" in answer
    answer = await tu.says("má 80")
    while "Mình kể với máy" not in answer:
        nothing = "Không có gì trong đó"
        answer = await tu.chooses(nothing if nothing in tu.offered().values() else "Không biết")
    assert "Ngoài 1 khoản nhà mình đang nhận" in await tu.chooses("Gửi")


async def test_who_told_nothing_before_asks_the_catalogue(tu: Villager) -> None:
    await tu.starts()
    assert "có rồi:" not in await tu.says("nha tui nhan tien dien roi")
