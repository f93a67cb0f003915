"""All that is kept about whoever is writing, as lines: of the chat, the person, and the family's own file."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

from bot.clock import VIETNAM
from bot.conversation import JobTurn
from bot.domain.messages import PersonalData
from bot.domain.register.households import Household
from bot.domain.roles import Field, Grant, Role
from bot.screen_words import Words
from bot.transcript import recent_lines
from handlers.eligibility import entitled_lines
from handlers.families import household
from handlers.families.household_lines import file_lines
from handlers.people import delegates
from models import screenings
from models.areas import area_by_id
from models.cases import cases
from models.cases.cases import Case
from models.eligibility_files import load_rules
from models.events import begun, registrations
from models.kept_answers import Told
from models.people import consents, roles
from models.people.consents import Answer
from models.people.roles import Linked
from models.register.reading import numbers_of

LINES = 500
_EVER = datetime.min.replace(tzinfo=UTC)


def all_lines(turn: JobTurn) -> list[str]:
    """Everything, the person first, then the family, then what was said."""
    own = own_households(turn)
    told = [*_registered(turn), *_begun(turn), *_told(turn)]
    return [*_contact(turn), *_person(turn), *_family(turn, own), *told, *_said(turn)]


def own_households(turn: JobTurn) -> list[Household]:
    """The asker's own households, as far as the channel may carry them; that they were shown is noted."""
    return turn.register.spoken(frozenset(Field), Role.HOUSEHOLD)


def _contact(turn: JobTurn) -> list[str]:
    say = turn.say
    return [
        say("my_data.head", date=turn.today.strftime("%d/%m/%Y")),
        say("my_data.language", language=say("language.name")),
        say(f"my_data.standing_{turn.contact.standing}"),
    ]


def _person(turn: JobTurn) -> list[str]:
    """Since when which chats speak for the person, in which roles, and what was agreed to."""
    person, say = turn.register.person, turn.say
    if person is None:
        return []
    linked: list[Linked] = turn.read(partial(roles.links_of, person=person, at=turn.now))
    answers: list[Answer] = turn.read(partial(consents.answers, person=person))
    lines = [say("my_data.links", count=len(linked))]
    lines += [_link(turn, each) for each in linked]
    lines += [say("my_data.roles", count=len(turn.register.actor.grants))]
    lines += [_role(turn, each) for each in turn.register.actor.grants]
    lines += [say("my_data.consents", count=len(answers))]
    return [*lines, *(_answer(turn, each) for each in answers)]


def _link(turn: JobTurn, linked: Linked) -> str:
    key = "my_data.link_here" if linked.contact == turn.contact.id else "my_data.link"
    since = linked.since.astimezone(VIETNAM).strftime("%d/%m/%Y")
    return turn.say(key, channel=linked.channel, date=since)


def _role(turn: JobTurn, grant: Grant) -> str:
    role = turn.say(f"register.role_{grant.role}")
    if grant.area is not None:
        where = turn.read(partial(area_by_id, area_id=grant.area)).name
    else:
        where = ", ".join(turn.read(partial(numbers_of, households=sorted(grant.households))))
    return turn.say("my_data.role", role=role, where=where)


def _answer(turn: JobTurn, answer: Answer) -> str:
    said = answer.said
    key = "my_data.agreed" if said.given else "my_data.refused"
    return turn.say(
        key,
        purpose=turn.say(f"consent.name_{said.purpose}"),
        date=answer.at.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M"),
        channel=answer.channel,
        wording=said.wording,
    )


def _family(turn: JobTurn, own: list[Household]) -> list[str]:
    lines = [line for each in own for line in _file(turn, each)]
    if own:
        lines += [delegates.listed(turn, [each.id for each in own]), *household.looked_lines(turn, own)]
    if own and turn.capabilities.personal_data is not PersonalData.FULL:
        lines.append(turn.say("my_data.more_on_the_page"))
    return lines


def _file(turn: JobTurn, own: Household) -> list[str]:
    hamlet = household.hamlet_name(turn, own)
    lines = file_lines(turn.say, own, hamlet=hamlet, today=turn.today)
    return [*lines, *(() if Field.DECISIONS in own.hidden else household.why_lines(turn, own))]


def _told(turn: JobTurn) -> list[str]:
    """What was told when somebody asked for their rights, while it is kept."""
    told: Told | None = turn.read(
        partial(screenings.last, contact_id=turn.contact.id, people=turn.register.people, since=_EVER)
    )
    if told is None:
        return []
    words = Words(load_rules(), turn.today, turn.contact.language)
    day = told.touched_at.astimezone(VIETNAM).strftime("%d/%m/%Y")
    return [turn.say("my_data.told", date=day), *entitled_lines.told(turn.say, words, told.answers)]


def _begun(turn: JobTurn) -> list[str]:
    """What was told when registering was begun and not ended, while it is kept."""
    told: Told | None = turn.read(
        partial(begun.last, contact_id=turn.contact.id, people=turn.register.people, since=_EVER)
    )
    if told is None:
        return []
    day = told.touched_at.astimezone(VIETNAM).strftime("%d/%m/%Y")
    shown = turn.capabilities.personal_data is PersonalData.FULL
    words = [told.answers[name] for name in ("name", "birth", "phone") if shown and name in told.answers]
    return [turn.say("my_data.begun_sign_up", date=day, words=", ".join(words))]


def _registered(turn: JobTurn) -> list[str]:
    """For what somebody was registered over this chat, and with which numbers."""
    contact = turn.contact.id
    found = [] if contact is None else turn.read(partial(registrations.kept_of, contact_id=contact))
    if not found:
        return []
    lines = [turn.say("my_data.registrations", count=len(found))]
    shown = turn.capabilities.personal_data is PersonalData.FULL
    return lines + [
        turn.say(
            "my_data.registration",
            date=one.starts.astimezone(VIETNAM).strftime("%d/%m/%Y"),
            name=one.name if one.name and shown else one.code,
            year=one.birth_year or "…",
        )
        for one in found
    ]


def _said(turn: JobTurn) -> list[str]:
    contact, say = turn.contact, turn.say
    lines = turn.read(
        partial(
            recent_lines,
            account=contact.account,
            address=contact.address,
            parse=turn.parse,
            limit=LINES,
            now=turn.now,
            patience=turn.capabilities.locks_after,
        )
    )
    assert contact.id is not None
    own_cases: list[Case] = turn.read(partial(cases.cases_of, contact_id=contact.id))
    body = [say("my_data.cases", count=len(own_cases))]
    body += [f"- {case.code}: {case.text or '…'}" for case in own_cases]
    body += [say("my_data.messages", count=len(lines))]
    return body + [
        f"- {line.at.astimezone(VIETNAM):%d/%m/%Y %H:%M} "
        f"{say('my_data.us') if line.number else say('my_data.you')}: {line.body.text}"
        for line in lines
    ]
