"""What was learned from all that is written, kept in a file of plain numbers and text named by what it is of.

A file that is damaged or of anything else is never used. Must not decide where and when it is made."""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from io import BufferedRandom
from pathlib import Path

import numpy as np

from bot.domain.understanding import Ranker, learn
from bot.domain.understanding.habits import Habits
from bot.domain.understanding.ranker import Parts
from bot.domain.understanding.ridge import Shelf
from models.catalogue import ROOT
from models.shelf import FileShelf
from models.written import Written, fingerprint, read_unchanged

_SUFFIX, _UNFINISHED = ".learned", ".new"
# Two versions of the program may take turns in one folder for a while.
_KEPT = 3
_ABANDONED_SECONDS = 3600
_DIGEST_BYTES = 64


class Unusable(Exception):
    """A file does not hold what its name says."""


@dataclass(frozen=True, slots=True)
class Learned:
    """All that is written, who ranks its entries in the order of the catalogue, and how it uses words."""

    written: Written
    ranker: Ranker
    habits: Habits


def learn_all(root: Path = ROOT) -> Learned:
    """Read and learn everything in this process. Takes seconds and much memory."""
    return _learned(read_unchanged(root)[1])


def _learned(written: Written, shelf: Shelf | None = None) -> Learned:
    ranker = learn(written.documents(), written.phrases, written.procedures, shelf=shelf)
    habits = Habits.learn(written.masks, written.sentences(), vocabulary=(written.phrases, written.lexicon))
    return Learned(written, ranker, habits)


def place(folder: Path, root: Path = ROOT) -> Path:
    """The file in which what is written now is kept, if it is."""
    return _named(folder, fingerprint(root))


def _named(folder: Path, name: str) -> Path:
    return folder / f"{name}{_SUFFIX}"


def fetch(path: Path) -> Learned:
    """What is kept in a file. Raises Unusable for a file that is not whole, OSError where there is none."""
    with path.open("rb") as file:
        digest = file.read(_DIGEST_BYTES)
        if hashlib.file_digest(file, partial(hashlib.blake2b, path.name.encode())).digest() != digest:
            raise Unusable(f"{path} is damaged")
        file.seek(_DIGEST_BYTES)
        try:
            text, habits, *parts = (np.load(file, allow_pickle=False) for _ in range(2 + len(Parts._fields)))
            return Learned(
                Written.unpacked(text.tobytes()),
                Ranker(Parts(*parts)),
                Habits.model_validate_json(habits.tobytes()),
            )
        except (ValueError, EOFError) as problem:
            raise Unusable(f"{path} holds something else: {problem}") from problem


def keep(folder: Path, root: Path = ROOT) -> Path:
    """Learn everything and keep it. Raises OSError when the folder can not be written."""
    folder.mkdir(parents=True, exist_ok=True)
    name, written = read_unchanged(root)
    path = _named(folder, name)
    with _replaced(path) as file:
        with FileShelf.inside(folder) as shelf:
            learned = _learned(written, shelf)
        file.write(bytes(_DIGEST_BYTES))
        for text in (learned.written.packed(), learned.habits.model_dump_json().encode()):
            np.save(file, np.frombuffer(text, dtype=np.uint8))
        for part in learned.ranker.parts:
            np.save(file, part, allow_pickle=False)
        file.seek(_DIGEST_BYTES)
        digest = hashlib.file_digest(file, partial(hashlib.blake2b, path.name.encode())).digest()
        file.seek(0)
        file.write(digest)
    _clear(folder)
    return path


def can_keep(folder: Path) -> bool:
    """Whether the folder can be written, or made."""
    places = (folder.absolute(), *folder.absolute().parents)
    there = next(place for place in places if os.access(place, os.F_OK))
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)


@contextmanager
def _replaced(path: Path) -> Iterator[BufferedRandom]:
    """A file that takes the place of another at once, and only when all of it is written."""
    beside = path.with_name(f"{secrets.token_hex(8)}{_UNFINISHED}")
    try:
        with beside.open("x+b") as file:
            yield file
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _clear(folder: Path) -> None:
    """Remove what older catalogues and killed processes left. Others may be doing the same."""
    with suppress(OSError):
        age = {path: path.stat().st_mtime for path in folder.glob(f"*{_SUFFIX}")}
        for path in sorted(age, key=lambda path: age[path], reverse=True)[_KEPT:]:
            path.unlink(missing_ok=True)
        for path in folder.glob(f"*{_UNFINISHED}"):
            if time.time() - path.stat().st_mtime > _ABANDONED_SECONDS:
                path.unlink(missing_ok=True)
