"""Links that open the chat page as somebody who asked for one in a chat of theirs: once, and not for long.

Kept only as digests. What a link opened ends with the page: locked, left, or forgotten."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Integer,
    LargeBinary,
    Table,
    and_,
    insert,
    or_,
    select,
    update,
)

from bot.domain.ids import ContactId, PersonId
from bot.domain.linking import PAGE_LINK_LASTS
from models.base import UtcDateTime, metadata
from models.people import roles
from models.people.contacts import conversation
from models.people.linking import digest

page_link = Table(
    "page_link",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("token", LargeBinary, nullable=False, unique=True),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("asked_by", ForeignKey("contact.id"), nullable=False, index=True),
    Column("made_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
    Column("used_by", ForeignKey("contact.id"), index=True),
    Column("ended_at", UtcDateTime),
)


def add(tx: Connection, asked_by: ContactId, person: PersonId, *, token: str, now: datetime) -> None:
    """Make a link; one that the same chat asked for before and nobody used opens nothing any more."""
    former = page_link.c.asked_by == asked_by, page_link.c.used_at.is_(None), page_link.c.expires_at > now
    tx.execute(update(page_link).where(*former).values(expires_at=now))
    tx.execute(
        insert(page_link).values(
            token=digest(token),
            person_id=person,
            asked_by=asked_by,
            made_at=now,
            expires_at=now + PAGE_LINK_LASTS,
        )
    )


def person_of(tx: Connection, token: str, *, now: datetime) -> PersonId | None:
    """Whom a link opens the page as; None when it is none, used, too old, or its chat is linked no more."""
    row = tx.execute(select(page_link).where(_opens(token, now))).one_or_none()
    if row is None or row.person_id not in roles.people_behind(tx, ContactId(row.asked_by), at=now):
        return None
    return PersonId(row.person_id)


def use(tx: Connection, token: str, contact_id: ContactId, *, now: datetime) -> bool:
    """Use a link up. Returns whether it still opened something."""
    used = update(page_link).where(_opens(token, now)).values(used_at=now, used_by=contact_id)
    return tx.execute(used).rowcount == 1


def opened(tx: Connection, contact_id: ContactId) -> bool:
    """Whether this page stands open by a link."""
    standing = page_link.c.used_by == contact_id, page_link.c.ended_at.is_(None)
    return tx.scalar(select(page_link.c.id).where(*standing).limit(1)) is not None


def end(tx: Connection, contact_id: ContactId, *, now: datetime) -> list[PersonId]:
    """End what links opened on this page. Returns as whom it was open until now."""
    ended = (
        update(page_link)
        .where(page_link.c.used_by == contact_id, page_link.c.ended_at.is_(None))
        .values(ended_at=now)
        .returning(page_link.c.person_id)
    )
    people = [PersonId(person) for person in tx.scalars(ended).all()]
    for person in people:
        roles.unlink(tx, contact_id, person, now=now)
    return people


def idle(tx: Connection, *, since: datetime) -> list[ContactId]:
    """The pages that a link opened and on which nothing was said since an instant."""
    rows = tx.scalars(
        select(page_link.c.used_by)
        .join(conversation, conversation.c.contact_id == page_link.c.used_by)
        .where(page_link.c.ended_at.is_(None), conversation.c.updated_at < since)
        .distinct()
    )
    return [ContactId(row) for row in rows]


def over(before: datetime) -> ColumnElement[bool]:
    """The links that were made before an instant and open nothing any more."""
    closed = or_(page_link.c.ended_at.is_not(None), page_link.c.used_at.is_(None))
    return and_(page_link.c.expires_at < before, closed)


def of_contact(contact_id: ContactId) -> ColumnElement[bool]:
    """The links a contact used, or asked for in vain. What it opened elsewhere must still come to its end."""
    in_vain = and_(page_link.c.asked_by == contact_id, page_link.c.used_by.is_(None))
    return or_(in_vain, page_link.c.used_by == contact_id)


def _opens(token: str, now: datetime) -> ColumnElement[bool]:
    return and_(
        page_link.c.token == digest(token), page_link.c.used_at.is_(None), page_link.c.expires_at > now
    )
