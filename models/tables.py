"""All tables of the product in one place, for migrations and checks."""

from __future__ import annotations

from models import (
    accounts,
    areas,
    attachments,
    audit,
    audit_seals,
    cases,
    consents,
    contacts,
    event_tables,
    inbox,
    installation,
    jobs,
    leases,
    linking,
    notices,
    offices,
    outbox,
    page_links,
    questions,
    retention,
    roles,
    templates,
    zalo_accounts,
)
from models.base import metadata
from models.register import sample_world
from models.register import tables as register

__all__ = ["metadata"]

_PARTS = (
    accounts,
    areas,
    attachments,
    audit,
    audit_seals,
    cases,
    consents,
    contacts,
    event_tables,
    inbox,
    installation,
    sample_world,
    jobs,
    leases,
    linking,
    notices,
    offices,
    outbox,
    page_links,
    questions,
    register,
    retention,
    roles,
    templates,
    zalo_accounts,
)
