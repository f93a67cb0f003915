"""Which units may be proposed for praise, from evidence. The committee decides; no unit sees another."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from bot.conversation import JobHandler, JobTurn, Reply, Topic, Turn, text
from bot.domain.ids import SponsorId
from bot.domain.messages import Choice, File, Outgoing
from bot.domain.visits.standing import Log, Mark, Period, marks, worth_proposing
from bot.papers import unit_papers
from handlers.files.list_export import carries_lists
from handlers.people import own_page
from handlers.sponsoring import unit_logs, unit_reports
from handlers.sponsoring.sponsors import own_units
from handlers.sponsoring.unit_logs import period_in

TOPIC = Topic("unit_praise")
MOST_LISTED = 7


def asked(turn: Turn, typed: str) -> Reply | None:
    """To a unit its own standing, to an official whom the evidence speaks for."""
    period = turn.knowledge.sponsoring.period(typed, turn.today)
    own = own_units(turn)
    if own:
        logs = [log for each in own if (log := unit_logs.log_of(turn, each, period)) is not None]
        lines = [line for each in logs for line in _standing(turn, each)]
        return text("\n".join(lines) or turn.say("unit_report.none", span=_span(turn, period)))
    return None if unit_logs.commune_of(turn) is None else _proposed(turn, period)


def _span(turn: Turn | JobTurn, period: Period) -> str:
    return unit_papers.period_said(turn.say, period)


def _standing(turn: Turn, log: Log) -> list[str]:
    """Which marks a unit has. What is open is said as what is left to do."""
    has = marks(log)
    lines = [turn.say("unit_praise.own", unit=log.name, day=f"{log.day:%d/%m/%Y}")]
    for mark in Mark:
        key = "unit_praise.has" if mark in has else "unit_praise.open"
        lines.append(turn.say(key, mark=turn.say(f"unit_praise.mark_{mark}")))
    return [*lines, *unit_papers.evidence_lines(turn.say, log)[:-1], turn.say("unit_praise.committee")]


def _proposed(turn: Turn, period: Period) -> Reply:
    found = [each for each in unit_logs.all_logs(turn, period) if worth_proposing(each)]
    if not found:
        return text(turn.say("unit_praise.none", span=_span(turn, period)))
    said = (period.span.value, str(period.year))
    head = turn.say("unit_praise.head", count=len(found), span=_span(turn, period))
    choices = [
        Choice(turn.say("unit_praise.evidence_of", unit=each.name), TOPIC.do(evidence, str(each.unit), *said))
        for each in found[:MOST_LISTED]
    ]
    choices.append(Choice(turn.say("unit_praise.as_paper"), TOPIC.do(as_paper, *said)))
    more = len(found) - MOST_LISTED
    lines = [head, *([turn.say("unit_praise.more", count=more)] if more > 0 else [])]
    return text("\n".join([*lines, turn.say("unit_praise.committee")]), *choices)


@TOPIC.action
def evidence(turn: Turn, unit: str, span: str, year: str) -> Reply:
    """What speaks for one unit, family by family, to who may see it."""
    log = unit_logs.log_of(turn, SponsorId(int(unit)), period_in(span, year))
    if log is None:
        return text(turn.say("choice.expired"))
    homes = unit_logs.homes_of(turn, log)
    lines = [log.name, *unit_papers.evidence_lines(turn.say, log)]
    lines += [
        turn.say(
            "unit_praise.family",
            home=homes[each.household],
            count=len(each.visits),
            confirmed=each.confirmed,
            gifts=each.gifts_arrived,
        )
        for each in log.families
        if each.household in homes
    ]
    return text("\n".join(lines))


@TOPIC.action
def as_paper(turn: Turn, span: str, year: str) -> Reply:
    """Begin to write the draft for the committee."""
    if unit_logs.commune_of(turn) is None:
        return text(turn.say("choice.expired"))
    if not carries_lists(turn.capabilities):
        return own_page.elsewhere(turn, turn.say("unit_report.not_here"))
    asked_for = {"span": span, "year": year}
    work = partial(unit_reports.ask, turn=turn, kind="unit_praise.paper", asked=asked_for)
    return text(turn.say("unit_report.writing")).doing(work)


def write_paper(turn: JobTurn) -> Reply:
    """The draft. Who may have it is asked anew."""
    period = period_in(turn.parameters["span"], turn.parameters["year"])
    found = [each for each in unit_logs.all_logs(turn, period) if worth_proposing(each)]
    if not found or not turn.files:
        return text(turn.say("unit_praise.none", span=_span(turn, period)))
    content = unit_papers.draft(found, period, office=turn.office.name)
    file = File(f"de-nghi-khen-{period.year}.docx", unit_papers.DOCX, content)
    return Reply((Outgoing(turn.say("unit_praise.paper"), file=file),))


JOBS: Mapping[str, JobHandler] = {"unit_praise.paper": write_paper}
