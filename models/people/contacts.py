"""Contacts, the people behind them, and where each conversation stands.

A contact is one address on one channel account. Several people may share it, and one person may have several.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Integer,
    String,
    Table,
    UniqueConstraint,
    and_,
    bindparam,
    exists,
    func,
    insert,
    select,
    update,
)

from bot.domain.ids import ChannelAccountId, ContactId
from bot.errors import Moved
from models.base import UtcDateTime, constant, metadata
from models.prepared import Prepared
from models.sealing import Sealed, opened, seal
from models.sending.outbox import UNSENT, OutboxStatus, outbox

person = Table(
    "person",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("created_at", UtcDateTime, nullable=False),
)

contact = Table(
    "contact",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("channel_account_id", ForeignKey("channel_account.id"), nullable=False),
    Column("address", String(128), nullable=False),
    Column("private", Boolean, nullable=False),
    Column("language", String(8), nullable=False),
    Column("standing", String(12), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_seen_at", UtcDateTime, nullable=False),
    UniqueConstraint("channel_account_id", "address"),
)

person_contact = Table(
    "person_contact",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("person_id", ForeignKey("person.id"), nullable=False, index=True),
    Column("contact_id", ForeignKey("contact.id"), nullable=False, index=True),
    Column("valid_from", UtcDateTime, nullable=False),
    Column("valid_to", UtcDateTime),
    Column("recorded_at", UtcDateTime, nullable=False),
    Column("replaced_by", ForeignKey("person_contact.id")),
)

conversation = Table(
    "conversation",
    metadata,
    Column("contact_id", ForeignKey("contact.id"), primary_key=True, autoincrement=False),
    Column("state", Sealed(owner="contact_id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)


class Standing(StrEnum):
    """Whether we may write to a contact unasked. Questions are always answered."""

    ACTIVE = "active"
    STOPPED = "stopped"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact as a turn sees it. `id` is None before the first turn is committed."""

    account: ChannelAccountId
    address: str
    private: bool
    language: str
    standing: Standing = Standing.ACTIVE
    id: ContactId | None = None


@dataclass(frozen=True, slots=True)
class Conversation:
    """Where a conversation stands. `version` is 0 before its first turn.

    `backlog` tells that earlier answers still wait to be sent by another process or at a later time.
    """

    contact: Contact
    state: str | None = None
    version: int = 0
    backlog: bool = False


_UNSENT_BY_OTHERS = (
    exists()
    .where(
        outbox.c.contact_id == contact.c.id,
        outbox.c.bulk.is_(False),
        outbox.c.status.in_([constant(status) for status in UNSENT]),
        ~and_(outbox.c.status == constant(OutboxStatus.LEASED.value), outbox.c.owner == bindparam("owner")),
    )
    .label("backlog")
)

_LOAD = Prepared(
    select(
        contact.c.id,
        contact.c.private,
        contact.c.language,
        contact.c.standing,
        conversation.c.state,
        conversation.c.version,
        _UNSENT_BY_OTHERS,
    )
    .join(conversation, conversation.c.contact_id == contact.c.id)
    .where(contact.c.channel_account_id == bindparam("account"), contact.c.address == bindparam("address"))
)


def load_conversation(
    tx: Connection, account: ChannelAccountId, address: str, *, owner: str
) -> Conversation | None:
    """The conversation of one address, or None when it never wrote before."""
    row = _LOAD.run(tx, {"account": account, "address": address, "owner": owner}).fetchone()
    if row is None:
        return None
    number, private, language, standing, state, version, backlog = row
    known = Contact(account, address, bool(private), language, Standing(standing), ContactId(number))
    told = opened(tx, conversation.c.state, state, owner=number)
    return Conversation(known, told, version, bool(backlog))


def state_of(tx: Connection, contact_id: ContactId) -> str | None:
    """Where a contact's conversation stands."""
    kept = tx.scalar(select(conversation.c.state).where(conversation.c.contact_id == contact_id))
    return opened(tx, conversation.c.state, kept, owner=contact_id)


def answered_at(tx: Connection, contact_id: ContactId) -> datetime | None:
    """When a conversation last moved on."""
    return tx.scalar(select(conversation.c.updated_at).where(conversation.c.contact_id == contact_id))


def begin_conversation(tx: Connection, first: Contact, *, state: str, now: datetime) -> ContactId:
    """Make the contact and its conversation. Raises `Moved` when somebody else just did."""
    known = tx.scalar(
        select(contact.c.id).where(
            contact.c.channel_account_id == first.account, contact.c.address == first.address
        )
    )
    if known is not None:
        raise Moved(first.address)
    made = tx.execute(
        insert(contact).values(
            channel_account_id=first.account,
            address=first.address,
            private=first.private,
            language=first.language,
            standing=first.standing.value,
            created_at=now,
            last_seen_at=now,
        )
    ).inserted_primary_key
    assert made is not None
    sealed = seal(tx, conversation.c.state, state, owner=made[0])
    tx.execute(insert(conversation).values(contact_id=made[0], state=sealed, version=1, updated_at=now))
    return ContactId(made[0])


_ADVANCE = Prepared(
    update(conversation)
    .where(conversation.c.contact_id == bindparam("of"), conversation.c.version == bindparam("known"))
    .values(state=bindparam("state"), version=conversation.c.version + 1, updated_at=bindparam("updated_at"))
)


def advance_conversation(
    tx: Connection, contact_id: ContactId, *, known_version: int, state: str, now: datetime
) -> None:
    """Store the new state. Raises `Moved` when the conversation is no longer at `known_version`."""
    sealed = seal(tx, conversation.c.state, state, owner=contact_id)
    parameters = {"of": contact_id, "known": known_version, "state": sealed, "updated_at": now}
    if _ADVANCE.run(tx, parameters).rowcount != 1:
        raise Moved(str(contact_id))


def set_language(tx: Connection, contact_id: ContactId, language: str) -> None:
    """The language a contact wants to be answered in."""
    tx.execute(update(contact).where(contact.c.id == contact_id).values(language=language))


def set_standing(tx: Connection, contact_id: ContactId, standing: Standing) -> None:
    """Whether the contact may be written to unasked."""
    tx.execute(update(contact).where(contact.c.id == contact_id).values(standing=standing.value))


def contact_by_id(tx: Connection, contact_id: ContactId) -> Contact:
    """A contact that is known to exist."""
    row = tx.execute(select(contact).where(contact.c.id == contact_id)).one()
    account = ChannelAccountId(row.channel_account_id)
    return Contact(account, row.address, row.private, row.language, Standing(row.standing), contact_id)


def store_state(tx: Connection, contact_id: ContactId, state: str, *, now: datetime) -> None:
    """Put a conversation where it is told to be, whatever it was doing."""
    sealed = seal(tx, conversation.c.state, state, owner=contact_id)
    tx.execute(
        update(conversation)
        .where(conversation.c.contact_id == contact_id)
        .values(state=sealed, version=conversation.c.version + 1, updated_at=now)
    )


def mark_unreachable(tx: Connection, contact_id: ContactId) -> None:
    """The platform says nobody is there. Whoever said stop before stays stopped."""
    tx.execute(
        update(contact)
        .where(contact.c.id == contact_id, contact.c.standing == Standing.ACTIVE.value)
        .values(standing=Standing.UNREACHABLE.value)
    )


def contact_at(tx: Connection, account: ChannelAccountId, address: str) -> ContactId | None:
    """The contact behind an address."""
    return tx.scalar(
        select(contact.c.id).where(contact.c.channel_account_id == account, contact.c.address == address)
    )


def count_at(tx: Connection, account: ChannelAccountId) -> int:
    """How many contacts an account has."""
    found = select(func.count()).select_from(contact).where(contact.c.channel_account_id == account)
    return tx.scalar(found) or 0
