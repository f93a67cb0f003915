"""An operator invites the people of an office: a code that is used once, by a link or by typing it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from sqlalchemy import Connection

from bot.commands.command_desk import CommandDesk, commune_of
from bot.domain.ids import AreaId
from bot.domain.linking import INVITATION_LASTS, ROLE_LASTS_DAYS, Opens, Token, new_token
from bot.domain.roles import Role
from bot.domain.text import clean, fold
from bot.errors import RefusedToStart
from bot.settings import Settings
from bot.wording import DEFAULT, wording
from models import areas, audit
from models.audit import OPERATOR, Reason, Subject, SubjectKind, Tag
from models.people import linking
from models.people.linking import Invited
from models.register import ledger
from models.register.ledger import Ledger
from models.register.writing import add_person

BY_INVITATION = (Role.HAMLET_HEAD, Role.OFFICIAL, Role.LEADER, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who is invited as what. `hamlet` narrows the role to one hamlet; the role ends on `until`."""

    name: str
    role: Role
    hamlet: str | None = None
    until: date | None = None


def invite(settings: Settings, wanted: Wanted) -> str:
    """Make an invitation and tell its code. Raises `RefusedToStart` for a role or hamlet that is none."""
    if wanted.role not in BY_INVITATION or not clean(wanted.name).strip():
        raise RefusedToStart("Invite by name as: " + ", ".join(BY_INVITATION))
    if (wanted.role is Role.HAMLET_HEAD) is (wanted.hamlet is None):
        raise RefusedToStart("A hamlet head, and nobody else, is invited for a hamlet: give --hamlet.")
    token = new_token(Opens.INVITATION, os.urandom)
    with CommandDesk(settings) as desk:
        until = wanted.until or desk.today + timedelta(days=ROLE_LASTS_DAYS)
        if until <= desk.today:
            raise RefusedToStart("The role would have ended already.")
        desk.run(partial(_invite, wanted=wanted, until=until, token=token, desk=desk))
    hours = INVITATION_LASTS // timedelta(hours=1)
    return wording(DEFAULT)("invite.made", name=wanted.name, token=token, hours=hours)


def _invite(tx: Connection, *, wanted: Wanted, until: date, token: Token, desk: CommandDesk) -> None:
    area = _area(tx, wanted.hamlet)
    person = add_person(tx, now=desk.now)
    book = Ledger(tx, at=desk.now, nothing_known=True)
    book.say(ledger.DETAIL, (person,), (clean(wanted.name).strip(), None, None, None, None), day=desk.today)
    book.flush()
    invited = Invited(person, wanted.role, until, area)
    linking.add_invitation(
        tx, invited, token=token.secret, lasts=INVITATION_LASTS, made_by=None, now=desk.now
    )
    audit.note(
        tx,
        Tag.INVITED,
        at=desk.now,
        actor=OPERATOR,
        subjects=[Subject(SubjectKind.PERSON, person)],
        reason=Reason.LINKING,
        details={"role": wanted.role.value},
    )


def _area(tx: Connection, hamlet: str | None) -> AreaId:
    commune = commune_of(tx)
    if hamlet is None:
        return commune
    if (found := areas.hamlets_by_name(tx, commune).get(fold(hamlet))) is None:
        raise RefusedToStart(f"No hamlet is called {hamlet}.")
    return found.id
