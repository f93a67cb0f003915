"""The figures of the seeds as a test world: turns and persons stand apart, in words and in a spreadsheet."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import Connection, insert, update

from bot.clock import VIETNAM
from bot.domain.events.event import Employer
from bot.domain.events.terms import EventKind, EventState, ForWhom, Mode, Outcome, SeatState, Source
from bot.domain.ids import EventId
from bot.domain.roles import Role
from models.events import attendances, events, registrations
from models.events.event_tables import attendance, registration
from models.sealing import lookup, seal
from tests.families import Ward
from tests.scenarios.gatherings import FAIR, STAYS_OPEN
from tests.scenarios.people import Villager, become
from tests.world import World

pytestmark = pytest.mark.parametrize("channel", [STAYS_OPEN], indirect=True, ids=["rich"])

IN_2023 = datetime(2023, 3, 4, 7, 30, tzinfo=VIETNAM)
SPRING = datetime(2026, 5, 9, 7, 30, tzinfo=VIETNAM)
SESSIONS, TURNS, DIRECT, DELEGATED = 7, 1359, 9, 343
BOOTHS, WORKERS = 16, 698
DIFFERENT = 900


def seeds(tx: Connection, *, ward: Ward, now: datetime) -> None:
    """Seven sessions with 1,359 turns of 900 people, and a fair with 16 booths and nearly 700 workers."""
    direct = [Employer(f"Doanh nghiệp {n}", Mode.DIRECT) for n in range(DIRECT)]
    delegated = [Employer(f"Ủy thác {n}", Mode.DELEGATED) for n in range(DELEGATED)]
    share = -(-TURNS // SESSIONS)
    for number in range(SESSIONS):
        kind = EventKind.JOB_SESSION
        employers = (*direct[number::SESSIONS], *delegated[number::SESSIONS])
        held = write(tx, ward, number, kind=kind, employers=employers, now=now)
        people = range(number * share, min((number + 1) * share, TURNS))
        came(tx, held, [each % DIFFERENT for each in people], now=now)
    booths = tuple(Employer(f"Gian hàng {n}", Mode.DIRECT) for n in range(BOOTHS))
    fair = write(tx, ward, SESSIONS, kind=EventKind.JOB_FAIR, employers=booths, now=now)
    came(tx, fair, range(10_000, 10_000 + WORKERS), now=now)


def write(
    tx: Connection, ward: Ward, number: int, *, now: datetime, first: datetime = IN_2023, **changes: object
) -> EventId:
    starts = first + timedelta(days=21 * number)
    hours = {"starts": starts, "ends": starts + timedelta(hours=4)}
    plan = replace(FAIR, title=f"Lần {number}", area=ward.commune, **hours, **changes)
    held = events.add(tx, f"S{number}", plan, by=None, now=now)
    events.set_state(tx, held, EventState.OPEN, now=now)
    return held


def came(tx: Connection, held: EventId, people: object, *, now: datetime) -> None:
    """These people came, each by a name of their own."""
    [slot] = events.slots(tx, [held])[held]
    rows = []
    for number, who in enumerate(people, 1):
        code = f"{held}-{number}"
        name = f"Người {who}"
        row = {"event_id": held, "slot_id": slot.id, "number": number, "code": code, "birth_year": 1980}
        row |= {"name": seal(tx, registration.c.name, name, owner=code), "for_whom": ForWhom.SELF.value}
        row |= {"name_index": lookup(tx, registration.c.name, name), "state": SeatState.SEATED.value}
        rows.append(row | {"passed_on": False, "waited": False, "registered_at": now, "changed_at": now})
    tx.execute(insert(registration), rows)
    numbers = [each.id for each in tx.execute(registration.select().where(registration.c.event_id == held))]
    day = slot.starts.astimezone(VIETNAM).date()
    tx.execute(insert(attendance), [{"registration_id": each, "day": day, "at": now} for each in numbers])


async def test_the_report_reproduces_the_seeds_in_words_and_in_the_spreadsheet(
    tu: Villager, ward: Ward, town: World
) -> None:
    await town.running.uow.run(partial(seeds, ward=ward, now=town.clock.now()))
    await become(town, tu, ward)
    told = await tu.says("bao cao su kien nam 2023")
    assert "từ 01/01/2023 tới 31/12/2023" in told
    assert "Phiên giao dịch việc làm: 7" in told
    assert "Ngày hội việc làm: 1" in told
    assert "2.057 lượt người tới" in told
    assert "1.598 người khác nhau" in told
    sessions = await tu.chooses("Riêng Phiên giao dịch việc làm")
    assert "7 sự kiện" in sessions
    assert "1.359 lượt người tới" in sessions
    assert "900 người khác nhau" in sessions
    assert "9 lượt doanh nghiệp trực tiếp" in sessions
    assert "343 lượt doanh nghiệp ủy thác" in sessions
    assert (
        sessions.splitlines()[1:]
        == (await tu.says("bao cao phien giao dich viec lam nam 2023")).splitlines()[1:]
    )
    fair = await tu.says("bao cao ngay hoi viec lam nam 2023")
    assert f"{WORKERS} lượt người tới" in fair
    assert f"{BOOTHS} lượt doanh nghiệp trực tiếp" in fair
    assert "ủy thác" not in fair
    await tu.says("bao cao su kien nam 2023")
    await tu.chooses("Gửi bảng tính")
    await tu.hears(town)
    file = tu.channel.told(tu.name)[-1].file
    assert file is not None
    book = load_workbook(io.BytesIO(file.content))
    assert figures_of(book, "Số liệu")[TURNS_TOLD] == TURNS + WORKERS
    held = figures_of(book, "Phiên giao dịch việc làm")
    assert (held["Số sự kiện"], held[TURNS_TOLD]) == (SESSIONS, TURNS)
    assert (held["Lượt doanh nghiệp trực tiếp"], held["Lượt doanh nghiệp ủy thác"]) == (DIRECT, DELEGATED)
    fair_held = figures_of(book, "Ngày hội việc làm")
    assert (fair_held["Số người tới"], fair_held["Lượt doanh nghiệp trực tiếp"]) == (WORKERS, BOOTHS)


TURNS_TOLD = "Lượt người tới (không cộng với số người)"


def figures_of(book: Workbook, page: str) -> dict[object, object]:
    """The figures of a page by their names."""
    return {row[0]: row[1] for row in book[page].values}


async def test_a_province_sees_no_small_numbers_and_a_family_no_report(
    tu: Villager, lanh: Villager, ward: Ward, town: World
) -> None:
    await town.running.uow.run(partial(seeds, ward=ward, now=town.clock.now()))
    assert "lượt người tới" not in await lanh.says("bao cao su kien")
    await become(town, tu, ward, Role.PROVINCE)
    assert "2.057 lượt người tới" in await tu.says("bao cao su kien nam 2023")


def one_fair(tx: Connection, *, ward: Ward, now: datetime) -> None:
    """A fair in spring to which nine people of one hamlet came; two found work."""
    held = write(tx, ward, 0, kind=EventKind.JOB_FAIR, first=SPRING, now=now)
    came(tx, held, range(9), now=now)
    tx.execute(update(registration).values(hamlet_id=ward.hamlet_3))
    for one in registrations.everybody_in(tx, held)[:2]:
        attendances.note_outcome(tx, one.id, Outcome.HIRED, source=Source.OFFICIAL, now=now)


async def test_a_quarter_that_is_named_is_told_and_drawn(tu: Villager, ward: Ward, town: World) -> None:
    await become(town, tu, ward)
    await town.running.uow.run(partial(one_fair, ward=ward, now=town.clock.now()))
    assert "Chưa có sự kiện nào" in await tu.says("bao cao su kien quy 1/2026")
    told = await tu.says("bao cao hoi cho quy 2")
    assert "từ 01/04/2026 tới 30/06/2026" in told
    assert "Khóm 3: 9 người" in told
    await tu.chooses("Vẽ biểu đồ")
    if "Kết quả, số người" not in await tu.hears(town):
        await tu.hears(town)
    drawn = [each for each in tu.channel.told(tu.name) if each.file is not None][-2:]
    assert [each.body.text for each in drawn] == ["Số người tới, theo khóm, ấp", "Kết quả, số người"]
    assert all(each.file and each.file.content.startswith(b"\x89PNG") for each in drawn)
