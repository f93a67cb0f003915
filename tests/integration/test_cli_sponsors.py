"""`donghanh sponsors`: a spreadsheet gives families to units, a code links who is reminded, days are set."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.commands import sponsor_desk
from bot.errors import RefusedToStart
from bot.settings import Settings
from bot.sheets import Heading, Page, write
from models import offices, schema
from models.installation import Purpose
from models.offices import Office
from models.unit_of_work import UnitOfWork
from tests.families import add_family, add_ward
from tests.world import TODAY, VAULT


@pytest.fixture
async def settings(tmp_path: Path) -> Settings:
    url = f"sqlite:///{tmp_path / 'ward.db'}"
    schema.upgrade(url, purpose=Purpose.TEST, vault=VAULT)
    uow = UnitOfWork(url, vault=VAULT)

    def made(tx: Connection) -> None:
        offices.ensure_first_office(tx, Office("UBND phường Thử"), area_name="Phường Thử", now=TODAY)
        ward = add_ward(tx)
        add_family(tx, ward, ward.hamlet_3, number="12", head="Trần Thị Lan", now=TODAY)

    await uow.run(made)
    uow.close()
    return Settings(_env_file=None, database_url=url)


def sheet(tmp_path: Path) -> Path:
    heads = [Heading(label) for label in ("Đơn vị", "Số hộ", "Nhận tối đa", "Khóm")]
    rows = [("Chi bộ Khóm 3", "12", 2, "Khóm 3"), ("Chùa Mẫu", "99", 1, None)]
    file = tmp_path / "don-vi.xlsx"
    write(file, [Page("Đơn vị", heads, rows)], terms="Từ")
    return file


def in_a_thread(work: object) -> str:
    import threading

    told: list[object] = []
    thread = threading.Thread(target=lambda: told.append(work()))  # type: ignore[operator]
    thread.start()
    thread.join()
    return str(told[0])


async def test_a_spreadsheet_is_looked_at_first_and_written_once(settings: Settings, tmp_path: Path) -> None:
    file = sheet(tmp_path)
    looked = in_a_thread(lambda: sponsor_desk.take(settings, file, write=False))
    assert "row 3: no household 99" in looked
    assert "2 new units, 1 families" in looked
    assert in_a_thread(lambda: sponsor_desk.listing(settings)) == "There is no unit."
    in_a_thread(lambda: sponsor_desk.take(settings, file, write=True))
    again = in_a_thread(lambda: sponsor_desk.take(settings, file, write=True))
    assert "0 new units, 0 families" in again
    assert in_a_thread(lambda: sponsor_desk.listing(settings)) == "Chi bộ Khóm 3: 1/2\nChùa Mẫu: 0/1"
    assert "i-" in in_a_thread(
        lambda: sponsor_desk.invite(settings, "chi bo khom 3", "Lê Thị Ba", leader=False)
    )


async def test_the_rhythm_is_set_and_shown(settings: Settings) -> None:
    assert in_a_thread(lambda: sponsor_desk.set_one(settings, "visit_every", 60)) == "visit_every 60"
    assert "visit_every 60\n" in in_a_thread(lambda: sponsor_desk.settings_set(settings))


@pytest.mark.parametrize(("name", "value"), [("rhythm", 3), ("visit_every", 0), ("year_report", 1340)])
def test_what_is_no_setting_is_refused(name: str, value: int) -> None:
    with pytest.raises(RefusedToStart):
        sponsor_desk.set_one(Settings(_env_file=None, database_url="sqlite:///none.db"), name, value)
