"""Small catalogues of their own to change, publish and break, and spreadsheets of them to fill in."""

from __future__ import annotations

import re
import shutil
from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from bot.policies.publishing import Told, hand_out, take_in
from models.catalogue import ROOT
from models.written import places

TODAY = date(2026, 11, 22)
ENTRIES = ("poverty-line", "health-insurance-poor", "scam-fake-officer", "social-pension")
FACTS, WORDS = "models/policies", "locales/vi/policies"
PROCEDURES = Path("models/procedures/neighbouring.csv")


def small(root: Path, entries: Collection[str] = ENTRIES) -> Path:
    """A catalogue of a few of the shipped rights, learned in no time."""
    for folder in (FACTS, WORDS):
        shutil.copytree(ROOT / folder / "shared", root / folder / "shared")
        for name in entries:
            text = (ROOT / folder / f"{name}.yaml").read_text(encoding="utf-8")
            (root / folder / f"{name}.yaml").write_text(_among(entries, text), encoding="utf-8")
    for place in places(ROOT):
        if "policies" not in place:
            (root / place).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / place, root / place)
    _few_strangers(root)
    golden = root / FACTS / "shared" / "golden.yaml"
    questions = yaml.safe_load(golden.read_text(encoding="utf-8"))
    kept = {name: asked for name, asked in questions.items() if name in entries}
    golden.write_text(yaml.safe_dump(kept, allow_unicode=True), encoding="utf-8")
    return root


def _few_strangers(root: Path) -> None:
    """So few questions about other things, and other desks, that learning takes no time."""
    negatives = root / "locales" / "vi" / "understanding" / "negatives.yaml"
    kinds = yaml.safe_load(negatives.read_text(encoding="utf-8"))["negatives"]
    few = {kind: asked[:2] for kind, asked in kinds.items()}
    negatives.write_text(yaml.safe_dump({"negatives": few}, allow_unicode=True), encoding="utf-8")
    rows = (ROOT / PROCEDURES).read_text(encoding="utf-8").splitlines(keepends=True)
    (root / PROCEDURES).write_text("".join(rows[:9]), encoding="utf-8")


def _among(entries: Collection[str], text: str) -> str:
    """Related rights that are not there are left out."""

    def kept(found: re.Match[str]) -> str:
        return f"related: [{', '.join(name for name in found[1].split(', ') if name in entries)}]"

    return re.sub(r"related: \[([^\]]*)\]", kept, text)


def contents(root: Path) -> dict[str, bytes]:
    """Every file of a catalogue, byte by byte."""
    files = [path for folder in (FACTS, WORDS) for path in sorted((root / folder).rglob("*.yaml"))]
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def change(root: Path, file: str, *, old: str, new: str) -> None:
    """Change the first passage of a file that reads so."""
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


class Clerk:
    """Somebody who exports a catalogue, changes cells, and has it taken back in."""

    def __init__(self, root: Path, folder: Path) -> None:
        self.root = root
        self.file = folder / "muc.xlsx"
        self.changed = folder / "muc-da-sua.xlsx"
        assert hand_out(self.file, root).well
        self.book = load_workbook(self.file)

    def page(self, title: str) -> Worksheet:
        return self.book[title]

    def row(self, title: str, **known: Any) -> int:
        """The row in which these columns, named by their place as A, B, C, hold these values."""
        page = self.page(title)
        for row in range(2, page.max_row + 1):
            if all(_same(page[f"{column}{row}"].value, value) for column, value in known.items()):
                return row
        raise AssertionError(f"no row of {title} has {known}")

    def write(self, title: str, row: int, cells: Mapping[str, Any]) -> None:
        for column, value in cells.items():
            self.page(title)[f"{column}{row}"] = value

    def adds(self, title: str, *cells: Any) -> int:
        self.page(title).append(cells)
        return self.page(title).max_row

    def brings(self, *, only_check: bool = False) -> Told:
        self.book.save(self.changed)
        return take_in(self.changed, self.root, on=TODAY, by="chị Tư", only_check=only_check)


def _same(cell: Any, value: Any) -> bool:
    return (cell.date() if hasattr(cell, "date") else cell) == value
