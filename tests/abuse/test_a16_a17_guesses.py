"""A16, A17: codes of slips and invitations are guessed. None opens, few are tried, each is on the trail."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import AsyncIterator
from functools import partial

import pytest
from sqlalchemy import Connection, func, insert, select

from bot.domain.linking import MISSES_THAT_BURN, MOST_MISSES_OF_DOOR, MOST_MISSES_OF_ONE, Opens, new_token
from bot.domain.messages import Kind
from bot.domain.roles import Role
from models.audit import Tag, audit
from models.people.contacts import contact
from models.people.linking import link_miss
from tests.databases import only_sqlite
from tests.families import SECRET, TOKEN, add_family, add_ward, give_slip, invite
from tests.world import World, world

GUESSES = 10_000
EACH = 4
ONE_BY_ONE = 280
FAMILIES = 12
WRONG, LOCKED, OPENED = "Mã này không mở được", "tạm khóa", "Đúng phiếu"
SLOWED = "nhiều người gõ mã sai"
WELCOME = "đây là máy trả lời tự động"
INVITED = "B" * 22


@pytest.fixture
async def town(migrated_database_url: str) -> AsyncIterator[World]:
    """A ward with a slip for household 12, eleven families without one, and a leader's open invitation."""
    async with world(migrated_database_url) as running:
        await running.running.uow.run(partial(_settle, running))
        yield running


def _settle(town: World, tx: Connection) -> None:
    ward, now = add_ward(tx), town.clock.now()
    for number in range(1, FAMILIES + 1):
        family = add_family(tx, ward, ward.hamlet_3, number=str(number), head=f"Lê Văn {number}", now=now)
    give_slip(tx, family, now=now)
    invite(tx, Role.LEADER, ward.commune, token=INVITED, now=now)


def _guess(chance: random.Random) -> str:
    """A code as somebody would guess it; never by luck the one that opens."""
    match chance.randrange(4):
        case 0:
            return str(new_token(Opens.SLIP, chance.randbytes))
        case 1:
            return str(new_token(Opens.INVITATION, chance.randbytes))
    secret = f"{chance.randrange(10**6):06d}"
    return f"ho {chance.randint(1, 2 * FAMILIES)} ma {secret if secret != SECRET else '000000'}"


def _noted(tx: Connection) -> tuple[int, int]:
    """Refused codes on the trail, and links made."""
    tags = Counter(tx.scalars(select(audit.c.tag)))
    return tags[Tag.LINK_REFUSED], tags[Tag.LINKED] + tags[Tag.ROLE_GIVEN]


def _typed(tx: Connection) -> int:
    return tx.scalar(select(func.count()).select_from(link_miss).where(link_miss.c.typed)) or 0


def _many_guessed(town: World, tx: Connection) -> None:
    """A hundred wrong codes were typed in the chat of a stranger a moment ago."""
    of_somebody = tx.scalar(select(contact.c.id).limit(1))
    row = {"contact_id": of_somebody, "at": town.clock.now(), "typed": True}
    tx.execute(insert(link_miss), [row] * MOST_MISSES_OF_DOOR)


@only_sqlite
@pytest.mark.thorough
async def test_a16_ten_thousand_guesses_open_nothing_and_of_those_typed_a_hundred_are_tried(
    town: World,
) -> None:
    chance = random.Random(16)
    strangers = [f"stranger{number}" for number in range(GUESSES // EACH)]
    for stranger in strangers[: ONE_BY_ONE // EACH]:
        await _tries(town, stranger, chance)
        await town.channel.settled(stranger)
    assert town.read(_typed) == MOST_MISSES_OF_DOOR
    for stranger in strangers[ONE_BY_ONE // EACH :]:
        await _tries(town, stranger, chance)
    for stranger in strangers:
        await town.channel.settled(stranger)
    answers = Counter(_kind(shown.body.text) for shown in town.channel.shown)
    tried = answers[WRONG]
    assert answers == {WRONG: tried, SLOWED: GUESSES - tried, WELCOME: len(strangers)}
    assert town.read(_typed) == MOST_MISSES_OF_DOOR
    assert town.read(_noted) == (tried, 0)
    assert OPENED in await _scans(town, "lan")


async def _scans(town: World, who: str) -> str:
    """What somebody reads who scans the slip of household 12."""
    return "\n".join(
        shown.body.text for shown in await town.person(who).does(Kind.START, payload=f"s-{TOKEN}")
    )


async def test_a16_guesses_of_strangers_slow_typed_codes_down_and_shut_the_door_to_nobody(
    town: World,
) -> None:
    await town.person("first stranger").says("alo")
    await town.running.uow.run(partial(_many_guessed, town))
    lan = town.person("lan")
    assert SLOWED in await lan.says(f"ho 12 ma {SECRET}")
    assert OPENED in await _scans(town, "hoa")
    town.clock.pass_(minutes=1)
    assert WRONG in await town.person("stranger").says("ho 12 ma 000000")
    assert SLOWED in await lan.says(f"ho 12 ma {SECRET}")
    town.clock.pass_(minutes=1)
    assert OPENED in await lan.says(f"ho 12 ma {SECRET}")


async def _tries(town: World, stranger: str, chance: random.Random) -> None:
    await town.channel.deliver(*(town.channel.raw(stranger, text=_guess(chance)) for _ in range(EACH)))


def _kind(text: str) -> str:
    return next((kind for kind in (WRONG, LOCKED, SLOWED, OPENED, WELCOME) if kind in text), text)


async def test_a17_five_wrong_secrets_burn_a_slip_even_from_five_phones(town: World) -> None:
    for number in range(MISSES_THAT_BURN):
        assert WRONG in await town.person(f"stranger{number}").says(f"ho 12 ma 00000{number}")
    lan = town.person("lan")
    assert WRONG in await lan.says(f"ho 12 ma {SECRET}")
    assert WRONG in await _scans(town, "lan")
    assert town.read(_noted) == (MISSES_THAT_BURN + 2, 0)


async def test_a17_who_guessed_five_times_is_locked_out_for_an_hour_even_with_the_right_code(
    town: World,
) -> None:
    stranger = town.person("stranger")
    for number in range(MOST_MISSES_OF_ONE):
        assert WRONG in await stranger.says(f"ho {number} ma 111111")
    assert LOCKED in await stranger.says(f"ho 12 ma {SECRET}")
    assert OPENED in await town.person("lan").says(f"ho 12 ma {SECRET}")
    town.clock.pass_(minutes=61)
    assert OPENED in await stranger.says(f"ho 12 ma {SECRET}")


async def test_a17_families_on_the_list_and_others_get_the_very_same_answer(town: World) -> None:
    answers = {
        await town.person(f"stranger{number}").says(f"ho {number} ma 222222") for number in (1, 12, 500)
    }
    assert len(answers) == 1


async def test_a16_an_invitation_is_used_up_and_too_late_after_three_days(town: World) -> None:
    town.clock.pass_(hours=73)
    assert WRONG in await town.person("stranger").says(f"i-{INVITED}")
    assert town.read(_noted) == (1, 0)
