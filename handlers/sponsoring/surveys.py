"""A unit looked at how a family lives: a short form of numbers, what the family lacks and why it is poor.

What a unit says changes no file: it goes to the office as a case, for who keeps the register."""

from __future__ import annotations

from functools import partial

from sqlalchemy import Connection

from bot.conversation import Reply, Topic, Turn, text
from bot.domain.case_rules import CaseKind
from bot.domain.ids import ContactId, SponsorId, SponsorshipId
from bot.domain.messages import Choice
from bot.domain.register.review import LAST_DAY_OF_THIS_STANDARD
from bot.domain.register.terms import Cause, Deprivation
from bot.domain.reminders.terms import Done, ReportCame
from handlers.cases.person import opened
from handlers.families.homes import home_said
from handlers.sponsoring import sponsors
from models.sponsors import sponsor_reports
from models.sponsors.sponsors import names_of

TOPIC = Topic("surveys")


def form(turn: Turn) -> Reply | None:
    """The numbers to answer with; None from somebody who belongs to no unit."""
    if not sponsors.own_units(turn):
        return None
    lacks = _numbered([turn.say(f"register.deprivation_{each}") for each in _deprivations(turn)])
    causes = _numbered([turn.say(f"file.cause_{each}") for each in Cause])
    lines = [turn.say("survey.lacks", list=lacks)] if lacks else []
    return text("\n".join([*lines, turn.say("survey.causes", list=causes), turn.say("survey.how")]))


def _deprivations(turn: Turn) -> list[Deprivation]:
    """The indicators in use; those of the standard from 2027 on are not written down yet."""
    return [*Deprivation] if turn.today <= LAST_DAY_OF_THIS_STANDARD else []


def _numbered(names: list[str]) -> str:
    return "; ".join(f"{number} {name}" for number, name in enumerate(names, 1))


def heard(turn: Turn, typed: str) -> Reply | None:
    """Say back what was found, to be confirmed; where nothing is numbered, keep that it was looked at."""
    told = turn.knowledge.sponsoring.surveyed(typed)
    lacks = [each for each in told.lacks if each <= len(_deprivations(turn))]
    causes = [each for each in told.causes if each <= len(Cause)]
    if not (lacks or causes):
        return sponsors.surveyed(turn, typed)
    units = sponsors.own_units(turn)
    if not units:
        return None
    found = sponsors.named(turn, units, typed)
    if not found:
        return text(turn.say("sponsors.which_family"))
    [(unit, numbers), *_] = found.items()
    marks = ",".join(map(str, lacks)), ",".join(map(str, causes))
    return text(
        turn.say("survey.so", home=_home(turn, numbers[0]), found=_said(turn, *marks)),
        Choice(turn.say("survey.send"), TOPIC.do(send, str(unit), str(numbers[0]), *marks)),
        Choice(turn.say("sponsor_office.leave"), TOPIC.do(leave)),
    )


def _home(turn: Turn, family: SponsorshipId) -> str:
    helped = {each.id: each.household for each in sponsors.helped(turn)}
    return home_said(turn, helped[family])


def _said(turn: Turn, lacks: str, causes: str) -> str:
    """What was found, in words."""
    indicators, reasons = _deprivations(turn), [*Cause]
    named = [
        turn.say(f"register.deprivation_{indicators[int(each) - 1]}") for each in lacks.split(",") if each
    ]
    why = [turn.say(f"file.cause_{reasons[int(each) - 1]}") for each in causes.split(",") if each]
    parts = [turn.say("file.deprivations", list=", ".join(named))] if named else []
    parts += [turn.say("file.causes", list=", ".join(why))] if why else []
    return ". ".join(parts)


@TOPIC.action
def leave(turn: Turn) -> Reply:
    """Nothing is kept."""
    return text(turn.say("sponsor_office.left"))


@TOPIC.action
def send(turn: Turn, unit: str, family: str, lacks: str, causes: str) -> Reply:
    """The survey is done, and the office hears what was found."""
    sponsor, number = SponsorId(int(unit)), SponsorshipId(int(family))
    mine = {each.id: each.household for each in sponsors.helped(turn)}
    if number not in mine or sponsor not in sponsors.own_units(turn):
        return text(turn.say("choice.expired"))
    name = turn.read(partial(names_of, units=[sponsor]))[sponsor]
    found, home = _said(turn, lacks, causes), _home(turn, number)
    words = turn.say("survey.case", unit=name, home=home, found=found)
    code, case = opened(turn, CaseKind.SURVEY, words=words, households=[mine[number]])
    came = ReportCame(sponsor, Done.SURVEYED, turn.today, (number,))

    def keep(tx: Connection, _contact: ContactId) -> None:
        sponsor_reports.report_came(tx, came, day=turn.today, by=turn.register.person, now=turn.now)

    return text(turn.say("survey.sent", code=code)).doing(keep, case)
