"""All tables of the product in one place, for migrations and checks."""

from __future__ import annotations

from models import (
    accounts,
    attachments,
    audit,
    audit_seals,
    cases,
    contacts,
    inbox,
    installation,
    jobs,
    leases,
    notices,
    offices,
    outbox,
    questions,
)
from models.base import metadata

__all__ = ["metadata"]

_PARTS = (
    accounts,
    attachments,
    audit,
    audit_seals,
    cases,
    contacts,
    inbox,
    installation,
    jobs,
    leases,
    notices,
    offices,
    outbox,
    questions,
)
