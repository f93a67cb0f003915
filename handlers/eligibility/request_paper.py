"""The request for a review, filled in as far as the family told: to be completed, signed and handed in.

No number of a paper is asked for, and nothing is filled in that was not told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import partial

from sqlalchemy import Connection

from bot import forms
from bot.conversation import JobHandler, JobTurn, Reply, Topic, Turn, text
from bot.domain.eligibility.facts import MemberFacts
from bot.domain.eligibility.terms import School
from bot.domain.ids import ContactId
from bot.domain.messages import File, Outgoing
from bot.forms import Answers, Form, Question
from handlers.eligibility import entitled_kept
from handlers.eligibility.entitled_worth import talk
from models import jobs, screenings
from models.eligibility_files import load_rules

TOPIC = Topic("request_paper")
REQUEST = "request-review"
LONGEST_REASON = 600


@TOPIC.action
def begin(turn: Turn) -> Reply:
    """Ask for the reason, the only thing the form wants in free words."""
    entry = load_rules().catalogue.entries[REQUEST]
    if entry.version_on(turn.today) is None:
        return text(turn.say("request_paper.over"))
    if not turn.capabilities.documents:
        return text(turn.say("request_paper.no_files", office=turn.office.name))
    return forms.begin(turn, PAPER)


def _reason(typed: str) -> str | None:
    return typed.strip()[:LONGEST_REASON] or None


def _made(turn: Turn, answers: Answers) -> Reply:
    return text(turn.say("request_paper.coming")).doing(partial(_ask, turn=turn, reason=answers["reason"]))


def _ask(tx: Connection, contact_id: ContactId, *, turn: Turn, reason: str) -> None:
    speaker = {} if turn.register.person is None else {"speaker": str(turn.register.person)}
    reason = "" if reason == LATER else reason
    asked = {"reason": reason, **speaker}
    jobs.add_job(tx, "request_paper.make", contact_id=contact_id, parameters=asked, now=turn.now)


def make(turn: JobTurn) -> Reply:
    """The paper, with blanks for all that was not told."""
    since = turn.now - timedelta(days=entitled_kept.RESUMED_DAYS)
    told = turn.read(
        partial(screenings.last, contact_id=turn.contact.id, people=turn.register.people, since=since)
    )
    answers = {} if told is None else told.answers
    household = talk({**answers, "on": turn.today.isoformat()}).household
    # What prints is slow to import; most turns never need it.
    from bot.papers.request_pages import Line, Request, as_pdf

    lines = tuple(Line(each.name, _born(each), _does(each)) for each in household.members)
    wanted = Request(turn.office.name, lines, turn.parameters["reason"], _document())
    file = File(f"giay-de-nghi-{turn.today:%Y-%m-%d}.pdf", "application/pdf", as_pdf(wanted))
    return Reply((Outgoing(turn.say("request_paper.ready", office=turn.office.name), file=file),))


def _document() -> str:
    return load_rules().catalogue.entries[REQUEST].sources["qd_24_2021"].document


def _born(member: MemberFacts) -> str:
    """The day or year as it was told; an age alone is no day of birth."""
    if member.born is None:
        return ""
    if member.born.first == member.born.last:
        return member.born.first.strftime("%d/%m/%Y")
    written = str(member.born)
    return written if written.isdecimal() else ""


def _does(member: MemberFacts) -> str:
    """What the form asks of each: working, not working, at school; only the last is ever told here."""
    learns = member.school is not None and member.school is not School.NONE
    return "learns" if learns else ""


LATER = "later"
PAPER = forms.register(
    Form("request_paper", (Question("reason", options=(LATER,), read=_reason, open_ended=True),), _made, None)
)
JOBS: Mapping[str, JobHandler] = {"request_paper.make": make}
