"""The trail: who saw or changed what of whom, why and when. Rows are only added, never changed or removed.

It holds numbers, codes and names of fields, never what stood in them: erasing a person changes no row.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    Row,
    String,
    Table,
    Text,
    insert,
    select,
)

from bot.domain.ids import ContactId, PersonId
from models.base import UtcDateTime, metadata
from models.prepared import Prepared

# No foreign keys to people and contacts: a row they led to could not be erased without changing the trail.
audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("tag", String(60), nullable=False, index=True),
    Column("actor", String(20), nullable=False),
    Column("actor_contact_id", Integer),
    Column("actor_person_id", Integer),
    Column("role", String(40)),
    Column("reason", String(40)),
    Column("contact_id", Integer, index=True),
    Column("details", Text, nullable=False),
)

audit_subject = Table(
    "audit_subject",
    metadata,
    Column("audit_id", ForeignKey("audit.id"), primary_key=True),
    Column("kind", String(10), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("fields", Text, nullable=False),
    Index("ix_audit_subject_of", "kind", "number", "audit_id"),
)

_CODE = re.compile(r"(?!.*\d{7})[\w:.-]{1,40}", re.ASCII)
_NAME = re.compile(r"[a-z][a-z0-9_.]{0,39}")


class Tag(StrEnum):
    """The vocabulary of the trail: subject:what happened."""

    CASE_OPENED = "case:opened"
    CASE_ANSWERED = "case:answered"
    CASES_SHOWN = "case:shown"
    CASE_TAKEN = "case:taken"
    CASE_GIVEN_BACK = "case:given_back"
    CASE_REOPENED = "case:reopened"
    CASE_ESCALATED = "case:escalated"
    TALK_BEGAN = "case:talk_began"
    TALK_ENDED = "case:talk_ended"
    PUSHES_STOPPED = "contact:pushes_stopped"
    PUSHES_RESUMED = "contact:pushes_resumed"
    HOUSEHOLD_SHOWN = "household:shown"
    HOUSEHOLD_CHANGED = "household:changed"
    VISITS_LOOKED_AT = "visit:looked_at"
    BOOKED = "visit:booked"
    VISIT_TOLD = "household:visit_told"
    PICTURES_FORGOTTEN = "household:pictures_forgotten"
    VISIT_TAKEN_BACK = "household:visit_undone"
    VISIT_CORRECTED = "household:visit_corrected"
    GIFT_PLANNED = "household:gift_planned"
    HOUSE_CHANGED = "household:house_changed"
    RECEIPT_MADE = "household:receipt_made"
    VISIT_ANSWERED = "household:visit_answered"
    CHANGE_UNDONE = "household:change_undone"
    HOUSEHOLD_REFUSED = "household:refused"
    SPONSOR_ASSIGNED = "household:sponsor_assigned"
    SPONSOR_WITHDRAWN = "household:sponsor_withdrawn"
    VISIT_RHYTHM_SET = "household:visit_rhythm_set"
    REMINDERS_MUTED = "household:reminders_muted"
    SLIPS_MADE = "household:slips_made"
    LINKED = "contact:linked"
    UNLINKED = "contact:unlinked"
    LINK_REFUSED = "contact:link_refused"
    PAGE_LINK_MADE = "page:link_made"
    PAGE_OPENED = "page:opened"
    PAGE_CLOSED = "page:closed"
    INVITED = "role:invited"
    ROLE_GIVEN = "role:given"
    ROLE_ENDED = "role:ended"
    FIGURE_REFUSED = "figure:refused"
    LIST_COMPARED = "list:compared"
    LIST_IMPORTED = "list:imported"
    LIST_EXPORTED = "list:exported"
    IMPORT_UNDONE = "list:undone"
    TARGET_SET = "target:set"
    LEAFLET_MADE = "leaflet:made"
    LEAFLET_SENT = "leaflet:sent"
    BROADCAST_MADE = "broadcast:made"
    BROADCAST_APPROVED = "broadcast:approved"
    BROADCAST_STOPPED = "broadcast:stopped"
    BROADCAST_SHOWN = "broadcast:shown"
    CONSENT_GIVEN = "consent:given"
    CONSENT_REFUSED = "consent:refused"
    DATA_SHOWN = "contact:data_shown"
    DATA_ERASED = "contact:data_erased"
    FORGOTTEN = "kept:forgotten"
    EVENT_CHANGED = "event:changed"
    EVENT_REGISTERED = "event:registered"
    EVENT_CALLED_OFF = "event:called_off"
    EVENT_PEOPLE_SHOWN = "event:people_shown"
    EVENT_CHECKED_IN = "event:checked_in"
    EVENT_OUTCOME = "event:outcome"
    TRAIL_SHOWN = "trail:shown"
    TRAIL_CARRIED = "trail:carried"


class Reason(StrEnum):
    """Why somebody may see or change it."""

    OWN_WISH = "own_wish"
    CASE_WORK = "case_work"
    LOOKED_UP = "looked_up"
    LINKING = "linking"
    REVIEW = "review"
    OVERSIGHT = "oversight"
    NO_LONGER_NEEDED = "no_longer_needed"
    UPKEEP = "upkeep"


class ActorKind(StrEnum):
    """From where it was done: in chat, at the command line, by the program itself."""

    CONTACT = "contact"
    OPERATOR = "operator"
    PROGRAM = "program"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it. `role` is the code of the role in which they act, None for people in their own matters."""

    kind: ActorKind
    contact_id: ContactId | None = None
    person_id: PersonId | None = None
    role: str | None = None

    @classmethod
    def contact(
        cls, contact_id: ContactId, *, person_id: PersonId | None = None, role: str | None = None
    ) -> Actor:
        """Somebody who writes to us."""
        return cls(ActorKind.CONTACT, contact_id, person_id, role)

    @classmethod
    def operator_as(cls, person_id: PersonId, *, role: str | None = None) -> Actor:
        """An operator who asks at the command line in somebody's place."""
        return cls(ActorKind.OPERATOR, None, person_id, role)


OPERATOR = Actor(ActorKind.OPERATOR)
PROGRAM = Actor(ActorKind.PROGRAM)


class SubjectKind(StrEnum):
    """Whose data it was."""

    HOUSEHOLD = "household"
    PERSON = "person"
    SPONSOR = "sponsor"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose data it was, by number, and which fields. Raises `ValueError` for what can be no field's name."""

    kind: SubjectKind
    number: int
    fields: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if strange := [name for name in self.fields if not _NAME.fullmatch(name)]:
            raise ValueError(f"{len(strange)} of the names can not be names of fields")


@dataclass(frozen=True, slots=True)
class Look:
    """One access to a subject's data, as the subject may learn of it."""

    at: datetime
    tag: str
    actor: ActorKind
    person_id: PersonId | None
    role: str | None
    fields: tuple[str, ...]
    reason: str | None


_ADD = Prepared(
    insert(audit).returning(audit.c.id), columns=[column.name for column in audit.c if column.name != "id"]
)
_ADD_SUBJECT = Prepared(insert(audit_subject), columns=audit_subject.c.keys())


def note(
    tx: Connection,
    tag: Tag,
    *,
    at: datetime,
    actor: Actor,
    contact_id: ContactId | None = None,
    subjects: Iterable[Subject] = (),
    reason: Reason | None = None,
    details: Mapping[str, object] | None = None,
) -> None:
    """Write down one access or change, with all it was about, in the transaction that does it.

    `contact_id` is the contact it concerned. Raises `ValueError` for details other than codes and counts.
    """
    row = {
        "at": at,
        "tag": tag.value,
        "actor": actor.kind.value,
        "actor_contact_id": actor.contact_id,
        "actor_person_id": actor.person_id,
        "role": actor.role if actor.role is None else _code(actor.role),
        "reason": reason.value if reason else None,
        "contact_id": contact_id,
        "details": codes(details or {}),
    }
    [(number,)] = _ADD.run(tx, row).fetchall()
    about = _together(subjects)
    if about:
        _ADD_SUBJECT.run_many(tx, [{"audit_id": number, **each} for each in about])


def _together(subjects: Iterable[Subject]) -> list[dict[str, object]]:
    """Each subject once, with all its fields."""
    fields: dict[tuple[str, int], frozenset[str]] = {}
    for each in subjects:
        key = each.kind.value, each.number
        fields[key] = fields.get(key, frozenset()) | each.fields
    return [
        {"kind": kind, "number": number, "fields": ",".join(sorted(names))}
        for (kind, number), names in fields.items()
    ]


def codes(details: Mapping[str, object]) -> str:
    """Details as they are stored. Raises `ValueError` for anything but codes and counts."""
    return json.dumps(_checked(details), sort_keys=True)


def _checked(value: object) -> object:
    match value:
        case None | bool() | int():
            return value
        case str():
            return _code(value)
        case Mapping():
            return {_code(key): _checked(each) for key, each in value.items()}
        case list() | tuple():
            return [_checked(each) for each in value]
    raise ValueError(f"the trail holds codes and counts, no {type(value).__name__}")


def _code(value: object) -> str:
    """A code as it is. The refusal does not repeat it: it may be what somebody said."""
    if not isinstance(value, str) or not _CODE.fullmatch(value):
        raise ValueError("the trail holds codes and counts, no words and no people's numbers")
    return value


def looked_at(tx: Connection, kind: SubjectKind, number: int, *, since: datetime) -> list[Look]:
    """Who saw or changed a subject's data from an instant on, the newest first."""
    found = (
        select(audit, audit_subject.c.fields)
        .join(audit_subject, audit_subject.c.audit_id == audit.c.id)
        .where(audit_subject.c.kind == kind.value, audit_subject.c.number == number, audit.c.at >= since)
        .order_by(audit.c.at.desc(), audit.c.id.desc())
    )
    return [_look(row) for row in tx.execute(found)]


def _look(row: Row[Any]) -> Look:
    return Look(
        row.at,
        row.tag,
        ActorKind(row.actor),
        None if row.actor_person_id is None else PersonId(row.actor_person_id),
        row.role,
        tuple(row.fields.split(",")) if row.fields else (),
        row.reason,
    )
