"""What is left to a person because no channel carried it: whom to call, and what to say in an SMS."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.commands.command_desk import CommandDesk
from bot.domain.ids import HouseholdId, NoticeId
from bot.domain.register.history import AsOf
from bot.domain.roles import Field
from bot.errors import DongHanhError
from bot.sending.by_hand import sms
from bot.settings import Settings
from models import areas, audit
from models.audit import OPERATOR, Reason, Subject, SubjectKind, Tag
from models.register.reading import HouseholdReader, households_of, name_of
from models.sending import climbing
from models.sending.climbing import ByHand

NO_PHONE = "no phone"
FIELDS = (Field.NUMBER, Field.HAMLET, Field.MEMBERS, Field.PHONE)


@dataclass(frozen=True, slots=True)
class _Line:
    """One piece of news, and where its person is found."""

    news: ByHand
    name: str
    hamlet: str = "-"
    number: str = "-"
    phone: str = NO_PHONE
    household: HouseholdId | None = None


def listing(settings: Settings) -> str:
    """All of it by hamlet, so that a hamlet head can be given the own part. That it was shown is noted."""
    with CommandDesk(settings) as desk:
        found = desk.run(lambda tx: _found(tx, desk=desk))
    return "\n".join(_told(sorted(found, key=lambda each: (each.hamlet, each.news.id)))) or "Nothing is left."


def told(settings: Settings, *, number: int) -> str:
    """Be done with one. Raises `DongHanhError` for a number that is not listed."""
    with CommandDesk(settings) as desk:
        if not desk.run(lambda tx: climbing.told_by_hand(tx, NoticeId(number), now=desk.now)):
            raise DongHanhError(f"There is no news {number} to be told.")
    return f"{number} is told."


def _found(tx: Connection, *, desk: CommandDesk) -> list[_Line]:
    lines = [_line(tx, news, desk=desk) for news in climbing.left_by_hand(tx, now=desk.now)]
    if lines:
        fields = frozenset(field.value for field in FIELDS)
        seen = {each.household for each in lines if each.household is not None}
        subjects = [Subject(SubjectKind.HOUSEHOLD, each, fields) for each in sorted(seen)]
        audit.note(
            tx, Tag.HOUSEHOLD_SHOWN, at=desk.now, actor=OPERATOR, subjects=subjects, reason=Reason.CASE_WORK
        )
    return lines


def _line(tx: Connection, news: ByHand, *, desk: CommandDesk) -> _Line:
    name = name_of(tx, news.person, day=desk.today) or "-"
    reader = HouseholdReader(tx, AsOf(desk.today))
    for household_id in households_of(tx, news.person, day=desk.today):
        home = reader.read(household_id, FIELDS)
        if home is not None:
            # Another member's phone would make them read what was meant for one.
            own = (each.phone for each in home.members if each.person == news.person and each.phone)
            phone = next(own, NO_PHONE)
            hamlet = areas.area_by_id(tx, home.hamlet).name
            return _Line(news, name, hamlet, home.number, phone, household_id)
    return _Line(news, name)


def _told(lines: Sequence[_Line]) -> Iterator[str]:
    hamlet = None
    for each in lines:
        if each.hamlet != hamlet:
            hamlet = each.hamlet
            yield hamlet
        yield f"  {each.news.id} · household {each.number} · {each.name} · {each.phone} · {each.news.why}"
        yield f"      SMS: {sms(each.news)}"
