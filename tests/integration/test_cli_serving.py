"""Starting and stopping: what may share a database and an address, and what is said when it may not."""

from __future__ import annotations

import signal
import socket
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot.keys.key_ring import INVENTED
from bot.keys.vault import Vault
from models.installation import Purpose
from models.schema import upgrade
from tests.databases import only_postgresql
from tests.faults.bot_process import free_port
from tests.terminal import PATIENCE, Terminal
from tests.unit.test_vault import MONDAY, TUESDAY

pytestmark = pytest.mark.slow


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    folder = tmp_path / "here"
    folder.mkdir()
    return Terminal(folder, {"DONGHANH_PORT": str(free_port()), "DONGHANH_KEYS": MONDAY})


def database(terminal: Terminal, purpose: Purpose) -> str:
    url = f"sqlite:///{terminal.folder / f'{purpose}.db'}"
    upgrade(url, purpose=purpose)
    return url


def ready(port: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=2) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.HTTPError):
        return False


@contextmanager
def running(terminal: Terminal, command: str, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    """A command that serves, from the moment it is ready; killed at the end if it still lives."""
    port = settings.get("DONGHANH_PORT", terminal.settings["DONGHANH_PORT"])
    process = terminal.starts(command, **settings)
    try:
        wait_until(lambda: ready(port) or process.poll() is not None)
        assert process.poll() is None, process.stdout and process.stdout.read().decode()
        yield process
    finally:
        process.kill()
        process.communicate()


def wait_until(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"


def test_a_demo_does_not_touch_a_live_database(terminal: Terminal) -> None:
    refused = terminal.types("demo", DATABASE_URL=database(terminal, Purpose.LIVE))
    assert "not a demo database" in refused.err.splitlines()[-1]
    assert refused.status == 2
    assert "Traceback" not in refused.err


@only_postgresql
def test_a_demo_does_not_touch_a_live_database_on_postgresql(terminal: Terminal, database_url: str) -> None:
    upgrade(database_url, purpose=Purpose.LIVE)
    refused = terminal.types("demo", DATABASE_URL=database_url)
    assert "not a demo database" in refused.err.splitlines()[-1]
    assert refused.status == 2


def test_real_families_are_not_served_without_a_key(terminal: Terminal) -> None:
    del terminal.settings["DONGHANH_KEYS"]
    for url in ("sqlite:///new.db", database(terminal, Purpose.LIVE)):
        refused = terminal.types("serve", DATABASE_URL=url)
        assert "run `donghanh keys new`" in refused.err.splitlines()[-1]
        assert refused.status == 2
    assert not (terminal.folder / "new.db").exists()


def test_a_demo_needs_no_key_and_uses_none_of_the_operators(terminal: Terminal) -> None:
    with running(terminal, "demo", DONGHANH_KEYS="nonsense"):
        assert terminal.types("cases", DATABASE_URL="sqlite:///data/demo.db").status == 0


def test_who_lost_a_key_is_told_so_before_anybody_is_served(terminal: Terminal) -> None:
    url = database(terminal, Purpose.LIVE)
    lost = Vault.of(MONDAY).seal("nhà dột", "case.text", 1)
    with closing(sqlite3.connect(terminal.folder / "live.db")) as opened:
        opened.execute(
            'INSERT INTO "case" (code, kind, contact_id, text, state, due_at, opened_at)'
            " VALUES ('A1', 'person_wanted', 1, ?, 'open', '2026-11-24', '2026-11-23')",
            (lost,),
        )
        opened.commit()
    refused = terminal.types("serve", DATABASE_URL=url, DONGHANH_KEYS=TUESDAY)
    assert "(monday)" in refused.err.splitlines()[-1]
    assert refused.status == 2
    with running(terminal, "serve", DATABASE_URL=url, DONGHANH_KEYS=f"{TUESDAY},{MONDAY}") as process:
        assert process.poll() is None


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7"])
def test_a_demo_listens_on_this_machine_alone(terminal: Terminal, host: str) -> None:
    refused = terminal.types("demo", DONGHANH_HOST=host)
    assert "DONGHANH_DEMO_ANYWHERE" in refused.refusal
    assert not list(terminal.folder.rglob("*.db"))


def test_a_demo_listens_elsewhere_when_told_so(terminal: Terminal) -> None:
    with running(terminal, "demo", DONGHANH_HOST="0.0.0.0", DONGHANH_DEMO_ANYWHERE="1") as process:
        assert process.poll() is None


def test_people_are_not_served_from_a_demo_database(terminal: Terminal) -> None:
    refused = terminal.types("serve", DATABASE_URL=database(terminal, Purpose.DEMO))
    assert "demo database" in refused.err.splitlines()[-1]
    assert refused.status == 2
    assert "Traceback" not in refused.err


def test_people_are_not_served_by_a_clock_that_stands(terminal: Terminal) -> None:
    (terminal.folder / "clock").write_text("2026-11-23T02:00:00+00:00")
    refused = terminal.types(
        "serve", DATABASE_URL=database(terminal, Purpose.LIVE), DONGHANH_CLOCK_FILE="clock"
    )
    assert "DONGHANH_CLOCK_FILE" in refused.err.splitlines()[-1]
    assert refused.status == 2


def test_a_second_server_on_the_same_file_is_refused_and_the_first_goes_on(terminal: Terminal) -> None:
    port = terminal.settings["DONGHANH_PORT"]
    with running(terminal, "serve"):
        refused = terminal.types("serve", DONGHANH_PORT=str(free_port()))
        assert "Another server already uses this database" in refused.err.splitlines()[-1]
        assert refused.status == 2
        assert ready(port)


def test_a_restore_under_a_running_server_is_refused(terminal: Terminal) -> None:
    with running(terminal, "serve"):
        assert terminal.types("backup", "copy.backup").status == 0
        assert "Another server" in terminal.types("restore", "copy.backup").refusal


def test_a_killed_server_leaves_no_lock_behind(terminal: Terminal) -> None:
    with running(terminal, "serve") as process:
        process.kill()
        process.wait(PATIENCE)
    with running(terminal, "serve"):
        pass


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_is_told_to_stop_stops_well(terminal: Terminal, how: signal.Signals) -> None:
    with running(terminal, "serve") as process:
        process.send_signal(how)
        out, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert b"stopped" in out
    assert b"Traceback" not in out


def test_a_port_that_is_taken_is_named(terminal: Terminal) -> None:
    with socket.create_server(("127.0.0.1", int(terminal.settings["DONGHANH_PORT"]))):
        refused = terminal.types("serve")
    assert refused.status != 0
    assert "address already in use" in refused.err
    assert "Traceback" not in refused.err


@pytest.mark.parametrize(
    ("settings", "hint"),
    [
        ({"DONGHANH_KEYS": "monday:c2hvcnQ="}, "DONGHANH_KEYS"),
        ({"DONGHANH_KEYS": INVENTED}, "everybody knows"),
        ({"TELEGRAM_WEBHOOK_SECRET": "tooshort"}, "16 to 256"),
        ({"DONGHANH_WEB_ORIGINS": "chat.example.vn"}, "DONGHANH_WEB_ORIGINS"),
        ({"DATABASE_URL": "postgres://u:geheim@127.0.0.1:1/x"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgresql+psycopg://u:geheim@127.0.0.1:1/x"}, "127.0.0.1:1"),
        (
            {"TELEGRAM_TOKEN": "123456:geheim", "TELEGRAM_WEBHOOK_URL": "https://x.example.vn"},
            "TELEGRAM_WEBHOOK_SECRET",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "+".join(value),
)
def test_a_wrong_setting_is_said_in_one_sentence_without_its_secret(
    terminal: Terminal, settings: dict[str, str], hint: str
) -> None:
    refused = terminal.types("serve", **settings)
    assert refused.status == 2
    assert hint in refused.err.splitlines()[-1]
    assert "Traceback" not in refused.err
    for secret in ("c2hvcnQ=", "tooshort", "geheim", INVENTED.partition(":")[2]):
        assert secret not in refused.err + refused.out
