"""Stop means stop, however it is typed; questions are still answered; only an explicit yes resumes."""

from __future__ import annotations

import pytest

from models import contacts
from models.contacts import Standing
from tests.world import World


def standing(office: World, name: str) -> Standing:
    account = next(iter(office.running.channels))
    contact_id = office.read(lambda tx: contacts.contact_at(tx, account, name))
    return office.read(lambda tx: contacts.contact_by_id(tx, contact_id)).standing


@pytest.mark.parametrize("typed", ["dừng", "STOP", "dung lai", "ngung", "thoi dung nhan", "đừng nhắn nữa"])
async def test_stop_is_understood_however_it_is_typed(office: World, typed: str) -> None:
    grandmother = office.person("bà Sáu")
    assert "không tự nhắn nữa" in await grandmother.says(typed)
    assert standing(office, "bà Sáu") is Standing.STOPPED
    assert "1.500.000" in await grandmother.says("chuan ngheo bao nhieu")
    assert standing(office, "bà Sáu") is Standing.STOPPED


async def test_a_bare_dung_is_asked_about_and_a_no_changes_nothing(office: World) -> None:
    grandmother = office.person("bà Sáu")
    assert "1. Dừng nhắn" in await grandmother.says("dung")
    await grandmother.says("2")
    assert standing(office, "bà Sáu") is Standing.ACTIVE


async def test_only_an_explicit_yes_resumes(office: World) -> None:
    grandmother = office.person("bà Sáu")
    assert "1. Nhận tin lại" in await grandmother.says("dừng")
    await grandmother.says("1")
    assert standing(office, "bà Sáu") is Standing.ACTIVE
