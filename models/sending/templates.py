"""Which approved template stands for which notice where free words may not go, and what messages cost."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    delete,
    func,
    insert,
    select,
)

from bot.domain.ids import ChannelAccountId, NoticeId
from bot.domain.ways import Template
from models.base import UtcDateTime, metadata
from models.sending.outbox import OutboxStatus, outbox

notice_template = Table(
    "notice_template",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("external_account", String(100), nullable=False),
    Column("notice_key", String(60), nullable=False),
    Column("template_id", String(40), nullable=False),
    Column("limits", Text, nullable=False),
    Column("price", Integer, nullable=False),
    Column("checked_at", UtcDateTime, nullable=False),
    UniqueConstraint("external_account", "notice_key"),
)

message_cost = Table(
    "message_cost",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("channel_account_id", ForeignKey("channel_account.id"), nullable=False),
    Column("notice_id", ForeignKey("notice.id"), nullable=False, unique=True),
    Column("amount", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False, index=True),
)


@dataclass(frozen=True, slots=True)
class Registered:
    """A template as it was when somebody looked at it last."""

    notice_key: str
    template: Template
    checked_at: datetime


def register(tx: Connection, account: str, notice_key: str, template: Template, *, now: datetime) -> None:
    """Let a template stand for a notice from now on, in place of a former one."""
    forget(tx, account, notice_key)
    tx.execute(
        insert(notice_template).values(
            external_account=account,
            notice_key=notice_key,
            template_id=template.id,
            limits=json.dumps(dict(template.limits)),
            price=template.price,
            checked_at=now,
        )
    )


def forget(tx: Connection, account: str, notice_key: str) -> None:
    """Let no template stand for a notice."""
    tx.execute(
        delete(notice_template).where(
            notice_template.c.external_account == account, notice_template.c.notice_key == notice_key
        )
    )


def registered(tx: Connection, account: str) -> Mapping[str, Registered]:
    """The templates of an account by the notices they stand for."""
    rows = tx.execute(
        select(notice_template)
        .where(notice_template.c.external_account == account)
        .order_by(notice_template.c.notice_key)
    )
    return {
        row.notice_key: Registered(
            row.notice_key, Template(row.template_id, json.loads(row.limits), row.price), row.checked_at
        )
        for row in rows
    }


def charge(
    tx: Connection, account: ChannelAccountId, notice_id: NoticeId, amount: int, *, now: datetime
) -> None:
    """Write down what a message will cost at most, when it is decided to go."""
    tx.execute(
        insert(message_cost).values(channel_account_id=account, notice_id=notice_id, amount=amount, at=now)
    )


def spent_since(tx: Connection, account: ChannelAccountId, since: datetime) -> int:
    """What the messages of an account cost since an instant, in VND."""
    of_account = message_cost.c.channel_account_id == account
    return (
        tx.scalar(select(func.sum(message_cost.c.amount)).where(of_account, message_cost.c.at >= since)) or 0
    )


def sent_since(tx: Connection, account: ChannelAccountId, since: datetime) -> int:
    """How many messages went out over an account since an instant."""
    sent = (outbox.c.status == OutboxStatus.SENT.value, outbox.c.finished_at >= since)
    found = select(func.count()).select_from(outbox).where(outbox.c.channel_account_id == account, *sent)
    return tx.scalar(found) or 0
