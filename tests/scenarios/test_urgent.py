"""What can not wait: the number to call first, then somebody who knows. Other desks: where to go."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.case_rules import CaseKind
from models.cases import cases
from tests.scenarios.people import Official, Villager, code_in
from tests.world import World

CRY = "tui khong muon song nua"


@pytest.mark.parametrize(
    ("cry", "kind", "number"),
    [
        (CRY, CaseKind.DESPAIR, "115"),
        ("chong toi nhau xin danh toi hoai", CaseKind.DANGER, "113"),
        ("lo chuyen tien cho nguoi xung la can bo roi", CaseKind.SCAM, "113"),
    ],
)
async def test_cry_for_help_gets_a_number_at_once_and_a_case_within_the_hour(
    town: World, tu: Villager, cry: str, kind: CaseKind, number: str
) -> None:
    told = await tu.says(cry)
    assert number in told
    assert "0290 3999 888" in told
    [case] = town.read(cases.list_cases)
    assert (case.kind, case.text) == (kind, cry)
    assert case.code == code_in(told)
    assert case.due_at == town.clock.now() + timedelta(hours=1)


async def test_who_asks_before_paying_is_warned_and_nobody_is_alarmed(town: World, tu: Villager) -> None:
    told = await tu.says("co nguoi goi bao dong tien truoc moi duoc nhan ho tro")
    assert "Đừng đóng" in told
    assert "113" in told
    assert town.read(cases.list_cases) == []


async def test_cry_in_the_middle_of_a_form_is_heard_as_one(town: World, tu: Villager) -> None:
    await tu.says("gap nguoi")
    await tu.chooses("Để lại lời nhắn")
    assert "115" in await tu.says(f"{CRY}, ai cung ghet bo")
    assert {case.kind for case in town.read(cases.list_cases)} == {
        CaseKind.DESPAIR,
        CaseKind.PERSON_WANTED,
    }


async def test_number_can_be_left_after_a_cry_for_help(town: World, tu: Villager) -> None:
    await tu.says(CRY)
    await tu.chooses("Để lại lời nhắn")
    await tu.says("toi nay qua nha giup tui")
    await tu.says("0912 345 678")
    assert "Đã gửi cho cán bộ" in await tu.chooses("Gửi")


async def test_official_sees_the_cry_for_help_first(
    town: World, tu: Villager, lanh: Villager, official: Official
) -> None:
    await tu.says("gap nguoi")
    town.clock.pass_(hours=5)
    await lanh.says(CRY)
    first, second = await official.sees()
    assert "despair" in first
    assert CRY in first
    assert "person_wanted" in second


@pytest.mark.parametrize(
    ("asked", "desk"),
    [
        ("lam lai can cuoc o dau", "công an"),
        ("dang ky khai sinh cho con", "«Đăng ký khai sinh»"),
        ("kham nghia vu quan su khi nao", "quân sự"),
    ],
)
async def test_matters_of_another_desk_are_sent_there(
    town: World, tu: Villager, asked: str, desk: str
) -> None:
    assert desk in await tu.says(asked)
    assert town.read(cases.list_cases) == []
