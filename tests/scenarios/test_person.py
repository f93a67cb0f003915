"""Somebody wants a person: the number to call at once, a message that is answered, one case and not ten."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.case_rules import CaseKind
from models import audit, cases
from tests.world import World


async def test_who_wants_a_person_gets_the_number_and_a_code_at_once(office: World) -> None:
    uncle = office.person("bác Ba")
    told = await uncle.says("cho tui gap can bo")
    [case] = office.read(cases.list_cases)
    assert "0290 3999 888" in told
    assert case.code in told
    assert case.kind is CaseKind.PERSON_WANTED
    assert case.due_at <= office.clock.now() + timedelta(days=2)


async def test_asking_again_adds_to_the_open_case(office: World) -> None:
    uncle = office.person("bác Ba")
    for words in ("nha dot", "vach cung muc roi"):
        await uncle.says("gap can bo")
        await uncle.says("1")
        await uncle.says(words)
        await uncle.says("0912 345 678")
        await uncle.says("1")
    [case] = office.read(cases.list_cases)
    assert case.text == "nha dot\nvach cung muc roi"
    assert case.phone == "+84912345678"


async def test_numbers_of_papers_in_a_message_are_not_kept(office: World) -> None:
    uncle = office.person("bác Ba")
    await uncle.says("gap can bo")
    await uncle.says("1")
    await uncle.says("can cuoc cua tui 095200001234 bi mat")
    await uncle.says("khong de lai so")
    await uncle.says("1")
    [case] = office.read(cases.list_cases)
    assert case.text == "can cuoc cua tui •••34 bi mat"
    assert case.phone is None


async def test_what_was_opened_is_on_the_trail_without_a_word_of_it(office: World) -> None:
    await office.person("bác Ba").says("gap can bo")
    assert office.read(audit.first_broken) is None
