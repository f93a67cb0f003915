"""The catalogue for those who keep it: is it sound, and what does an entry say on a day?"""

from __future__ import annotations

from datetime import UTC, date, datetime

from bot.clock import vietnam_day
from bot.domain.answers import compose
from bot.domain.policy_terms import Level
from bot.errors import DongHanhError
from models.catalogue import check_catalogue, load_catalogue, load_wording


def show(entry_id: str | None, *, on: date | None) -> tuple[str, bool]:
    """The findings of the check, or one entry at all levels; and whether all is sound."""
    if entry_id is not None:
        return _entry(entry_id, on or vietnam_day(datetime.now(UTC))), True
    findings = check_catalogue()
    if findings:
        return "\n".join(str(finding) for finding in findings), False
    catalogue = load_catalogue()
    lines = [f"{entry.id} · {entry.group.value}" for entry in catalogue.entries.values()]
    return "\n".join([*lines, f"{len(lines)} entries, no fault found."]), True


def _entry(entry_id: str, on: date) -> str:
    catalogue, wording = load_catalogue(), load_wording("vi")
    if entry_id not in catalogue.entries:
        raise DongHanhError(f"There is no entry {entry_id}.")
    answers = (
        compose(catalogue.entries[entry_id], wording[entry_id], on=on, today=on, level=level)
        for level in Level
    )
    return "\n\n".join([wording[entry_id].title, *(answer.text for answer in answers)])
