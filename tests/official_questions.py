"""Questions of officials with what SQL written here alone says over the raw tables of the sample ward."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.domain.register.terms import Cause, Deprivation, Need

FILE = Path(__file__).parent / "questions" / "officials.yaml"
TODAY = "2026-11-23"


@dataclass(frozen=True, slots=True)
class Official:
    """One question and how its answer is known."""

    text: str
    row: Mapping[str, Any]

    @property
    def held_back(self) -> bool:
        """Whether nobody tuned by it: one in three, by the letters of its first form."""
        return hashlib.sha256(str(self.row["form"]).encode()).digest()[0] % 3 == 0

    @property
    def day(self) -> str:
        """As of when it asks."""
        return _day(self.row)

    @property
    def decision(self) -> str:
        return str(self.row.get("decision", "answer"))


@cache
def official_questions() -> tuple[Official, ...]:
    """All of them, every value written out."""
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return tuple(one for row in rows for one in _each(row))


def _each(row: Mapping[str, Any]) -> Iterator[Official]:
    values = row.get("each", [""])
    names = values if isinstance(values, dict) else {str(value): str(value) for value in values}
    for value, name in names.items():
        filled = {key: _filled(part, str(value), str(name)) for key, part in row.items() if key != "each"}
        yield Official(filled["q"], {**filled, "form": row["q"]})


def _filled(part: Any, value: str, name: str) -> Any:
    if isinstance(part, dict):
        return {key: _filled(each, value, name) for key, each in part.items()}
    if isinstance(part, list):
        return [_filled(each, value, name) for each in part]
    return str(part).replace("{v}", value).replace("{n}", name)


def _traits() -> Iterator[str]:
    """A column for every code that a family may have."""
    for kind, name, codes in (
        ("deprivation", "lacks", Deprivation),
        ("cause", "cause", Cause),
        ("need", "need", Need),
    ):
        for code in codes:
            which = f"t.household_id=r.household_id AND t.code='{code}' AND t.kind='{kind}'"
            yield f"EXISTS (SELECT 1 FROM t WHERE {which}) AS {name}_{code}"


_TABLES = """
CREATE TEMP TABLE hamlets AS SELECT id, name FROM area WHERE kind='hamlet' AND parent_id IS NOT NULL;
CREATE TEMP TABLE t AS SELECT household_id, kind, code FROM trait WHERE {at};
CREATE TEMP TABLE m AS SELECT e.household_id, e.relation, d.sex, d.ethnicity,
  CAST(strftime('%Y','{day}') AS INT) - d.birth_year
    - COALESCE(strftime('%m%d','{day}') < strftime('%m%d',d.birth_on), 0) AS age,
  EXISTS (SELECT 1 FROM (SELECT * FROM insurance WHERE {at}) i
    WHERE i.person_id=e.person_id AND i.insured_to>='{day}') AS insured,
  EXISTS (SELECT 1 FROM (SELECT * FROM person_phone WHERE {at}) p WHERE p.person_id=e.person_id) AS phone
FROM (SELECT * FROM membership WHERE {at} AND relation IS NOT NULL) e
JOIN (SELECT * FROM person_detail WHERE {at}) d USING (person_id);
CREATE INDEX temp.t_of ON t(household_id);
CREATE INDEX temp.m_of ON m(household_id);
CREATE TEMP TABLE h AS SELECT r.household_id, a.name AS hamlet, a.urban, g.status, g.cannot_escape,
  k.sex AS head_sex, k.ethnicity AS head_ethnicity, k.age AS head_age,
  EXISTS (SELECT 1 FROM m WHERE m.household_id=r.household_id AND m.phone) AS phone,
  EXISTS (SELECT 1 FROM sponsorship s WHERE s.household_id=r.household_id AND s.valid_from<='{day}'
    AND (s.valid_to IS NULL OR s.valid_to>'{day}')) AS sponsored, {traits}
FROM (SELECT * FROM residence WHERE {at} AND hamlet_id IS NOT NULL) r
JOIN area a ON a.id=r.hamlet_id
JOIN (SELECT * FROM recognition WHERE {at} AND standard='national') g USING (household_id)
LEFT JOIN m k ON k.household_id=r.household_id AND k.relation='head'
WHERE g.status IN ('poor','near_poor','newly_escaped');
"""


@cache
def _recipe() -> Mapping[str, Any]:
    flows = FILE.parent.parent.parent / "models" / "sample" / "flows.yaml"
    read: Mapping[str, Any] = yaml.load(flows.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return read


class Truth:
    """The raw tables, looked at as of a day by SQL written here alone."""

    def __init__(self, file: Path) -> None:
        self._tx = sqlite3.connect(file)
        self._day: str | None = None

    def expected(self, official: Official) -> Any:
        """A number, a share with its two numbers, or parts by name."""
        row = official.row
        self._as_of(_day(row))
        if "flow" in row:
            return self._flow(row["flow"])
        if "table" in row:
            return self._table(row["table"])
        if "compare" in row:
            return [self._at(day, row["where"]) for day in row["compare"]]
        if "sql" in row:
            return self._one(row["sql"])
        for way, best in (("top", max), ("bottom", min)):
            if way in row:
                parts = dict(self._tx.execute(row[way]).fetchall())
                return {name: count for name, count in parts.items() if count == best(parts.values())}
        if "parts" in row:
            return dict(self._tx.execute(row["parts"]).fetchall())
        number = self._one(f"SELECT count(*) FROM h WHERE {row['where']}")
        if "of" in row:
            return (number, self._one(f"SELECT count(*) FROM h WHERE {row['of']}"))
        return number

    def _at(self, day: str, where: str) -> int:
        self._as_of(day)
        return int(self._one(f"SELECT count(*) FROM h WHERE {where}"))

    def _one(self, sql: str) -> Any:
        return self._tx.execute(sql).fetchone()[0]

    def _as_of(self, day: str) -> None:
        if day == self._day:
            return
        self._day = day
        for name in ("h", "m", "t", "hamlets"):
            self._tx.execute(f"DROP TABLE IF EXISTS temp.{name}")
        at = f"replaced_at IS NULL AND valid_from<='{day}' AND (valid_to IS NULL OR valid_to>'{day}')"
        self._tx.executescript(_TABLES.format(day=day, at=at, traits=", ".join(_traits())))

    def _flow(self, wanted: Mapping[str, Any]) -> int:
        table = self._written(int(wanted["year"]), wanted["status"])
        return sum(table.get(way, 0) for way in wanted["ways"])

    def _table(self, wanted: Mapping[str, Any]) -> dict[str, int]:
        year = int(wanted["year"])
        opening, closing = (self._at(f"{y}-12-31", f"status='{wanted['status']}'") for y in (year - 1, year))
        return {
            "opening": opening,
            "closing": closing,
            "escaped": self._written(year, wanted["status"])["escaped"],
        }

    @staticmethod
    def _written(year: int, status: str) -> dict[str, int]:
        """What the recipe of the ward says happened in a year: the sums of all its parts."""
        recipe = _recipe()
        ways: dict[str, int] = {}
        for part in recipe.values():
            told = part["years"].get(year, part["settled"])
            for when in ("in_year", "review"):
                for way, count in told[when][status].items():
                    ways[way] = ways.get(way, 0) + count
        return ways


def _day(row: Mapping[str, Any]) -> str:
    if "day_vn" in row:
        day, month, year = (int(part) for part in row["day_vn"].split("/"))
        return date(year, month, day).isoformat()
    if "month" in row:
        return (date(2026, int(row["month"]) + 1, 1) - timedelta(days=1)).isoformat()
    if "quarter" in row:
        return {"1": "2025-03-31", "2": "2025-06-30", "3": "2025-09-30", "4": "2025-12-31"}[row["quarter"]]
    return str(row.get("day", TODAY))
