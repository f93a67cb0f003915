"""What is kept about somebody: shown to that person alone, erased when that person says so."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot.conversation import JobTurn, Reply
from handlers import JOBS
from models.cases import cases
from models.inbox import inbox
from models.sealing import opened
from models.sending.outbox import outbox
from tests.hearing import hears
from tests.scenarios.people import Villager
from tests.trail import faults_of
from tests.world import World


async def shown_to(person: Villager, town: World) -> str:
    """All that the person is shown, as text or as file."""
    await person.says("xem du lieu")
    told = await hears(town, person)
    return "\n".join(each.file.content.decode() if each.file else each.body.text for each in told)


def bodies(tx: Connection) -> list[Any]:
    said = [opened(tx, inbox.c.raw, row.raw, owner=row.address) for row in tx.execute(select(inbox))]
    told = [opened(tx, outbox.c.body, row.body, owner=row.contact_id) for row in tx.execute(select(outbox))]
    return said + told


async def test_person_sees_what_is_kept_and_nobody_elses(town: World, tu: Villager, lanh: Villager) -> None:
    await lanh.says("hoc nghe co ton tien ko")
    await tu.says("chuan ngheo nam nay bao nhieu")
    kept = await shown_to(tu, town)
    assert "Nhận tin: có" in kept
    assert "23/11/2026 09:00 Mình: chuan ngheo nam nay bao nhieu" in kept
    assert "1.500.000" in kept
    assert "hoc nghe" not in kept
    assert await faults_of(town) == ()


async def test_long_talk_is_shown_whole(town: World, tu: Villager) -> None:
    questions = ["hoc nghe co ton tien ko", "chuan ngheo nam nay bao nhieu", "tien dien ho ngheo bao nhieu"]
    for question in questions * 2:
        await tu.says(question)
    kept = await shown_to(tu, town)
    assert [kept.count(f"Mình: {question}") for question in questions] == [2, 2, 2]
    files = [each.file.name for each in tu.channel.told("tu") if each.file]
    assert files == ["du-lieu-cua-toi.txt"] * tu.channel.capabilities.documents


async def test_erasing_asks_once_and_then_leaves_no_word(town: World, tu: Villager) -> None:
    await tu.says("gap nguoi")
    await tu.chooses("Để lại lời nhắn")
    await tu.says("nha tui dot")
    await tu.says("0912 345 678")
    await tu.chooses("Gửi")
    assert "Mình chắc chưa?" in await tu.says("xoa du lieu")
    await tu.chooses("Xóa hết")
    assert "Đã xóa xong" in await tu.hears(town)
    [case] = town.read(cases.list_cases)
    assert (case.text, case.phone) == (None, None)
    left = [body for body in town.read(bodies) if body is not None]
    assert len(left) == 1
    assert "Đã xóa xong" in left[0]
    assert "nha tui dot" not in await shown_to(tu, town)


async def test_talk_begins_fresh_after_erasing(town: World, tu: Villager) -> None:
    await tu.says("gap nguoi")
    await tu.chooses("Để lại lời nhắn")
    await tu.says("xoa du lieu")
    await tu.chooses("Xóa hết")
    await tu.hears(town)
    assert "1.500.000" in await tu.says("chuan ngheo nam nay bao nhieu")


async def test_who_thinks_again_loses_nothing(town: World, tu: Villager) -> None:
    await tu.says("hoc nghe co ton tien ko")
    await tu.says("xoa du lieu")
    assert "không xóa gì" in await tu.chooses("Không xóa")
    assert "hoc nghe co ton tien ko" in await shown_to(tu, town)


async def test_neighbour_loses_nothing_when_one_erases(town: World, tu: Villager, lanh: Villager) -> None:
    await lanh.says("hoc nghe co ton tien ko")
    await tu.says("xoa du lieu")
    await tu.chooses("Xóa hết")
    await tu.hears(town)
    assert "hoc nghe co ton tien ko" in await shown_to(lanh, town)


async def test_who_waits_for_what_can_not_be_gathered_is_told_so_after_three_tries(
    town: World, tu: Villager, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def fail(turn: JobTurn) -> Reply:
        tried.append(turn.now)
        raise ValueError

    monkeypatch.setitem(JOBS, "my_data.show", fail)
    await tu.says("xem du lieu")
    for _ in range(3):
        await town.tick()
        town.clock.pass_(seconds=21)
    assert "trục trặc" in await tu.hears(town)
    assert await tu.hears_nothing(town)
    assert len(tried) == 3
