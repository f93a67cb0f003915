"""What an operator does with units that help families: take a spreadsheet in, invite, set their rhythm."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from bot.commands.command_desk import CommandDesk, commune_of
from bot.domain.linking import INVITATION_LASTS, ROLE_LASTS_DAYS, Opens, Token, new_token
from bot.domain.reminders.terms import OF_THE_YEAR, SETTINGS, on_year
from bot.domain.roles import Duty, Role
from bot.domain.text import clean, syllables
from bot.errors import RefusedToStart
from bot.lists.lines import ListRefused
from bot.lists.telling import refusal
from bot.lists.units import UnitLine, read_units
from bot.settings import Settings
from bot.sponsors import assigning
from bot.wording import DEFAULT, wording
from models import audit
from models.audit import OPERATOR, Reason, Subject, SubjectKind, Tag
from models.people import linking
from models.people.linking import Invited
from models.phrases import load_phrases
from models.register import ledger
from models.register.ledger import Ledger
from models.register.writing import add_person
from models.reminders import reminders
from models.sponsors import lateness, sponsors

LONGEST_WAIT = 366


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
        lines = read_units(file.read_bytes(), file.stem, columns=load_phrases().sponsoring.columns)
    except ListRefused as refused:
        raise RefusedToStart(refusal(refused)) from refused
    except OSError as problem:
        raise RefusedToStart(f"{file}: {problem.strerror}") from problem
    if not lines:
        raise RefusedToStart("No column is headed as the unit, or no line names one.")
    with CommandDesk(settings) as desk:
        return desk.run(partial(_take, lines=lines, day=desk.today, now=desk.now, write=write))


def _take(tx: Connection, *, lines: Sequence[UnitLine], day: date, now: datetime, write: bool) -> str:
    commune = commune_of(tx)
    looked = assigning.look(tx, commune, lines, day=day)
    told = [f"row {line.row}: no household {line.household}" for line in looked.strange]
    told += [f"{unit}: more families than it can help" for unit in looked.over]
    if write:
        assigning.write(tx, commune, lines, day=day, by=None, actor=OPERATOR, now=now)
    done = "written" if write else "read, nothing written; --write writes it"
    count = f"{looked.new} new units, {looked.given} families given"
    return "\n".join([*told, f"{looked.lines} lines {done}: {count}."])


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
