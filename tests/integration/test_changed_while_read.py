"""Somebody saves the catalogue's files while they are read: what is kept is of one moment."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from bot.domain.understanding import Ranker, learn
from bot.errors import RefusedToStart
from models import learned, written
from models.learned import fetch, keep, place
from models.written import Written, read_written
from tests.catalogues import change, small

WORDING = "locales/vi/policies/poverty-line.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small(tmp_path / "root")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def saving(root: Path, times: int) -> Callable[[Path], Written]:
    """Reads as always; the first so many times somebody saves a sample question meanwhile."""
    saves = iter(range(times))

    def read(folder: Path) -> Written:
        read = read_written(folder)
        for number in islice(saves, 1):
            change(root, WORDING, old="samples:\n", new=f"samples:\n  - câu số {number}\n")
        return read

    return read


def test_a_catalogue_that_changes_under_the_reader_is_read_again(
    root: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(written, "read_written", saving(root, 2))
    path = keep(folder, root)
    assert path == place(folder, root)
    assert {"câu số 0", "câu số 1"} <= set(fetch(path).written.wording("vi")["poverty-line"].samples)


def test_a_procedure_that_is_taken_out_under_the_reader_is_not_kept(
    root: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(folder: Path) -> Written:
        whole = read_written(folder)
        rows = listed.read_text(encoding="utf-8").splitlines(keepends=True)
        listed.write_text("".join(rows[:2]), encoding="utf-8")
        return whole

    listed = root / "models" / "procedures" / "neighbouring.csv"
    assert len(read_written(root).procedures) > 1
    monkeypatch.setattr(written, "read_written", read)
    assert len(fetch(keep(folder, root)).written.procedures) == 1


def test_half_of_a_change_is_not_refused_while_the_other_half_is_coming(
    root: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(folder: Path) -> Written:
        try:
            return read_written(folder)
        finally:
            (root / WORDING).write_text(whole, encoding="utf-8")

    whole = (root / WORDING).read_text(encoding="utf-8")
    (root / WORDING).write_text(whole[:100], encoding="utf-8")
    monkeypatch.setattr(written, "read_written", read)
    assert keep(folder, root) == place(folder, root)


def test_a_catalogue_that_never_rests_is_not_kept(
    root: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(written, "read_written", saving(root, 99))
    with pytest.raises(RefusedToStart, match="changed while it was read"):
        keep(folder, root)
    assert list(folder.iterdir()) == []


def test_a_change_while_it_learns_leaves_what_was_read_before(
    root: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def somebody_saves(*given: Any, **named: Any) -> Ranker:
        change(root, WORDING, old="samples:\n", new="samples:\n  - một câu nữa\n")
        return learn(*given, **named)

    before = place(folder, root)
    monkeypatch.setattr(learned, "learn", somebody_saves)
    assert keep(folder, root) == before
    assert "một câu nữa" not in fetch(before).written.wording("vi")["poverty-line"].samples
    assert not place(folder, root).exists()
