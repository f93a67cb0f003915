"""All tables of the product in one place, for migrations and checks."""

from __future__ import annotations

from models import (
    areas,
    audit,
    audit_seals,
    inbox,
    installation,
    jobs,
    leases,
    offices,
    questions,
    retention,
    screenings,
    targets,
)
from models.base import metadata
from models.cases import case_files, case_work, cases
from models.events import event_tables, leaflets
from models.people import consents, contacts, demo_cards, linking, page_links, roles
from models.register import tables as register
from models.reminders import reminders
from models.sending import accounts, attachments, broadcasts, notices, outbox, templates, zalo_accounts
from models.sponsors import (
    charity_houses,
    gift_plans,
    sponsor_offers,
    sponsors,
    visit_answers,
    visit_pictures,
    visits,
)

__all__ = ["metadata"]

_PARTS = (
    accounts,
    areas,
    attachments,
    audit,
    audit_seals,
    broadcasts,
    case_files,
    case_work,
    cases,
    charity_houses,
    consents,
    contacts,
    demo_cards,
    event_tables,
    gift_plans,
    inbox,
    installation,
    jobs,
    leaflets,
    leases,
    linking,
    notices,
    offices,
    outbox,
    page_links,
    questions,
    register,
    reminders,
    retention,
    roles,
    screenings,
    sponsor_offers,
    sponsors,
    targets,
    templates,
    visit_answers,
    visit_pictures,
    visits,
    zalo_accounts,
)
