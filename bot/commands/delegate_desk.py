"""An operator appoints somebody to act for a family without a phone, or ends it. The code is handed over."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy import Connection

from bot.commands.command_desk import CommandDesk, commune_of
from bot.domain.delegation import LASTS_DAYS, Scope, Tie
from bot.domain.ids import HouseholdId
from bot.domain.linking import INVITATION_LASTS, Opens, Token, new_token
from bot.domain.roles import Role
from bot.errors import RefusedToStart
from bot.settings import Settings
from models import audit
from models.audit import OPERATOR, Reason, Subject, SubjectKind, Tag
from models.people import delegations, linking
from models.people.linking import Invited
from models.register.reading import find_by_number

LONGEST = timedelta(days=LASTS_DAYS["year"])


@dataclass(frozen=True, slots=True)
class Wanted:
    """For which household, what the delegate is to it, how far they may act, and until which day."""

    household: str
    tie: Tie
    scope: Scope
    until: date | None = None


def appoint(settings: Settings, wanted: Wanted) -> str:
    """Make a code for a delegate. Raises `RefusedToStart` for a household or an end that is none."""
    token = new_token(Opens.INVITATION, os.urandom)
    with CommandDesk(settings) as desk:
        until = wanted.until or desk.today + timedelta(days=LASTS_DAYS["half_year"])
        if not desk.today < until <= desk.today + LONGEST:
            raise RefusedToStart(f"A delegation ends within {LONGEST.days} days.")
        desk.run(partial(_appoint, wanted=wanted, until=until, token=token, desk=desk))
    hours = INVITATION_LASTS // timedelta(hours=1)
    return (
        f"For household {wanted.household} until {until:%d/%m/%Y}; the delegate writes this code to the bot,"
        f" once, within {hours} hours:\n{token}"
    )


def end(settings: Settings, number: str) -> str:
    """Let nobody act for a household any more."""
    with CommandDesk(settings) as desk:
        ended = desk.run(partial(_end, number=number, desk=desk))
    return f"{ended} delegations and codes of household {number} ended."


def _appoint(tx: Connection, *, wanted: Wanted, until: date, token: Token, desk: CommandDesk) -> None:
    household = _household(tx, wanted.household)
    invited = Invited(None, Role.DELEGATE, until, household=household, scope=wanted.scope, tie=wanted.tie)
    linking.add_invitation(
        tx, invited, token=token.secret, lasts=INVITATION_LASTS, made_by=None, now=desk.now
    )
    details = {"role": invited.role, "scope": wanted.scope, "tie": wanted.tie}
    _note(tx, Tag.INVITED, household, details, now=desk.now)


def _end(tx: Connection, *, number: str, desk: CommandDesk) -> int:
    household = _household(tx, number)
    ended = delegations.end_delegations(tx, [household], day=desk.today, now=desk.now)
    _note(tx, Tag.ROLE_ENDED, household, {"role": Role.DELEGATE, "count": ended}, now=desk.now)
    return ended


def _household(tx: Connection, number: str) -> HouseholdId:
    found = find_by_number(tx, number, communes=[commune_of(tx)])
    if len(found) != 1:
        raise RefusedToStart(f"No household, or more than one, has the number {number}.")
    return found[0]


def _note(
    tx: Connection, tag: Tag, household: HouseholdId, details: Mapping[str, object], *, now: datetime
) -> None:
    subjects = [Subject(SubjectKind.HOUSEHOLD, household)]
    audit.note(tx, tag, at=now, actor=OPERATOR, subjects=subjects, reason=Reason.LINKING, details=details)
