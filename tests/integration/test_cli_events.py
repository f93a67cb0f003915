"""`donghanh events`: a form that is filled in, looked at, taken in, published, and counted."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from bot.clock import VIETNAM
from bot.commands import event_desk
from bot.domain.events.seasons import Season
from bot.errors import RefusedToStart
from bot.settings import Settings
from models.events import attendances, events, registrations
from tests.families import add_ward
from tests.integration.test_event_seats import come
from tests.world import TODAY, World, world

EVENTS = [
    {"Mã dòng": "1", "Loại": "Ngày hội việc làm", "Tên": "Ngày hội cuối năm", "Ngày": "05/12/2026",
     "Từ giờ": "7h30", "Tới giờ": "11h30", "Nơi": "Nhà văn hóa", "Số chỗ": 300},
    {"Mã dòng": "2", "Loại": "Lớp học nghề", "Tên": "=Lớp nấu ăn", "Ngày": "07/12/2026", "Từ giờ": "7:30",
     "Tới giờ": "16:00", "Nơi": "Khóm 3", "Khóm, ấp": "khom 3", "Cần lớp": 5,
     "Ngày cuối": "20/12/2026", "Mùa": "mùa khô"},
    {"Mã dòng": "3", "Loại": "Hội thảo", "Tên": "Sai loại", "Ngày": "05/12/2026"},
    {"Mã dòng": "4", "Loại": "Ngày hội việc làm", "Tên": "Đã qua", "Ngày": "05/01/2026",
     "Từ giờ": "7h", "Tới giờ": "9h", "Nơi": "Đâu đó"},
    {"Mã dòng": "1", "Loại": "Ngày hội việc làm", "Tên": "Ngày hội cuối năm", "Ngày": "05/12/2026",
     "Từ giờ": "13h", "Tới giờ": "16h", "Nơi": "Nhà văn hóa"},
]  # fmt: skip
WORK = [
    {"Mã dòng": "1", "Doanh nghiệp": "May Cây Bần", "Hình thức": "Trực tiếp", "Việc": "Thợ may",
     "Cần người": 20, "Lương từ": 6_500_000, "Việc nhận tới tuổi": 45, "Xe đưa rước": "x"},
    {"Mã dòng": "1", "Doanh nghiệp": "Đi Xa", "Hình thức": "Ủy thác", "Việc": "Hộ lý", "Nước ngoài": "x"},
    {"Mã dòng": "9", "Doanh nghiệp": "Ai Đó", "Hình thức": "Trực tiếp"},
]  # fmt: skip


def fill(file: Path, rows_of_events: list[dict[str, Any]] | None = None) -> None:
    """Fill the blank form in, by the names of its columns."""
    book = load_workbook(file)
    filled = (EVENTS, WORK) if rows_of_events is None else (rows_of_events, [])
    for sheet, rows in zip(book.worksheets, filled, strict=False):
        heads = [cell.value for cell in sheet[1]]
        for row in rows:
            sheet.append([row.get(head) for head in heads])
            for cell in sheet[sheet.max_row]:
                cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type
    book.save(file)


@pytest.fixture
async def office(migrated_database_url: str, tmp_path: Path):
    clock = tmp_path / "clock"
    clock.write_text(TODAY.isoformat())
    async with world(migrated_database_url, clock_file=clock) as town:
        await town.running.uow.run(add_ward)
        yield town


async def taken(town: World, file: Path, *, write: bool) -> str:
    lines = await asyncio.to_thread(lambda: list(event_desk.take(town.app.settings, file, write=write)))
    return "\n".join(lines)


def listed(settings: Settings) -> list[dict[str, object]]:
    return [json.loads(line) for line in event_desk.listing(settings, as_json=True)]


async def test_a_filled_form_is_looked_at_then_taken_in_once_and_published(
    office: World, tmp_path: Path
) -> None:
    file, settings = tmp_path / "lich.xlsx", office.app.settings
    event_desk.blank(file)
    with pytest.raises(RefusedToStart, match="there already"):
        event_desk.blank(file)
    fill(file)
    told = await taken(office, file, write=False)
    assert "Dòng 4: không rõ loại sự kiện" in told
    assert "Dòng 5: ngày giờ đã qua" in told
    assert "Dòng 3: việc nước ngoài phải có giấy phép" in told
    assert "Dòng 4: không có sự kiện mang mã dòng này" in told
    assert "Ngày hội cuối năm, thứ bảy 05/12/2026, 7:30 tới 11:30. Báo được 0 điện thoại" in told
    assert await asyncio.to_thread(listed, settings) == []
    await taken(office, file, write=True)
    assert "Có rồi" in await taken(office, file, write=True)
    fair, course = await asyncio.to_thread(listed, settings)
    assert (fair["state"], fair["vacancies"], fair["employers"]) == ("draft", 20, 1)
    assert fair["seats"] == [{"capacity": 300, "taken": 0, "waiting": 0}] * 2
    assert (course["title"], str(course["ends"])[:16]) == ("=Lớp nấu ăn", "2026-12-20T16:00")
    held = office.read(partial(events.by_code, code=str(course["code"])))
    assert held.plan.season is Season.DRY
    offered = office.read(partial(events.by_code, code=str(fair["code"]))).vacancies
    assert [each.most_age for each in offered] == [45]
    published = await asyncio.to_thread(partial(event_desk.publish, settings, str(fair["code"]), tell=True))
    assert "Đã đăng Ngày hội cuối năm" in published
    with pytest.raises(RefusedToStart, match="no draft"):
        await asyncio.to_thread(partial(event_desk.publish, settings, str(fair["code"]), tell=False))


async def test_an_event_is_called_off_and_who_registered_is_told(office: World, tmp_path: Path) -> None:
    file, settings, run = tmp_path / "lich.xlsx", office.app.settings, office.running.uow.run
    event_desk.blank(file)
    fill(file)
    await taken(office, file, write=True)
    code = str((await asyncio.to_thread(listed, settings))[0]["code"])
    await asyncio.to_thread(partial(event_desk.publish, settings, code, tell=False))
    await run(partial(come, number=office.read(partial(events.by_code, code=code)).id, who=1))
    assert "Đã hủy Ngày hội cuối năm" in await asyncio.to_thread(event_desk.cancel, settings, code.lower())
    assert code not in [each["code"] for each in await asyncio.to_thread(listed, settings)]
    with pytest.raises(RefusedToStart, match="still to come"):
        await asyncio.to_thread(event_desk.cancel, settings, code)


async def test_an_event_is_changed_by_a_command_and_by_a_row_with_its_code(
    office: World, tmp_path: Path
) -> None:
    file, settings = tmp_path / "lich.xlsx", office.app.settings
    event_desk.blank(file)
    fill(file)
    await taken(office, file, write=True)
    code = str((await asyncio.to_thread(listed, settings))[0]["code"])
    await asyncio.to_thread(partial(event_desk.publish, settings, code, tell=False))
    event = office.read(partial(events.by_code, code=code))
    await office.running.uow.run(partial(come, number=event.id, who=1))
    later = event_desk.changes_of(date(2026, 12, 6), "08:00-11:00", None, None, {"place": "Sân bóng"})
    change = partial(event_desk.change, settings, code, later)
    told = await asyncio.to_thread(partial(change, write=False))
    assert "nay là chủ nhật 06/12/2026, 8:00 tới 11:00, tại Sân bóng. Báo 1 người" in told
    assert office.read(partial(events.by_code, code=code)).plan.place == "Nhà văn hóa"
    await asyncio.to_thread(partial(change, write=True))
    moved = office.read(partial(events.by_code, code=code))
    assert (moved.plan.place, f"{moved.starts.astimezone(VIETNAM):%d/%m %H:%M}") == (
        "Sân bóng",
        "06/12 08:00",
    )
    with pytest.raises(RefusedToStart, match="go together"):
        event_desk.changes_of(date(2026, 12, 6), "", None, None, {})
    event_desk.blank(tmp_path / "doi.xlsx")
    fill(
        tmp_path / "doi.xlsx", [{"Mã sự kiện": code, "Xe đi": "6 giờ", "Số chỗ": 9}, {"Mã sự kiện": "ZZZZZ"}]
    )
    told = await taken(office, tmp_path / "doi.xlsx", write=True)
    assert f"Ngày hội cuối năm ({code}) đổi" in told
    assert "Dòng 3: không có sự kiện mang mã này" in told
    changed = office.read(partial(events.by_code, code=code))
    assert (changed.plan.bus, changed.slots[0].capacity, changed.plan.place) == ("6 giờ", 9, "Sân bóng")


async def test_an_employers_sheet_and_the_report(office: World, tmp_path: Path) -> None:
    file, settings, run = tmp_path / "lich.xlsx", office.app.settings, office.running.uow.run
    event_desk.blank(file)
    fill(file)
    await taken(office, file, write=True)
    code = str((await asyncio.to_thread(listed, settings))[0]["code"])
    await asyncio.to_thread(partial(event_desk.publish, settings, code, tell=False))
    event = office.read(partial(events.by_code, code=code))
    for who in range(3):
        await run(partial(come, number=event.id, who=who))
    people = office.read(partial(registrations.active_in, event_id=event.id))
    day, now = event.starts.date(), datetime(2026, 12, 5, 3, tzinfo=UTC)
    come_in = partial(attendances.check_in, numbers=[each.id for each in people], day=day, by=None, now=now)
    await run(come_in)
    sheet = Workbook()
    for row in (
        ["Số", "Kết quả"],
        [1, "được nhận việc"],
        [2, "được phỏng vấn"],
        [9, "được tư vấn"],
        [3, "?"],
    ):
        sheet.worksheets[0].append(row)
    sheet.save(tmp_path / "kq.xlsx")

    def outcomes() -> list[str]:
        return list(event_desk.outcomes(settings, code, tmp_path / "kq.xlsx", employer="May Cây Bần"))

    told = await asyncio.to_thread(outcomes)
    assert told == ["5: không rõ số hoặc kết quả", "2 of 3 outcomes written."]
    assert (await asyncio.to_thread(outcomes))[-1] == "0 of 3 outcomes written."
    period = event_desk.Period(TODAY.date(), TODAY.date() + timedelta(days=30))
    out = tmp_path / "bc.xlsx"
    report = await asyncio.to_thread(partial(event_desk.report, settings, period, out=out))
    assert {"3 lượt người tới", "3 người khác nhau", "1 người được nhận việc"} <= set(report)
    assert load_workbook(out).worksheets[0]["A2"].value == "Số sự kiện"
    outside = event_desk.Period(period.since, period.until, outside=True)
    hidden = await asyncio.to_thread(partial(event_desk.report, settings, outside))
    assert "<5 người được nhận việc" in hidden
