"""Reads the tables of old and new places from models/places. Decides nothing."""

from __future__ import annotations

import csv
from collections import defaultdict
from functools import cache
from pathlib import Path

import yaml
from pydantic import ValidationError

from bot.domain.places import Gazetteer, OldProvince, OldUnit
from bot.domain.policies.catalogue import Source
from bot.errors import RefusedToStart

FOLDER = Path(__file__).parent / "places"
# Only what two sources agree on, or one good one, may be told.
SAYABLE = ("A", "B")


@cache
def load_gazetteer() -> Gazetteer:
    """The places of 2025 and what they became. Raises `RefusedToStart` when a table can not be read."""
    try:
        raw = yaml.safe_load((FOLDER / "sources.yaml").read_text(encoding="utf-8"))
        return Gazetteer(
            _units(_rows("communes.csv")),
            [_province(row) for row in _rows("provinces.csv")],
            {code: Source.model_validate(source) for code, source in raw.items()},
        )
    except (OSError, KeyError, csv.Error, yaml.YAMLError, ValidationError) as problem:
        raise RefusedToStart(f"{FOLDER} can not be read: {problem!r}") from problem


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return [row for row in rows if row["mark"] in SAYABLE]


def _units(rows: list[dict[str, str]]) -> list[OldUnit]:
    became: defaultdict[tuple[str, str, str], list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        became[row["old_ward"], row["old_district"], row["old_province"]].append(row)
    return [
        OldUnit(
            *old,
            now=tuple(part["ward"] for part in parts),
            province_now=parts[0]["province"],
            province_code=parts[0]["province_code"],
        )
        for old, parts in became.items()
    ]


def _province(row: dict[str, str]) -> OldProvince:
    aliases = tuple(alias.strip() for alias in row["aliases"].split(";") if alias.strip())
    return OldProvince(
        row["old_province"], aliases, row["province"], kept=row["change"] != "merged_name_gone"
    )
