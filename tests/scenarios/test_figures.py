"""Officials ask for figures in one message, go on asking, and see what was counted and from where."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from bot.domain.register.terms import Status
from bot.domain.roles import Role
from models import areas
from models.areas import AreaKind
from tests.contract.strict_channel import StrictChannel
from tests.families import Family, Ward, add_family
from tests.scenarios.people import Villager, become
from tests.world import World


async def _families(town: World, ward: Ward) -> None:
    """Three poor families in Khóm 3, one near-poor family in Ấp 4."""
    now = town.clock.now()

    def made(tx: object) -> None:
        for number, head in (("21", "Lê Thị Ba"), ("22", "Võ Văn Bảy"), ("23", "Thạch Thị Sa")):
            add_family(tx, ward, ward.hamlet_3, number=number, head=head, now=now)
        add_family(tx, ward, ward.hamlet_4, number="24", head="Lý Văn Út", now=now, status=Status.NEAR_POOR)

    await town.running.uow.run(made)


async def test_an_official_asks_a_figure_and_sees_what_was_counted(
    tu: Villager, ward: Ward, town: World
) -> None:
    await _families(town, ward)
    await become(town, tu, ward)
    answer = await tu.says("khom 3 co bao nhieu ho ngheo")
    assert "Hộ nghèo, Khóm 3: 3 hộ" in answer
    assert "Tính đến 23/11/2026" in answer
    assert "Nguồn: sổ hộ nghèo" in answer


async def test_the_next_message_may_leave_out_what_was_said_before(
    tu: Villager, ward: Ward, town: World
) -> None:
    await _families(town, ward)
    await become(town, tu, ward)
    await tu.says("khom 3 co bao nhieu ho ngheo")
    assert "Hộ nghèo, Ấp 4: 0 hộ" in await tu.says("con ap 4?")
    assert "Hộ cận nghèo, Ấp 4: 1 hộ" in await tu.says("con ho can ngheo?")
    assert "Sổ chưa ghi gì" in await tu.says("nam ngoai thi sao")


async def test_the_households_behind_a_figure_are_listed_where_the_channel_may_carry_them(
    tu: Villager, ward: Ward, town: World, carries: bool
) -> None:
    await _families(town, ward)
    await become(town, tu, ward)
    await tu.says("ho ngheo khom 3")
    listed = await tu.chooses("Liệt kê")
    assert ("Võ Văn Bảy" in listed) is carries
    reasons = await tu.says("vi sao con so nay")
    assert "Đếm: Hộ nghèo" in reasons


async def test_hamlets_stand_in_the_order_that_is_asked_for(tu: Villager, ward: Ward, town: World) -> None:
    await _families(town, ward)
    await become(town, tu, ward)
    falling = await tu.says("xep hang khom ap theo so ho can ngheo")
    assert falling.index("Ấp 4: 1") < falling.index("Khóm 3: 0")
    rising = await tu.says("sap xep khom ap theo so ho can ngheo tu thap den cao")
    assert rising.index("Khóm 3: 0") < rising.index("Ấp 4: 1")


async def test_two_readings_are_offered_and_one_is_chosen(tu: Villager, ward: Ward, town: World) -> None:
    await _families(town, ward)
    await become(town, tu, ward)
    assert "Mình muốn hỏi số nào" in await tu.says("bao nhieu ho thoat ngheo")
    assert "Thoát nghèo" in await tu.chooses("Thoát nghèo")


async def test_of_a_misspelled_question_one_reading_is_chosen_and_gone_on_from(
    tu: Villager, ward: Ward, town: World
) -> None:
    await _families(town, ward)
    await become(town, tu, ward)
    assert "Mình muốn hỏi số nào" in await tu.says("ho con ngheo khom 3 la may ho")
    assert len(set(tu.offered().values())) == len(tu.offered())
    assert "Hộ cận nghèo, Khóm 3: 0 hộ" in await tu.chooses("Hộ cận nghèo, Khóm 3")
    assert "Hộ cận nghèo, Ấp 4: 1 hộ" in await tu.says("con ap 4?")


async def test_a_figure_is_listed_and_drawn_when_asked_in_words(
    tu: Villager, ward: Ward, town: World, carries: bool
) -> None:
    await _families(town, ward)
    await become(town, tu, ward)
    await tu.says("khom 3 co bao nhieu ho ngheo")
    assert ("Thạch Thị Sa" in await tu.says("liet ke")) is carries
    drawn = await tu.says("ve bieu do")
    assert "vẽ" in drawn or "trang web" in drawn


async def test_cases_are_counted_for_the_office_alone(
    tu: Villager, ward: Ward, town: World, channel: StrictChannel
) -> None:
    ba = Villager("ba", channel)
    await ba.says("gap nguoi")
    await become(town, tu, ward)
    assert "Việc chưa trả lời (mọi loại)" in await tu.says("con bao nhieu viec chua tra loi")
    assert ": 0 việc" in await tu.says("bao nhieu don khieu nai thang nay")
    assert "Mình muốn hỏi số nào" in await tu.says("bao nhieu don khieu nai")
    head = Villager("head", channel)
    await become(town, head, ward, Role.HAMLET_HEAD, "Trưởng Ấp")
    assert "việc." not in await head.says("bao nhieu don khieu nai thang nay")


async def test_a_hamlet_head_gets_figures_of_the_own_hamlet_alone(
    tu: Villager, ward: Ward, town: World
) -> None:
    await _families(town, ward)
    await become(town, tu, ward, Role.HAMLET_HEAD)
    assert "Hộ cận nghèo, Ấp 4: 1 hộ" in await tu.says("bao nhieu ho can ngheo")
    assert "không thuộc địa bàn" in await tu.says("khom 3 co bao nhieu ho ngheo")
    assert "không thuộc địa bàn" in await tu.says("phuong minh co bao nhieu ho ngheo")


async def test_somebody_without_an_area_gets_no_figure(
    tu: Villager, ward: Ward, town: World, lan: Family
) -> None:
    await tu.starts()
    answer = await tu.says("khom 3 co bao nhieu ho ngheo")
    assert "1 hộ" not in answer
    assert "Nguồn: sổ" not in answer


async def test_a_picture_and_a_file_come_as_later_messages(
    tu: Villager, ward: Ward, town: World, carries: bool
) -> None:
    await _families(town, ward)
    await become(town, tu, ward)
    await tu.says("ho ngheo theo khom")
    if not carries:
        return
    await tu.chooses("biểu đồ")
    assert "Hộ nghèo" in await tu.hears(town)
    await tu.says("gui file")
    assert "file đây" in await tu.hears(town)


async def test_questions_about_rights_are_still_answered_to_officials(
    tu: Villager, ward: Ward, town: World
) -> None:
    await become(town, tu, ward)
    assert "Nguồn: sổ" not in await tu.says("ho ngheo duoc ho tro tien dien bao nhieu")


async def test_a_rate_of_a_past_year_may_be_the_published_one(tu: Villager, ward: Ward, town: World) -> None:
    await _families(town, ward)
    await become(town, tu, ward)
    assert "Mình muốn hỏi số nào" in await tu.says("ty le ho ngheo 2016")
    assert "4,57%" in await tu.chooses("Một thị xã (2016)")


async def test_a_hamlet_may_be_asked_for_by_the_name_it_had_before(
    tu: Villager, ward: Ward, town: World
) -> None:
    await _families(town, ward)
    await become(town, tu, ward)

    def merged(tx: Connection) -> None:
        since = date(2026, 7, 1)
        areas.rename(tx, areas.area_by_id(tx, ward.hamlet_3), "Khóm Bến Xe", since=since)
        gone = areas.add_area(tx, AreaKind.HAMLET, "Khóm Cây Dừa", parent=ward.commune)
        areas.succeed(tx, gone, ward.hamlet_4, since=since)

    await town.running.uow.run(merged)
    renamed = await tu.says("bao nhieu ho ngheo o khom 3")
    assert "Hộ nghèo, Khóm Bến Xe (trước là Khóm 3): 3 hộ" in renamed
    assert "Hộ cận nghèo, Ấp 4 (trước là Khóm Cây Dừa): 1 hộ" in await tu.says("ho can ngheo khom cay dua cu")
    assert "Hộ cận nghèo, Khóm Bến Xe: 0 hộ" in await tu.says("con khom ben xe?")
    assert "Khóm Cây Dừa" not in await tu.says("ho ngheo theo khom")
