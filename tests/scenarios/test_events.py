"""Someone hears of a job fair or a class, finds it, registers, is reminded, and gives the place back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from bot.domain.events.terms import EventKind, SeatState
from bot.domain.messages import Kind, PersonalData
from bot.events import event_keeping
from models import audit
from models.audit import SubjectKind, Tag
from models.events import registrations
from tests.fakes.channel import BARE
from tests.families import SECRET, Family, Ward
from tests.scenarios.gatherings import (
    COOKING,
    SATURDAY,
    STAYS_OPEN,
    answers_one_by_one,
    begins,
    hold,
    kept,
    sign_up,
    ticket_in,
)
from tests.scenarios.people import Villager, show_slip
from tests.trail import faults_of
from tests.world import World

RICHLY = pytest.mark.parametrize("channel", [STAYS_OPEN], indirect=True, ids=["rich"])


async def test_a_fair_is_found_with_why_it_fits_and_without_one_the_catalogue_answers(
    tu: Villager, ward: Ward, town: World
) -> None:
    assert "khóm" in (await tu.says("khi nao co hoi viec lam")).lower()
    await hold(town, ward.commune)
    told = await tu.says("khi nao co hoi viec lam")
    assert "Ngày hội việc làm Phường Thử: thứ bảy 05/12/2026, 7:30 tới 11:30, tại Nhà văn hóa phường" in told
    assert "không cần bằng cấp" in told
    assert "Thợ may, May Cây Bần, cần 20 người" in await tu.chooses("Xem kỹ")
    assert "căn cước" in await tu.says("đi hội việc làm cần đem giấy tờ gì?")


@RICHLY
async def test_a_stranger_registers_and_gets_a_ticket(tu: Villager, ward: Ward, town: World) -> None:
    fair = await hold(town, ward.commune, capacity=2)
    await tu.starts()
    told = await sign_up(tu)
    assert "Có chỗ rồi. Số của mình: 1" in told
    one = kept(town, told)
    assert (one.event, one.name, one.birth_year) == (fair.id, "Trần Văn Út", 1990)
    shown = await tu.says("cho toi xem ve")
    assert "Số của mình: 1" in shown
    assert "Nhà văn hóa phường" in shown
    assert "còn 1 chỗ" in (await tu.says("hoi viec lam o dau")).lower()
    assert await faults_of(town) == ()


@RICHLY
async def test_a_question_in_the_middle_is_answered_and_the_form_goes_on(
    tu: Villager, ward: Ward, town: World
) -> None:
    await hold(town, ward.commune)
    await begins(tu)
    told = await tu.says("di hoi viec lam can dem giay to gi")
    assert "căn cước" in told
    assert "tên họ gì" in told
    assert "Sinh năm nào" in await tu.says("tran van ut")


@RICHLY
async def test_three_things_told_at_once_are_not_asked_again(tu: Villager, ward: Ward, town: World) -> None:
    await hold(town, ward.commune)
    await begins(tu)
    assert "khóm, ấp nào" in await tu.says("Trần Văn Út, 1990, lớp 9, gần nhà, 0912345678")
    await tu.says("khom 3")
    assert "Người đi: Trần Văn Út, sinh năm 1990" in await tu.chooses("Không")


@RICHLY
async def test_a_birth_year_told_by_its_sign_is_asked_back(tu: Villager, ward: Ward, town: World) -> None:
    await hold(town, ward.commune)
    await begins(tu)
    await tu.says("Trần Văn Út")
    await tu.says("tuoi dan")
    assert {"1998", "1986", "1974"} <= set(tu.offered().values())
    assert "khóm, ấp nào" in await tu.chooses("1986")


@RICHLY
async def test_an_answer_is_corrected_before_it_is_sent(tu: Villager, ward: Ward, town: World) -> None:
    await hold(town, ward.commune)
    await answers_one_by_one(tu)
    await tu.chooses("Không")
    await tu.chooses("Sửa lại")
    await tu.chooses("Năm sinh")
    await tu.says("1991")
    assert kept(town, await tu.chooses("Ghi tên")).birth_year == 1991


@RICHLY
async def test_of_two_times_one_is_chosen_and_each_has_its_own_places(
    tu: Villager, lanh: Villager, ward: Ward, town: World
) -> None:
    noon = SATURDAY + timedelta(hours=5, minutes=30)
    times = ((noon, noon + timedelta(hours=3)),)
    fair = await hold(town, ward.commune, capacity=1, more_times=times)
    for who, hour in ((tu, "7:30"), (lanh, "13:00")):
        await who.says("dang ky hoi viec lam")
        await who.chooses(hour)
        await who.chooses("Cho tôi")
        await who.says(f"Trần Văn {hour[0]}, 1990, lớp 9, gần nhà, 0912 345 678")
        await who.says("Trần Văn Út")
        await who.says("khom 3")
        await who.chooses("Không")
        assert "Có chỗ rồi" in await who.chooses("Ghi tên")
    assert [slot.free for slot in town.read(partial(registrations.slots_now, event_id=fair.id))] == [0, 0]


@RICHLY
async def test_humming_is_no_yes_to_passing_a_name_on(tu: Villager, ward: Ward, town: World) -> None:
    await hold(town, ward.commune)
    await answers_one_by_one(tu)
    assert "nói rõ" in await tu.says("ừm")
    assert "chỉ UBND phường Thử giữ" in await tu.says("ừm")


@RICHLY
async def test_two_people_on_one_phone_both_come_and_nobody_twice(
    tu: Villager, ward: Ward, town: World
) -> None:
    await hold(town, ward.commune)
    assert "Số của mình: 1" in await sign_up(tu)
    assert "Số của mình: 2" in await sign_up(tu, name="Lý Thị Sáu", birth="1988")
    await tu.says("cho toi xem ve")
    assert len(tu.offered()) == 2
    await begins(tu)
    await tu.says("tran van ut")
    assert "ghi tên Ngày hội việc làm Phường Thử rồi" in await tu.says("1990")


@RICHLY
async def test_grandmother_registers_her_grandson_who_needs_a_parent_within_reach(
    tu: Villager, ward: Ward, town: World
) -> None:
    await hold(town, ward.commune)
    assert "tên họ gì" in await tu.says("dang ky ngay hoi viec lam cho chau noi toi")
    await tu.says("Trần Văn Út")
    await tu.says("2009")
    await tu.says("khom 3")
    assert "cha mẹ" in await tu.chooses("Không có điện thoại")
    await tu.says("0912 345 678")
    await tu.says("lop 8")
    await tu.chooses("Gần nhà")
    await tu.chooses("Không")
    told = await tu.chooses("Ghi tên")
    phones = town.read(partial(registrations.phones_of, number=kept(town, told).id))
    assert phones == (None, "+84912345678")


@RICHLY
async def test_too_young_is_told_with_what_else_there_is(tu: Villager, ward: Ward, town: World) -> None:
    await hold(town, ward.commune, least_age=18)
    await hold(
        town,
        ward.commune,
        code="FAAAC",
        title="Hội việc làm trẻ",
        starts=SATURDAY + timedelta(days=7),
        ends=SATURDAY + timedelta(days=7, hours=3),
    )
    await tu.says("khi nao co hoi viec lam")
    await tu.chooses("Ghi tên: Ngày hội")
    await tu.chooses("Cho con")
    await tu.says("Trần Văn Út")
    told = await tu.says("2009")
    assert "từ 18 tuổi" in told
    assert "Kế tiếp có: Hội việc làm trẻ" in told


@RICHLY
async def test_a_family_on_the_list_confirms_instead_of_typing(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await hold(town, ward.hamlet_3)
    await tu.starts()
    await show_slip(tu)
    await tu.says("dang ky hoi viec lam")
    await tu.chooses("Lan")
    await tu.says("lop 5")
    await tu.chooses("Gần nhà")
    await tu.chooses("Đồng ý")
    told = await tu.chooses("Ghi tên")
    assert "Có chỗ rồi" in told
    one = kept(town, told)
    assert (one.person, one.household, one.name) == (lan.head, lan.household, "Trần Thị Lan")
    looks = town.read(partial(audit.looked_at, kind=SubjectKind.PERSON, number=lan.head, since=town.clock.at))
    assert Tag.EVENT_REGISTERED in {look.tag for look in looks}
    assert await faults_of(town) == ()


@RICHLY
async def test_a_class_fits_by_schooling(tu: Villager, ward: Ward, town: World) -> None:
    await hold(town, ward.commune, COOKING)
    told = await tu.says("toi hoc lop 5 hoc nghe gi duoc")
    assert "Lớp nấu ăn" in told
    assert "vừa với lớp đã học" in told
    assert "Chưa có nơi nào hợp" in await tu.says("toi hoc lop 2 hoc nghe gi duoc")
    assert "Lớp nấu ăn" in await tu.chooses("Xem hết")


@RICHLY
async def test_the_reminders_come_and_end_when_somebody_gives_the_place_back(
    tu: Villager, ward: Ward, town: World
) -> None:
    await hold(town, ward.commune)
    await tu.starts()
    await sign_up(tu)
    town.clock.at = SATURDAY - timedelta(days=7)
    assert "Nhắc nhà mình: Ngày hội việc làm Phường Thử" in await tu.hears(town)
    assert "Trả lại chỗ" in await tu.says("thôi khỏi đi")
    assert "Cảm ơn" in await tu.chooses("Trả lại chỗ")
    town.clock.at = SATURDAY - timedelta(hours=11)
    assert await tu.hears_nothing(town)


@RICHLY
async def test_a_full_fair_makes_a_row_and_a_freed_seat_is_offered_in_turn(
    tu: Villager, lanh: Villager, ward: Ward, town: World
) -> None:
    await hold(town, ward.commune, capacity=1)
    await tu.starts()
    await lanh.starts()
    await sign_up(tu)
    waits = await sign_up(lanh, name="Lý Thị Lành", birth="1985")
    assert "chờ thứ 1" in waits
    await tu.says("thoi khoi di")
    await tu.chooses("Trả lại chỗ")
    assert "Có chỗ rồi: Ngày hội" in await lanh.hears(town)
    assert kept(town, waits).state is SeatState.OFFERED
    assert "Có chỗ rồi. Số của mình: 2" in await lanh.says("nhan cho")
    assert kept(town, waits).state is SeatState.SEATED


@RICHLY
async def test_who_does_not_answer_in_time_loses_the_offer(
    tu: Villager, lanh: Villager, ward: Ward, town: World
) -> None:
    await hold(town, ward.commune, capacity=1)
    await tu.starts()
    await lanh.starts()
    await sign_up(tu)
    await sign_up(lanh, name="Lý Thị Lành", birth="1985")
    await tu.says("thoi khoi di")
    await tu.chooses("Trả lại chỗ")
    await lanh.hears(town)
    town.clock.pass_(hours=25)
    await event_keeping.tend(town.running.uow, town.running.clock)
    assert "hết hạn giữ" in await lanh.hears(town)


@RICHLY
async def test_the_date_goes_into_the_phones_calendar(tu: Villager, ward: Ward, town: World) -> None:
    await hold(town, ward.commune)
    told = await sign_up(tu)
    answer = await tu.chooses("lịch điện thoại")
    sent = tu.channel.told(tu.name)[-1].file
    assert "điện thoại sẽ nhắc" in answer
    assert sent is not None
    assert b"DTSTART:20261205T003000Z" in sent.content
    assert ticket_in(told).encode() in sent.content


@RICHLY
async def test_a_scanned_ticket_of_somebody_else_names_nobody(
    tu: Villager, lanh: Villager, ward: Ward, town: World
) -> None:
    await hold(town, ward.commune)
    code = ticket_in(await sign_up(tu))
    seen = await lanh.starts(f"v-{code}")
    assert "Tới nơi đưa mã này" in seen
    assert "Út" not in seen
    assert "không còn" in await lanh.says("v-AAAAA")


@RICHLY
async def test_a_voice_note_in_the_middle_loses_nothing(tu: Villager, ward: Ward, town: World) -> None:
    await hold(town, ward.commune)
    await begins(tu)
    assert "tên họ gì" in await tu.sends(Kind.VOICE)


@RICHLY
async def test_who_has_everything_erased_leaves_no_name_and_frees_the_seat(
    tu: Villager, ward: Ward, town: World
) -> None:
    fair = await hold(town, ward.commune, capacity=1)
    await tu.starts()
    code = ticket_in(await sign_up(tu))
    await tu.says("xem du lieu cua toi")
    await tu.hears(town)
    given = tu.channel.told(tu.name)[-1].file
    assert given is not None
    assert "05/12/2026: Trần Văn Út, sinh năm 1990" in given.content.decode()
    await tu.says("xoa du lieu")
    await tu.chooses("Xóa")
    await tu.hears(town)
    one = town.read(partial(registrations.by_code, code=code))
    assert (one.name, one.contact, one.state) == (None, None, SeatState.CANCELLED)
    assert town.read(partial(registrations.slots_now, event_id=fair.id))[0].free == 1


@pytest.mark.parametrize("channel", [BARE], indirect=True, ids=["bare"])
async def test_where_nothing_personal_may_pass_nobody_is_asked_for_a_name(
    tu: Villager, ward: Ward, town: World
) -> None:
    await hold(town, ward.commune)
    assert "7:30 tới 11:30" in await tu.says("khi nao co hoi viec lam")
    assert "không ghi tên được" in await tu.chooses("Ghi tên")


@RICHLY
async def test_an_answer_of_the_catalogue_leads_on_to_what_is_open(
    tu: Villager, ward: Ward, town: World
) -> None:
    await tu.says("phien giao dich viec lam la gi")
    assert "Xem lịch sắp tới" not in tu.offered().values()
    await hold(town, ward.commune, kind=EventKind.JOB_SESSION)
    await tu.says("phien giao dich viec lam la gi")
    assert "7:30 tới 11:30" in await tu.chooses("Xem lịch sắp tới")


MESSENGER = replace(STAYS_OPEN, personal_data=PersonalData.MINIMAL)


@pytest.mark.parametrize("channel", [MESSENGER], indirect=True, ids=["messenger"])
async def test_on_a_messenger_stored_abroad_no_name_is_repeated(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await hold(town, ward.commune)
    await tu.starts()
    await show_slip_on_messenger(tu)
    await begins(tu)
    await tu.says("1980, lớp 5, gần nhà")
    told = await tu.chooses("Đồng ý")
    assert "Lan" not in told
    told = await tu.chooses("Ghi tên")
    assert kept(town, told).person == lan.head
    assert "Lan" not in told


async def show_slip_on_messenger(tu: Villager) -> None:
    """Where no name is shown, who one is stands behind the relation."""
    await tu.says(f"ho 12 ma {SECRET}")
    await tu.says("1")
    await tu.chooses("Đồng ý")


@RICHLY
async def test_who_means_to_be_elsewhere_at_that_hour_is_told_before_it_is_written(
    tu: Villager, ward: Ward, town: World
) -> None:
    await hold(town, ward.commune)
    later = {"starts": SATURDAY + timedelta(hours=1), "ends": SATURDAY + timedelta(hours=3)}
    await hold(town, ward.commune, kind=EventKind.JOB_SESSION, code="FAAAC", title="Phiên việc làm", **later)
    await sign_up(tu)
    await begins(tu, "dang ky phien giao dich viec lam")
    await tu.says("tran van ut")
    assert "trùng với chỗ đã ghi tên trước" in await tu.says("1990")
    assert "Ngày hội việc làm" in await tu.chooses("Xem vé")


@RICHLY
async def test_a_class_of_weeks_leaves_room_for_a_fair_of_one_morning(
    tu: Villager, ward: Ward, town: World
) -> None:
    weeks = {"starts": SATURDAY - timedelta(days=5), "ends": SATURDAY + timedelta(days=20)}
    await hold(town, ward.commune)
    await hold(town, ward.commune, COOKING, code="FAAAC", **weeks)
    await sign_up(tu)
    assert "Có chỗ rồi" in await sign_up(tu, to="dang ky lop nau an")
