"""Officials tell what happened to a family in one message: it is asked about, shown and written."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from bot.domain.register.terms import CannotEscape, Standard, Status
from models.register.reading import decisions_on
from tests.fakes.channel import RICH
from tests.families import Family, Ward, add_family
from tests.scenarios.people import Official, Villager, become, code_in
from tests.scenarios.register_files import (
    DECISION,
    ESCAPED,
    do,
    file_of,
    head_of,
    noted,
    special_of,
    status_of,
    written,
)
from tests.world import World

pytestmark = pytest.mark.parametrize("channel", [RICH], indirect=True, ids=["page"])


async def test_a_decision_changes_the_status_from_its_day_and_the_past_stays(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await become(town, tu, ward)
    shown = await tu.says(DECISION)
    assert "Trần Thị Lan, Khóm 3, hộ 12" in shown
    assert "Trước: Hộ nghèo, chuẩn quốc gia, từ 01/01/2026" in shown
    assert "Sau: Hộ mới thoát nghèo, từ 01/11/2026" in shown
    assert "25/QĐ-UBND ngày 30/10/2026" in shown
    assert tu.offered() == {1: "Đúng", 2: "Sửa", 3: "Bỏ"}
    assert status_of(town, lan) is Status.POOR
    assert "Đã ghi" in await tu.says("1")
    assert status_of(town, lan) is Status.NEWLY_ESCAPED
    assert status_of(town, lan, date(2026, 10, 31)) is Status.POOR
    [newest, *_] = town.read(partial(decisions_on, household_id=lan.household))
    assert (newest.document, newest.decided_on) == ("25/QĐ-UBND", date(2026, 10, 30))
    assert noted(town) == ["household:changed"]


async def test_what_is_missing_is_asked_one_by_one_and_digits_do(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await become(town, tu, ward)
    assert "diện nào" in await tu.says("doi dien ho 12")
    assert "Từ ngày nào" in await tu.says("1")
    assert "Ngày chưa tới" in await tu.says("25/12/2026")
    assert "Số quyết định" in await tu.says("hom qua")
    assert "ký ngày nào" in await tu.says("25")
    assert "Sau: Hộ cận nghèo, từ 22/11/2026" in await tu.says("20/11")
    assert "sửa chỗ nào" in await tu.says("2")
    assert "diện nào" in await tu.says("2")
    assert "Sau: Hộ mới thoát nghèo, từ 22/11/2026" in await tu.says("moi thoat ngheo")
    assert "Đã ghi" in await tu.says("dung")
    assert status_of(town, lan) is Status.NEWLY_ESCAPED


async def test_without_a_decision_the_status_stays_and_a_proposal_waits(
    tu: Villager, lan: Family, ward: Ward, town: World, official: Official
) -> None:
    await become(town, tu, ward)
    await tu.says(ESCAPED)
    assert "diện hộ không đổi" in await tu.says("chua co")
    code = code_in(await tu.says("1"))
    assert status_of(town, lan) is Status.POOR
    await tu.says(ESCAPED)
    await tu.says("1")
    assert code in await tu.says("1")
    [case] = await official.sees()
    assert "status_proposal" in case
    assert case.count("Hộ mới thoát nghèo") == 1


async def test_what_the_file_says_already_is_not_asked_about(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await become(town, tu, ward)
    assert "đã ghi như vậy rồi" in await tu.says("ho 12 tai ngheo tu 1/11")
    assert "đã ghi như vậy rồi" in await tu.says("ho 12 them con tran van ut sinh 2018")
    await tu.says("doi dien ho 12")
    assert "Hộ nghèo" not in tu.offered().values()


async def test_a_new_message_takes_the_place_of_a_change_half_told(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await become(town, tu, ward)
    assert "Số quyết định" in await tu.says(ESCAPED)
    assert "Số mới là số nào" in await tu.says("ba lan doi so")
    assert "Sau: 0912 345 678" in await tu.says("0912 345 678")
    await tu.says("1")
    assert status_of(town, lan) is Status.POOR
    assert written(town) == 1


async def test_a_household_that_moves_without_saying_where_is_asked(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await become(town, tu, ward)
    assert "đi đâu" in await tu.says("ho 12 don di 5/11")
    assert tu.offered() == {1: "Đi khỏi phường, xã", 2: "Ấp 4"}
    assert "Sau: Ấp 4, từ 05/11/2026" in await tu.says("qua ap 4")


async def test_a_cry_of_hunger_is_still_heard_from_an_official(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await become(town, tu, ward)
    assert "115" in await tu.says("ho ba lan khom 3 doi qua")
    assert written(town) == 0


async def test_a_day_that_can_not_be_is_refused_with_the_reason(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await become(town, tu, ward)
    assert "chưa tới" in await tu.says("ho 12 thoat ngheo tu 1/12")
    assert "có từ 01/01/2026" in await tu.says("ho 12 thoat ngheo tu 1/11/2025")
    assert written(town) == 0


async def test_the_same_message_twice_changes_once(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await become(town, tu, ward)
    await tu.says(DECISION)
    await tu.says(DECISION)
    await tu.says("1")
    assert "đã ghi như vậy rồi" in await tu.says(DECISION)
    assert written(town) == 1


async def test_of_several_families_that_fit_one_is_chosen_by_its_number(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    now = town.clock.now()
    other = await do(
        town, lambda tx: add_family(tx, ward, ward.hamlet_4, number="40", head="Sơn Thị Lan", now=now)
    )
    await become(town, tu, ward)
    assert "Hộ nào" in await tu.says("ba lan doi so 0912 345 678")
    assert sorted(tu.offered().values()) == ["Sơn Thị Lan, Ấp 4, hộ 40", "Trần Thị Lan, Khóm 3, hộ 12"]
    shown = await tu.chooses("hộ 40")
    assert "Điện thoại của Sơn Thị Lan" in shown
    assert "Trước: chưa có số" in shown
    await tu.says("1")
    changed = file_of(town, other)
    assert changed is not None
    assert changed.head is not None
    assert changed.head.phone == "+84912345678"


async def test_a_baby_is_added_with_its_age_and_the_family_is_reminded_of_its_card(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await become(town, tu, ward)
    told = "them thanh vien ho ba lan: nguyễn thị bé sinh 12/3/2026 con"
    shown = await tu.says(told)
    assert "Nguyễn Thị Bé (con), sinh 12/03/2026, 0 tuổi" in shown
    assert "Nhân khẩu: 2 → 3" in shown
    assert "thẻ bảo hiểm y tế" in await tu.says("1")
    household = file_of(town, lan)
    assert household is not None
    assert sorted(each.name for each in household.members) == ["Nguyễn Thị Bé", "Trần Thị Lan", "Trần Văn Út"]
    assert len(file_of(town, lan, date(2026, 3, 11)).members) == 2  # type: ignore[union-attr]
    assert "đã ghi như vậy rồi" in await tu.says(told)
    assert "Nguyễn Thị Bé" in await tu.says("tra ho ba be khom 3")


async def test_when_the_head_dies_the_next_head_is_asked_and_when_all_are_gone_the_household_ends(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await become(town, tu, ward)
    assert "Ai trong hộ mất" in await tu.says("ho 12 co nguoi mat hom qua")
    assert "Giờ ai làm chủ hộ" in await tu.chooses("Lan")
    shown = await tu.chooses("Út")
    assert "Chủ hộ: Trần Thị Lan → Trần Văn Út" in shown
    await tu.says("1")
    household = file_of(town, lan)
    assert household is not None
    assert [each.name for each in household.members] == ["Trần Văn Út"]
    assert household.head is not None
    assert "Hộ không còn ai" in await tu.says("ong ut ho 012 mat hom nay")
    await tu.says("1")
    assert file_of(town, lan) is None
    assert "Không thấy hộ nào" in await tu.says("tra ho 12")
    await tu.presses("Hoàn tác")
    assert file_of(town, lan) is not None


async def test_a_move_within_the_commune_and_one_out_of_it(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await become(town, tu, ward)
    assert "Từ ngày nào" in await tu.says("ho ba lan doi qua khom 4")
    shown = await tu.says("5/11")
    assert "Trước: Khóm 3" in shown
    assert "Sau: Ấp 4, từ 05/11/2026" in shown
    await tu.says("1")
    assert "Ấp 4, hộ 12" in await tu.says("tra ho ba lan ap 4")
    assert "Đi khỏi phường, xã, từ 20/11/2026" in await tu.says("ho ba lan don di tinh khac 20/11")
    await tu.says("1")
    assert file_of(town, lan) is None
    assert file_of(town, lan, date(2026, 11, 19)) is not None


async def test_one_member_moves_away_and_the_household_stays(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await become(town, tu, ward)
    shown = await tu.says("anh Út hộ 12 dọn đi tỉnh khác 20/11")
    assert "Trần Văn Út đi khỏi hộ từ 20/11/2026" in shown
    assert "Nhân khẩu: 2 → 1" in shown
    assert "Đã ghi" in await tu.says("1")
    assert [each.name for each in file_of(town, lan).members] == ["Trần Thị Lan"]  # type: ignore[union-attr]
    assert len(file_of(town, lan, date(2026, 11, 19)).members) == 2  # type: ignore[union-attr]
    await tu.presses("Hoàn tác")
    assert len(file_of(town, lan).members) == 2  # type: ignore[union-attr]


async def test_when_the_head_leaves_alone_the_next_head_is_asked(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await become(town, tu, ward)
    assert "Ai trong hộ đi" in await tu.says("ho 12 bot 1 nhan khau 20/11")
    assert "Giờ ai làm chủ hộ" in await tu.chooses("Lan")
    assert "Chủ hộ: Trần Thị Lan → Trần Văn Út" in await tu.chooses("Út")
    await tu.says("1")
    assert head_of(town, lan) == "Trần Văn Út"


async def test_a_poor_household_is_put_among_those_who_can_not_escape_and_taken_out_again(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await become(town, tu, ward)
    assert "Vì sao" in await tu.says("ho 12 khong co kha nang thoat ngheo tu 5/11")
    assert "Số quyết định" in await tu.chooses("Già yếu")
    await tu.says("30/QĐ-UBND")
    shown = await tu.says("4/11")
    assert "Sau: Hộ nghèo (già, sống một mình), từ 05/11/2026" in shown
    await tu.says("1")
    assert special_of(town, lan) is CannotEscape.ALONE_PAST_WORKING_AGE
    assert status_of(town, lan) is Status.POOR
    assert "đã ghi như vậy rồi" in await tu.says("ho 12 khong co kha nang thoat ngheo, neo don, 5/11")
    await tu.says("ho 12 khong co kha nang thoat ngheo tu hom nay")
    await tu.chooses("Không còn thuộc diện")
    await tu.says("31/QĐ-UBND")
    await tu.says("hom nay")
    await tu.says("1")
    assert special_of(town, lan) is None
    assert "Hoàn tác" in tu.offered().values()


async def test_only_a_poor_household_can_be_among_those_who_can_not_escape(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await become(town, tu, ward)
    await tu.says(DECISION)
    await tu.says("1")
    assert "không phải hộ nghèo" in await tu.says("ho 12 khong co kha nang thoat ngheo, neo don, 20/11")


async def test_the_standard_of_the_province_stands_beside_the_national_one(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await become(town, tu, ward)
    shown = await tu.says("ho 12 sang can ngheo theo chuan tinh tu 5/11 QĐ 31/QĐ-UBND ngày 4/11/2026")
    assert "Sau: Hộ cận nghèo, chuẩn của tỉnh" in shown
    await tu.says("1")
    found = file_of(town, lan)
    assert found is not None
    assert {each.standard: each.status for each in found.recognised} == {
        Standard.NATIONAL: Status.POOR,
        Standard.PROVINCIAL: Status.NEAR_POOR,
    }
