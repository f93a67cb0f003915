"""What can not wait: the number to call first, then somebody who knows. Other desks: where to go."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.case_rules import CaseKind
from models import cases
from tests.world import World


@pytest.mark.parametrize(
    ("cry", "kind", "number"),
    [
        ("toi khong muon song nua", CaseKind.DESPAIR, "115"),
        ("chong toi nhau xin danh toi hoai", CaseKind.DANGER, "113"),
        ("co nguoi goi bao dong tien truoc moi duoc nhan ho tro", CaseKind.SCAM, "113"),
    ],
)
async def test_a_cry_for_help_gets_a_number_at_once_and_a_case_within_the_hour(
    office: World, cry: str, kind: CaseKind, number: str
) -> None:
    told = await office.person("chị Năm").says(cry)
    assert number in told
    assert "0290 3999 888" in told
    [case] = office.read(cases.list_cases)
    assert case.kind is kind
    assert case.code in told
    assert case.due_at == office.clock.now() + timedelta(hours=1)


async def test_a_cry_for_help_stands_before_older_cases(office: World) -> None:
    await office.person("bác Ba").says("gap can bo")
    office.clock.pass_(hours=5)
    await office.person("chị Năm").says("toi khong muon song nua")
    assert [case.kind for case in office.read(cases.list_cases)] == [CaseKind.DESPAIR, CaseKind.PERSON_WANTED]


@pytest.mark.parametrize(
    ("asked", "desk"),
    [
        ("lam lai can cuoc o dau", "công an"),
        ("dang ky khai sinh cho con", "hộ tịch"),
        ("xin phep xay nha", "Trung tâm phục vụ hành chính công"),
        ("kham nghia vu quan su khi nao", "quân sự"),
    ],
)
async def test_matters_of_another_desk_are_sent_there(office: World, asked: str, desk: str) -> None:
    assert desk in await office.person("chị Năm").says(asked)
    assert office.read(cases.list_cases) == []
