"""What families say of visits they are told to have had; and when words about visits are forgotten."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Column, Connection, ForeignKey, Integer, String, Table, insert, select, update

from bot.domain.ids import ContactId, HouseholdId, PersonId
from models.base import UtcDateTime, metadata
from models.people.roles import sponsor
from models.sealing import Sealed, seal
from models.sponsors.visits import Visit, visit, visit_in

visit_answer = Table(
    "visit_answer",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("visit_id", ForeignKey("visit.id"), nullable=False, index=True),
    Column("household_id", ForeignKey("household.id"), nullable=False),
    Column("contact_id", ForeignKey("contact.id"), nullable=False, index=True),
    Column("person_id", ForeignKey("person.id"), nullable=False),
    Column("came", String(5), nullable=False),
    Column("gift", String(5)),
    Column("need", Sealed(owner="household_id")),
    Column("recorded_at", UtcDateTime, nullable=False),
)


class Came(StrEnum):
    """Whether the family was visited, as it says itself."""

    YES = "yes"
    NO = "no"
    OTHER = "other"


class GiftAnswer(StrEnum):
    """Whether the family has what it was said to be given."""

    FULL = "full"
    SHORT = "short"
    NONE = "none"


def unanswered(tx: Connection, households: Collection[HouseholdId], *, since: date) -> list[Visit]:
    """Visits to these families that they have not yet confirmed or denied, the newest first."""
    answered = select(visit_answer.c.visit_id)
    rows = tx.execute(
        select(visit, sponsor.c.name)
        .join(sponsor, sponsor.c.id == visit.c.sponsor_id)
        .where(
            visit.c.household_id.in_(households),
            visit.c.replaced_at.is_(None),
            visit.c.visited_on >= since,
            visit.c.id.not_in(answered),
        )
        .order_by(visit.c.visited_on.desc(), visit.c.id.desc())
    )
    return [visit_in(row) for row in rows]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a family says of a visit."""

    visit: Visit
    came: Came
    gift: GiftAnswer | None
    need: str | None


def answer(tx: Connection, said: Answer, *, person: PersonId, contact: ContactId, now: datetime) -> None:
    """Keep what a family says; the first answer to a visit stands."""
    owner = said.visit.household
    if tx.scalar(select(visit_answer.c.id).where(visit_answer.c.visit_id == said.visit.id)) is not None:
        return
    tx.execute(
        insert(visit_answer).values(
            visit_id=said.visit.id,
            household_id=owner,
            contact_id=contact,
            person_id=person,
            came=said.came.value,
            gift=None if said.gift is None else said.gift.value,
            need=seal(tx, visit_answer.c.need, said.need, owner=owner),
            recorded_at=now,
        )
    )


_WORDS = ("advice", "promise", "need", "told")


def forget_words(tx: Connection, *, before: datetime) -> int:
    """Forget the words of visits and answers written before an instant; figures and days stay."""
    none = dict.fromkeys(_WORDS)
    worded = visit.c.told.is_not(None) | visit.c.need.is_not(None) | visit.c.advice.is_not(None)
    old = tx.execute(update(visit).where(visit.c.recorded_at < before, worded).values(**none)).rowcount
    said = visit_answer.c.recorded_at < before, visit_answer.c.need.is_not(None)
    return old + tx.execute(update(visit_answer).where(*said).values(need=None)).rowcount


def forget_told(tx: Connection, contact_id: ContactId) -> None:
    """Forget a contact's own words about visits; what was given stays in the book."""
    tx.execute(update(visit).where(visit.c.contact_id == contact_id).values(told=None))
    tx.execute(update(visit_answer).where(visit_answer.c.contact_id == contact_id).values(need=None))
