"""After seven days the words of finished talks are gone; that there was a talk stays."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Connection, func, select

from bot.keeping import tidy
from models.cases import cases
from models.inbox import inbox
from models.retention import rules
from models.sending.attachments import attachment
from models.sending.outbox import outbox
from tests.scenarios.people import Villager
from tests.world import World


async def days_pass(town: World, days: float) -> None:
    """Let days go by and the hourly tidying-up be done."""
    town.clock.pass_(days=days)
    await tidy(town.running.uow, town.running.clock, rules(words_days=7, questions_days=180))


def kept(tx: Connection) -> dict[str, Any]:
    """How much is there, and how much of it still has words."""

    def count(column: Column[Any]) -> Any:
        return tx.scalar(select(func.count(column)))

    return {
        "asked": (count(inbox.c.key), count(inbox.c.raw)),
        "told": (count(outbox.c.dedup_key), count(outbox.c.body)),
        "files": count(attachment.c.id),
    }


async def test_words_are_forgotten_after_seven_days_and_not_before(town: World, tu: Villager) -> None:
    await tu.says("chuan ngheo nam nay bao nhieu")
    everything = {"asked": (1, 1), "told": (2, 2), "files": 0}
    await days_pass(town, 6.9)
    assert town.read(kept) == everything
    await days_pass(town, 0.2)
    assert town.read(kept) == {"asked": (1, 0), "told": (2, 0), "files": 0}


async def test_files_go_with_the_words(town: World, tu: Villager) -> None:
    for _ in range(4):
        await tu.says("chuan ngheo nam nay bao nhieu")
    await tu.says("xem du lieu")
    await tu.hears(town)
    assert town.read(kept)["files"] == int(tu.channel.capabilities.documents)
    await days_pass(town, 7.1)
    assert town.read(kept)["files"] == 0


async def test_case_waits_for_its_answer_however_long_that_takes(town: World, tu: Villager) -> None:
    await tu.says("gap nguoi")
    await tu.chooses("Để lại lời nhắn")
    await tu.says("nha tui dot")
    await tu.says("0912 345 678")
    await tu.chooses("Gửi")
    await days_pass(town, 30)
    [case] = town.read(cases.list_cases)
    assert (case.text, case.phone) == ("nha tui dot", "+84912345678")


async def test_talk_goes_on_after_its_words_are_forgotten(town: World, tu: Villager) -> None:
    await tu.says("chuan ngheo nam nay bao nhieu")
    await days_pass(town, 8)
    assert "12 chỉ số" in await tu.chooses("Giấy tờ, nộp ở đâu?")
