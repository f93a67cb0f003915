"""Puts a changed catalogue in the place of the present one: all of it or nothing, and back again.

Must not judge what it publishes. One rename decides: before it the old files hold, after it the new ones."""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from bot.errors import DongHanhError
from models.catalogue import ROOT, forget
from models.policy_files import signature
from models.written import places

KEPT = 20
ABANDONED = 3600

# Beside all that is read, so that no copy is ever taken for a part of the catalogue.
_FOLDER = ".policies"
_TREE, _OLD, _RECORD, _STATE = "tree", "old", "record.json", "state"


class Reason(StrEnum):
    """Why nothing was changed."""

    MOVED = "moved"
    NOTHING_TO_UNDO = "nothing_to_undo"
    CHANGED_SINCE = "changed_since"
    NOT_WRITABLE = "not_writable"


class CanNotPublish(DongHanhError):
    """Nothing was changed."""

    def __init__(self, reason: Reason, **values: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = values


class Change(BaseModel):
    """What a file was and became, as the hashes of its contents; None where there was or is no file."""

    model_config = ConfigDict(frozen=True)

    before: str | None
    after: str | None


class Publication(BaseModel):
    """One change of the catalogue. `undoes` names the one it takes back."""

    model_config = ConfigDict(frozen=True)

    id: str
    at: datetime
    by: str
    what: str
    files: Mapping[str, Change]
    undoes: str | None = None


@dataclass(frozen=True, slots=True)
class Staged:
    """A whole changed catalogue beside the present one; `root` can be loaded and looked at."""

    home: Path
    folder: Path
    base: str
    texts: Mapping[str, str | None]

    @property
    def root(self) -> Path:
        return self.folder / _TREE

    def drop(self) -> None:
        """Forget it."""
        shutil.rmtree(self.folder, ignore_errors=True)


def stage(texts: Mapping[str, str | None], root: Path = ROOT) -> Staged:
    """Copy the catalogue with other texts for some files; None takes a file away."""
    settled(root)
    base = signature(root)
    with _writing():
        folder = _desk(root) / f"staged-{secrets.token_hex(6)}"
        for place in sorted({*places(root), *texts}):
            if place not in texts:
                _copy(root / place, folder / _TREE / place)
            elif (text := texts[place]) is not None:
                _write(folder / _TREE / place, text.encode())
    return Staged(root, folder, base, texts)


def publish(staged: Staged, *, by: str, what: str, undoes: str | None = None) -> Publication:
    """Make the staged catalogue the present one. Raises `CanNotPublish` when that changed meanwhile."""
    root = staged.home
    with _writing(), _alone(root):
        if signature(root) != staged.base:
            raise CanNotPublish(Reason.MOVED)
        now = datetime.now(UTC)
        publication = Publication(
            id=f"{now:%Y%m%dT%H%M%S}-{secrets.token_hex(3)}",
            at=now,
            by=by,
            what=what,
            files={
                place: Change(before=_hash(root / place), after=_hash(staged.root / place))
                for place in staged.texts
            },
            undoes=undoes,
        )
        for place, change in publication.files.items():
            if change.before is not None:
                _copy(root / place, staged.folder / _OLD / place)
        _write(staged.folder / _RECORD, publication.model_dump_json().encode())
        _sync_tree(staged.folder)
        # From here on the new catalogue holds, whatever happens to this process.
        staged.folder.replace(_journal(root))
        _sync(_desk(root))
        _finish(root)
    return publication


def undo(root: Path = ROOT, *, by: str) -> Publication:
    """Put back what stood before the last publication. Raises `CanNotPublish`."""
    settled(root)
    last = next(iter(history(root)), None)
    if last is None:
        raise CanNotPublish(Reason.NOTHING_TO_UNDO)
    for place, change in last.files.items():
        if _hash(root / place) != change.after:
            raise CanNotPublish(Reason.CHANGED_SINCE, file=place)
    old = _desk(root) / "former" / last.id / _OLD
    texts = {place: _text(old / place) if change.before else None for place, change in last.files.items()}
    return publish(stage(texts, root), by=by, what=last.what, undoes=last.id)


def history(root: Path = ROOT) -> list[Publication]:
    """What was published and can be undone, the newest first."""
    records = (_desk(root) / "former").glob(f"*/{_RECORD}")
    found = [Publication.model_validate_json(record.read_text(encoding="utf-8")) for record in records]
    return sorted(found, key=lambda one: one.at, reverse=True)


def settled(root: Path = ROOT) -> Path:
    """Where the catalogue is to be read: the root, after finishing what was cut off while publishing.

    Who may not write there reads the new catalogue where it waits."""
    if not _journal(root).exists():
        return root
    try:
        with _alone(root):
            if _journal(root).exists():
                _finish(root)
    except OSError:
        return _journal(root) / _TREE
    return root


def state(root: Path = ROOT) -> str:
    """What was published last; a running server looks at this to learn of a change."""
    with suppress(OSError):
        return (_desk(root) / _STATE).read_text(encoding="utf-8")
    return ""


def _desk(root: Path) -> Path:
    return root / _FOLDER


def _journal(root: Path) -> Path:
    return _desk(root) / "next"


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """One process at a time; the system lets go even after a kill."""
    _desk(root).mkdir(exist_ok=True)
    with (_desk(root) / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def _writing() -> Iterator[None]:
    """What is written may be read by the server, whoever publishes."""
    mask = os.umask(0o022)
    try:
        yield
    except OSError as problem:
        raise CanNotPublish(Reason.NOT_WRITABLE, problem=problem.strerror or str(problem)) from problem
    finally:
        os.umask(mask)


def _finish(root: Path) -> None:
    """Bring the files into place, as often as it takes; then the journal becomes history."""
    journal = _journal(root)
    publication = Publication.model_validate_json((journal / _RECORD).read_text(encoding="utf-8"))
    for place, change in publication.files.items():
        if change.after is None:
            (root / place).unlink(missing_ok=True)
        elif _hash(root / place) != change.after:
            _write(root / place, (journal / _TREE / place).read_bytes())
    _write(_desk(root) / _STATE, publication.id.encode())
    former, undone = _desk(root) / "former", _desk(root) / "undone"
    former.mkdir(exist_ok=True)
    undone.mkdir(exist_ok=True)
    if publication.undoes and (former / publication.undoes).exists():
        (former / publication.undoes).replace(undone / publication.undoes)
    kept = (undone if publication.undoes else former) / publication.id
    journal.replace(kept)
    _sync(_desk(root))
    forget()
    _tidy(root, kept)


def _tidy(root: Path, kept: Path) -> None:
    """What is not needed any more; a cut here harms nothing."""
    shutil.rmtree(kept / _TREE, ignore_errors=True)
    for left in _desk(root).glob("staged-*"):
        if time.time() - left.stat().st_mtime > ABANDONED:
            shutil.rmtree(left, ignore_errors=True)
    for folder in ("former", "undone"):
        for old in sorted((_desk(root) / folder).iterdir(), reverse=True)[KEPT:]:
            shutil.rmtree(old, ignore_errors=True)


def _hash(path: Path) -> str | None:
    return sha256(path.read_bytes()).hexdigest() if path.exists() else None


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _copy(source: Path, target: Path) -> None:
    _write(target, source.read_bytes())


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, and on the disk before anything relies on it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if path.exists():
        beside.chmod(path.stat().st_mode & 0o777)
    beside.replace(path)
    _sync(path.parent)


def _sync_tree(folder: Path) -> None:
    for part in [folder, *(path for path in folder.rglob("*") if path.is_dir())]:
        _sync(part)


def _sync(folder: Path) -> None:
    """A rename is on the disk when its folder is."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
