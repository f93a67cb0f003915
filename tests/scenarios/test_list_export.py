"""Officials are given the list of their area as a file; it names families, so not everywhere."""

from __future__ import annotations

import io

from openpyxl import load_workbook
from sqlalchemy import select

from bot.clock import vietnam_day
from bot.domain.register.terms import Status
from bot.domain.roles import Role
from bot.lists.reading import read_list
from models.audit import audit, audit_subject
from models.register import importing
from models.register.importing import ListToTake
from tests.families import Family, Ward, add_family
from tests.scenarios.people import Villager, become
from tests.world import World


async def more_families(town: World, ward: Ward) -> None:
    now = town.clock.now()

    def made(tx: object) -> None:
        named = [("40", "Sơn Thị Hai", Status.NEAR_POOR), ("41", "=Lý Thị Ba", Status.POOR)]
        for number, head, status in named:
            add_family(tx, ward, ward.hamlet_4, number=number, head=head, now=now, status=status)
        add_family(tx, ward, ward.hamlet_4, number="42", head="Danh Út", now=now, status=Status.NEWLY_ESCAPED)

    await town.running.uow.run(made)


async def given(town: World, official: Villager, words: str) -> bytes | None:
    """The file that comes for these words; None when none does."""
    await official.says(words)
    await town.tick()
    files = [each.file for each in official.news() if each.file is not None]
    return files[0].content if files else None


def cells(content: bytes) -> str:
    [sheet] = load_workbook(io.BytesIO(content)).worksheets
    return "\n".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell)


async def test_an_official_is_given_the_list_of_a_hamlet_and_everybody_in_it_is_noted(
    tu: Villager, lan: Family, ward: Ward, town: World, carries: bool
) -> None:
    await become(town, tu, ward)
    await more_families(town, ward)
    content = await given(town, tu, "gui danh sach ho ngheo khom 3")
    if not carries:
        assert content is None
        return
    assert content is not None
    assert "Trần Thị Lan" in cells(content)
    assert "Sơn Thị Hai" not in cells(content)
    rows = town.read(
        lambda tx: tx.execute(
            select(audit_subject.c.number, audit_subject.c.fields, audit.c.role, audit.c.reason)
            .join(audit, audit.c.id == audit_subject.c.audit_id)
            .where(audit.c.tag == "list:exported")
        ).all()
    )
    [row] = rows
    assert (row.number, row.role, row.reason) == (lan.household, "official", "review")
    assert {"head", "members", "phone", "address", "ethnicity"} <= set(row.fields.split(","))


async def test_the_whole_list_reads_back_and_would_change_nothing(
    tu: Villager, lan: Family, ward: Ward, town: World, carries: bool
) -> None:
    if not carries:
        return
    await become(town, tu, ward)
    await more_families(town, ward)
    content = await given(town, tu, "xuat danh sach")
    assert content is not None
    today = vietnam_day(town.clock.now())
    read = read_list(content, "ds.xlsx", today=today)
    assert {line.head.name.lstrip("'=") for line in read.households} == {
        "Trần Thị Lan",
        "Sơn Thị Hai",
        "Lý Thị Ba",
    }
    safe = [line for line in read.households if "Ba" not in line.head.name]
    list_ = ListToTake(ward.commune, today, "ds.xlsx", content, safe)
    taken = town.read(lambda tx: importing.look(tx, list_, now=town.clock.now()))
    assert (taken.counts["new"], taken.counts["changed"], taken.counts["same"]) == (0, 0, 2)


async def test_a_hamlet_nobody_knows_is_not_taken_for_all_of_them(
    tu: Villager, lan: Family, ward: Ward, town: World, carries: bool
) -> None:
    await become(town, tu, ward)
    if carries:
        assert "Khóm 3, Ấp 4" in await tu.says("gui danh sach ho ngheo khom 99")
    assert await given(town, tu, "gui danh sach ho ngheo khom 99") is None


async def test_nobody_else_is_given_a_list(
    tu: Villager, lanh: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await tu.starts()
    await become(town, lanh, ward, Role.HAMLET_HEAD)
    for person in (tu, lanh):
        assert await given(town, person, "xuat danh sach ho ngheo") is None


async def test_who_lost_the_role_before_the_list_was_written_is_given_none(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await become(town, tu, ward)
    await tu.says("xuat danh sach")
    await tu.says("thoat")
    await town.tick()
    assert not any(each.file for each in tu.news())
