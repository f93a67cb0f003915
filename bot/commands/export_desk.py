"""An operator writes the official list of the commune into a file, as it was on a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from bot.commands.command_desk import CommandDesk, commune_of, hamlets_called
from bot.commands.new_file import new_file
from bot.domain.ids import AreaId
from bot.domain.register.history import AsOf
from bot.domain.register.households import Household
from bot.domain.register.terms import Status
from bot.domain.roles import Field
from bot.errors import RefusedToStart
from bot.lists.from_register import LISTED, line_of
from bot.lists.lines import FileKind, Layout
from bot.lists.writing import write_list
from bot.settings import Settings
from bot.wording import DEFAULT, wording
from models import areas, audit
from models.audit import OPERATOR, Reason, Subject, SubjectKind, Tag
from models.register.listing import listed_in
from models.register.reading import HouseholdReader

KINDS = {".xlsx": FileKind.XLSX, ".csv": FileKind.CSV}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which list: of which day and hamlet, today's of the commune when nothing is said, and in which form."""

    file: Path
    statuses: tuple[Status, ...]
    day: date | None = None
    hamlet: str | None = None
    members: bool = False

    @property
    def kind(self) -> FileKind:
        """The form the file's name asks for. Raises `RefusedToStart` for one of another kind."""
        kind = KINDS.get(self.file.suffix.lower())
        if kind is None:
            raise RefusedToStart(wording(DEFAULT)("export.unknown_kind", file=self.file))
        return kind


@dataclass(frozen=True, slots=True)
class _Found:
    place: str
    hamlets: Mapping[AreaId, str]
    households: Sequence[Household]


def write(settings: Settings, wanted: Wanted) -> str:
    """Write the list and note whom it names. Tells how many; the file is there whole or not at all.

    Raises `RefusedToStart` where there is nobody to list or the file can not be written."""
    say, kind = wording(DEFAULT), wanted.kind
    with CommandDesk(settings) as desk:
        day = wanted.day or desk.today
        found = desk.run(partial(_find, wanted=wanted, day=day))
        lines = [
            line
            for each in found.households
            if (line := line_of(each, hamlet=found.hamlets[each.hamlet])) is not None
        ]
        if not lines:
            raise RefusedToStart(say("lists.nobody"))
        layout = Layout.MEMBERS if wanted.members else Layout.HOUSEHOLDS
        content = write_list(lines, place=found.place, as_of=day, layout=layout, kind=kind)
        with new_file(wanted.file, content):
            desk.run(partial(_note, found=found, desk=desk))
    return say("export.written", count=len(lines), file=wanted.file, day=f"{day:%d/%m/%Y}")


def _find(tx: Connection, *, wanted: Wanted, day: date) -> _Found:
    commune = commune_of(tx)
    hamlets = areas.hamlets_in(tx, [commune])
    chosen = [each.id for each in hamlets]
    place = areas.area_by_id(tx, commune).name
    if wanted.hamlet is not None:
        place, chosen = wanted.hamlet, [each.id for each in hamlets_called(tx, wanted.hamlet, among=hamlets)]
    reader = HouseholdReader(tx, AsOf(day))
    found = (reader.read(each, LISTED) for each in listed_in(tx, chosen, wanted.statuses, day=day))
    names = {each.id: each.name for each in hamlets}
    return _Found(place, names, [each for each in found if each is not None])


def _note(tx: Connection, *, found: _Found, desk: CommandDesk) -> None:
    fields = frozenset(field.value for field in Field if field in LISTED)
    audit.note(
        tx,
        Tag.LIST_EXPORTED,
        at=desk.now,
        actor=OPERATOR,
        subjects=[Subject(SubjectKind.HOUSEHOLD, each.id, fields) for each in found.households],
        reason=Reason.REVIEW,
        details={"households": len(found.households)},
    )
