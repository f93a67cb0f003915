"""Whatever rows somebody changes, the files come to say exactly that, and nothing else changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.policies.columns import Sheet, key_of
from bot.policies.sheets import Record, Records, all_records, assembled
from bot.sheets import plain
from models.catalogue import ROOT
from models.policy_files import PolicyFiles, read_files
from tests.catalogues import ENTRIES

SHIPPED = read_files(ROOT)
# A few are enough to change anything at random, and are quickly written.
FEW = PolicyFiles(
    ROOT,
    {place: said for place, said in SHIPPED.said.items() if Path(place).stem in ENTRIES or "shared" in place},
)
ROWS = all_records(FEW)
LETTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cf", "Co", "Cn", "Zl", "Zp"])
WORDS = st.text(LETTERS, min_size=1, max_size=60).map(plain).filter(bool)


def rows(files: PolicyFiles) -> Records:
    """A fresh copy of all rows, to be changed."""
    return {sheet: [dict(row) for row in page] for sheet, page in all_records(files).items()}


def by_key(records: Records) -> dict[tuple[Sheet, Any], Record]:
    return {(sheet, key_of(sheet, row)): row for sheet, page in records.items() for row in page}


def test_rows_nobody_changed_make_the_files_they_came_from() -> None:
    assert assembled(SHIPPED, rows(SHIPPED)).texts_that_differ_from(SHIPPED) == {}


def test_what_no_column_shows_stays() -> None:
    """Portal codes, computed sums, ages and minimum marks are not on any page."""
    changed = rows(SHIPPED)
    for row in changed[Sheet.STATEMENTS]:
        row["level"] = 2
    for row in changed[Sheet.FIGURES]:
        row["article"] = "Điều 99"
    wanted = assembled(SHIPPED, changed)
    for entry in SHIPPED.ids:
        old, new = SHIPPED.facts(entry), wanted.facts(entry)
        for part in ("procedures", "computed", "shared_parameters", "confirmed_by"):
            assert new.get(part) == old.get(part)
        for name, statement in old["statements"].items():
            assert new["statements"][name].get("ages") == statement.get("ages")
        for name, figure in old.get("parameters", {}).items():
            assert new["parameters"][name].get("national_minimum") == figure.get("national_minimum")


@given(
    st.lists(st.tuples(st.sampled_from(FEW.ids), WORDS), max_size=4, unique=True),
    st.sets(st.integers(0, len(ROWS[Sheet.SAMPLES]) - 1), max_size=4),
    st.dictionaries(st.integers(0, len(ROWS[Sheet.STATEMENTS]) - 1), WORDS, max_size=3),
    st.dictionaries(
        st.integers(0, len(ROWS[Sheet.SOURCES]) - 1),
        st.dates(date(2026, 1, 1), date(2030, 1, 1)),
        max_size=3,
    ),
)
def test_any_change_of_rows_is_what_the_files_then_say(
    new: list[tuple[str, str]], gone: set[int], said: dict[int, str], due: dict[int, date]
) -> None:
    changed = rows(FEW)
    for at, text in said.items():
        changed[Sheet.STATEMENTS][at]["text"] = text
    for at, day in due.items():
        changed[Sheet.SOURCES][at]["review_by"] = day
    changed[Sheet.SAMPLES] = [row for at, row in enumerate(changed[Sheet.SAMPLES]) if at not in gone]
    present = by_key(changed)
    changed[Sheet.SAMPLES] += [
        {"entry": entry, "text": text} for entry, text in new if (Sheet.SAMPLES, (entry, text)) not in present
    ]
    wanted = assembled(FEW, changed)
    texts = wanted.texts_that_differ_from(FEW)
    assert by_key(all_records(wanted)) == by_key(changed)
    touched = {entry for entry, _ in new} | {ROWS[Sheet.SAMPLES][at]["entry"] for at in gone}
    touched |= {ROWS[Sheet.STATEMENTS][at]["entry"] for at in said}
    touched |= {ROWS[Sheet.SOURCES][at]["entry"] for at in due}
    assert {Path(place).stem for place in texts} <= touched | {"sources"}
