"""A16, A17: codes of slips and invitations are guessed. None opens, few are tried, each is on the trail."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import AsyncIterator
from functools import partial

import pytest
from sqlalchemy import Connection, func, select

from bot.domain.linking import MISSES_THAT_BURN, MOST_MISSES_OF_ALL, MOST_MISSES_OF_ONE, Opens, new_token
from bot.domain.messages import Kind
from bot.domain.roles import Role
from models.audit import Tag, audit
from models.people.linking import link_miss
from tests.databases import only_sqlite
from tests.families import SECRET, TOKEN, add_family, add_ward, give_slip, invite
from tests.world import World, world

GUESSES = 10_000
EACH = 4
ONE_BY_ONE = 160
FAMILIES = 12
WRONG, LOCKED, OPENED = "Mã này không mở được", "tạm khóa", "Đúng phiếu"
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


def _missed(tx: Connection) -> int:
    return tx.scalar(select(func.count()).select_from(link_miss)) or 0


@only_sqlite
@pytest.mark.thorough
async def test_a16_ten_thousand_guesses_open_nothing_and_all_but_a_hundred_are_not_even_tried(
    town: World,
) -> None:
    chance = random.Random(16)
    strangers = [f"stranger{number}" for number in range(GUESSES // EACH)]
    for stranger in strangers[: ONE_BY_ONE // EACH]:
        await _tries(town, stranger, chance)
        await town.channel.settled(stranger)
    assert town.read(_missed) == MOST_MISSES_OF_ALL
    for stranger in strangers[ONE_BY_ONE // EACH :]:
        await _tries(town, stranger, chance)
    for stranger in strangers:
        await town.channel.settled(stranger)
    answers = Counter(_kind(shown.body.text) for shown in town.channel.shown)
    assert answers == {
        WRONG: MOST_MISSES_OF_ALL,
        LOCKED: GUESSES - MOST_MISSES_OF_ALL,
        WELCOME: len(strangers),
    }
    assert town.read(_noted) == (MOST_MISSES_OF_ALL, 0)


async def _tries(town: World, stranger: str, chance: random.Random) -> None:
    await town.channel.deliver(*(town.channel.raw(stranger, text=_guess(chance)) for _ in range(EACH)))


def _kind(text: str) -> str:
    return next((kind for kind in (WRONG, LOCKED, OPENED, WELCOME) if kind in text), text)


async def test_a17_five_wrong_secrets_burn_a_slip_even_from_five_phones(town: World) -> None:
    for number in range(MISSES_THAT_BURN):
        assert WRONG in await town.person(f"stranger{number}").says(f"ho 12 ma 00000{number}")
    lan = town.person("lan")
    assert WRONG in await lan.says(f"ho 12 ma {SECRET}")
    assert WRONG in "\n".join(shown.body.text for shown in await lan.does(Kind.START, payload=f"s-{TOKEN}"))
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
