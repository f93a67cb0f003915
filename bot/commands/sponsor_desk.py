"""What an operator does with units that help families: take a spreadsheet in, invite, set their rhythm."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from bot.commands.command_desk import CommandDesk, commune_of
from bot.domain.ids import AreaId, HouseholdId, SponsorId
from bot.domain.linking import INVITATION_LASTS, ROLE_LASTS_DAYS, Opens, Token, new_token
from bot.domain.reminders.terms import OF_THE_YEAR, SETTINGS, on_year
from bot.domain.roles import Duty, Role
from bot.domain.text import clean, fold, syllables
from bot.errors import RefusedToStart
from bot.settings import Settings
from bot.sheets import Row, SheetRefused, read
from bot.wording import DEFAULT, wording
from models import areas, audit
from models.audit import OPERATOR, Reason, Subject, SubjectKind, Tag
from models.people import linking
from models.people.linking import Invited
from models.phrases import load_phrases
from models.register import ledger, reading
from models.register.ledger import Ledger
from models.register.writing import add_person
from models.reminders import reminders
from models.sponsors import lateness, sponsors

LONGEST_WAIT, LONGEST_NAME = 366, 160
NEW_KIND = "unit"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the spreadsheet: a unit, what it can do, and a family for it, if one is named."""

    row: int
    unit: str
    household: str | None
    capacity: int | None
    hamlet: str | None
    kind: str


def listing(settings: Settings) -> str:
    """The units as lines, those that are late marked."""
    with CommandDesk(settings) as desk:
        return desk.run(partial(_listed, day=desk.today))


def _listed(tx: Connection, *, day: date) -> str:
    commune, say = commune_of(tx), wording(DEFAULT)
    late = {each.unit: each for each in lateness.late_units(tx, [commune], day=day)}
    lines = []
    for unit in sponsors.units_of(tx, [commune], day=day):
        of = "" if unit.capacity is None else f"/{unit.capacity}"
        behind = late.get(unit.id)
        what = ", ".join(say(f"sponsor_matter.{each}") for each in behind.matters) if behind else ""
        lines.append(f"{'🟠 ' if behind else ''}{unit.name}: {unit.helps}{of}{' · ' + what if what else ''}")
    return "\n".join(lines) or "There is no unit."


def take(settings: Settings, file: Path, *, write: bool) -> str:
    """Tell what a spreadsheet would bring, or bring it. Raises `RefusedToStart` for one that is none."""
    try:
        lines = [line for rows in read(file).values() for line in _lines(rows)]
    except SheetRefused as refused:
        raise RefusedToStart(wording(DEFAULT)(refused.key, **refused.values)) from refused
    if not lines:
        raise RefusedToStart("No column is headed as the unit, or no line names one.")
    with CommandDesk(settings) as desk:
        return desk.run(partial(_take, lines=lines, day=desk.today, now=desk.now, write=write))


def _lines(rows: Sequence[Row]) -> list[Line]:
    """The lines under the first row that heads a column as the unit."""
    for place, row in enumerate(rows):
        columns = _columns(row)
        if "unit" in columns:
            return [line for each in rows[place + 1 :] if (line := _line(each, columns)) is not None]
    return []


def _columns(row: Row) -> dict[str, int]:
    known = {fold(word): name for name, words in load_phrases().sponsoring.columns.items() for word in words}
    heads = ((fold(str(value)), place) for place, value in enumerate(row.cells) if isinstance(value, str))
    return {known[head]: place for head, place in heads if head in known}


def _line(row: Row, columns: Mapping[str, int]) -> Line | None:
    def cell(name: str) -> str | None:
        place = columns.get(name)
        value = row.cells[place] if place is not None and place < len(row.cells) else None
        return clean(str(value)).strip() or None if isinstance(value, str | int) else None

    unit, capacity = cell("unit"), cell("capacity")
    room = int(capacity) if capacity and capacity.isdecimal() else None
    if unit is None:
        return None
    return Line(row.number, unit[:LONGEST_NAME], cell("household"), room, cell("hamlet"), NEW_KIND)


def _take(tx: Connection, *, lines: Sequence[Line], day: date, now: datetime, write: bool) -> str:
    commune = commune_of(tx)
    hamlets = areas.hamlets_by_name(tx, commune)
    known = {fold(each.name) for each in sponsors.units_of(tx, [commune], day=day)}
    new = {fold(line.unit) for line in lines} - known
    told, given = [], 0
    for line in lines:
        hamlet = hamlets.get(fold(line.hamlet)) if line.hamlet else None
        home = _household(tx, commune, line.household)
        if line.household and home is None:
            told.append(f"row {line.row}: no household {line.household}")
        if write:
            unit = sponsors.add_unit(
                tx, commune, name=line.unit, kind=line.kind, capacity=line.capacity,
                hamlet=hamlet.id if hamlet else None, now=now,
            )  # fmt: skip
            given += home is not None and _give(tx, unit, home, day=day, now=now)
        else:
            given += home is not None
    done = "written" if write else "read, nothing written; --write writes it"
    return "\n".join([*told, f"{len(lines)} lines {done}: {len(new)} new units, {given} families given."])


def _household(tx: Connection, commune: AreaId, number: str | None) -> HouseholdId | None:
    found = reading.find_by_number(tx, number, communes=[commune]) if number and number.isdecimal() else []
    return found[0] if len(found) == 1 else None


def _give(tx: Connection, unit: SponsorId, home: HouseholdId, *, day: date, now: datetime) -> bool:
    if sponsors.assign(tx, unit, home, day=day, by=None, now=now) is None:
        return False
    subjects = [Subject(SubjectKind.HOUSEHOLD, home), Subject(SubjectKind.SPONSOR, unit)]
    reason = Reason.CASE_WORK
    audit.note(tx, Tag.SPONSOR_ASSIGNED, at=now, actor=OPERATOR, subjects=subjects, reason=reason)
    return True


def invite(settings: Settings, unit: str, name: str, *, leader: bool) -> str:
    """Make an invitation for who speaks for a unit. Raises `RefusedToStart` for a unit nobody knows."""
    token = new_token(Opens.INVITATION, os.urandom)
    with CommandDesk(settings) as desk:
        duty = Duty.LEADER if leader else Duty.CONTACT
        desk.run(partial(_invite, unit=unit, name=name, duty=duty, token=token, day=desk.today, now=desk.now))
    hours = INVITATION_LASTS // timedelta(hours=1)
    return wording(DEFAULT)("invite.made", name=name, token=token, hours=hours)


def _invite(
    tx: Connection, *, unit: str, name: str, duty: Duty, token: Token, day: date, now: datetime
) -> None:
    units = sponsors.units_of(tx, [commune_of(tx)], day=day)
    found = [each for each in units if syllables(each.name) == syllables(unit)]
    if len(found) != 1 or not clean(name).strip():
        raise RefusedToStart(f"No unit is called {unit}; `donghanh sponsors list` names them.")
    person = add_person(tx, now=now)
    book = Ledger(tx, at=now, nothing_known=True)
    book.say(ledger.DETAIL, (person,), (clean(name).strip(), None, None, None, None), day=day)
    book.flush()
    until = day + timedelta(days=ROLE_LASTS_DAYS)
    invited = Invited(person, Role.SPONSOR, until, sponsor=found[0].id, duty=duty)
    linking.add_invitation(tx, invited, token=token.secret, lasts=INVITATION_LASTS, made_by=None, now=now)
    subjects = [Subject(SubjectKind.PERSON, person), Subject(SubjectKind.SPONSOR, found[0].id)]
    details = {"role": Role.SPONSOR.value}
    reason = Reason.LINKING
    audit.note(tx, Tag.INVITED, at=now, actor=OPERATOR, subjects=subjects, reason=reason, details=details)


def settings_set(settings: Settings) -> str:
    """All that a ward may set, with what holds now."""
    with CommandDesk(settings) as desk:
        held = desk.run(lambda tx: reminders.settings_of(tx, commune_of(tx)))
    return "\n".join(f"{name} {value}" for name, value in asdict(held).items())


def set_one(settings: Settings, name: str, value: int) -> str:
    """Set one thing. Raises `RefusedToStart` for a name or a value that is none."""
    if name not in SETTINGS:
        raise RefusedToStart("There is " + ", ".join(SETTINGS) + ".")
    try:
        fits = bool(on_year(value, 2027)) if name in OF_THE_YEAR else 1 <= value <= LONGEST_WAIT
    except ValueError:
        fits = False
    if not fits:
        raise RefusedToStart(f"{value} is neither a number of days nor a day of the year such as 1115.")
    with CommandDesk(settings) as desk:
        desk.run(lambda tx: reminders.set_one(tx, commune_of(tx), name, value, now=desk.now))
    return f"{name} {value}"
