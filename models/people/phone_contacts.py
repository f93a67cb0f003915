"""People who never wrote and agreed to be told at their number: a contact that stands for the number.

The number itself lies in the register alone. The contact keeps a digest of the one that was agreed to:
nothing goes to another."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection, select

from bot.domain.ids import ChannelAccountId, ContactId, PersonId
from bot.domain.register.history import AsOf
from bot.domain.rungs import PHONE_ADDRESS
from models.people import contacts, roles
from models.people.contacts import Contact, Standing
from models.register.reading import holding
from models.register.tables import person_phone
from models.sealing import opened, vault_of

_CONTEXT = "contact.phone"
_DIGEST = 40


def add(
    tx: Connection, account: ChannelAccountId, person: PersonId, number: str, *, language: str, now: datetime
) -> ContactId:
    """Let somebody be told at a number, +84…, through an account from now on."""
    known = at(tx, account, number)
    if known is None:
        first = Contact(account, _addresses(tx, number)[0], private=True, language=language)
        known = contacts.begin_conversation(tx, first, state="{}", now=now)
    contacts.set_standing(tx, known, Standing.ACTIVE)
    roles.link(tx, known, person, now=now)
    return known


def end(tx: Connection, contact_id: ContactId, *, now: datetime) -> None:
    """Tell nobody anything at this number any more."""
    contacts.set_standing(tx, contact_id, Standing.STOPPED)
    roles.unlink(tx, contact_id, now=now)


def numbers_told(tx: Connection, person: PersonId, *, now: datetime) -> list[Contact]:
    """The numbers at which somebody is told, as contacts."""
    linked = (contacts.contact_by_id(tx, each.contact) for each in roles.links_of(tx, person, at=now))
    return [each for each in linked if is_number(each)]


def at(tx: Connection, account: ChannelAccountId, number: str) -> ContactId | None:
    """The contact that stands for a number, agreed to or ended."""
    found = (contacts.contact_at(tx, account, address) for address in _addresses(tx, number))
    return next((each for each in found if each is not None), None)


def is_number(contact: Contact) -> bool:
    """Whether a contact stands for a number."""
    return contact.address.startswith(PHONE_ADDRESS)


def number_of(tx: Connection, contact: Contact, *, day: date, now: datetime) -> str | None:
    """The number that was agreed to, +84…; None when the register no longer has it as the person's."""
    assert contact.id is not None
    behind = roles.people_behind(tx, contact.id, at=now)
    rows = tx.execute(
        select(person_phone).where(person_phone.c.person_id.in_(behind), holding(person_phone, AsOf(day)))
    )
    numbers = (opened(tx, person_phone.c.number, row.number, owner=row.person_id) for row in rows)
    return next((each for each in numbers if each and contact.address in _addresses(tx, each)), None)


def _addresses(tx: Connection, number: str) -> list[str]:
    """What stands for a number, under the present key first."""
    digests = vault_of(tx).lookups(number, _CONTEXT)
    return [PHONE_ADDRESS + digest.hex()[:_DIGEST] for digest in digests]
