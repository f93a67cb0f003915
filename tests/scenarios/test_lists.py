"""An official sends the commune's list in chat: looked at, written after one yes, taken back on demand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Connection, func, select

from bot.domain.messages import WAITING_LIST, Capabilities, File, Kind, PersonalData
from bot.domain.register.households import Birth
from bot.domain.register.terms import Standard, Status
from bot.domain.roles import Role
from bot.keeping import tidy
from bot.lists.lines import FileKind, HouseholdLine, MemberLine
from bot.lists.writing import write_list
from models.audit import audit
from models.register import ledger
from models.register.ledger import Ledger
from models.register.tables import household, imports
from models.retention import rules
from models.sending.attachments import attachment
from tests.contract.strict_channel import StrictChannel
from tests.fakes.channel import BARE, RICH
from tests.families import Family, Ward
from tests.scenarios.people import Villager, become, show_slip
from tests.trail import faults_of
from tests.world import World

MESSENGER = Capabilities(PersonalData.MINIMAL, max_text=4000, buttons=8, documents=True)
DAY = date(2026, 11, 1)
LAN = HouseholdLine(
    "",
    (),
    (MemberLine(0, "Trần Thị Lan", birth=Birth(1980)),),
    number="12",
    hamlet="Khóm 3",
    status=Status.POOR,
)
TU = HouseholdLine(
    "", (), (MemberLine(0, "Lê Văn Tư", birth=Birth(1950)),), hamlet="Ấp 4", status=Status.NEAR_POOR
)


def list_of(*lines: HouseholdLine, kind: FileKind = FileKind.CSV) -> bytes:
    return write_list(lines, place="Phường Thử", as_of=DAY, kind=kind)


def waiting(town: World) -> int:
    query = select(func.count()).where(attachment.c.media_type == WAITING_LIST)
    return town.read(lambda tx: tx.scalar(query))


def count(town: World, table: object) -> int:
    return town.read(lambda tx: tx.scalar(select(func.count()).select_from(table)))


def tags(town: World) -> list[str]:
    return town.read(lambda tx: list(tx.scalars(select(audit.c.tag).order_by(audit.c.id))))


@pytest.fixture
def channel(request: pytest.FixtureRequest) -> Iterator[StrictChannel]:
    """A door that carries lists, unless a test asks for another."""
    channel = StrictChannel(getattr(request, "param", RICH))
    yield channel
    assert not channel.misfits


@pytest.fixture
async def hai(town: World, tu: Villager, ward: Ward, lan: Family) -> Villager:
    """Anh Hai of the ward."""
    await become(town, tu, ward)
    return tu


async def looked(
    town: World, hai: Villager, content: bytes, name: str = "ds.csv", day: str = "1/11/2026"
) -> str:
    """Send a list and its day; what comes of it."""
    assert "từ ngày nào" in await hai.sends_file(name, content)
    assert "Chưa ghi gì" in await hai.says(day)
    return await hai.hears(town)


async def test_a_list_is_looked_at_written_after_one_yes_and_taken_back(town: World, hai: Villager) -> None:
    told = await looked(town, hai, list_of(LAN, TU, kind=FileKind.XLSX), "ds.xlsx")
    assert "Nếu ghi: 1 hộ mới" in told
    assert count(town, household) == 1
    assert waiting(town) == 1
    await hai.says("1")
    assert "Đã ghi: 1 hộ mới" in await hai.hears(town)
    assert (count(town, household), waiting(town)) == (2, 0)
    assert "Lê Văn Tư" in await hai.says("tra ho le van tu")

    assert "1 hộ mới" in await hai.says("hoan tac")
    await hai.chooses("Đưa về như trước")
    assert "Xong" in await hai.hears(town)
    assert "Không thấy hộ nào" in await hai.says("tra ho le van tu")
    assert "Không có lần nhập nào" in await hai.says("hoàn tác")
    assert {"list:compared", "list:imported", "list:undone"} <= set(tags(town))
    assert not await faults_of(town)


async def test_the_report_names_each_line_and_each_fault_by_row_and_column(
    town: World, hai: Villager
) -> None:
    future = replace(TU, members=(MemberLine(0, "Sơn Thị Út", birth=Birth(2031)),))
    strange = replace(TU, members=(MemberLine(0, "Danh Ba"),), hamlet="Khóm 99")
    told = await looked(town, hai, list_of(replace(LAN, status=Status.NEAR_POOR), future, strange))
    assert "1 hộ thay đổi" in told
    assert "1 hộ chưa chắc" in told
    assert "Không lấy được, 1 chỗ" in told
    report = hai.channel.told(hai.name)[-1].file
    assert report is not None
    lines = report.content.decode().splitlines()
    assert any("Trần Thị Lan" in line and "có thay đổi" in line for line in lines)
    assert any("Danh Ba" in line and "Khóm 99" in line for line in lines)
    assert any("dòng 7" in line.lower() and "cột" in line.lower() for line in lines)


async def test_only_where_households_are_missing_it_is_asked_whether_the_list_is_whole(
    town: World, hai: Villager, lan: Family
) -> None:
    told = await looked(town, hai, list_of(TU))
    assert "1 hộ đang nghèo, cận nghèo không có trong danh sách" in told
    assert len(hai.offered()) == 3
    await hai.chooses("hết nghèo")
    assert "Đã ghi" in await hai.hears(town)
    assert "hộ mới" not in await hai.says("tra ho 12")
    shown = await hai.says("tra ho 12")
    assert "Hộ nghèo" not in shown


async def test_a_register_that_changed_meanwhile_is_compared_anew_before_anything_is_written(
    town: World, hai: Villager, lan: Family
) -> None:
    await looked(town, hai, list_of(replace(LAN, status=Status.NEWLY_ESCAPED)))
    now = town.clock.now()

    def corrected(tx: Connection) -> None:
        book = Ledger(tx, at=now)
        said = ("near_poor", None, "official", None)
        book.say(ledger.RECOGNITION, (lan.household, Standard.NATIONAL.value), said, day=date(2026, 11, 2))
        book.flush()

    await town.running.uow.run(corrected)
    await hai.chooses("Ghi")
    assert "Sổ vừa có người sửa" in await hai.hears(town)
    assert count(town, imports) == 0
    await hai.chooses("Ghi")
    assert "Đã ghi" in await hai.hears(town)
    assert count(town, imports) == 1


async def test_a_list_that_is_dropped_leaves_nothing(town: World, hai: Villager) -> None:
    await looked(town, hai, list_of(LAN, TU))
    assert "chưa ghi gì" in await hai.chooses("Bỏ")
    assert (waiting(town), count(town, imports), count(town, household)) == (0, 0, 1)


async def test_yes_twice_writes_once(town: World, hai: Villager) -> None:
    await looked(town, hai, list_of(LAN, TU))
    await hai.says("1")
    await hai.says("1")
    assert "Đã ghi" in await hai.hears(town)
    assert count(town, imports) == 1


async def test_a_list_that_tells_nothing_new_is_done_with_at_once(town: World, hai: Villager) -> None:
    assert "không có gì để ghi" in await looked(town, hai, list_of(LAN))
    assert waiting(town) == 0


async def test_a_day_to_come_or_unreadable_is_asked_again(town: World, hai: Villager) -> None:
    await hai.sends_file("ds.csv", list_of(LAN, TU))
    assert "chưa đọc được ngày" in await hai.says("hom bua")
    answer = await hai.says("1/12/2026")
    assert "Ngày đó chưa tới" in answer
    assert "từ ngày nào" in answer
    await hai.says("1")
    assert "Nếu ghi: 1 hộ mới" in await hai.hears(town)


async def test_a_file_that_is_no_list_is_told_why_and_deleted(town: World, hai: Villager) -> None:
    told = await looked(town, hai, b"%PDF-1.7", "ds.xlsx")
    assert told
    assert waiting(town) == 0


async def test_a_list_nobody_decides_about_is_deleted_after_a_day(town: World, hai: Villager) -> None:
    await hai.sends_file("ds.csv", list_of(LAN, TU))
    town.clock.pass_(hours=23)
    await tidy(town.running.uow, town.running.clock, rules(words_days=7, questions_days=180))
    assert waiting(town) == 1
    town.clock.pass_(hours=2)
    await tidy(town.running.uow, town.running.clock, rules(words_days=7, questions_days=180))
    assert waiting(town) == 0


async def test_who_left_before_saying_yes_writes_nothing(town: World, hai: Villager) -> None:
    await looked(town, hai, list_of(LAN, TU))
    await hai.says("thoat")
    await hai.says("1")
    await town.tick()
    assert count(town, imports) == 0


async def test_of_everybody_else_no_content_is_kept(
    tu: Villager, lanh: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await tu.starts()
    await show_slip(tu)
    await become(town, lanh, ward, Role.HAMLET_HEAD)
    for person in (tu, lanh):
        assert "chưa đọc được tập tin" in await person.sends_file("ds.csv", list_of(LAN))
    assert count(town, attachment) == 0


@pytest.mark.parametrize("channel", [MESSENGER, BARE], indirect=True, ids=["messenger", "bare"])
async def test_an_official_at_a_door_that_must_not_carry_names_is_told_why(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await become(town, tu, ward)
    told = await tu.sends_file("ds.csv", list_of(LAN))
    assert "chưa tải tệp về" in told
    assert "link" in " ".join(tu.offered().values())
    assert count(town, attachment) == 0


async def test_a_file_that_is_delivered_twice_is_kept_and_answered_once(
    town: World, hai: Villager, channel: StrictChannel
) -> None:
    raw = channel.raw(hai.name, Kind.FILE, name="ds.csv")
    channel.heard |= {hai.name: town.clock.at}
    account, engine = next(iter(town.running.channels)), town.running.engine
    for _ in range(2):
        await engine.receive_file(account, raw, File("ds.csv", WAITING_LIST, list_of(LAN, TU)))
        await channel.settled(hai.name)
    assert waiting(town) == 1
    assert len(hai.news()) == 1


def units(*rows: str) -> bytes:
    return "\n".join(("Đơn vị,Số hộ,Nhận tối đa,Khóm", *rows)).encode()


async def test_a_spreadsheet_gives_families_to_units_after_one_yes(
    town: World, hai: Villager, lan: Family
) -> None:
    told = await looked(town, hai, units("Chi bộ Khóm 3,12,2,Khóm 3", "Chùa Mẫu,99,1,"), "don-vi.csv")
    assert "2 đơn vị mới, giao 1 hộ, 0 hộ đã giao sẵn" in told
    assert "Không thấy hộ (dòng): 99 (3)" in told
    assert "Chi bộ Khóm 3" not in await hai.says("danh sách đơn vị đỡ đầu")
    again = await looked(town, hai, units("Chi bộ Khóm 3,12,2,Khóm 3"), "don-vi.csv")
    assert "giao 1 hộ" in again
    await hai.chooses("Giao các hộ này")
    assert "Đã giao 1 hộ, thêm 1 đơn vị" in await hai.hears(town)
    assert "Chi bộ Khóm 3: 1/2 hộ" in await hai.says("danh sách đơn vị đỡ đầu")
    assert "household:sponsor_assigned" in tags(town)
    more = await looked(town, hai, units("Chi bộ Khóm 3,12,2,Khóm 3"), "don-vi.csv")
    assert "1 hộ đã giao sẵn" in more
    assert hai.offered() == {}
    assert not await faults_of(town)
