"""Doors shut, people leave, platforms fail: what waited arrives, once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.messages import Outgoing
from bot.errors import SendError
from tests.contract.doors import Door, Guest, message
from tests.contract.scripted_door import WINDOW
from tests.scenarios.people import Official, code_in


@pytest.fixture
def official(door: Door, tmp_path: Path) -> Official:
    return Official(door.town, tmp_path / "clock")


async def asks_for_a_person(guest: Guest) -> str:
    """The code of the case."""
    return code_in((await guest.says("gap nguoi"))[-1].text)


def times_seen(guest: Guest, words: str) -> int:
    return sum(words in seen.text for seen in guest.seen)


async def test_it_is_decided_how_much_of_a_family_may_be_said(door: Door) -> None:
    assert door.channel.capabilities.personal_data is door.personal_data


async def test_typing_sign_never_stops_anything(door: Door) -> None:
    guest = await door.guest()
    await door.channel.show_typing(guest.address)
    await door.channel.show_typing(door.nowhere)
    await guest.leaves()
    await door.channel.show_typing(guest.address)
    await guest.returns()
    await door.close()
    await door.channel.show_typing(guest.address)
    await door.open()


async def test_every_failure_says_what_it_means_for_the_message(door: Door) -> None:
    for failure in door.failures():
        async with failure() as delivery:
            with pytest.raises(SendError):
                await door.send(delivery)


async def test_message_to_nobody_is_a_failure_with_a_name(door: Door) -> None:
    for address in (door.nowhere, "", "nobody lives here"):
        with pytest.raises(SendError):
            await door.send(message(address))


async def test_shut_door_refuses_to_send(door: Door) -> None:
    guest = await door.guest()
    await door.close()
    with pytest.raises(SendError):
        await door.send(message(guest.address))
    await door.open()


async def test_nothing_is_lost_while_the_door_is_shut(
    door: Door, script: dict[str, Outgoing], official: Official
) -> None:
    script["còn đó không"] = Outgoing("Dạ còn đây")
    guest = await door.guest()
    code = await asks_for_a_person(guest)
    await door.close()
    await guest.writes("còn đó không")
    await official.answers(code, "Mai mời mình ra phường")
    await door.town.tick()
    await door.open()
    await guest.returns()
    door.town.clock.pass_(minutes=1)
    await guest.hears("Dạ còn đây")
    await guest.hears("Mai mời mình ra phường")
    assert times_seen(guest, "Dạ còn đây") == times_seen(guest, "Mai mời mình ra phường") == 1


async def test_answer_waits_for_who_went_away_and_comes_once(door: Door) -> None:
    guest = await door.guest()
    await guest.says("xem du lieu")
    await guest.leaves()
    await door.town.tick()
    await guest.returns()
    await guest.hears("Máy đang giữ về mình")
    await door.town.tick()
    assert times_seen(guest, "Máy đang giữ về mình") == 1


async def test_news_waits_for_who_went_away_and_comes_once(door: Door, official: Official) -> None:
    guest = await door.guest()
    code = await asks_for_a_person(guest)
    await guest.leaves()
    await official.answers(code, "Mai mời mình ra phường")
    await door.town.tick()
    assert times_seen(guest, "Mai mời mình ra phường") == 0
    await guest.returns()
    await guest.hears("Mai mời mình ra phường")
    await door.town.tick()
    assert times_seen(guest, "Mai mời mình ra phường") == 1


async def test_who_came_back_goes_on_where_the_talk_was_left(door: Door) -> None:
    guest = await door.guest()
    await guest.says("chuan ngheo nam nay bao nhieu")
    await guest.leaves()
    await guest.returns()
    await guest.writes("1")
    await guest.hears("12 chỉ số")
    assert times_seen(guest, "1.500.000") == 1


@pytest.mark.parametrize("door", ["bare"], indirect=True)
async def test_words_past_the_reply_window_are_given_up_and_the_next_question_is_answered(
    door: Door, official: Official
) -> None:
    guest = await door.guest()
    code = await asks_for_a_person(guest)
    door.town.clock.at += WINDOW * 2
    await official.answers(code, "Mai mời mình ra phường")
    await door.town.tick()
    assert times_seen(guest, "Mai mời mình ra phường") == 0
    assert "1.500.000" in (await guest.says("chuan ngheo nam nay bao nhieu"))[-1].text
