"""Workbooks are opened in a process of their own: it can do little, learns little and may fail alone."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest

from bot.domain.register.terms import Status
from bot.lists import workbook
from bot.lists.lines import FileKind, ListRefused, Refusal
from tests.lists.old_books import old_book
from tests.lists.wards import HEADER, HOUSEHOLDS, codes, good, read


def test_a_book_of_the_old_kind_is_read() -> None:
    found = read(old_book([HEADER, *HOUSEHOLDS]), "ds.xls")
    assert found.kind is FileKind.XLS
    assert [line.head.name for line in found.households] == [row[1] for row in HOUSEHOLDS]
    assert [(line.status, line.size) for line in found.households] == [
        (Status.POOR, 4),
        (Status.NEAR_POOR, 3),
    ]
    assert codes(found) == [("formulas_unseen", None, None)]


def test_a_file_that_takes_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "SECONDS", 0.001)
    with pytest.raises(ListRefused) as refused:
        workbook.open_workbook(good(), FileKind.XLSX)
    assert refused.value.reason is Refusal.TOO_HARD


def test_the_process_learns_none_of_our_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", "secret")
    seen: dict[str, Any] = {}
    run = subprocess.run

    def watched(*command: Any, **more: Any) -> Any:
        seen.update(more["env"])
        return run(*command, **more)

    monkeypatch.setattr(subprocess, "run", watched)
    workbook.open_workbook(good(), FileKind.XLSX)
    assert set(seen) == {"PATH", "PYTHONPATH", "PYTHONIOENCODING"}


def test_a_process_that_breaks_down_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    run = subprocess.run

    def broken(command: list[str], **more: Any) -> Any:
        return run([command[0], "-c", "import os; os.abort()"], **more)

    monkeypatch.setattr(subprocess, "run", broken)
    with pytest.raises(ListRefused) as refused:
        workbook.open_workbook(good(), FileKind.XLSX)
    assert refused.value.reason is Refusal.TOO_HARD
