"""Events from a spreadsheet: a page of events, a page of who offers what work. Reads and judges only."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from pathlib import Path

from bot.clock import VIETNAM
from bot.domain.events.event import Employer, Plan, Vacancy
from bot.domain.events.seasons import Season
from bot.domain.events.terms import EventKind, Mode
from bot.domain.ids import AreaId
from bot.domain.register.terms import Status
from bot.domain.text import fold
from bot.domain.understanding.events import EventTalk
from bot.events.event_changes import Changes
from bot.sheets import Heading, Page, Row, Value, read, write
from bot.wording import DEFAULT, wording
from models.phrases import load_phrases

EVENT_COLUMNS = (
    *("key", "code", "kind", "title", "day", "begins", "ends", "place", "seats", "area", "target"),
    *(
        "grade",
        "least_age",
        "most_age",
        "closes",
        "last_day",
        "season",
        "hours",
        "bus",
        "bring",
        "map_point",
        "organiser",
    ),
)
WORK_COLUMNS = (
    *("key", "employer", "mode", "job", "count", "pay_from", "pay_to", "distance_km", "work_grade"),
    *("work_least_age", "work_most_age"),
    *("contract", "benefits", "transport", "housing", "abroad", "licence", "licensed_on"),
)
_WORDS = {"title": 120, "place": 160, "bus": 160, "bring": 160}
"""What a row may say otherwise of an event, and how long."""
POOR = frozenset({Status.POOR, Status.NEAR_POOR, Status.NEWLY_ESCAPED})
MOST_OF_ANYTHING = 100_000


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a row; its words are `event_import.fault_<code>`."""

    row: int
    code: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a row changes about an event that has a code already."""

    row: int
    code: str
    changes: Changes


@dataclass(slots=True)
class Taken:
    """The events that can be written, what others are changed to, and why some can not."""

    plans: list[Plan] = field(default_factory=list)
    changes: list[Told] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def blank(path: Path) -> None:
    """Write a form to be filled in. Its lists offer what is understood."""
    offered = {
        "kind": tuple(_say(f"event_new.kind.{kind}") for kind in EventKind),
        "target": (_say("event_new.target.everybody"), _say("event_new.target.poor")),
        "season": tuple(_say(f"event_new.season.{season}") for season in Season),
        "mode": tuple(_say(f"event_import.mode_{mode}") for mode in Mode),
    }
    pages = [
        Page(
            _say(f"event_import.page_{page}"),
            [Heading(_head(name), 18, offered.get(name, ())) for name in columns],
            [],
        )
        for page, columns in (("events", EVENT_COLUMNS), ("work", WORK_COLUMNS))
    ]
    content = io.BytesIO()
    write(content, pages, terms=_say("event_import.page_terms"))
    path.write_bytes(content.getvalue())


def taken(path: Path, areas: Mapping[str, AreaId], commune: AreaId, *, now: datetime) -> Taken:
    """The events of a file. `areas` are hamlets by their folded names; without one, all of the commune.

    Raises `SheetRefused` for what is no harmless spreadsheet."""
    pages = read(path)
    found = Taken()
    keyed: dict[str, Plan] = {}
    for row, cells in _rows(pages.get(_say("event_import.page_events"), [])):
        try:
            if cells.get("code"):
                found.changes.append(_Reader(cells, areas, commune).changes(row))
                continue
            plan, key = _Reader(cells, areas, commune).plan(now=now), str(cells.get("key") or row)
            keyed[key] = _once_more(keyed[key], plan) if key in keyed else plan
        except _Unreadable as problem:
            found.faults.append(Fault(row, str(problem)))
    for row, cells in _rows(pages.get(_say("event_import.page_work"), [])):
        fault = _add_work(keyed, cells)
        if fault is not None:
            found.faults.append(Fault(row, fault))
    found.plans = list(keyed.values())
    return found


def _rows(rows: Sequence[Row]) -> list[tuple[int, dict[str, Value]]]:
    """Rows by the names of their columns, in whatever order they stand."""
    if not rows:
        return []
    known = {fold(_head(name)): name for name in (*EVENT_COLUMNS, *WORK_COLUMNS)}
    names = [known.get(fold(str(cell))) for cell in rows[0].cells]
    return [
        (row.number, {name: cell for name, cell in zip(names, row.cells, strict=False) if name})
        for row in rows[1:]
    ]


def _once_more(known: Plan, again: Plan) -> Plan:
    """Another row of the same key is another time of the same event. Raises `_Unreadable`."""
    if again.title != known.title:
        raise _Unreadable("title")
    return replace(known, more_times=(*known.more_times, (again.starts, again.ends)))


class _Unreadable(Exception):
    """The first thing that is wrong in a row, by its code."""


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one row. Everything raises `_Unreadable`."""

    cells: Mapping[str, Value]
    areas: Mapping[str, AreaId]
    commune: AreaId

    def plan(self, *, now: datetime) -> Plan:
        """The event of the row."""
        kind = self._kind()
        title, place = self._needed("title", 120), self._needed("place", 160)
        starts, ends = self._hours(self._day("day"))
        if starts <= now:
            raise _Unreadable("past")
        if self.cells.get("last_day"):
            ends = datetime.combine(self._day("last_day"), ends.timetz().replace(tzinfo=None), VIETNAM)
        if ends <= starts:
            raise _Unreadable("day")
        closes = self._day("closes") if self.cells.get("closes") else None
        return Plan(
            kind,
            title,
            place,
            starts,
            ends,
            self._area(),
            capacity=self._number("seats"),
            closes=None if closes is None else datetime.combine(closes, time(23, 59), VIETNAM),
            organiser=self._text("organiser", 120),
            map_point=self._text("map_point", 40),
            bus=self._text("bus", 160),
            bring=self._text("bring", 160),
            trade=title if kind is EventKind.TRAINING else None,
            hours=self._number("hours"),
            season=self._season(),
            grade=self._number("grade") or 0,
            least_age=self._number("least_age"),
            most_age=self._number("most_age"),
            statuses=self._target(),
        )

    def changes(self, row: int) -> Told:
        """What is filled in about an event that has a code; what is left blank stays."""
        words = {name: self._text(name, most) for name, most in _WORDS.items() if self.cells.get(name)}
        starts = ends = closes = None
        if self.cells.get("day"):
            starts, ends = self._hours(self._day("day"))
        if self.cells.get("closes"):
            closes = (datetime.combine(self._day("closes"), time(23, 59), VIETNAM),)
        seats = None if self.cells.get("seats") is None else (self._number("seats"),)
        changes = Changes(starts=starts, ends=ends, seats=seats, closes=closes, words=words)
        return Told(row, str(self.cells["code"]).strip().upper(), changes)

    def _text(self, name: str, most: int) -> str | None:
        words = " ".join(str(self.cells.get(name) or "").split())
        if len(words) > most:
            raise _Unreadable("long")
        return words or None

    def _needed(self, name: str, most: int) -> str:
        words = self._text(name, most)
        if words is None:
            raise _Unreadable(name)
        return words

    def _number(self, name: str) -> int | None:
        value = self.cells.get(name)
        if value is None or (isinstance(value, int) and 0 <= value < MOST_OF_ANYTHING):
            return value
        raise _Unreadable("number")

    def _day(self, name: str) -> date:
        value = self.cells.get(name)
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(str(value), "%d/%m/%Y").replace(tzinfo=VIETNAM).date()
        except ValueError:
            raise _Unreadable("day") from None

    def _hours(self, day: date) -> tuple[datetime, datetime]:
        talk = EventTalk(load_phrases(DEFAULT))
        said = [talk.hours(str(self.cells.get(name) or "")) for name in ("begins", "ends")]
        if any(len(each) != 1 for each in said) or said[0] >= said[1]:
            raise _Unreadable("hours")
        return datetime.combine(day, said[0][0], VIETNAM), datetime.combine(day, said[1][0], VIETNAM)

    def _season(self) -> Season | None:
        named = fold(str(self.cells.get("season") or ""))
        return {fold(_say(f"event_new.season.{season}")): season for season in Season}.get(named)

    def _kind(self) -> EventKind:
        named = fold(str(self.cells.get("kind") or ""))
        kinds = {fold(_say(f"event_new.kind.{kind}")): kind for kind in EventKind}
        if named not in kinds:
            raise _Unreadable("kind")
        return kinds[named]

    def _target(self) -> frozenset[Status]:
        poor = fold(_say("event_new.target.poor"))
        return POOR if fold(str(self.cells.get("target") or "")) == poor else frozenset()

    def _area(self) -> AreaId:
        named = self.cells.get("area")
        if named is None:
            return self.commune
        found = self.areas.get(fold(str(named)))
        if found is None:
            raise _Unreadable("area")
        return found


def _add_work(plans: dict[str, Plan], cells: Mapping[str, Value]) -> str | None:
    """Put an employer, and what it offers, to its event; what is wrong with the row."""
    key = str(cells.get("key") or "")
    name = str(cells.get("employer") or "").strip()
    if key not in plans or not name:
        return "work_key" if key not in plans else "employer"
    modes = {fold(_say(f"event_import.mode_{mode}")): mode for mode in Mode}
    mode = modes.get(fold(str(cells.get("mode") or "")))
    if mode is None:
        return "mode"
    vacancy = _vacancy(cells) if cells.get("job") else None
    if vacancy is not None and vacancy.abroad and not (vacancy.licence and vacancy.licensed_on):
        return "licence"
    plans[key] = _with(plans[key], name[:120], mode, vacancy)
    return None


def _with(plan: Plan, name: str, mode: Mode, vacancy: Vacancy | None) -> Plan:
    offered = () if vacancy is None else (vacancy,)
    known = {each.name: each for each in plan.employers}
    before = known.get(name)
    known[name] = Employer(name, mode, (*(before.vacancies if before else ()), *offered))
    return replace(plan, employers=tuple(known.values()))


def _vacancy(cells: Mapping[str, Value]) -> Vacancy:
    def number(name: str) -> int | None:
        value = cells.get(name)
        return value if isinstance(value, int) and value >= 0 else None

    def words(name: str, most: int) -> str | None:
        value = cells.get(name)
        return None if value is None else str(value)[:most]

    licensed = cells.get("licensed_on")
    return Vacancy(
        str(cells["job"])[:120],
        number("count") or 1,
        number("pay_from"),
        number("pay_to"),
        number("distance_km"),
        number("work_grade") or 0,
        number("work_least_age"),
        number("work_most_age"),
        contract=words("contract", 80),
        benefits=words("benefits", 160),
        housing=bool(cells.get("housing")),
        transport=bool(cells.get("transport")),
        abroad=bool(cells.get("abroad")),
        licence=words("licence", 80),
        licensed_on=licensed if isinstance(licensed, date) else None,
    )


def _head(name: str) -> str:
    return _say(f"event_import.column_{name}")


def _say(key: str) -> str:
    return wording(DEFAULT)(key)
