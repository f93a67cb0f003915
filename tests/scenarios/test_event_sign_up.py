"""Registering for a fair: people who stop and go on elsewhere, register others, come late or do not fit."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Connection

from bot.commands import delegate_desk
from bot.commands.delegate_desk import Wanted
from bot.domain.delegation import Scope, Tie
from bot.domain.events.terms import EventKind, ForWhom
from bot.domain.messages import Kind
from models.events import begun, events, registrations
from tests.contract.strict_channel import StrictChannel
from tests.families import Family, Ward, add_family, give_slip
from tests.scenarios.gatherings import (
    COOKING,
    SATURDAY,
    STAYS_OPEN,
    answers_one_by_one,
    begins,
    hold,
    kept,
)
from tests.scenarios.people import Villager, show_slip
from tests.trail import faults_of
from tests.world import World

OLD_PHONE = replace(STAYS_OPEN, buttons=0, pictures=False, documents=False, ask_phone=False)


@pytest.fixture
def channel(request: pytest.FixtureRequest) -> Iterator[StrictChannel]:
    """A messenger of one's own phone, where a test names no other."""
    channel = StrictChannel(getattr(request, "param", STAYS_OPEN))
    yield channel
    assert not channel.misfits


async def half_way(tu: Villager) -> None:
    """Chị Lan, linked, has answered everything but the last two questions."""
    await tu.starts()
    await show_slip(tu)
    await tu.says("dang ky hoi viec lam")
    await tu.chooses("Lan")
    await tu.says("lop 5")


async def test_who_began_on_one_phone_goes_on_on_another_and_nobody_else_does(
    tu: Villager, lanh: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await hold(town, ward.commune)
    await half_way(tu)
    await lanh.starts()
    assert "ghi tên dở" not in await lanh.says("dang ky hoi viec lam")
    await lanh.says("thôi")
    await show_slip(lanh)
    assert "ghi tên dở: Ngày hội việc làm" in await lanh.says("ghi ten tiep")
    assert "Muốn làm ở đâu" in await lanh.chooses("Ghi tiếp")
    await lanh.chooses("Gần nhà")
    await lanh.chooses("Đồng ý")
    told = await lanh.chooses("Ghi tên")
    assert (kept(town, told).person, kept(town, told).name) == (lan.head, "Trần Thị Lan")
    assert "ghi tên Ngày hội việc làm Phường Thử rồi" in await tu.says("dang ky hoi viec lam")
    assert await faults_of(town) == ()


async def test_who_would_rather_start_over_or_drops_it_is_not_asked_again(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await hold(town, ward.commune)
    await half_way(tu)
    await tu.says("dang ky hoi viec lam")
    assert "Gần nhà" in tu.offered().values()
    await tu.says("bat dau lai")
    assert "ghi tên dở" in await tu.says("dang ky hoi viec lam")
    assert "Ghi tên cho ai trong nhà" in await tu.chooses("Làm lại từ đầu")
    await tu.chooses("Lan")
    await tu.says("thôi")
    assert "ghi tên dở" not in await tu.says("dang ky hoi viec lam")


async def test_what_was_begun_and_left_lying_is_forgotten_with_the_chat(
    tu: Villager, ward: Ward, town: World
) -> None:
    await hold(town, ward.commune)
    await answers_one_by_one(tu)
    await tu.says("xem du lieu cua toi")
    assert "Ghi tên dở ngày 23/11/2026: Trần Văn Út, 1990" in await tu.hears(town)
    await tu.says("xoa du lieu")
    await tu.chooses("Xóa")
    await tu.hears(town)
    assert await town.running.uow.run(partial(begun.forget_before, before=town.clock.at)) == 0


async def test_a_grandmother_whose_family_is_known_registers_a_grandson_of_sixteen(
    tu: Villager, ward: Ward, town: World
) -> None:
    def made(tx: Connection) -> None:
        home = add_family(
            tx, ward, ward.hamlet_3, number="12", head="Trần Thị Lan", now=town.clock.now(), child_born=2010
        )
        give_slip(tx, home, now=town.clock.now())

    await town.running.uow.run(made)
    await hold(town, ward.commune)
    await tu.starts()
    await show_slip(tu)
    await tu.says("dang ky hoi viec lam cho chau")
    assert "cha mẹ" in await tu.chooses("Út")
    await tu.says("0912 345 678")
    await tu.says("lop 9")
    await tu.chooses("Gần nhà")
    await tu.chooses("Không")
    one = kept(town, await tu.chooses("Ghi tên"))
    assert (one.for_whom, one.birth_year) == (ForWhom.CHILD, 2010)
    assert town.read(partial(registrations.phones_of, number=one.id)) == (None, "+84912345678")


async def test_a_neighbour_on_record_registers_a_family_without_a_phone(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await hold(town, ward.commune)
    settings = town.app.settings
    told = await asyncio.to_thread(delegate_desk.appoint, settings, Wanted("12", Tie.UNION, Scope.ACT))
    code = re.search(r"\bi-[\w-]{22}", told)
    assert code, told
    await tu.starts()
    await tu.says(code.group())
    await tu.says("đồng ý")
    await tu.says("dang ky hoi viec lam")
    assert "Sinh năm nào" in await tu.chooses("Lan")
    await tu.says("1980")
    await tu.says("lop 5")
    await tu.chooses("Gần nhà")
    await tu.chooses("Không")
    one = kept(town, await tu.chooses("Ghi tên"))
    assert (one.for_whom, one.household, one.person) == (ForWhom.DELEGATE, lan.household, lan.head)
    assert await faults_of(town) == ()


async def test_a_woman_registers_her_husband_who_is_at_sea(tu: Villager, ward: Ward, town: World) -> None:
    await hold(town, ward.commune)
    assert "tên họ gì" in await tu.says("dang ky hoi viec lam cho chong toi")
    await tu.says("Lâm Văn Biển, 1985, lớp 6, đi xa cũng được, 0912 345 678")
    await tu.says("ap 4")
    await tu.chooses("Không")
    assert kept(town, await tu.chooses("Ghi tên")).for_whom is ForWhom.RELATIVE


async def test_a_voice_note_and_a_sticker_in_the_middle_cost_no_answer(
    tu: Villager, ward: Ward, town: World
) -> None:
    await hold(town, ward.commune)
    await begins(tu)
    await tu.says("Trần Văn Út")
    assert "Sinh năm nào" in await tu.sends(Kind.VOICE)
    await tu.says("1990")
    assert "khóm, ấp nào" in await tu.sends(Kind.STICKER)


async def test_who_goes_back_answers_anew_and_keeps_the_rest(tu: Villager, ward: Ward, town: World) -> None:
    await hold(town, ward.commune)
    await begins(tu)
    await tu.says("Trần Văn Út")
    await tu.says("1990")
    assert "Sinh năm nào" in await tu.says("quay lai")
    assert "khóm, ấp nào" in await tu.says("1991")


@pytest.mark.parametrize("channel", [OLD_PHONE], indirect=True, ids=["old phone"])
async def test_an_old_phone_without_pictures_gets_the_ticket_in_words_and_does_all_by_digits(
    tu: Villager, ward: Ward, town: World
) -> None:
    await hold(town, ward.commune)
    await tu.says("dang ky hoi viec lam")
    for answer in ("1", "Trần Văn Út", "1990", "1", "1", "9", "1", "1"):
        await tu.says(answer)
    told = await tu.says("1")
    assert "Số của mình: 1" in told
    assert "tại Nhà văn hóa phường" in told
    assert "Nhớ đem theo: căn cước" in told
    assert tu.channel.told(tu.name)[-1].file is None
    assert "7:30 tới 11:30" in await tu.says("1")


async def test_too_late_for_one_fair_somebody_is_shown_the_next(
    tu: Villager, ward: Ward, town: World
) -> None:
    await hold(town, ward.commune, closes=SATURDAY - timedelta(days=3))
    later = {"starts": SATURDAY + timedelta(days=14), "ends": SATURDAY + timedelta(days=14, hours=4)}
    await hold(town, ward.commune, code="FAAAC", title="Ngày hội sau Tết", **later)
    await tu.says("khi nao co hoi viec lam")
    town.clock.at = SATURDAY - timedelta(days=2)
    told = await tu.chooses("Ghi tên: Ngày hội việc làm")
    assert "đã hết hạn ghi tên" in told
    assert "Kế tiếp có: Ngày hội sau Tết" in told
    await tu.chooses("Ghi tên")
    assert "Cho tôi" in tu.offered().values()


async def test_who_lives_in_another_hamlet_is_told_so_before_more_is_asked(
    tu: Villager, ward: Ward, town: World
) -> None:
    await hold(town, ward.hamlet_4)
    await begins(tu)
    await tu.says("Trần Văn Út")
    await tu.says("1990")
    assert "dành cho nơi khác" in await tu.says("khom 3")


async def test_a_class_for_the_young_is_not_shown_for_a_mother_of_52(
    tu: Villager, ward: Ward, town: World
) -> None:
    await hold(town, ward.commune, COOKING, most_age=45)
    await hold(town, ward.commune, COOKING, code="FAAAC", title="Lớp đan lục bình", least_age=18, most_age=60)
    told = await tu.says("ma toi 52 tuoi co lop nao gan nha")
    assert "Lớp đan lục bình" in told
    assert "hợp tuổi" in told
    assert "Lớp nấu ăn" not in told
    assert "Chưa có nơi nào hợp" in await tu.says("ba toi 71 tuoi co lop nao gan nha")
    assert "Lớp nấu ăn" in await tu.chooses("Xem hết")


async def test_a_class_that_asks_for_more_schooling_says_which(tu: Villager, ward: Ward, town: World) -> None:
    await hold(town, ward.commune, COOKING)
    await begins(tu, "dang ky lop nau an")
    told = await tu.says("Trần Văn Út, 1990, lớp 2, gần nhà")
    assert "cần học hết lớp 5" in told


async def test_a_session_leads_to_its_own_kind_of_question(tu: Villager, ward: Ward, town: World) -> None:
    await hold(town, ward.commune, kind=EventKind.DIALOGUE, title="Đối thoại chính sách quý 4")
    told = await tu.says("khi nao co buoi doi thoai chinh sach")
    assert "Đối thoại chính sách quý 4" in told
    await begins(tu, "dang ky doi thoai chinh sach")
    for answer in ("Trần Văn Út", "1990", "khom 3", "0912 345 678"):
        await tu.says(answer)
    assert "Muốn làm ở đâu" not in await tu.says("9")
    open_ = town.read(partial(events.open_events, areas=[ward.commune], now=town.clock.at))
    assert [each.plan.kind for each in open_] == [EventKind.DIALOGUE]
