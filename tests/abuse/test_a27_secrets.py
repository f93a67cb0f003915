"""A27: no secret stands in the repository or in a backup; what was erased is in no later backup."""

from __future__ import annotations

import base64
import re
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from bot.keys.key_ring import INVENTED
from bot.keys.vault import MARK_BYTES
from models.backups.backups import back_up
from models.backups.sqlite_backups import snapshot
from models.cases.cases import case
from models.inbox import inbox
from models.schema import sqlite_file
from models.sending.outbox import outbox
from tests.databases import only_sqlite
from tests.fakes.telegram import TOKEN
from tests.fakes.telegram_channel import SECRET
from tests.hearing import hears
from tests.whole import whole
from tests.world import VAULT, world

KEY = INVENTED.partition(":")[2]
ROOT = Path(__file__).parent.parent.parent
TU = 6123456789
WORDS = "mái tôn nhà Chim Sẻ Vàng dột"
SECRETS = {
    "a Telegram token": r"\b\d{8,10}:[A-Za-z0-9_-]{35}\b",
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY",
    "a key of a cloud": r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b|\bAIza[A-Za-z0-9_-]{35}\b|\bya29\.[A-Za-z0-9_-]{20,}",
    "a token of a forge": r"\b(?:ghp|gho|ghs|ghu|glpat|github_pat)[_-][A-Za-z0-9_]{20,}",
    "a token of a chat": r"\bxox[abprs]-[A-Za-z0-9-]{10,}",
    "a signed token": r"\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.",
    "a password in an address": r"\b[a-z+]+://[^\s/:@'\"{}<>…]+:(?!pw@|geheim@|donghanh@)[^\s/@'\"{}<>$…]{3,}@",
}
NEVER_TRACKED = re.compile(r"(^|/)\.env$|\.(db|db-wal|sqlite3?|pem|p12|key|pyc|log)$|(^|/)data/")


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    names = [name for name in listed.stdout.decode().split("\0") if name]
    if not names:
        pytest.skip("not a repository")
    return [ROOT / name for name in names]


@pytest.mark.parametrize("kind", SECRETS)
def test_a27_the_repository_holds_no_secret(kind: str) -> None:
    pattern = re.compile(SECRETS[kind])
    found = [
        f"{file.relative_to(ROOT)}: {match.group()[:12]}…"
        for file in tracked()
        if file.is_file() and not file.is_symlink()
        for match in pattern.finditer(file.read_text(encoding="utf-8", errors="ignore"))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("kind", "sample"),
    [
        ("a Telegram token", "7012345678:" + "A" * 35),
        ("a private key", "-----BEGIN RSA " + "PRIVATE KEY-----"),
        ("a key of a cloud", "AKIA" + "A1" * 8),
        ("a token of a forge", "ghp_" + "a1" * 18),
        ("a password in an address", "postgresql://donghanh:" + "hunter2" + "@db/x"),
    ],
)
def test_a27_the_scan_is_not_blind(kind: str, sample: str) -> None:
    assert re.search(SECRETS[kind], f"x = '{sample}'")


def test_a27_no_file_is_tracked_that_could_hold_people_or_keys() -> None:
    assert [str(file) for file in tracked() if NEVER_TRACKED.search(str(file.relative_to(ROOT)))] == []


def plain_copy(url: str) -> bytes:
    """What a backup has inside, as who has the key sees it."""
    file = sqlite_file(url)
    assert file is not None
    with snapshot(file, file.parent) as (_, content):
        return b"".join(content)


def sealed_words(tx: Connection) -> list[bytes]:
    """What was said, told and left in cases, as it stands in the database, but for the marks."""
    columns = (inbox.c.raw, outbox.c.body, case.c.text, case.c.phone)
    return [each[MARK_BYTES:] for column in columns for each in tx.scalars(select(column)) if each]


@only_sqlite
async def test_a27_a_backup_holds_no_secret_and_no_open_file(
    migrated_database_url: str, tmp_path: Path
) -> None:
    async with whole(migrated_database_url) as office:
        for number in range(15):
            await office.writes(TU, f"{number} {WORDS} {'nữa ' * 60}")
        await office.writes(TU, "xem dữ liệu")
        await office.running.jobs.tick()
        office.running.sender.look()
        await office.telegram.until(lambda: office.telegram.called("sendDocument"))
        copy = plain_copy(migrated_database_url)
        back_up(migrated_database_url, tmp_path / "copy.backup", vault=VAULT)
    backup = (tmp_path / "copy.backup").read_bytes()
    assert b"du-lieu-cua-toi.txt" in copy, "the file itself is there"
    assert b"du-lieu-cua-toi.txt" not in backup, "but in no backup to be read"
    assert b"M\xc3\xa1y \xc4\x91ang gi\xe1\xbb\xaf v\xe1\xbb\x81 m\xc3\xacnh:\n" not in copy, "but sealed"
    for secret in (TOKEN, TOKEN.partition(":")[2], SECRET, KEY):
        assert secret.encode() not in copy + backup
    assert base64.b64decode(KEY) not in copy + backup


@only_sqlite
async def test_a27_what_was_erased_is_in_no_backup_made_afterwards(migrated_database_url: str) -> None:
    async with world(migrated_database_url) as w:
        person = w.person()
        for words in (WORDS, "gap can bo", "1", WORDS, "0977 123 987", "1"):
            await person.says(words)
        before = plain_copy(migrated_database_url)
        told = w.read(sealed_words)
        await person.says("xóa dữ liệu")
        await person.presses("Xóa hết")
        await hears(w, person)
        after = plain_copy(migrated_database_url)
    assert [trace for trace in told if trace not in before] == []
    assert [trace for trace in told if trace in after] == []
    plain = [WORDS.encode(), WORDS.encode("utf-16-le"), b"977123987", b"0977 123 987"]
    assert [trace for trace in plain if trace in before + after] == []
