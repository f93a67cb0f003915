"""An administrator connects the Official Account; its tokens lie sealed, and two processes share them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.channels import zalo_oauth
from bot.channels.zalo_oauth import OAuth, challenge_of, verifier_of
from bot.channels.zalo_tokens import Tokens
from bot.commands import zalo_desk
from bot.errors import ChannelDown, OutcomeUnknown, RefusedToStart, SendError, Unavailable
from bot.findings import Grade
from bot.settings import Settings
from bot.zalo_store import CLAIM, StoredAccount
from models.sending.zalo_accounts import zalo_account
from models.unit_of_work import UnitOfWork
from tests.databases import only_sqlite
from tests.fakes.telegram_faults import Fault, How
from tests.fakes.zalo import ACCESS_TOKEN, FakeZalo, refusing
from tests.fakes.zalo_account import Account
from tests.fakes.zalo_channel import APP, pair_of, settings_for
from tests.world import VAULT, SetClock

CALLBACK = "https://phuong.example.vn/zalo/callback"


@pytest.fixture
def clock(tmp_path: Path) -> SetClock:
    clock = SetClock()
    (tmp_path / "clock").write_text(clock.at.isoformat())
    return clock


@pytest.fixture
def zalo(clock: SetClock) -> Iterator[FakeZalo]:
    with FakeZalo(clock.now) as zalo:
        zalo.account.tokens.challenge = challenge_of(verifier_of(APP))
        yield zalo


@pytest.fixture
def settings(zalo: FakeZalo, migrated_database_url: str, tmp_path: Path) -> Settings:
    return settings_for(
        zalo,
        database_url=migrated_database_url,
        clock_file=tmp_path / "clock",
        zalo_callback_url=CALLBACK,
    )


@pytest.fixture
async def uow(migrated_database_url: str) -> AsyncIterator[UnitOfWork]:
    uow = UnitOfWork(migrated_database_url, vault=VAULT)
    yield uow
    await asyncio.to_thread(uow.close)


@only_sqlite
def test_the_guide_names_what_is_to_be_saved_and_where(settings: Settings) -> None:
    told = "\n".join(zalo_desk.guide(settings))
    assert CALLBACK in told
    assert f"webhook         {CALLBACK.removesuffix('/callback')}\n" in told
    assert "YOUR-DOMAIN" not in told
    assert challenge_of(verifier_of(APP)) in told
    assert verifier_of(APP) not in told
    assert Account.app_secret not in told


@only_sqlite
async def test_the_code_of_a_consent_becomes_tokens_that_work(settings: Settings, zalo: FakeZalo) -> None:
    findings = await zalo_desk.connect(settings, code=zalo.account.consent())
    assert [finding.grade for finding in findings] == [Grade.GOOD, Grade.GOOD, Grade.GOOD]
    assert "2000 paid messages left" in findings[-1].says
    assert "good for 90 days" in findings[0].says
    assert await zalo_desk.zalo_findings(settings) == findings


@only_sqlite
async def test_a_code_counts_once_and_for_ten_minutes(
    settings: Settings, zalo: FakeZalo, clock: SetClock
) -> None:
    used, late = zalo.account.consent(), zalo.account.consent()
    await zalo_desk.connect(settings, code=used)
    clock.pass_(minutes=11)
    for code in (used, late, "guessed"):
        with pytest.raises(RefusedToStart, match="Begin again"):
            await zalo_desk.connect(settings, code=code)
    assert (await zalo_desk.zalo_findings(settings))[0].grade is Grade.GOOD


@only_sqlite
async def test_a_token_of_the_api_explorer_is_taken_too(settings: Settings, zalo: FakeZalo) -> None:
    findings = await zalo_desk.connect(settings, refresh=zalo.account.tokens.refresh)
    assert not any(finding.bad for finding in findings)


@only_sqlite
async def test_tokens_of_another_account_are_found_out(settings: Settings, zalo: FakeZalo) -> None:
    zalo.account.oa_id = "999999999999"
    findings = await zalo_desk.connect(settings, code=zalo.account.consent())
    assert any(finding.bad and "999999999999" in finding.says for finding in findings)


@only_sqlite
@pytest.mark.parametrize("code", [-224, -221, -209])
async def test_what_zalo_finds_missing_is_said_in_words(
    settings: Settings, zalo: FakeZalo, code: int
) -> None:
    zalo.fail(refusing(code, zalo_desk.GETOA))
    findings = await zalo_desk.connect(settings, code=zalo.account.consent())
    assert findings[-1].bad
    assert len(findings[-1].says) > len(str(code)) + 5


@only_sqlite
async def test_the_doctor_counts_the_days_and_says_when_a_person_is_needed(
    settings: Settings, zalo: FakeZalo, clock: SetClock, tmp_path: Path
) -> None:
    assert (await zalo_desk.zalo_findings(settings))[0].says.startswith("not connected")
    await zalo_desk.connect(settings, code=zalo.account.consent())
    (tmp_path / "clock").write_text((clock.at + timedelta(days=80)).isoformat())
    assert (await zalo_desk.zalo_findings(settings))[0].grade is Grade.NOTE
    (tmp_path / "clock").write_text((clock.at + timedelta(days=91)).isoformat())
    assert (await zalo_desk.zalo_findings(settings))[0].bad


@only_sqlite
async def test_half_of_the_settings_is_said_to_be_half(settings: Settings) -> None:
    half = settings.model_copy(update={"zalo_app_secret": None})
    [finding] = await zalo_desk.zalo_findings(half)
    assert finding.bad
    assert "ZALO_APP_SECRET" in finding.says


@only_sqlite
def test_the_guide_says_what_must_be_set_first(settings: Settings) -> None:
    for name in ("zalo_oa_id", "zalo_callback_url"):
        with pytest.raises(RefusedToStart, match=name.upper()):
            zalo_desk.guide(settings.model_copy(update={name: None}))


async def test_tokens_lie_sealed(uow: UnitOfWork, zalo: FakeZalo, clock: SetClock) -> None:
    store = StoredAccount(uow, clock, Account.oa_id, owner="one")
    await store.connect(pair_of(zalo))
    row = uow.read(lambda tx: tx.execute(select(zalo_account)).one())
    assert zalo.account.tokens.refresh.encode() not in bytes(row.refresh)
    known = await store.read()
    assert known is not None
    assert known.pair == pair_of(zalo)
    assert zalo.account.tokens.refresh not in repr(known)


async def test_the_right_to_refresh_has_one_holder_and_ends_by_itself(
    uow: UnitOfWork, zalo: FakeZalo, clock: SetClock
) -> None:
    one, other = (StoredAccount(uow, clock, Account.oa_id, owner=name) for name in ("one", "other"))
    await one.connect(pair_of(zalo))
    assert await one.claim(1) is not None
    assert await other.claim(1) is None
    clock.at += CLAIM
    assert await other.claim(1) is not None
    await other.replace(pair_of(zalo), version=1)
    moved = await one.claim(1)
    assert moved is not None
    assert moved.version == 2
    await one.replace(replace(pair_of(zalo), access="late"), version=1)
    known = await one.read()
    assert known is not None
    assert known.pair.access != "late"


async def test_two_processes_refresh_once_over_one_database(
    uow: UnitOfWork, zalo: FakeZalo, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.zalo_tokens.LOOK_SECONDS", 0.02)
    await StoredAccount(uow, clock, Account.oa_id, owner="command").connect(pair_of(zalo))
    clock.pass_(hours=26)
    processes = [Tokens(OAuth(APP, zalo.url, clock), clock) for _ in range(2)]
    for number, tokens in enumerate(processes):
        tokens.keep_in(StoredAccount(uow, clock, Account.oa_id, owner=f"process-{number}"))
    found = await asyncio.gather(*(tokens.access() for tokens in processes))
    assert found == [zalo.account.tokens.access] * 2
    assert len(zalo.called(ACCESS_TOKEN)) == 1


async def test_what_was_learned_is_remembered_until_the_account_is_connected_anew(
    uow: UnitOfWork, zalo: FakeZalo, clock: SetClock
) -> None:
    store = StoredAccount(uow, clock, Account.oa_id, owner="one")
    await store.connect(pair_of(zalo))
    await store.remember_no_buttons()
    known = await store.read()
    assert known is not None
    assert not known.buttons
    await store.connect(pair_of(zalo))
    known = await store.read()
    assert known is not None
    assert known.buttons


async def test_a_token_endpoint_that_never_answers_is_not_waited_for(
    zalo: FakeZalo, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zalo_oauth, "CALL_SECONDS", 0.1)
    zalo.fail(Fault(How.HANG, method=ACCESS_TOKEN))
    with pytest.raises(OutcomeUnknown):
        await OAuth(APP, zalo.url, clock).refresh(zalo.account.tokens.refresh)


@pytest.mark.parametrize(
    ("fault", "meaning"),
    [
        (Fault(How.HTML, 502), Unavailable),
        (Fault(How.GARBAGE), OutcomeUnknown),
        (Fault(How.CLOSE), OutcomeUnknown),
        (Fault(status=200, parameters={"access_token": "a"}), ChannelDown),
        (Fault(status=200, parameters={"error_name": "Invalid", "error": -14014}), ChannelDown),
    ],
)
async def test_a_pair_is_only_taken_whole(
    zalo: FakeZalo, clock: SetClock, fault: Fault, meaning: type[SendError]
) -> None:
    fault.method = ACCESS_TOKEN
    zalo.fail(fault)
    with pytest.raises(meaning):
        await OAuth(APP, zalo.url, clock).refresh(zalo.account.tokens.refresh)
