"""A unit sends a picture: what stands beside it is the report, and the picture is kept where that is agreed.

Must not be kept where the channel may not carry families' pictures, nor before it was asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from sqlalchemy import Connection

from bot import forms
from bot.conversation import Reply, Topic, Turn, text
from bot.domain.ids import AttachmentId, ContactId, HouseholdId
from bot.domain.messages import Choice, File, Kind, Outgoing, PersonalData
from bot.domain.register.households import Household
from bot.domain.roles import Field
from bot.papers.pictures import MEDIA_TYPE, NotAPicture, cleaned
from handlers.people import own_page
from handlers.sponsoring import visits
from handlers.sponsoring.visit_parts import read, told
from models import audit
from models.audit import Reason, Subject, SubjectKind, Tag
from models.sending import attachments
from models.sponsors import visit_pictures

TOPIC = Topic("visit_pictures")
SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".gif", ".bmp")
MOST_PICTURES = 3
"""Of one report; also how many are shown at once."""


def received(turn: Turn) -> Reply | None:
    """Begin the report a picture belongs to; None for other things, and from whoever speaks for no unit."""
    if not is_picture(turn) or not turn.register.helped:
        return None
    if turn.capabilities.personal_data is not PersonalData.FULL:
        return _only_words(turn, own_page.elsewhere(turn, turn.say("visit.picture_abroad")))
    file = turn.incoming.file
    if file is None or file.attachment is None:
        return _only_words(turn, text(turn.say("visit.picture_lost")))
    return _taken(turn, file.attachment)


def is_picture(turn: Turn) -> bool:
    """Whether a picture was sent, as one or as a file."""
    file = turn.incoming.file
    as_file = turn.incoming.kind is Kind.FILE and file is not None
    return turn.incoming.kind is Kind.PICTURE or bool(
        as_file and file and file.name.lower().endswith(SUFFIXES)
    )


def caption(turn: Turn) -> str:
    """What was written beside what was sent."""
    file = turn.incoming.file
    return file.caption if turn.incoming.kind is Kind.FILE and file is not None else turn.incoming.text


def _only_words(turn: Turn, why: Reply) -> Reply:
    """Why the picture is not kept, and the report that stands beside it."""
    said = caption(turn)
    report = visits.heard(turn, said) if said else None
    return why if report is None else why.then(report)


def _taken(turn: Turn, number: AttachmentId) -> Reply:
    contact_id = turn.contact.id
    assert contact_id is not None
    sent = turn.read(partial(attachments.kept, attachment_id=number, contact_id=contact_id))
    try:
        bare = cleaned(sent[2] if sent else b"")
    except NotAPicture:
        gone = text(turn.say("visit.picture_unreadable")).doing(partial(_drop, numbers=(number,)))
        return _only_words(turn, gone)
    before = visits.open_answers(turn)
    photos = [each for each in before.get("photo", "").split(",") if each]
    if len(photos) >= MOST_PICTURES:
        full = text(turn.say("visit.picture_enough", count=MOST_PICTURES))
        return full.then(forms.ask_again(turn, hint=False)).doing(partial(_drop, numbers=(number,)))
    said = caption(turn)
    answers = {**before} if before else told(turn, read(turn, said), said)
    answers["photo"] = ",".join([*photos, f"{number}:{bare.likeness}"])
    answers.pop("picture", None)
    return forms.begin(turn, visits.FORM, answers=answers).doing(
        partial(_keep_bare, number=number, content=bare.content)
    )


def _keep_bare(tx: Connection, contact_id: ContactId, *, number: AttachmentId, content: bytes) -> None:
    """Until it is decided only the bare picture lies there, not what the phone wrote into it."""
    attachments.rewrite(tx, number, contact_id, content)


def _drop(tx: Connection, contact_id: ContactId, *, numbers: Sequence[AttachmentId]) -> None:
    for each in numbers:
        attachments.drop(tx, each, contact_id)


def button(turn: Turn, household: Household) -> list[Choice]:
    """The way to a family's pictures, for whoever may see that there are some."""
    if not household.pictures:
        return []
    label = turn.say("picture.button", count=len(household.pictures))
    return [Choice(label, TOPIC.do(show, str(household.id)))]


@TOPIC.action
def show(turn: Turn, household: str) -> Reply:
    """The newest pictures of a family, to who may see them, on a channel that may carry them."""
    fields = {Field.NUMBER, Field.PICTURES}
    found = turn.register.household(HouseholdId(int(household)), fields, reason=Reason.CASE_WORK)
    if found is None or not found.pictures:
        return text(turn.say("picture.none"))
    if not turn.capabilities.pictures:
        return own_page.elsewhere(turn, turn.say("picture.not_shown_here"))
    days = dict(turn.read(partial(visit_pictures.of_household, household_id=found.id)))
    shown = []
    for number in found.pictures[:MOST_PICTURES]:
        content = turn.read(partial(visit_pictures.content_of, number=number, household_id=found.id))
        if content is not None:
            words = turn.say("picture.of", number=found.number, day=f"{days[number]:%d/%m/%Y}")
            shown.append(Outgoing(words, file=File(f"tham-{number}.jpg", MEDIA_TYPE, content)))
    if shown and found.id in turn.register.own_households:
        gone = Choice(turn.say("picture.forget"), TOPIC.do(forget, household))
        shown[-1] = replace(shown[-1], choices=(gone,))
    return Reply(tuple(shown))


@TOPIC.action
def forget(turn: Turn, household: str) -> Reply:
    """A family does not want its pictures kept: they go at once."""
    home = HouseholdId(int(household))
    if home not in turn.register.own_households:
        return text(turn.say("picture.none"))
    return text(turn.say("picture.forgotten")).doing(partial(_forget, turn=turn, home=home))


def _forget(tx: Connection, contact_id: ContactId, *, turn: Turn, home: HouseholdId) -> None:
    visit_pictures.forget_families(tx, [home])
    audit.note(
        tx,
        Tag.PICTURES_FORGOTTEN,
        at=turn.now,
        actor=turn.register.acting(contact_id, [home]),
        subjects=[Subject(SubjectKind.HOUSEHOLD, home)],
        reason=Reason.OWN_WISH,
    )
