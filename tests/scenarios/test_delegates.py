"""Somebody acts for a family that can not write: by a code, for a time, on record, until it says no."""

from __future__ import annotations

import asyncio
import re
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.commands import delegate_desk
from bot.commands.delegate_desk import Wanted
from bot.domain.case_rules import CaseKind
from bot.domain.delegation import Scope, Tie
from bot.domain.roles import Role
from bot.errors import RefusedToStart
from models import audit
from models.audit import Look, SubjectKind
from models.cases import cases
from models.people.contacts import contact_at
from models.people.roles import link
from tests.fakes.channel import RICH
from tests.families import Family, Ward, add_family
from tests.scenarios.people import Villager, become, show_slip
from tests.trail import faults_of
from tests.world import World

pytestmark = pytest.mark.parametrize("channel", [RICH], indirect=True, ids=["rich"])


def code_in(told: str) -> str:
    """The code that is handed to a delegate."""
    found = re.search(r"\bi-[\w-]{22}", told)
    assert found, told
    return found.group()


async def appointed(tu: Villager, *, scope: str = "Xem và làm thay") -> str:
    """The code that tu, linked to chị Lan's family, hands to a relative."""
    assert "Người giúp thay là ai" in await tu.says("cho co Ba lam thay cho nha toi")
    await tu.says("1")
    await tu.chooses(scope)
    assert "tới trước ngày 25/05/2027" in await tu.chooses("Sáu tháng")
    return code_in(await tu.chooses("Gửi"))


def looks_at(town: World, lan: Family) -> list[Look]:
    found: list[Look] = town.read(
        partial(audit.looked_at, kind=SubjectKind.HOUSEHOLD, number=lan.household, since=town.clock.at)
    )
    return found


async def test_a_delegate_asks_and_objects_for_the_family_on_record_until_it_ends(
    tu: Villager, lanh: Villager, lan: Family, town: World
) -> None:
    await tu.starts()
    await show_slip(tu)
    code = await appointed(tu)
    assert "mã chưa dùng" in await tu.says("ai dang giup thay nha toi")
    assert "hộ số 12 (Người thân): Xem và làm thay" in await lanh.says(code)
    assert "nói rõ" in await lanh.says("ừ")
    await lanh.says("đồng ý")
    assert "hộ 12: Xem và làm thay, tới trước ngày 25/05/2027" in await tu.hears(town)
    town.clock.pass_(seconds=1)
    status = await lanh.says("nha toi dang thuoc dien gi")
    assert "Hộ số 12 (mình giúp thay)" in status
    assert "Hộ nghèo" in status
    assert [look.role for look in looks_at(town, lan)] == [Role.DELEGATE.value]
    await lanh.chooses("Vì sao")
    await lanh.chooses("Không đồng ý (hộ 12)")
    assert "Đã gửi" in await lanh.chooses("Gửi")
    [case] = town.read(cases.list_cases)
    assert case.kind is CaseKind.OBJECTION
    assert (case.text or "").startswith("Người giúp thay gửi:")
    assert audit.Tag.CASE_OPENED in {look.tag for look in looks_at(town, lan)}
    assert {look.role for look in looks_at(town, lan)} == {Role.DELEGATE.value}
    assert "Người giúp thay" in await tu.says("ai da xem ho so nha toi")
    await tu.says("xem du lieu cua toi")
    assert "Người thân: Xem và làm thay, tới trước ngày 25/05/2027" in await tu.chooses("Người giúp thay")
    assert "không ai làm thay" in await tu.chooses("Không nhờ ai nữa")
    assert "phiếu" in await lanh.says("nha toi dang thuoc dien gi")
    assert "Không ai làm thay" in await tu.says("ai dang giup thay nha toi")
    assert await faults_of(town) == ()


async def test_a_code_opens_once_and_not_for_the_family_itself(
    tu: Villager, lanh: Villager, lan: Family, town: World
) -> None:
    await tu.starts()
    await show_slip(tu)
    code = await appointed(tu, scope="Chỉ xem")
    assert "người nhà rồi" in await tu.says(code)
    await lanh.says(code)
    await lanh.chooses("Đồng ý")
    assert "không mở được" in await Villager("ut", tu.channel).says(code)
    why = await lanh.says("nha toi dang thuoc dien gi")
    await lanh.chooses("Vì sao")
    assert "Hộ số 12" in why
    assert "Không đồng ý (hộ 12)" not in lanh.offered().values()


async def test_a_code_that_was_taken_back_opens_nothing(
    tu: Villager, lanh: Villager, lan: Family, town: World
) -> None:
    await tu.starts()
    await show_slip(tu)
    code = await appointed(tu)
    await tu.says("thoi khong nho nua")
    assert "không mở được" in await lanh.says(code)


async def test_who_has_a_family_and_acts_for_another_chooses_which_is_meant(
    tu: Villager, lanh: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await tu.starts()
    await lanh.starts()
    now, account = town.clock.now(), next(iter(town.running.channels))

    def neighbours(tx: Connection) -> None:
        family = add_family(tx, ward, ward.hamlet_3, number="13", head="Sơn Thị Hai", now=now)
        link(tx, contact_at(tx, account, lanh.name), family.head, now=now)

    await town.running.uow.run(neighbours)
    await show_slip(tu)
    await lanh.says(await appointed(tu))
    await lanh.chooses("Đồng ý")
    own = await lanh.says("nha toi dang thuoc dien gi")
    assert "Hộ số 13" in own
    assert "12" not in own
    assert "Hộ số 12 (mình giúp thay)" in await lanh.chooses("giúp thay")
    await lanh.says("sua thong tin")
    await lanh.says("sai năm sinh")
    await lanh.says("1961")
    await lanh.chooses("Gửi")
    [case] = town.read(cases.list_cases)
    assert "Hộ số 13" in (case.text or "")


async def test_a_delegation_ends_on_its_day(tu: Villager, lanh: Villager, lan: Family, town: World) -> None:
    await tu.starts()
    await show_slip(tu)
    await lanh.says(await appointed(tu))
    await lanh.chooses("Đồng ý")
    town.clock.pass_(days=183)
    assert "Hộ số 12" not in await lanh.says("nha toi dang thuoc dien gi")


async def test_an_official_appoints_for_a_family_without_a_phone_and_the_family_is_told_who_looked(
    tu: Villager, lanh: Villager, lan: Family, ward: Ward, town: World
) -> None:
    await become(town, tu, ward, Role.OFFICIAL)
    assert "Cho hộ nào" in await tu.says("cho truong khom lam thay ho 99")
    assert "Người giúp thay là ai" in await tu.says("cho truong khom lam thay ho 12")
    await tu.chooses("Trưởng khóm")
    await tu.chooses("Chỉ xem")
    await tu.chooses("Một tháng")
    await become(town, lanh, ward, Role.HAMLET_HEAD, "Lâm Văn Năm")
    await lanh.says(code_in(await tu.chooses("Gửi")))
    await lanh.chooses("Đồng ý")
    town.clock.pass_(seconds=1)
    assert "Hộ số 12 (mình giúp thay)" in await lanh.says("nha toi dang thuoc dien gi")
    assert [look.role for look in looks_at(town, lan)] == [Role.DELEGATE.value]


async def test_an_operator_appoints_and_ends_by_command(
    lanh: Villager, lan: Family, town: World, tmp_path: Path
) -> None:
    settings = town.app.settings.model_copy(update={"clock_file": tmp_path / "clock"})
    (tmp_path / "clock").write_text(town.clock.at.isoformat(), encoding="utf-8")
    run = asyncio.to_thread
    until = town.clock.at.date().replace(year=2029)
    with pytest.raises(RefusedToStart, match="within 366 days"):
        await run(delegate_desk.appoint, settings, Wanted("12", Tie.UNION, Scope.ACT, until))
    with pytest.raises(RefusedToStart, match="number 99"):
        await run(delegate_desk.appoint, settings, Wanted("99", Tie.UNION, Scope.ACT))
    told = await run(delegate_desk.appoint, settings, Wanted("12", Tie.UNION, Scope.ACT))
    assert "(Hội, đoàn thể)" in await lanh.says(code_in(told))
    await lanh.chooses("Đồng ý")
    assert "Hộ số 12" in await lanh.says("nha toi dang thuoc dien gi")
    assert await run(delegate_desk.end, settings, "12") == "1 delegations and codes of household 12 ended."
    assert "Hộ số 12" not in await lanh.says("nha toi dang thuoc dien gi")
