"""Opens a workbook in a process of its own, so that no file harms the one that serves people.

Must not open one itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

from bot.lists.grid import Grid, Merged, Row, Value
from bot.lists.lines import FileKind, ListRefused, Refusal

SECONDS = 60

_ROOT = Path(__file__).parent.parent.parent


def open_workbook(content: bytes, kind: FileKind) -> tuple[list[Grid], bool]:
    """All sheets, and whether the file points to others. Raises `ListRefused`."""
    answer = _ask(content, kind)
    if "refused" in answer:
        raise ListRefused(Refusal(answer["refused"]), answer["detail"])
    return [_grid(sheet) for sheet in answer["sheets"]], answer["links"]


def _ask(content: bytes, kind: FileKind) -> dict[str, Any]:
    command = [sys.executable, "-m", "bot.lists.child", kind.value]
    # Nothing of our settings goes with it: whoever takes over that process finds no secret.
    environment = {"PYTHONPATH": str(_ROOT), "PYTHONIOENCODING": "ascii", "PATH": os.defpath}
    try:
        done = subprocess.run(
            command,
            input=content,
            capture_output=True,
            timeout=SECONDS,
            cwd=_ROOT,
            env=environment,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise ListRefused(Refusal.TOO_HARD) from late
    if done.returncode:
        # Killed by a limit, out of memory, or brought down by the file: one answer for all of them.
        raise ListRefused(Refusal.TOO_HARD)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _grid(sheet: dict[str, Any]) -> Grid:
    formulas = sheet["formulas"]
    return Grid(
        name=sheet["name"],
        hidden=sheet["hidden"],
        rows=[Row(number + 1, tuple(map(_value, cells))) for number, cells in sheet["rows"]],
        merged=[Merged(top + 1, left, bottom + 1, right) for top, left, bottom, right in sheet["merged"]],
        formulas=None if formulas is None else _places(formulas),
        unfilled=_places(sheet["unfilled"]),
        broken=_places(sheet["broken"]),
    )


def _places(places: list[list[int]]) -> frozenset[tuple[int, int]]:
    return frozenset((row + 1, column) for row, column in places)


def _value(value: Any) -> Value:
    if isinstance(value, dict):
        return date.fromisoformat(value["date"])
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    plain: Value = value
    return plain
