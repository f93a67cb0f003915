"""Reads lines of JSON with reports of visits and tells what each says, as JSON again."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.domain.visits.families import Family
from bot.domain.visits.report import Report
from models.visit_words import visit_reader

_LONGEST_LINE = 1_000_000


class _Family(BaseModel):
    model_config = ConfigDict(coerce_numbers_to_str=True)

    code: str
    name: str = ""


class _Written(BaseModel):
    """One line; what else stands in it is passed over."""

    text: str
    date: date
    families: tuple[_Family, ...] = ()


def parsed(line: str, *, number: int) -> dict[str, Any]:
    """What one line's report tells, or of a line that is wrong its id or number and what is wrong."""
    try:
        if len(line) > _LONGEST_LINE:
            raise ValueError(f"longer than {_LONGEST_LINE} characters")
        given = json.loads(line.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as problem:
        return {"id": None, "line": number, "error": f"not JSON: {problem}"}
    if not isinstance(given, dict):
        return {"id": None, "line": number, "error": "not an object"}
    named = {"id": given.get("id")}
    try:
        written = _Written.model_validate(given)
    except ValidationError as problem:
        faults = (f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in problem.errors())
        return {**named, "line": number, "error": "; ".join(faults)}
    families = [Family(each.code, each.name) for each in written.families]
    report = visit_reader().read(written.text, written_on=written.date, families=families)
    return {**named, **as_json(report)}


def as_json(report: Report) -> dict[str, Any]:
    """A report in plain values; `unclear` only where names fit several families."""
    promise = report.promise
    told: dict[str, Any] = {
        "families": list(report.families),
        "date": _iso(report.day),
        "money_vnd": report.money,
        "goods": [
            {"item": each.item, "quantity": _plain(each.quantity), "unit": each.unit} for each in report.goods
        ],
        "hours": _plain(report.hours),
        "advice": report.advice,
        "promise": {"what": promise.what, "due": _iso(promise.due)} if promise else None,
        "need": report.need,
    }
    if report.unclear:
        told["unclear"] = [list(each) for each in report.unclear]
    return told


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _plain(number: Decimal | None) -> int | float | None:
    if number is None:
        return None
    return int(number) if number == number.to_integral_value() else float(number)
