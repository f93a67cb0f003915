"""Somebody looks for work: what employers offer at the open events, what fits and why. Chooses nobody for an
employer: who wants the work registers for the event. Of work abroad it repeats what officials published."""

from __future__ import annotations

from bot.conversation import Meaning, Reply, Topic, Turn, text
from bot.domain.events.event import Event, Vacancy
from bot.domain.events.finding import Why
from bot.domain.events.rules import Applicant
from bot.domain.events.terms import Wish
from bot.domain.events.work import Work, WorkWanted, fitting_work
from bot.domain.messages import Choice
from bot.domain.register.households import Birth
from bot.domain.understanding.events import HeardEvent
from handlers.cases import person
from handlers.fairs import events
from handlers.fairs.event_lines import pay_of, short

TOPIC = Topic("event_openings")
NEAR, ABROAD = "near", "abroad"


def asked(turn: Turn, heard: HeardEvent, typed: str) -> Reply | None:
    """Tell what fits; None where no open event offers work of the kind, so that the catalogue answers."""
    abroad = heard.wish is Wish.ABROAD
    if not any(vacancy.abroad is abroad for vacancy in _vacancies(turn)):
        return None
    where = ABROAD if abroad else NEAR if heard.wish is Wish.NEAR else ""
    years = turn.knowledge.events.birth_years(typed, year=turn.today.year)
    birth = str(years[0]) if len(years) == 1 else ""
    grade = "" if heard.grade is None else str(heard.grade)
    return find(turn, where, ",".join(sorted(heard.needs)), birth, grade)


def _vacancies(turn: Turn) -> list[Vacancy]:
    return [vacancy for event in events.open_events(turn) for vacancy in event.vacancies]


@TOPIC.action
def find(
    turn: Turn, where: str = "", needs: str = "", birth: str = "", grade: str = "", offset: str = "0"
) -> Reply:
    """At most three offers that fit, with why, and the way to where one asks for the work."""
    wanted = WorkWanted(
        frozenset(Why(each) for each in needs.split(",") if each),
        where == NEAR,
        where == ABROAD,
        int(offset),
    )
    shown, total = fitting_work(
        events.open_events(turn), _applicant(turn, birth, grade), wanted, now=turn.now
    )
    if not shown:
        return _nothing(turn, where, plainly=not (needs or birth or grade or where == NEAR))
    lines = [_line(turn, number, each) for number, each in enumerate(shown, 1)]
    choices = [_sign_up(turn, each) for each in _once(shown)]
    if (following := wanted.offset + len(shown)) < total:
        more = TOPIC.do(find, where, needs, birth, grade, str(following))
        choices.append(Choice(turn.say("work.others"), more))
    choices.append(_person(turn))
    head = turn.say("work.abroad" if wanted.abroad else "work.found", count=total)
    reply = text("\n".join([head, *lines]), *choices)
    place = TOPIC.do(find, where, needs, birth, grade, offset)
    return Reply(reply.messages, meaning=Meaning("openings"), place=place)


def _applicant(turn: Turn, birth: str, grade: str) -> Applicant:
    born = Birth(int(birth)) if birth else None
    return events.applicant(turn, birth=born, grade=int(grade) if grade else None)


def _once(shown: list[Work]) -> list[Event]:
    """The events of these offers, each once."""
    return list({each.event.id: each.event for each in shown}.values())


def _sign_up(turn: Turn, event: Event) -> Choice:
    label = turn.say("events.sign_up_for", title=short(event.plan.title))
    return Choice(label, events.TOPIC.do(events.begin_sign_up, event.code), lasting=True)


def _person(turn: Turn) -> Choice:
    return Choice(turn.say("menu.person"), person.TOPIC.do(person.offer), lasting=True)


def _nothing(turn: Turn, where: str, *, plainly: bool) -> Reply:
    """Nothing fits: say so, and offer what there is without the conditions."""
    everything = Choice(turn.say("work.all"), TOPIC.do(find, where if where == ABROAD else ""))
    return text(turn.say("work.nothing"), *([] if plainly else [everything]), _person(turn))


def _line(turn: Turn, number: int, found: Work) -> str:
    """One offer: the work, who offers it, the pay, why it fits, and where one asks for it."""
    say, vacancy = turn.say, found.vacancy
    line = say("work.line", number=number, job=vacancy.job, employer=found.employer.name, count=vacancy.count)
    told = [pay] if (pay := pay_of(turn, vacancy)) else []
    told += [say("work.distance", km=vacancy.distance_km)] if vacancy.distance_km is not None else []
    if told:
        line = f"{line} {say('work.told', what=', '.join(told))}"
    if vacancy.abroad:
        return f"{line} {_licence(turn, vacancy)}"
    why = ", ".join(say(f"events.why_{each}") for each in found.why)
    return f"{line} {say('events.fits', why=why)}" if why else line


def _licence(turn: Turn, vacancy: Vacancy) -> str:
    day = "" if vacancy.licensed_on is None else f"{vacancy.licensed_on:%d/%m/%Y}"
    return turn.say("work.licence", licence=vacancy.licence or "", date=day)
