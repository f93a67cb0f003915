"""Khmer and English: chosen once and kept; what exists in Vietnamese only is told so."""

from __future__ import annotations

import pytest

from bot.wording import wording
from tests.contract.strict_channel import StrictChannel
from tests.scenarios.people import Villager
from tests.world import world

NAMES = {"km": "ភាសាខ្មែរ", "en": "English"}


@pytest.mark.parametrize("language", NAMES)
async def test_another_language_is_chosen_once_and_kept_over_a_restart(
    migrated_database_url: str, channel: StrictChannel, language: str
) -> None:
    tu, say = Villager("tu", channel), wording(language)
    async with world(migrated_database_url, channel=channel, clock=channel.clock):
        await tu.says("ngon ngu")
        assert await tu.chooses(NAMES[language]) != wording("vi")("language.set")
    async with world(migrated_database_url, channel=channel, clock=channel.clock):
        assert say("menu.ask") in await tu.says("menu")
        assert say("help.text") in await tu.says("tro giup")
        assert say("call_back.ask_message") in await leave_message(tu)


async def leave_message(person: Villager) -> str:
    await person.says("gap nguoi")
    return await person.says("1")


@pytest.mark.parametrize("language", NAMES)
async def test_vietnamese_text_is_marked_as_such_and_its_choices_are_not(tu: Villager, language: str) -> None:
    say = wording(language)
    await tu.says("ngon ngu")
    await tu.chooses(NAMES[language])
    answer = await tu.says("tet 2026 nha nuoc tang qua bao nhieu")
    assert answer.startswith(say("policy.only_vietnamese"))
    assert "400.000 đ" in answer
    assert {say("policy.more"), say("menu.person")} <= set(tu.offered().values())


async def test_english_speaker_reads_what_is_translated_and_asks_on_in_english(tu: Villager) -> None:
    say = wording("en")
    await tu.says("ngon ngu")
    await tu.chooses(NAMES["en"])
    answer = await tu.says("tien dien ho ngheo duoc bao nhieu")
    assert "about 59,520 VND a month before tax" in answer
    assert say("policy.only_vietnamese") not in answer
    assert "trưởng khóm, ấp" in await tu.chooses(say("policy.how"))
    assert "Legal basis" in await tu.chooses(say("policy.basis"))


async def test_way_back_to_vietnamese_is_found_by_its_own_name(tu: Villager) -> None:
    await tu.says("tieng khmer")
    await tu.chooses(NAMES["km"])
    await tu.says("ngon ngu")
    assert "trả lời bằng tiếng Việt" in await tu.chooses("Tiếng Việt")
    assert "Mình cần hỏi chuyện gì?" in await tu.says("menu")


@pytest.mark.parametrize(
    ("language", "question", "told"),
    [
        ("en", "how much is the elderly allowance", "540"),
        ("en", "i am poor can i get insurance", "insurance"),
        ("km", "គ្រួសារក្រខ្ចីប្រាក់រកស៊ីបានច្រើនបំផុតប៉ុន្មាន?", "100"),
    ],
)
async def test_who_chose_another_language_asks_in_it(
    tu: Villager, language: str, question: str, told: str
) -> None:
    assert told not in await tu.says(question)
    await tu.says("ngon ngu")
    await tu.chooses(NAMES[language])
    assert told in await tu.says(question)


async def test_a_cry_for_help_is_heard_in_every_language(tu: Villager) -> None:
    assert "115" in await tu.says("i want to die")
    assert "115" in await tu.says("ខ្ញុំចង់ស្លាប់")
