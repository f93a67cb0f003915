"""Someone hears of a job fair or a class, finds it, registers, is reminded, and gives the place back in time."""

from __future__ import annotations

import re
from functools import partial

from models import registrations
from tests.families import Ward
from tests.scenarios.gatherings import hold
from tests.scenarios.people import Villager
from tests.trail import faults_of
from tests.world import World


def ticket_in(told: str) -> str:
    found = re.search(r"Mã vé: ([A-Z3479]{5})", told)
    assert found, told
    return found[1]


async def stranger_signs_up(tu: Villager, *, name: str = "Trần Văn Út", birth: str = "1990") -> str:
    """From the list to the ticket, answering every question."""
    await tu.says("khi nao co hoi viec lam")
    assert "Ghi tên cho ai" in await tu.chooses("Ghi tên")
    await tu.chooses("Cho tôi")
    await tu.says(name)
    await tu.says(birth)
    await tu.says("khom 3")
    await tu.says("0912 345 678")
    await tu.says("lop 9")
    await tu.chooses("Gần nhà")
    await tu.chooses("Đồng ý")
    return await tu.chooses("Ghi tên")


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


async def test_a_stranger_registers_and_gets_a_ticket(tu: Villager, ward: Ward, town: World) -> None:
    fair = await hold(town, ward.commune, capacity=2)
    await tu.starts()
    told = await stranger_signs_up(tu)
    assert "Có chỗ rồi. Số của mình: 1" in told
    one = town.read(partial(registrations.by_code, code=ticket_in(told)))
    assert (one.event, one.name, one.birth_year) == (fair.id, "Trần Văn Út", 1990)
    shown = await tu.says("cho toi xem ve")
    assert "Số của mình: 1" in shown
    assert "Nhà văn hóa phường" in shown
    assert "còn 1 chỗ" in (await tu.says("hoi viec lam o dau")).lower()
    assert await faults_of(town) == ()
