"""A contact comes to speak for a family or an office: by the code on a slip, or by an invitation.

Whoever has no valid code is told the same, whether or not such a family is on the list."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from sqlalchemy import Connection

from bot.conversation import Reply, Topic, Turn, text
from bot.domain.consent import WORDING, Age, Purpose, age_of
from bot.domain.ids import ContactId, HouseholdId, PersonId
from bot.domain.linking import (
    MISSES_WITHIN,
    PAGE_LOCKS_AFTER,
    Opens,
    Token,
    locked,
    token_in,
    typed_code,
)
from bot.domain.messages import Choice, PersonalData
from bot.domain.register.households import Member
from bot.domain.roles import Grant
from bot.domain.state import State
from bot.errors import Moved
from handlers.families import household
from handlers.people import consent, delegates, own_page
from handlers.people.taking_over import ended, from_now_on, linked_while_locked
from models import audit
from models.audit import Reason, Subject, SubjectKind, Tag
from models.people import consents, demo_cards, linking, page_links, roles
from models.people.consents import Said
from models.register.reading import name_of, numbers_of

TOPIC = Topic("linking")
MOST_NUMBERS = 3


def heard(turn: Turn, typed: str) -> Reply | None:
    """Take a code that was pasted or typed; None when the words are none."""
    if (token := token_in(typed)) is not None:
        return by_token(turn, token)
    if (code := typed_code(typed)) is not None:
        return _by_number(turn, *code)
    return None


def by_token(turn: Turn, token: Token) -> Reply:
    """Open what a QR code or a link carries."""
    if shut(turn):
        return text(turn.say("linking.locked"))
    if token.opens is Opens.INVITATION:
        return _invited(turn, token)
    if token.opens is Opens.CARD:
        return _as_card(turn, token.secret)
    if token.opens is Opens.PAGE:
        return _as_visitor(turn, token.secret)
    household = turn.read(partial(linking.household_of_token, token=token.secret))
    return _opened(turn, household, number=None)


def _by_number(turn: Turn, number: str, secret: str) -> Reply:
    commune = turn.office.area_id
    if shut(turn) or commune is None:
        return text(turn.say("linking.locked" if commune else "linking.wrong"))
    household = turn.read(partial(linking.household_of_secret, number=number, secret=secret, commune=commune))
    return _opened(turn, household, number=number)


def _opened(turn: Turn, household: HouseholdId | None, *, number: str | None) -> Reply:
    if turn.capabilities.personal_data is PersonalData.NONE:
        return text(turn.say("household.not_here", office=turn.office.name))
    if household is None:
        return text(turn.say("linking.wrong")).doing(partial(missed, turn=turn, number=number))
    found = turn.register.proven(household)
    speaking = [each for each in found.members if may_speak(each, turn)] if found else []
    if found is None or not speaking:
        return text(turn.say("linking.nobody", office=turn.office.name))
    choices = [
        Choice(label(turn, member), TOPIC.do(agree, str(household), str(member.person)))
        for member in speaking
    ]
    if len(speaking) < len(found.members):
        choices.append(Choice(turn.say("linking.too_young_button"), TOPIC.do(too_young)))
    return text(turn.say("linking.who", number=found.number), *choices)


def may_speak(member: Member, turn: Turn) -> bool:
    """Whether somebody may be linked at all: no child is, a youth while an adult of the family can be."""
    return _age(turn, member) is not Age.CHILD


def _age(turn: Turn, member: Member) -> Age:
    return age_of(member.birth, on=turn.today)


@TOPIC.action
def too_young(turn: Turn) -> Reply:
    """A child is not linked; an adult of the family may be."""
    return text(turn.say("linking.too_young"))


def _refused_for_age(turn: Turn, household: HouseholdId, person: PersonId) -> Reply | None:
    """Why somebody is not linked alone: a child never, a youth while no adult of the family is in reach."""
    found = turn.register.proven(household)
    ages = {member.person: _age(turn, member) for member in found.members} if found else {}
    age = ages.get(person, Age.CHILD)
    adults = [each for each, old in ages.items() if old is Age.ADULT]
    if age is Age.CHILD:
        return too_young(turn)
    if age is Age.ADULT or turn.read(partial(roles.within_reach, people=adults, day=turn.today, at=turn.now)):
        return None
    return text(turn.say("linking.parent_first", office=turn.office.name))


def label(turn: Turn, member: Member) -> str:
    """Who somebody is in their household, as far as the channel may say."""
    relation = turn.say(f"register.relation_{member.relation}")
    if turn.capabilities.personal_data is not PersonalData.FULL:
        return turn.say(
            "linking.relation", relation=relation, year=member.birth.year if member.birth else "…"
        )
    return turn.say("linking.member", name=member.name, relation=relation)


@TOPIC.action
def agree(turn: Turn, household: str, person: str) -> Reply:
    """Say what the link means, and ask for a plain yes."""
    if (refused := _refused_for_age(turn, HouseholdId(int(household)), PersonId(int(person)))) is not None:
        return refused
    return text(
        turn.say("linking.agree", office=turn.office.name),
        Choice(turn.say("consent.yes"), TOPIC.do(link, household, person), plainly=1),
        Choice(turn.say("consent.no"), TOPIC.do(leave_it), plainly=1),
    )


@TOPIC.action
def link(turn: Turn, household: str, person: str) -> Reply:
    """Link the contact, now that the person agreed."""
    who = PersonId(int(person))
    if (refused := _refused_for_age(turn, HouseholdId(int(household)), who)) is not None:
        return refused
    effect = partial(_link, turn=turn, person=who, household=HouseholdId(int(household)))
    linked = from_now_on(turn, who, text(turn.say("linking.linked")).doing(effect))
    following = consent.next_question(replace(turn, state=linked.state or turn.state), who)
    return linked.then(following or consent.finished(turn))


def who_speaks(turn: Turn) -> Reply:
    """Ask who of those who share this contact is writing; nobody is named, only what they are here as."""
    labels: dict[str, PersonId] = {}
    for person, grants in turn.register.voices().items():
        if grants:
            labels.setdefault(_voice(turn, grants[0]), person)
    choices = [Choice(label, TOPIC.do(speak_as, str(person))) for label, person in labels.items()]
    return text(turn.say("linking.who_speaks"), *choices)


def _voice(turn: Turn, grant: Grant) -> str:
    role = turn.say(f"register.role_{grant.role}")
    if not grant.households:
        return role
    numbers = turn.read(partial(numbers_of, households=sorted(grant.households)))
    return turn.say("linking.voice", role=role, number=", ".join(numbers[:MOST_NUMBERS]))


@TOPIC.action
def speak_as(turn: Turn, person: str) -> Reply:
    """Remember who is writing, until the chat is closed or somebody says otherwise."""
    chosen = PersonId(int(person))
    if chosen not in turn.register.people:
        return text(turn.say("choice.expired"))
    state = replace(turn.state, speaker=chosen)
    ask = Choice(turn.say("household.ask_status"), household.TOPIC.do(household.status))
    return replace(text(turn.say("linking.speaking"), ask), state=state)


@TOPIC.action
def leave_it(turn: Turn) -> Reply:
    """No link."""
    return text(turn.say("linking.left_it"))


@TOPIC.action
def leave(turn: Turn) -> Reply:
    """Forget whom this contact speaks for. The slip opens again."""
    if not turn.register.people:
        return text(turn.say("linking.not_linked"))
    reply = text(turn.say("linking.left"), alone=True).doing(partial(ended, turn=turn))
    return replace(reply, state=State(greeted=True, hidden_to=turn.now))


def _invited(turn: Turn, token: Token) -> Reply:
    invited = turn.read(partial(linking.invitation_of, token=token.secret, now=turn.now))
    if invited is None:
        return text(turn.say("linking.wrong")).doing(partial(missed, turn=turn, number=None))
    if invited.household is not None:
        return delegates.offered(turn, token.secret, invited)
    role = turn.say(f"register.role_{invited.role}")
    until = invited.valid_to.strftime("%d/%m/%Y")
    welcome = text(turn.say("linking.welcome", role=role, until=until))
    return from_now_on(turn, invited.person, welcome.doing(partial(_accept, turn=turn, token=token.secret)))


def _as_card(turn: Turn, name: str) -> Reply:
    """Speak as somebody invented. Only a demo's database has cards."""
    person = turn.read(partial(demo_cards.person_of_card, name=name))
    if person is None:
        return text(turn.say("linking.wrong"))
    called = turn.read(partial(name_of, person=person, day=turn.today))
    role = turn.say(f"web.card_{name}")
    words = turn.say("linking.as_card", name=called, role=role, try_=turn.say(f"demo.try_{name}"))
    reply = text(words).doing(partial(_link_card, turn=turn, person=person))
    return replace(reply, state=replace(turn.state, active_at=turn.now))


def _link_card(tx: Connection, contact_id: ContactId, *, turn: Turn, person: PersonId) -> None:
    roles.unlink(tx, contact_id, now=turn.now)
    roles.link(tx, contact_id, person, now=turn.now)


def _as_visitor(turn: Turn, token: str) -> Reply:
    """Open this page as who asked for the link in a chat of theirs. Anywhere else the link opens nothing."""
    person = turn.read(partial(page_links.person_of, token=token, now=turn.now))
    grants = () if person is None else turn.read(partial(roles.grants_of, person=person, day=turn.today))
    if person is None or not grants or not own_page.on_page(turn):
        return text(turn.say("linking.wrong")).doing(partial(missed, turn=turn, number=None))
    role = turn.say(f"register.role_{grants[0].role}")
    words = turn.say("own_page.opened", role=role, idle=PAGE_LOCKS_AFTER.seconds // 60)
    reply = text(words).doing(partial(_open_page, turn=turn, person=person, token=token))
    state = replace(turn.state, active_at=turn.now, speaker=None)
    somebody_elses = turn.register.people or linked_while_locked(turn)
    return replace(reply, state=replace(state, hidden_to=turn.now) if somebody_elses else state)


def _open_page(tx: Connection, contact_id: ContactId, *, turn: Turn, person: PersonId, token: str) -> None:
    """Whoever the page was open as before makes room. Raises `Moved` when another page was quicker."""
    own_page.close(tx, contact_id, actor=audit.PROGRAM, now=turn.now)
    if not page_links.use(tx, token, contact_id, now=turn.now):
        raise Moved("the link was used a moment ago")
    roles.unlink(tx, contact_id, now=turn.now)
    roles.link(tx, contact_id, person, now=turn.now)
    actor = audit.Actor.contact(contact_id, person_id=person)
    subject = Subject(SubjectKind.PERSON, person)
    audit.note(tx, Tag.PAGE_OPENED, at=turn.now, actor=actor, subjects=[subject], reason=Reason.LINKING)


def shut(turn: Turn) -> bool:
    """Whether so many codes were wrong of late that none is tried, right or wrong."""
    since, contact = turn.now - MISSES_WITHIN, turn.contact.id
    own = 0 if contact is None else turn.read(partial(linking.misses_since, since=since, contact_id=contact))
    every = turn.read(partial(linking.misses_since, since=since))
    return locked(own_misses=own, all_misses=every)


def missed(tx: Connection, contact_id: ContactId, *, turn: Turn, number: str | None) -> None:
    """Count a code that opened nothing; `number` is the household number it was tried for."""
    commune = turn.office.area_id
    if commune is not None:
        linking.count_miss(tx, contact_id, number=number, commune=commune, now=turn.now)
    audit.note(tx, Tag.LINK_REFUSED, at=turn.now, actor=audit.Actor.contact(contact_id))


def _link(
    tx: Connection, contact_id: ContactId, *, turn: Turn, person: PersonId, household: HouseholdId
) -> None:
    roles.link(tx, contact_id, person, now=turn.now)
    purpose = Purpose.KEEP_DETAILS
    consents.note(tx, contact_id, Said(person, purpose, True, WORDING[purpose]), now=turn.now)
    actor = audit.Actor.contact(contact_id, person_id=person)
    subjects = [Subject(SubjectKind.HOUSEHOLD, household), Subject(SubjectKind.PERSON, person)]
    audit.note(tx, Tag.LINKED, at=turn.now, actor=actor, subjects=subjects, reason=Reason.LINKING)


def _accept(tx: Connection, contact_id: ContactId, *, turn: Turn, token: str) -> None:
    grant = linking.use_invitation(tx, token, day=turn.today, now=turn.now)
    if grant is None:
        return
    roles.add_grant(tx, grant, now=turn.now)
    roles.link(tx, contact_id, grant.person, now=turn.now)
    actor = audit.Actor.contact(contact_id, person_id=grant.person, role=grant.role.value)
    subjects = [Subject(SubjectKind.PERSON, grant.person)]
    audit.note(tx, Tag.ROLE_GIVEN, at=turn.now, actor=actor, subjects=subjects, reason=Reason.LINKING)
