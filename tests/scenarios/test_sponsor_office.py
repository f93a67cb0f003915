"""Officials give families to units by a message, see who has none, who is late, and whom nobody reminds."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Connection

from bot.domain.events.terms import EventState
from bot.domain.ids import SponsorId
from bot.domain.reminders.terms import DayKind
from bot.sponsors.reminding import Reminding
from models import audit
from models.audit import SubjectKind, Tag
from models.events import events
from models.reminders import ward_days
from models.sponsors import sponsors
from tests.fakes.channel import CHAT
from tests.families import Family, Ward, add_family
from tests.scenarios.gatherings import SATURDAY, hold
from tests.scenarios.people import Villager, become
from tests.trail import faults_of
from tests.world import TODAY, World

pytestmark = pytest.mark.parametrize("channel", [CHAT], indirect=True, ids=["chat"])


@pytest.fixture
async def cell(town: World, ward: Ward) -> SponsorId:
    """Chi bộ Khóm 3, beside another unit, and household 15 of Ấp 4 that nobody helps."""
    now = town.clock.now()

    def made(tx: Connection) -> SponsorId:
        add_family(tx, ward, ward.hamlet_4, number="15", head="Lý Văn Sáu", now=now)
        sponsors.add_unit(
            tx, ward.commune, name="Công ty Muối Trắng", kind="company", capacity=2, hamlet=None, now=now
        )
        return sponsors.add_unit(
            tx,
            ward.commune,
            name="Chi bộ Khóm 3",
            kind="hamlet_cell",
            capacity=1,
            hamlet=ward.hamlet_3,
            now=now,
        )

    return await town.running.uow.run(made)


async def test_an_official_gives_a_family_to_a_unit_and_takes_it_back(
    tu: Villager, lan: Family, ward: Ward, cell: SponsorId, town: World
) -> None:
    await become(town, tu, ward)
    assert "Giao hộ 12 (Khóm 3) cho Chi bộ Khóm 3?" in await tu.says("giao ho 12 cho chi bo khom 3")
    assert "Đã giao hộ 12" in await tu.chooses("Giao")
    assert "Chi bộ Khóm 3: 1/1 hộ" in await tu.says("danh sách đơn vị đỡ đầu")
    assert "tối đa 1" in await tu.says("giao ho 15 cho chi bo khom 3")
    assert "Không ghi gì" in await tu.chooses("Không")
    assert "khỏi đơn vị nào" in await tu.says("thoi giao ho 12")
    assert "không còn phụ trách hộ 12" in await tu.chooses("Khỏi Chi bộ Khóm 3")
    assert "Chi bộ Khóm 3: 0/1 hộ" in await tu.says("danh sách đơn vị đỡ đầu")
    assert await faults_of(town) == ()


async def test_families_that_nobody_helps_are_listed_with_a_unit_that_fits(
    tu: Villager, lan: Family, ward: Ward, cell: SponsorId, town: World
) -> None:
    await become(town, tu, ward)
    told = await tu.says("ho nao chua co don vi do dau")
    assert "2 hộ nghèo chưa có đơn vị đỡ đầu: hộ 12 (Khóm 3), hộ 15 (Ấp 4)" in told
    shown = town.read(
        lambda tx: audit.looked_at(tx, SubjectKind.HOUSEHOLD, lan.household, since=town.clock.at)
    )
    assert [(look.tag, look.role, look.fields) for look in shown] == [
        (Tag.HOUSEHOLD_SHOWN, "official", ("hamlet", "number"))
    ]
    offered = set(tu.offered().values())
    assert offered == {"Hộ 12 cho Chi bộ Khóm 3", "Hộ 15 cho Công ty Muối Trắng"}
    await tu.chooses("Hộ 15")
    assert "Đã giao hộ 15 (Ấp 4) cho Công ty Muối Trắng" in await tu.chooses("Giao")


async def test_late_units_are_listed_with_how_far_they_were_urged(
    tu: Villager, lan: Family, ward: Ward, cell: SponsorId, town: World
) -> None:
    await become(town, tu, ward)
    assert "Chưa đơn vị nào trễ" in await tu.says("don vi nao qua han tham")
    await tu.says("giao ho 12 cho chi bo khom 3")
    await tu.chooses("Giao")
    town.clock.pass_(days=5)
    await Reminding(town.running.uow, town.clock).tick()
    town.clock.pass_(days=1)
    told = await tu.says("don vi nao qua han tham")
    assert "1/2 đơn vị đang trễ" in told
    assert "🟠 Chi bộ Khóm 3: nhận danh sách, trễ 3 ngày; đã nhắc 1 lần" in told


async def test_a_family_in_mourning_is_left_in_peace_until_an_official_says_otherwise(
    tu: Villager, lan: Family, ward: Ward, cell: SponsorId, town: World
) -> None:
    await become(town, tu, ward)
    until = (town.clock.at + timedelta(days=49)).strftime("%d/%m/%Y")
    assert f"hộ 12 (Khóm 3) tới {until}" in await tu.says("tam ngung nhac ho 12 vi nha co tang")
    assert "vì sao" in await tu.says("ngung nhac ho 15")
    assert "hộ 15 (Ấp 4)" in await tu.chooses("Đã dọn đi")
    assert "nhắc lại bình thường về hộ 12" in await tu.says("nhac tiep ho 12")


async def test_a_day_of_pay_is_announced_with_what_when_and_where(
    tu: Villager, lan: Family, ward: Ward, cell: SponsorId, town: World
) -> None:
    await become(town, tu, ward)
    assert "Ghi đủ việc, ngày và nơi" in await tu.says("bao ngay chi tra tro cap")
    told = await tu.says("báo ngày chi trả trợ cấp 5/12 tại nhà văn hóa Khóm 3")
    assert "chi trả trợ cấp ngày 05/12/2026 tại nhà văn hóa Khóm 3" in told


async def test_a_fair_that_stands_in_the_calendar_is_not_written_twice(
    tu: Villager, lan: Family, ward: Ward, cell: SponsorId, town: World
) -> None:
    await become(town, tu, ward)
    held = await hold(town, ward.commune)
    assert "đã có trong lịch: Ngày hội việc làm Phường Thử" in await tu.says(
        "báo ngày hội việc làm 5/12 tại nhà văn hóa phường"
    )
    [day] = town.read(partial(ward_days.days_ahead, commune=ward.commune, day=TODAY.date()))
    assert (day.kind, day.on) == (DayKind.JOB_FAIR, SATURDAY.date())
    told = town.read(partial(ward_days.announced, number=day.number))
    assert told == (DayKind.JOB_FAIR, SATURDAY.date(), "Nhà văn hóa phường")
    cancelled = partial(events.set_state, event_id=held.id, state=EventState.CANCELLED, now=town.clock.now())
    await town.running.uow.run(cancelled)
    assert town.read(partial(ward_days.announced, number=day.number)) is None


@pytest.mark.parametrize(
    "typed", ["giao ho 12 cho chi bo khom 3", "don vi nao qua han tham", "ho nao chua co don vi do dau"]
)
async def test_whoever_keeps_no_register_gives_nobody_to_anybody(
    tu: Villager, lan: Family, ward: Ward, cell: SponsorId, town: World, typed: str
) -> None:
    told = await tu.says(typed)
    assert "Chi bộ Khóm 3" not in told
    assert "hộ 12" not in told
