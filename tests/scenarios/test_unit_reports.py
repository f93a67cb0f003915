"""A unit's report fills itself from the log; praise is proposed from evidence and decided by people."""

from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import load_workbook
from sqlalchemy import Connection, insert

from bot.domain.ids import SponsorId
from models.people import roles
from models.sponsors import sponsors
from tests.fakes.channel import CHAT
from tests.families import Family, Ward
from tests.scenarios.people import Villager, become
from tests.scenarios.unit_papers import files, reported, words_of
from tests.scenarios.units import help_families
from tests.world import World

pytestmark = pytest.mark.parametrize("channel", [CHAT], indirect=True, ids=["chat"])


async def test_a_unit_reads_its_half_year_and_gets_the_paper(
    tu: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await help_families(town, ward, tu, lan)
    await reported(tu, town)
    told = await tu.says("bao cao 6 thang")
    assert "Chi bộ mẫu, 6 tháng cuối năm 2026 (tính tới 23/11/2026)" in told
    assert "1 lần thăm, 0 lần hộ đã xác nhận" in told
    assert "500.000" in told
    assert "gạo 10 kg" in told
    assert "1 chưa tới hạn" in told
    assert 2 in tu.offered()
    await tu.chooses("Word")
    await tu.hears(town)
    [paper] = files(town, "tu")
    assert paper.name == "bao-cao-2026-second-half.docx"
    words = words_of(paper.content)
    assert "hộ 12 (Khóm 3)" in words
    assert "Trần Thị Lan" not in words
    assert "may may" in words
    assert "....." in words
    await tu.says("bao cao 6 thang")
    await tu.chooses("đã nộp")
    await tu.says("bao cao 6 thang")
    assert "nộp" not in str(tu.offered())


async def test_a_unit_gets_only_its_own(tu: Villager, lan: Family, ward: Ward, town: World) -> None:
    await help_families(town, ward, tu, lan)
    now = town.clock.now()

    def another(tx: Connection) -> SponsorId:
        row = {"commune_id": ward.commune, "name": "Chùa Mới", "kind": "pagoda", "created_at": now}
        made = tx.execute(insert(roles.sponsor).values(row)).inserted_primary_key
        assert made is not None
        sponsors.assign(tx, made[0], lan.household, day=date(2026, 1, 1), by=None, now=now)
        return SponsorId(made[0])

    await town.running.uow.run(another)
    told = await tu.says("báo cáo năm 2026 của chùa mới")
    assert "Chi bộ mẫu" in told
    assert "Chùa Mới" not in told


async def test_an_official_reads_any_unit_and_the_sum(
    tu: Villager, hai: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await help_families(town, ward, tu, lan)
    await reported(tu, town)
    assert "1 lần thăm" in await hai.says("báo cáo 6 tháng cuối năm của chi bộ mẫu")
    assert "1 đơn vị, năm 2026" in await hai.says("bao cao nam 2026 cac don vi")
    await hai.chooses("tổng hợp")
    await hai.hears(town)
    [sheet] = files(town, "hai")
    rows = list(load_workbook(io.BytesIO(sheet.content)).worksheets[0].values)
    assert rows[1][:5] == ("Chi bộ mẫu", 1, 0, 1, 0)
    assert rows[1][6] == 500_000
    assert rows[-1][0] == "Tổng cộng"


async def test_who_is_of_no_unit_is_told_of_none(tu: Villager, lan: Family, town: World) -> None:
    await tu.starts()
    assert "lần thăm" not in await tu.says("bao cao 6 thang don vi minh")


async def test_an_official_sees_what_to_look_at_again(
    tu: Villager, lanh: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await help_families(town, ward, tu, lan)
    said = "nay tham ba Lan, tang 10kg gao, chi cach nuoi vit va u phan cho ruong"
    for _ in range(2):
        await tu.says(said)
        await tu.says("1")
        town.clock.pass_(minutes=5)
    await become(town, lanh, ward)
    told = await lanh.says("bao cao nao can xem lai")
    assert "không phải là nói ai sai" in told
    assert "Lời báo giống nhau, 2 lần: Chi bộ mẫu" in told
