"""A9: what people write is data. It is kept and shown as it is and never becomes a part of a statement."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import inspect

from bot.commands import case_desk
from bot.domain.text import clean
from bot.errors import DongHanhError
from models.cases import cases
from tests.abuse.conftest import settings_of
from tests.fakes import telegram_people as people
from tests.fakes.pane import message_id
from tests.whole import Whole

TU, LANH = 6123456789, 5012345678
INJECTIONS = [
    "'; DROP TABLE inbox; --",
    "' OR '1'='1",
    '" OR ""="',
    "1); DELETE FROM contact; --",
    'Robert\'); DROP TABLE "case";--',
    "' UNION SELECT hash FROM audit --",
    "%",
    "_____",
    "A%' ESCAPE '!",
    "\\'; SELECT pg_sleep(10); --",
    "$$; DROP SCHEMA public CASCADE; $$",
    ":name %(name)s {name} ? $1",
    'NEAR(a b) OR * AND "x" NOT ^',
    "\x1a'; ATTACH DATABASE '/tmp/x' AS x; --",
]
LEAVES_A_MESSAGE = ("gặp cán bộ", "1")


def tables(office: Whole) -> set[str]:
    return set(office.read(lambda tx: inspect(tx).get_table_names()))


async def test_a09_whatever_is_typed_is_answered_and_every_table_stands(office: Whole) -> None:
    before = tables(office)
    for words in INJECTIONS:
        assert await office.writes(TU, words)
    assert tables(office) == before
    assert office.unfinished() == 0
    assert "1.500.000" in "\n".join(await office.writes(TU, "chuan ngheo nam nay bao nhieu"))


async def test_a09_whatever_is_left_for_an_official_is_kept_letter_by_letter(office: Whole) -> None:
    before = tables(office)
    for user, words in enumerate(INJECTIONS, TU):
        for step in (*LEAVES_A_MESSAGE, words, "không để lại số", "1"):
            await office.writes(user, step)
    kept = office.read(cases.list_cases)
    assert sorted(case.text for case in kept) == sorted(clean(words).strip() for words in INJECTIONS)
    assert tables(office) == before


async def test_a09_no_field_of_an_update_reaches_a_statement(office: Whole) -> None:
    before = tables(office)
    for number, words in enumerate(INJECTIONS):
        user = TU + number
        sender = people.person(user, language_code=words, username=words, first_name=words)
        for update in (
            people.says(user, "chao", sender=sender),
            people.says(user, f"/start {words}"),
            people.presses(user, 17, words),
            people.shares_phone(user, words),
            people.becomes(user, "kicked"),
        ):
            assert await office.update(update) == 200
        await office.settled(str(user))
    assert tables(office) == before
    assert office.unfinished() == 0


async def test_a09_no_field_of_the_page_reaches_a_statement(office: Whole) -> None:
    before = tables(office)
    for number, words in enumerate(INJECTIONS, 1):
        token = "".join(sign for sign in words if "!" <= sign <= "~")[:64]
        async with office.page() as page:
            assert (await page.write(words, number))["type"] == "taken"
            await page.tell(
                {"type": "choice", "id": message_id(500 + number), "choice": token, "text": words}
            )
            assert (await page.until("taken"))["id"] == message_id(500 + number)
    assert tables(office) == before


@pytest.mark.parametrize("code", [*INJECTIONS, "a%", "_____", ""])
async def test_a09_a_code_is_looked_up_and_not_matched(
    office: Whole, migrated_database_url: str, code: str, tmp_path: Path
) -> None:
    await office.writes(TU, "gặp cán bộ")
    settings = settings_of(migrated_database_url, office, tmp_path)
    with pytest.raises(DongHanhError, match="no open case"):
        await case_desk.answer(settings, code=code, words="x", by="x")


async def test_a09_an_answer_is_told_letter_by_letter(
    office: Whole, migrated_database_url: str, tmp_path: Path
) -> None:
    settings = settings_of(migrated_database_url, office, tmp_path)
    for user, words in enumerate(INJECTIONS, LANH):
        await office.writes(user, "gặp cán bộ")
        [case] = office.read(cases.list_cases)
        await case_desk.answer(settings, code=case.code, words=words, by=words * 20)
    await office.running.planner.tick()
    office.running.sender.look()
    for user, words in enumerate(INJECTIONS, LANH):
        told = await office.telegram.until(
            lambda user=user: [text for text in office.telegram.said(user) if "trả lời mã" in text]
        )
        assert clean(words).strip() in told[0]
