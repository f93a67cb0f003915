"""Somebody whose chat is linked opens the web page as themselves, by a link that works once and not for long.

Lists and papers that a chat must not carry are sent and shown there."""

from __future__ import annotations

import os
from datetime import datetime
from functools import partial

from sqlalchemy import Connection

from bot.conversation import Reply, Topic, Turn, text
from bot.domain.ids import ContactId, PersonId
from bot.domain.linking import PAGE_LINK_LASTS, PAGE_LOCKS_AFTER, Opens, new_token
from bot.domain.messages import Choice
from models import audit
from models.audit import Actor, Reason, Subject, SubjectKind, Tag
from models.people import page_links

TOPIC = Topic("own_page")


@TOPIC.action
def offer(turn: Turn) -> Reply:
    """Send the link, to somebody who is linked and is not on the page already."""
    person = turn.register.person
    if on_page(turn):
        return text(turn.say("own_page.here"))
    if person is None or turn.page is None:
        return text(turn.say("own_page.nowhere", office=turn.office.name))
    token = new_token(Opens.PAGE, os.urandom)
    words = turn.say(
        "own_page.link",
        link=token.at(turn.page),
        minutes=PAGE_LINK_LASTS.seconds // 60,
        idle=PAGE_LOCKS_AFTER.seconds // 60,
    )
    return text(words).doing(partial(_make, person=person, token=token.secret, now=turn.now))


def elsewhere(turn: Turn, words: str) -> Reply:
    """Say why something does not go through this chat, and offer the page where it does."""
    if on_page(turn):
        return text(words)
    return text(words, Choice(turn.say("own_page.button"), TOPIC.do(offer)))


def on_page(turn: Turn) -> bool:
    """Whether this is the page: the only door that locks soon, for others may come to sit before it."""
    return turn.capabilities.locks_after <= PAGE_LOCKS_AFTER


def close(tx: Connection, contact_id: ContactId, *, actor: Actor, now: datetime) -> None:
    """End as whom a link opened this page, if one did."""
    for person in page_links.end(tx, contact_id, now=now):
        subject = Subject(SubjectKind.PERSON, person)
        audit.note(tx, Tag.PAGE_CLOSED, at=now, actor=actor, contact_id=contact_id, subjects=[subject])


def _make(tx: Connection, contact_id: ContactId, *, person: PersonId, token: str, now: datetime) -> None:
    page_links.add(tx, contact_id, person, token=token, now=now)
    actor = Actor.contact(contact_id, person_id=person)
    subject = Subject(SubjectKind.PERSON, person)
    audit.note(tx, Tag.PAGE_LINK_MADE, at=now, actor=actor, subjects=[subject], reason=Reason.OWN_WISH)
