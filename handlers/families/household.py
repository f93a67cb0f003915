"""A family asks about itself: what it is recognised as, why, and who has looked at its file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from bot.conversation import JobTurn, Reply, Topic, Turn, text
from bot.domain.case_rules import CaseKind
from bot.domain.ids import HouseholdId
from bot.domain.messages import Choice, PersonalData
from bot.domain.register.households import Household, Recognised
from bot.domain.register.review import Decision, grounds
from bot.domain.register.terms import Deprivation, Standard
from bot.domain.roles import Field, Role
from handlers.cases import person
from handlers.families.household_lines import file_lines, receipt_lines, recognised_line
from models.areas import area_by_id
from models.audit import Look, Reason, SubjectKind, looked_at
from models.register.reading import decisions_on

TOPIC = Topic("household")
LOOKED_DAYS = 30
MOST_LOOKS = 15


@TOPIC.action
def status(turn: Turn, role: str = "") -> Reply:
    """What the asker's household is recognised as, by which standard and since when; `role` delegate: those
    they act for."""
    speaks_as = Role(role or turn.register.speaks_as)
    households = turn.register.spoken({Field.NUMBER, Field.HAMLET, Field.STATUS}, speaks_as)
    if not households:
        return not_linked(turn)
    lines = [line for each in households for line in _status_lines(turn, each, speaks_as)]
    choices = [Choice(turn.say("household.why"), TOPIC.do(why_status, speaks_as))]
    if speaks_as is Role.HOUSEHOLD:
        choices.append(Choice(turn.say("household.ask_file"), TOPIC.do(own_file)))
        choices.append(Choice(turn.say("household.who_looked"), TOPIC.do(who_looked)))
    if speaks_as is Role.HOUSEHOLD and turn.register.cared_for:
        choices.append(Choice(turn.say("household.others"), TOPIC.do(status, Role.DELEGATE)))
    return text("\n".join([*lines, _as_of(turn)]), *choices)


@TOPIC.action
def own_file(turn: Turn) -> Reply:
    """All that the register holds of the asker's household; to a delegate, what a delegate may see of it."""
    households = turn.register.spoken(set(Field), turn.register.speaks_as)
    if not households:
        return not_linked(turn)
    lines = [
        line
        for each in households
        for line in file_lines(turn.say, each, hamlet=hamlet_name(turn, each), today=turn.today)
    ]
    choices = [Choice(turn.say("household.why"), TOPIC.do(why_status))]
    if turn.register.own_households:
        choices.append(Choice(turn.say("household.who_looked"), TOPIC.do(who_looked)))
    return text("\n".join([*lines, _as_of(turn)]), *choices)


@TOPIC.action
def received(turn: Turn) -> Reply:
    """What the asker's household received, as far as it was written down."""
    households = turn.register.spoken({Field.NUMBER, Field.RECEIPTS}, turn.register.speaks_as)
    if not households:
        return not_linked(turn)
    lines = [
        line
        for each in households
        if each.receipts
        for line in (turn.say("household.received_head", number=each.number), *receipt_lines(turn.say, each))
    ]
    if not lines:
        return text(turn.say("household.received_none", office=turn.office.name))
    return text("\n".join([*lines, _as_of(turn)]), Choice(turn.say("household.ask_file"), TOPIC.do(own_file)))


def hamlet_name(turn: Turn | JobTurn, household: Household) -> str:
    """What the hamlet is called in which a household lives."""
    name: str = turn.read(partial(area_by_id, area_id=household.hamlet)).name
    return name


def not_linked(turn: Turn) -> Reply:
    """Nothing is said of a family to somebody who is not linked to it, nor over a channel that must not."""
    if turn.capabilities.personal_data is PersonalData.NONE:
        return text(turn.say("household.not_here", office=turn.office.name))
    if turn.register.cared_for:
        return text(turn.say("household.only_family"))
    words = turn.say("household.not_linked", office=turn.office.name)
    if turn.capabilities.ask_phone:
        words = f"{words} {turn.say('own_number.or_share')}"
    return text(words, ask_phone=True)


@TOPIC.action
def why_status(turn: Turn, role: str = "") -> Reply:
    """Condition by condition, why the last review ended as it did, and the way to object."""
    speaks_as = Role(role or turn.register.speaks_as)
    households = turn.register.spoken({Field.NUMBER, Field.DECISIONS}, speaks_as)
    if not households:
        return not_linked(turn)
    lines = [line for each in households for line in why_lines(turn, each)]
    many = len(households) > 1 or speaks_as is Role.DELEGATE
    choices = [_objecting(turn, each, many=many) for each in households if turn.register.may_act(each.id)]
    return text("\n".join([*lines, turn.say("household.may_object", office=turn.office.name)]), *choices)


def _objecting(turn: Turn, household: Household, *, many: bool) -> Choice:
    action = TOPIC.do(ask_object, str(household.id))
    if not many:
        return Choice(turn.say("household.object"), action)
    return Choice(turn.say("household.object_for", number=household.number), action)


@TOPIC.action
def ask_object(turn: Turn, household: str) -> Reply:
    """Make sure that an objection is wanted."""
    return text(
        turn.say("household.ask_object", office=turn.office.name),
        Choice(turn.say("household.object_yes"), TOPIC.do(object_now, household)),
        Choice(turn.say("household.object_no"), TOPIC.do(leave_it)),
    )


@TOPIC.action
def object_now(turn: Turn, household: str) -> Reply:
    """Open the objection of one household as a case of the commune."""
    number, register = HouseholdId(int(household)), turn.register
    role = Role.HOUSEHOLD if number in register.own_households else Role.DELEGATE
    found = register.household(number, {Field.NUMBER}, reason=Reason.OWN_WISH, acting_as=role)
    if found is None or not register.may_act(number):
        return not_linked(turn)
    about = turn.say("household.objection_of", number=found.number)
    code, effect = person.opened(turn, CaseKind.OBJECTION, words=about, households=[number])
    return text(turn.say("household.objected", code=code, office=turn.office.name)).doing(effect)


@TOPIC.action
def leave_it(turn: Turn) -> Reply:
    """No objection."""
    return text(turn.say("household.left_it"))


@TOPIC.action
def who_looked(turn: Turn) -> Reply:
    """Who saw the file in the last month, by role; members of the household themselves are left out."""
    households = turn.register.spoken({Field.NUMBER}, Role.HOUSEHOLD)
    if not households:
        return not_linked(turn)
    return text("\n".join(looked_lines(turn, households)))


def looked_lines(turn: Turn | JobTurn, households: Sequence[Household]) -> list[str]:
    """Who else saw the files of these households in the last month."""
    since = turn.now - timedelta(days=LOOKED_DAYS)
    looks = [look for each in households for look in _looks(turn, each.id, since=since)]
    others = [look for look in looks if look.role not in (None, Role.HOUSEHOLD.value)]
    if not others:
        return [turn.say("household.nobody_looked", days=LOOKED_DAYS)]
    lines = [_look_line(turn, look) for look in others[:MOST_LOOKS]]
    head = turn.say("household.looked_head", days=LOOKED_DAYS, count=len(others))
    return [head, *dict.fromkeys(lines)]


def _as_of(turn: Turn) -> str:
    return turn.say("household.as_of", date=turn.today.strftime("%d/%m/%Y"), office=turn.office.name)


def _status_lines(turn: Turn, household: Household, role: Role) -> list[str]:
    say = turn.say
    key = "household.number" if role is Role.HOUSEHOLD else "household.cared_for"
    head = say(key, number=household.number)
    lines = [recognised_line(say, each) for each in sorted(household.recognised, key=_national_first)]
    return [head, *(lines or [say("household.never_recognised")])]


def _national_first(recognised: Recognised) -> bool:
    return recognised.standard is not Standard.NATIONAL


def why_lines(turn: Turn | JobTurn, household: Household) -> list[str]:
    """What was decided on a household last, and why."""
    decided = turn.read(partial(decisions_on, household_id=household.id))
    if not decided:
        return [turn.say("household.no_decision", number=household.number, office=turn.office.name)]
    return _explained(turn, household, decided[0])


def _explained(turn: Turn | JobTurn, household: Household, decision: Decision) -> list[str]:
    say = turn.say
    day, why = decision.decided_on.strftime("%d/%m/%Y"), grounds(decision)
    recognised = say(f"register.status_{decision.status}")
    lines = [say("household.decided", number=household.number, date=day, status=recognised)]
    if why.income is not None:
        key = "household.income_met" if why.income.met else "household.income_failed"
        lines.append(say(key, value=why.income.value, limit=why.income.limit))
    if why.deprivation is not None:
        key = "household.deprivation_met" if why.deprivation.met else "household.deprivation_failed"
        lines.append(say(key, value=why.deprivation.value, limit=why.deprivation.limit))
        lines += _lacking(turn, decision.deprivations or frozenset())
    if why.income is None and why.deprivation is None:
        lines.append(say("household.no_points"))
    if decision.document:
        lines.append(say("household.document", document=decision.document))
    return lines


def _lacking(turn: Turn | JobTurn, lacking: frozenset[Deprivation]) -> list[str]:
    names = [turn.say(f"register.deprivation_{each}") for each in Deprivation if each in lacking]
    return [turn.say("household.lacking", list=", ".join(names))] if names else []


def _looks(turn: Turn | JobTurn, household: HouseholdId, *, since: datetime) -> list[Look]:
    found: list[Look] = turn.read(
        partial(looked_at, kind=SubjectKind.HOUSEHOLD, number=household, since=since)
    )
    return found


def _look_line(turn: Turn | JobTurn, look: Look) -> str:
    say, fields = turn.say, [Field(name) for name in look.fields if name in set(Field)]
    shown = ", ".join(say(f"register.field_{field}") for field in fields) or say("household.did_something")
    role = say(f"register.role_{look.role}")
    return say("household.looked", date=look.at.strftime("%d/%m"), role=role, fields=shown)
