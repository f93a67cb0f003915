"""A receipt for what a unit gave to a family, as one page to be signed, sent as a file by long work."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from sqlalchemy import Connection

from bot.conversation import JobHandler, JobTurn, Reply, Topic, Turn, text
from bot.domain.ids import ContactId
from bot.domain.messages import Choice, File, Outgoing
from bot.sponsors.help_lines import thing_said
from handlers.families.homes import home_said, sees
from handlers.giving.book_parts import actor
from handlers.giving.corrections import MOST_CHOICES, meant_by, report_said, reports_of
from models import audit, jobs
from models.audit import Reason, Subject, SubjectKind, Tag

TOPIC = Topic("book_receipts")


def heard(turn: Turn, typed: str) -> Reply | None:
    """Choose the report a receipt is for; None from somebody who gives for no unit and keeps no book."""
    reports = reports_of(turn)
    if reports is None:
        return None
    if not turn.capabilities.documents:
        return text(turn.say("receipt.no_files"))
    given = [each for each in meant_by(turn, typed, reports) if each.given]
    if not given:
        return text(turn.say("receipt.nothing"))
    if len(given) == 1:
        return make(turn, str(given[0].visit.id))
    choices = [
        Choice(report_said(turn, each), TOPIC.do(make, str(each.visit.id))) for each in given[:MOST_CHOICES]
    ]
    return text(turn.say("receipt.which"), *choices)


@TOPIC.action
def make(turn: Turn, number: str) -> Reply:
    """Begin to write the page."""
    report = next((each for each in reports_of(turn) or () if str(each.visit.id) == number), None)
    if report is None or not sees(turn, report.visit.household):
        return text(turn.say("choice.expired"))
    subjects = [Subject(SubjectKind.HOUSEHOLD, report.visit.household)]
    who = actor(turn, [report.visit.household])

    def ask(tx: Connection, contact_id: ContactId) -> None:
        speaker = {} if turn.register.person is None else {"speaker": str(turn.register.person)}
        asked = {"visit": number, **speaker}
        jobs.add_job(tx, "book_receipts.write", contact_id=contact_id, parameters=asked, now=turn.now)
        note = partial(audit.note, tx, Tag.RECEIPT_MADE, at=turn.now, actor=who(contact_id))
        note(subjects=subjects, reason=Reason.CASE_WORK)

    return text(turn.say("receipt.coming")).doing(ask)


def write(turn: JobTurn) -> Reply:
    """The page. Whether the asker may have it is asked anew."""
    number = turn.parameters["visit"]
    report = next((each for each in reports_of(turn) or () if str(each.visit.id) == number), None)
    if report is None or not turn.files:
        return text(turn.say("receipt.nothing"))
    # What prints is slow to import; most turns never need it.
    from bot.papers.receipt_pages import Receipt, as_pdf

    visit = report.visit
    receipt = Receipt(
        number=f"{visit.visited_on:%Y}-{visit.id:06d}",
        office=turn.office.name,
        unit=visit.unit,
        home=home_said(turn, visit.household),
        day=f"{visit.visited_on:%d/%m/%Y}",
        things=tuple(thing_said(turn.say, each.kind, each.amount) for each in report.given),
        made=f"{turn.today:%d/%m/%Y}",
    )
    file = File(f"bien-nhan-{receipt.number}.pdf", "application/pdf", as_pdf(receipt))
    return Reply((Outgoing(turn.say("receipt.ready"), file=file),))


JOBS: Mapping[str, JobHandler] = {"book_receipts.write": write}
