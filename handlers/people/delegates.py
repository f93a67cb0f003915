"""Somebody acts for a family: appointed by the family itself or the office, ended by the family with a word.

What a delegate sees and does is written down as done by a delegate, for that family."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from sqlalchemy import Connection

from bot import forms
from bot.conversation import JobTurn, Reply, Topic, Turn, text
from bot.domain.consent import WORDING, Purpose
from bot.domain.delegation import LASTS_DAYS, Scope, Tie
from bot.domain.ids import ContactId, HouseholdId, PersonId
from bot.domain.linking import INVITATION_LASTS, Opens, Token, new_token
from bot.domain.messages import Choice, PersonalData
from bot.domain.notices import DELEGATE_CAME
from bot.domain.roles import Field, Role
from bot.domain.text import fold
from bot.domain.understanding.requests import Sought
from bot.forms import Answers, Form, Question
from handlers.families import household
from handlers.people.taking_over import from_now_on
from models import audit
from models.audit import Actor, Reason, Subject, SubjectKind, Tag
from models.people import consents, delegations, linking, roles
from models.people.consents import Said
from models.people.delegations import Delegation
from models.people.linking import Invited
from models.register.reading import numbers_of
from models.sending import notices
from models.sending.notices import NewNotice

TOPIC = Topic("delegates")
MAY_APPOINT = (Role.OFFICIAL, Role.LEADER)
TOLD_WITHIN = timedelta(days=14)
_NUMBER = re.compile(r"\b(?:ho|nha)(?: so)? (\d{1,8})\b")


@TOPIC.action
def appoint(turn: Turn) -> Reply:
    """Begin to appoint somebody for the own family."""
    own = turn.register.own_households
    if not own:
        return household.not_linked(turn)
    return forms.begin(turn, DELEGATION, answers={"household": str(own[0])})


def asked_to_appoint(turn: Turn, typed: str) -> Reply | None:
    """Begin to appoint somebody for the own family, or, an official, for a family of the area."""
    if turn.register.own_households:
        return appoint(turn)
    if not turn.register.actor.granted(*MAY_APPOINT):
        return None
    said = _NUMBER.search(fold(typed))
    found = turn.register.find(Sought(number=said.group(1))) if said else []
    if len(found) != 1:
        return text(turn.say("delegates.for_whom"))
    return forms.begin(turn, DELEGATION, answers={"household": str(found[0].id)})


def _may_appoint(turn: Turn, household_id: HouseholdId) -> bool:
    register = turn.register
    if household_id in register.own_households:
        return True
    by_area = bool(register.actor.granted(*MAY_APPOINT))
    return by_area and bool(register.household(household_id, {Field.NUMBER}, reason=Reason.LINKING))


def _until(turn: Turn, answers: Answers) -> date:
    return turn.today + timedelta(days=LASTS_DAYS[answers["lasts"]])


def _told(turn: Turn | JobTurn, *, tie: Tie, scope: Scope, until: date) -> dict[str, str]:
    return {
        "tie": turn.say(f"delegation.tie.{tie}"),
        "scope": turn.say(f"delegation.scope.{scope}"),
        "until": until.strftime("%d/%m/%Y"),
    }


def _sum_up(turn: Turn, answers: Answers) -> str:
    tie, scope = Tie(answers["tie"]), Scope(answers["scope"])
    return turn.say("delegation.summary", **_told(turn, tie=tie, scope=scope, until=_until(turn, answers)))


def _appointed(turn: Turn, answers: Answers) -> Reply:
    of = HouseholdId(int(answers["household"]))
    if not _may_appoint(turn, of):
        return household.not_linked(turn)
    invited = Invited(
        None,
        Role.DELEGATE,
        _until(turn, answers),
        household=of,
        scope=Scope(answers["scope"]),
        tie=Tie(answers["tie"]),
    )
    token = new_token(Opens.INVITATION, os.urandom)
    hours = INVITATION_LASTS // timedelta(hours=1)
    reply = text(turn.say("delegates.made", token=token, hours=hours))
    return reply.doing(partial(_hand_out, turn=turn, invited=invited, token=token))


def _hand_out(tx: Connection, contact_id: ContactId, *, turn: Turn, invited: Invited, token: Token) -> None:
    assert invited.household is not None
    actor = turn.register.acting(contact_id, [invited.household])
    by, now = turn.register.person, turn.now
    linking.add_invitation(tx, invited, token=token.secret, lasts=INVITATION_LASTS, made_by=by, now=now)
    _note(tx, turn=turn, tag=Tag.INVITED, invited=invited, actor=actor)


def _note(tx: Connection, *, turn: Turn, tag: Tag, invited: Invited, actor: Actor) -> None:
    assert invited.household is not None
    audit.note(
        tx,
        tag,
        at=turn.now,
        actor=actor,
        subjects=[Subject(SubjectKind.HOUSEHOLD, invited.household)],
        reason=Reason.LINKING,
        details={"role": invited.role.value, "scope": invited.scope, "tie": invited.tie},
    )


def offered(turn: Turn, token: str, invited: Invited) -> Reply:
    """Tell who brought a code what it is to act for a family, and ask for a plain yes."""
    assert invited.household is not None
    if turn.capabilities.personal_data is PersonalData.NONE:
        return household.not_linked(turn)
    if invited.household in turn.register.own_households:
        return text(turn.say("delegates.own_code"))
    [number] = turn.read(partial(numbers_of, households=[invited.household]))
    tie, scope = invited.tie or Tie.RELATIVE, invited.scope or Scope.LOOK
    words = turn.say(
        "delegates.ask_accept", number=number, **_told(turn, tie=tie, scope=scope, until=invited.valid_to)
    )
    return text(
        words,
        Choice(turn.say("consent.yes"), TOPIC.do(accept, token), plainly=1),
        Choice(turn.say("consent.no"), TOPIC.do(decline), plainly=1),
    )


@TOPIC.action
def accept(turn: Turn, token: str) -> Reply:
    """Act for the family from now on."""
    invited = turn.read(partial(linking.invitation_of, token=token, now=turn.now))
    if invited is None or invited.household is None:
        return text(turn.say("linking.wrong"))
    ask = Choice(turn.say("delegates.ask_status"), household.TOPIC.do(household.status))
    by = turn.register.person
    reply = text(turn.say("delegates.accepted"), ask).doing(
        partial(_accept, turn=turn, token=token, invited=invited, by=by)
    )
    return from_now_on(turn, by, reply)


@TOPIC.action
def decline(turn: Turn) -> Reply:
    """Not act for anybody."""
    return text(turn.say("delegates.declined"))


def _accept(
    tx: Connection, contact_id: ContactId, *, turn: Turn, token: str, invited: Invited, by: PersonId | None
) -> None:
    grant = linking.use_invitation(tx, token, day=turn.today, now=turn.now, by=by)
    if grant is None:
        return
    roles.add_grant(tx, grant, now=turn.now)
    roles.link(tx, contact_id, grant.person, now=turn.now)
    purpose = Purpose.KEEP_DETAILS
    consents.note(tx, contact_id, Said(grant.person, purpose, True, WORDING[purpose]), now=turn.now)
    actor = Actor.contact(contact_id, person_id=grant.person, role=Role.DELEGATE)
    _note(tx, turn=turn, tag=Tag.ROLE_GIVEN, invited=invited, actor=actor)
    _tell_family(tx, turn=turn, invited=invited, token=token)


def _tell_family(tx: Connection, *, turn: Turn, invited: Invited, token: str) -> None:
    """Let every chat of the family know who acts for it from now on."""
    assert invited.household is not None
    [number] = numbers_of(tx, [invited.household])
    tie, scope = invited.tie or Tie.RELATIVE, invited.scope or Scope.LOOK
    values = {"number": number, **_told(turn, tie=tie, scope=scope, until=invited.valid_to)}
    for chat in roles.chats_of(tx, invited.household, day=turn.today, at=turn.now):
        about = f"{token}:{chat}"
        new = NewNotice.of(DELEGATE_CAME, about, chat, values, now=turn.now, useful=TOLD_WITHIN)
        notices.plan(tx, new, now=turn.now)


@TOPIC.action
def listing(turn: Turn) -> Reply:
    """Who acts for the own family, with the choice to end it."""
    own = turn.register.own_households
    if not own:
        return household.not_linked(turn)
    return text(
        listed(turn, own),
        Choice(turn.say("delegates.appoint"), TOPIC.do(appoint)),
        Choice(turn.say("delegates.end_all"), TOPIC.do(end)),
    )


def listed(turn: Turn | JobTurn, own: Sequence[HouseholdId]) -> str:
    """Who acts for these households, and who could with a code that was handed out."""
    read = partial(delegations.delegations_of, day=turn.today, now=turn.now)
    found: list[Delegation] = [each for one in own for each in turn.read(partial(read, household_id=one))]
    if not found:
        return turn.say("delegates.nobody")
    return "\n".join([turn.say("delegates.head"), *(_line(turn, each) for each in found)])


def _line(turn: Turn | JobTurn, delegation: Delegation) -> str:
    told = _told(turn, tie=delegation.tie, scope=delegation.scope, until=delegation.valid_to)
    return turn.say("delegates.holds" if delegation.taken_up else "delegates.waits", **told)


@TOPIC.action
def end(turn: Turn) -> Reply:
    """Let nobody act for the own family any more, at once."""
    own = turn.register.own_households
    if not own:
        return household.not_linked(turn)
    return text(turn.say("delegates.ended")).doing(partial(_end, turn=turn, own=own))


def _end(tx: Connection, contact_id: ContactId, *, turn: Turn, own: tuple[HouseholdId, ...]) -> None:
    ended = delegations.end_delegations(tx, own, day=turn.today, now=turn.now)
    audit.note(
        tx,
        Tag.ROLE_ENDED,
        at=turn.now,
        actor=turn.register.acting(contact_id, own),
        subjects=[Subject(SubjectKind.HOUSEHOLD, each) for each in own],
        reason=Reason.OWN_WISH,
        details={"role": Role.DELEGATE.value, "count": ended},
    )


DELEGATION = forms.register(
    Form(
        "delegation",
        (
            Question("tie", options=tuple(Tie)),
            Question("scope", options=tuple(Scope)),
            Question("lasts", options=tuple(LASTS_DAYS)),
        ),
        _appointed,
        _sum_up,
    )
)
