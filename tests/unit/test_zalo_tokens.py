"""The tokens of an Official Account stay alive, or somebody is called: whatever dies, and when."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels import zalo_tokens
from bot.channels.zalo_oauth import App, challenge_of, verifier_of
from bot.channels.zalo_tokens import Tokens
from bot.errors import ChannelDown, NotReached, SendError
from bot.ports import TokenPair, ZaloAccount
from tests.fakes.zalo_account import Account
from tests.fakes.zalo_store import Killed, OneProcess, Row, present
from tests.world import SetClock

STEPS = ("before claim", "after claim", "before call", "after call", "before commit", "after commit")
HARMLESS = ("before claim", "after claim", "before call", "after commit")


@dataclass
class Office:
    """One account, Zalo's end of it, and the processes that work with it."""

    clock: SetClock
    server: Account
    row: Row
    started: int = 0

    def process(self, *, dies_at: str | None = None) -> tuple[Tokens, OneProcess]:
        self.started += 1
        process = OneProcess(f"process-{self.started}", self.row, self.server, self.clock.now)
        process.dies_at = dies_at
        tokens = Tokens(process, self.clock)  # type: ignore[arg-type]
        tokens.keep_in(process)
        return tokens, process

    def works(self, access: str) -> bool:
        return access == self.server.tokens.access and self.clock.now() < self.server.tokens.access_until


def connected() -> Office:
    clock = SetClock()
    server = Account(clock.now)
    server.new_pair()
    return Office(clock, server, Row(ZaloAccount(present(server), 1)))


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(zalo_tokens, "LOOK_SECONDS", 0.001)
    monkeypatch.setattr(zalo_tokens, "STORE_AWAY_SECONDS", 0.001)
    return connected()


async def test_an_account_nobody_connected_says_who_must_do_what(office: Office) -> None:
    office.row.account = None
    tokens, _ = office.process()
    with pytest.raises(ChannelDown, match="donghanh zalo connect"):
        await tokens.access()


async def test_a_young_pair_is_used_as_it_is(office: Office) -> None:
    tokens, process = office.process()
    assert office.works(await tokens.access())
    assert process.asked == []


async def test_a_pair_is_refreshed_at_half_its_life(office: Office) -> None:
    tokens, process = office.process()
    office.clock.pass_(hours=13)
    assert office.works(await tokens.access())
    assert len(process.asked) == 1


async def test_a_hundred_who_wait_share_one_refresh(office: Office) -> None:
    tokens, process = office.process()
    office.clock.pass_(hours=30)
    found = await asyncio.gather(*(tokens.access() for _ in range(100)))
    assert len(set(found)) == len(process.asked) == 1


async def test_a_refused_token_is_replaced_by_what_another_process_got(office: Office) -> None:
    (first, _), (second, process) = office.process(), office.process()
    old = await second.access()
    office.clock.pass_(hours=13)
    new = await first.access()
    assert await second.another(old) == new
    assert process.asked == []


async def test_who_gives_up_waiting_does_not_stop_the_refresh(office: Office) -> None:
    tokens, _ = office.process()
    office.clock.pass_(hours=30)
    waiting = asyncio.create_task(tokens.access())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    waiting.cancel()
    await tokens.close()
    assert office.works(await tokens.access())


async def test_a_new_pair_waits_for_the_disk_rather_than_being_lost(office: Office) -> None:
    tokens, _ = office.process()
    office.clock.pass_(hours=30)
    office.row.away = 5
    assert office.works(await tokens.access())
    assert office.row.account is not None
    assert office.works(office.row.account.pair.access)


async def test_while_zalo_is_away_the_old_token_is_used_to_its_end(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    tokens, process = office.process()

    async def away(_token: str) -> TokenPair:
        process.asked.append("in vain")
        raise NotReached("ConnectError")

    monkeypatch.setattr(process, "refresh", away)
    office.clock.pass_(hours=13)
    assert office.works(await tokens.access())
    assert office.works(await tokens.access())
    assert len(process.asked) == 1
    office.clock.pass_(hours=13)
    with pytest.raises(NotReached):
        await tokens.access()
    monkeypatch.undo()
    office.clock.pass_(minutes=2)
    assert office.works(await tokens.access())


async def test_a_refused_refresh_is_not_tried_again_until_somebody_helped(office: Office) -> None:
    tokens, process = office.process()
    office.server.new_pair()
    office.clock.pass_(hours=30)
    for _ in range(5):
        with pytest.raises(ChannelDown, match="donghanh zalo connect"):
            await tokens.access()
    assert len(process.asked) == 1
    office.server.new_pair()
    office.row.account = ZaloAccount(present(office.server), 7)
    assert office.works(await tokens.access())


@pytest.mark.parametrize("step", STEPS)
async def test_a_crash_leaves_a_pair_that_works_or_a_call_for_a_person(office: Office, step: str) -> None:
    dying, _ = office.process(dies_at=step)
    office.clock.pass_(hours=13)
    with pytest.raises(Killed):
        await dying.access()
    office.clock.pass_(minutes=2)
    survivor, process = office.process()
    found = await survivor.access()
    if step in HARMLESS:
        assert office.works(found)
        return
    assert office.row.account is not None
    assert "donghanh zalo connect" in (office.row.account.trouble or "")
    assert len(process.asked) == 1


@settings(max_examples=25)
@given(st.lists(st.tuples(st.sampled_from([None, *STEPS]), st.sampled_from([None, *STEPS])), max_size=5))
def test_two_processes_with_kills_at_every_step(rounds: list[tuple[str | None, str | None]]) -> None:
    """Never two refreshes with one token while nothing was lost; in the end a pair or a named trouble."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(zalo_tokens, "LOOK_SECONDS", 0.001)
        patch.setattr(zalo_tokens, "PATIENCE_SECONDS", 0.02)
        asyncio.run(_live_through(rounds))


async def _live_through(rounds: list[tuple[str | None, str | None]]) -> None:
    office, lost = connected(), False
    for deaths in rounds:
        office.clock.pass_(hours=13)
        pair = [office.process(dies_at=step) for step in deaths]
        for _, process in pair:
            process.asked = []
        await asyncio.gather(*(_try(tokens) for tokens, _ in pair))
        asked = [token for _, process in pair for token in process.asked]
        assert len(asked) == len(set(asked)), "one token was used twice at a time"
        lost = lost or any(step in ("after call", "before commit") for step in deaths)
        office.clock.pass_(minutes=2)
    tokens, _ = office.process()
    office.clock.pass_(hours=13)
    found = await _given(tokens)
    assert office.works(found) if found else lost
    assert found or "donghanh zalo connect" in _trouble(office)


def _trouble(office: Office) -> str:
    assert office.row.account is not None
    return office.row.account.trouble or ""


async def _given(tokens: Tokens) -> str | None:
    with suppress(ChannelDown):
        return await tokens.access()
    return None


async def _try(tokens: Tokens) -> None:
    with suppress(Killed, SendError):
        await tokens.access()


def test_the_verifier_is_the_same_every_day_and_shows_only_its_challenge() -> None:
    app = App("1", "secret")
    assert verifier_of(app) == verifier_of(App("1", "secret"))
    assert len(verifier_of(app)) == len(challenge_of(verifier_of(app))) == 43
    assert verifier_of(app) != verifier_of(App("1", "another"))


def test_the_challenge_is_that_of_the_standard() -> None:
    """The example of RFC 7636, appendix B."""
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert challenge_of(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
