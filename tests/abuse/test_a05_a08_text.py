"""A5 to A8: endless, disguised, unaccented and broken text, on every way in."""

from __future__ import annotations

import json
from datetime import date
from unicodedata import is_normalized, normalize

import pytest

from bot.commands.asking import Asking
from bot.domain.messages import Capabilities, Kind, PersonalData
from bot.domain.text import Unit, clean, fold, length
from bot.settings import Settings
from models.cases import cases
from models.catalogue import load_wording
from tests.abuse.texts import DISGUISES, FAMILY, FLAG, QUESTION, SKIN, telex
from tests.databases import only_sqlite
from tests.fakes import telegram_people as people
from tests.fakes.channel import ScriptedChannel
from tests.fakes.pane import message_id
from tests.hearing import hears
from tests.sitting import Sitting
from tests.whole import Whole
from tests.world import known, world

TU = 6123456789
TODAY = date(2026, 11, 23)
MEGABYTE = "nhà tui nghèo quá " * 60_000
NARROW = Capabilities(PersonalData.NONE, max_text=4096, text_unit=Unit.UTF16)
HALVES = ["\ud83d", "\ude00", "\ude00\ud83d", "nha \ud800 toi", "\udfff" * 50]
NOUGHTS = ["\x00", "nha\x00toi", "\x00" * 4_000, "\x01\x02\x1b[2J\x7f"]


@pytest.fixture(scope="module")
def asking() -> Asking:
    return Asking(Settings(_env_file=None), today=TODAY, language="vi")


def halves_of_signs(text: str) -> list[str]:
    return [sign for sign in text if "\ud800" <= sign <= "\udfff"]


# A5: a megabyte, and signs of many parts


def test_a05_a_megabyte_is_answered_in_the_terminal(asking: Asking) -> None:
    assert asking.answer_text(MEGABYTE)
    assert asking.answer_line(json.dumps({"id": 1, "question": MEGABYTE}))["id"] == 1


async def test_a05_a_long_message_on_telegram_is_answered_like_any_other(office: Whole) -> None:
    long = f"{QUESTION} {MEGABYTE}"[:100_000]
    assert await office.writes(TU, long)
    assert office.unfinished() == 0


async def test_a05_a_page_is_told_kindly_that_its_message_is_too_long(office: Whole) -> None:
    async with office.page() as page:
        refused = await page.write(MEGABYTE[:5_000])
        assert (refused["type"], refused["why"]) == ("refused", "too_long")
        assert (await page.write(FAMILY * 500, 2))["type"] == "taken"


@only_sqlite
async def test_a05_a_long_answer_is_split_without_breaking_a_sign(migrated_database_url: str) -> None:
    """What is kept about a person quotes the person: here families, flags and thumbs of many parts."""
    said = [f"{number} " + (FAMILY + FLAG + SKIN) * 150 for number in range(6)]
    async with world(migrated_database_url, channel=ScriptedChannel(NARROW)) as w:
        person = w.person()
        for words in said:
            await person.says(words)
        await person.says("xem dữ liệu")
        told: list[str] = []
        while "gom lại" not in "".join(told):
            told += [part.body.text for part in await hears(w, person)]
    assert all(length(text, Unit.UTF16) <= 4096 for text in told)
    assert not halves_of_signs("".join(told))
    together = "".join(told)
    assert together.count(FAMILY) == together.count(FLAG) == together.count(SKIN) == len(said) * 150


# A6: the same words in other signs


@pytest.mark.parametrize("disguise", DISGUISES)
def test_a06_the_same_question_in_other_signs_is_the_same_question(disguise: str) -> None:
    differing = [
        question for question in questions() if meaning(DISGUISES[disguise](question)) != meaning(question)
    ]
    assert differing == []


@pytest.mark.parametrize("disguise", DISGUISES)
async def test_a06_a_word_that_always_works_works_in_any_disguise(disguise: str) -> None:
    assert "không tự nhắn nữa" in Sitting().says(DISGUISES[disguise]("dừng nhắn"))


async def test_a06_what_a_person_leaves_is_kept_composed_and_without_hidden_signs(office: Whole) -> None:
    message = normalize("NFD", "Nhà\u202e dột\u200b ở khóm\u2066 bốn")
    for words in ("gặp cán bộ", "1", message, "không để lại số", "1"):
        await office.writes(TU, words)
    [case] = office.read(cases.list_cases)
    assert case.text == "Nhà dột ở khóm bốn"
    assert is_normalized("NFC", case.text)


# A7: without accents, and with a keyboard that forgot to put them together


def test_a07_a_question_without_accents_means_the_same() -> None:
    assert [question for question in questions() if meaning(fold(question)) != meaning(question)] == []


def test_a07_a_question_in_raw_telex_keys_is_never_taken_for_another() -> None:
    heard = [(meaning(telex(question)), meaning(question)) for question in questions()]
    assert [(keys, whole) for keys, whole in heard if keys[0] == "answer" and keys != whole] == []
    assert sum(keys == whole for keys, whole in heard) >= 0.95 * len(heard)


def questions() -> list[str]:
    """A question about every right: all that the catalogue holds would take minutes."""
    return [
        words.samples[place % len(words.samples)] for place, words in enumerate(load_wording("vi").values())
    ]


def meaning(text: str) -> tuple[str, tuple[str, ...]]:
    """What is decided, and about which right when it is answered."""
    understood = known().understanding.read(clean(text), today=TODAY)
    return understood.decision.value, understood.entries[:1] if understood.decision == "answer" else ()


# A8: noughts and half signs


async def test_a08_noughts_and_half_signs_on_telegram_are_cleaned_and_answered(office: Whole) -> None:
    for words in (*NOUGHTS, *HALVES):
        assert await office.update(people.says(TU, words)) == 200
        assert await office.update(people.presses(TU, 17, words)) == 200
    await office.settled(str(TU))
    assert office.unfinished() == 0
    assert "1.500.000" in "\n".join(await office.writes(TU, f"{QUESTION}\x00\ud800"))


async def test_a08_noughts_and_half_signs_are_not_kept(office: Whole) -> None:
    for words in ("gặp cán bộ", "1", "nhà\x00 dột \ud800 quá", "không để lại số", "1"):
        await office.writes(TU, words)
    [case] = office.read(cases.list_cases)
    assert case.text == "nhà dột  quá"


async def test_a08_a_page_that_sends_noughts_is_answered_and_half_signs_are_refused(office: Whole) -> None:
    async with office.page() as page:
        assert (await page.write(f"{QUESTION}\x00"))["type"] == "taken"
        assert (await page.write("\x00", 2))["type"] == "refused"
    async with office.page() as page:
        await page.tell_raw(json.dumps({"type": "text", "id": message_id(3), "text": "\ud800"}))
        assert await page.closed_with() is not None


@pytest.mark.parametrize("words", [*NOUGHTS, *HALVES])
def test_a08_the_terminal_answers_whatever_it_is_given(asking: Asking, words: str) -> None:
    answered = asking.answer_line(json.dumps({"id": 1, "question": words}))
    assert answered["text"]
    assert not halves_of_signs(asking.answer_text(words))


@pytest.mark.parametrize("words", [*NOUGHTS, *HALVES])
@pytest.mark.parametrize("kind", [Kind.TEXT, Kind.CHOICE, Kind.START, Kind.PHONE])
def test_a08_no_way_in_breaks_on_them(kind: Kind, words: str) -> None:
    person = Sitting()
    person.says("gặp người")
    person.does(kind, text=clean(words), choice=words, payload=words, phone=words)
    assert person.says("menu")
