"""What one contact has erased at once. Keys, times and results stay; `models.retention` forgets in time."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, Update, delete, select, update

from bot.domain.ids import ChannelAccountId, ContactId
from models import screenings
from models.cases import case_files
from models.cases.case_work import case_step
from models.cases.cases import case
from models.events import begun, leaflets
from models.inbox import InboxStatus, inbox
from models.people.consents import consent
from models.people.contacts import person_contact
from models.people.linking import link_miss
from models.people.page_links import of_contact, page_link
from models.sending.attachments import attachment
from models.sending.broadcasts import broadcast_recipient
from models.sending.outbox import UNSENT, OutboxStatus, outbox
from models.sponsors import visit_pictures
from models.sponsors.sponsor_offers import sponsor_offer
from models.sponsors.visit_answers import forget_told


def give_up_waiting(tx: Connection, contact_id: ContactId, *, before: datetime, now: datetime) -> None:
    """Never tell a contact what has been waiting for it since before an instant."""
    tx.execute(never_fetched(before, now).where(outbox.c.contact_id == contact_id))


def never_fetched(before: datetime, now: datetime) -> Update:
    """Give up what waits since before an instant for somebody to fetch it."""
    waiting = outbox.c.status == OutboxStatus.WAITING.value, outbox.c.created_at < before
    return (
        update(outbox).where(*waiting).values(status=OutboxStatus.EXPIRED.value, body=None, finished_at=now)
    )


def forget_contact(tx: Connection, account: ChannelAccountId, address: str, contact_id: ContactId) -> None:
    """Forget what a contact said, was told and agreed to, whom it spoke for, its cases' words, its files."""
    said = inbox.c.channel_account_id == account, inbox.c.address == address
    tx.execute(update(inbox).where(*said, inbox.c.status != InboxStatus.NEW.value).values(raw=None))
    told = outbox.c.contact_id == contact_id, outbox.c.status.not_in(UNSENT)
    tx.execute(update(outbox).where(*told).values(body=None))
    own = case.c.contact_id == contact_id
    said_there = case_step.c.case_id.in_(select(case.c.id).where(own))
    tx.execute(update(case_step).where(said_there).values(text=None))
    tx.execute(update(case).where(own).values(text=None, phone=None))
    tx.execute(delete(broadcast_recipient).where(broadcast_recipient.c.contact_id == contact_id))
    tx.execute(delete(attachment).where(attachment.c.contact_id == contact_id))
    tx.execute(delete(consent).where(consent.c.contact_id == contact_id))
    visit_pictures.forget_sent(tx, contact_id)
    case_files.forget_contact(tx, contact_id)
    tx.execute(delete(person_contact).where(person_contact.c.contact_id == contact_id))
    tx.execute(delete(link_miss).where(link_miss.c.contact_id == contact_id))
    tx.execute(delete(page_link).where(of_contact(contact_id)))
    forget_told(tx, contact_id)
    tx.execute(delete(sponsor_offer).where(sponsor_offer.c.contact_id == contact_id))
    screenings.forget(tx, contact_id)
    begun.forget(tx, contact_id)
    leaflets.forget_reader(tx, contact_id)
