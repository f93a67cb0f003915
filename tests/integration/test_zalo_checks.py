"""Before the consent: the addresses saved on Zalo's pages are looked at from outside, each fault in words."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from bot.commands import zalo_checks
from bot.doors import zalo_account
from bot.errors import RefusedToStart
from bot.findings import Finding, Grade
from bot.settings import Settings
from tests.fakes.zalo import FakeZalo
from tests.fakes.zalo_channel import oa_channel, settings_for
from tests.world import SetClock

CALLBACK = "https://phuong.example.vn/zalo/callback"
FILE = b"<html><head><meta name='zalo' content='abc'></head></html>"


@pytest.fixture
def domain_file(tmp_path: Path) -> Path:
    file = tmp_path / "zalo_verifierAbC123.html"
    file.write_bytes(FILE)
    return file


def ours(**more: object) -> tuple[Settings, httpx.AsyncBaseTransport]:
    """This program behind a domain, as https shows it."""
    clock = SetClock()
    server = FakeZalo(clock.now)
    settings = settings_for(server, **{"zalo_callback_url": CALLBACK, **more})
    channel = oa_channel(server, clock, **more)
    return settings, httpx.ASGITransport(Starlette(routes=channel.routes()))


def grades(findings: list[Finding]) -> list[Grade]:
    return [finding.grade for finding in findings]


async def test_a_server_that_is_ready_is_found_ready(domain_file: Path) -> None:
    findings = await zalo_checks.checked(*ours(zalo_domain_file=domain_file))
    assert grades(findings) == [Grade.GOOD] * 3
    assert findings[-1].says == f"https://phuong.example.vn/{domain_file.name} shows what Zalo gave"


async def test_without_a_file_the_other_way_is_named() -> None:
    findings = await zalo_checks.checked(*ours())
    assert grades(findings) == [Grade.GOOD, Grade.GOOD, Grade.NOTE]
    assert "DNS" in findings[-1].says


@pytest.mark.parametrize(
    ("callback", "words"),
    [
        ("http://phuong.example.vn/zalo/callback", "https://"),
        ("https://phuong.example.vn:8443/zalo/callback", "no port"),
        ("https://203.0.113.7/zalo/callback", "a domain"),
        ("https://phuong.example.vn/callback", "/zalo/callback"),
        ("", "https://"),
    ],
)
async def test_an_address_zalo_would_not_call_is_said_to_be_none(callback: str, words: str) -> None:
    settings, transport = ours()
    wrong = settings.model_copy(update={"zalo_callback_url": callback})
    [finding] = await zalo_checks.checked(wrong, transport)
    assert finding.bad
    assert words in finding.says


@pytest.mark.parametrize("status", [200, 403, 404, 502])
async def test_somebody_else_who_answers_there_is_found_out(status: int, domain_file: Path) -> None:
    settings, _ = ours(zalo_domain_file=domain_file)
    other = httpx.MockTransport(lambda _request: httpx.Response(status, text="Welcome to nginx"))
    findings = await zalo_checks.checked(settings, other)
    assert grades(findings) == [Grade.BAD] * 3


async def test_a_server_that_is_away_is_said_to_be_away(domain_file: Path) -> None:
    def refuses(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("no way", request=request)

    settings, _ = ours(zalo_domain_file=domain_file)
    findings = await zalo_checks.checked(settings, httpx.MockTransport(refuses))
    assert grades(findings) == [Grade.BAD] * 3
    assert all("is not reached from here" in finding.says for finding in findings)


@pytest.mark.parametrize("name", ["zalo.php", "../x.html", "a b.html"])
def test_only_a_file_of_zalo_is_shown(name: str, tmp_path: Path) -> None:
    settings, _ = ours()
    odd = settings.model_copy(update={"zalo_domain_file": tmp_path / name})
    with pytest.raises(RefusedToStart, match="ZALO_DOMAIN_FILE"):
        zalo_account(odd)


def test_a_file_that_is_not_there_or_empty_is_said_so(domain_file: Path) -> None:
    settings, _ = ours()
    named = settings.model_copy(update={"zalo_domain_file": domain_file})
    domain_file.write_bytes(b"")
    with pytest.raises(RefusedToStart, match="empty"):
        zalo_account(named)
    domain_file.unlink()
    with pytest.raises(RefusedToStart, match="can not be read"):
        zalo_account(named)
