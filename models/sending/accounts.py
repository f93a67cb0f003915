"""Channel accounts: one bot token, Official Account or web site of one office."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    Column,
    Connection,
    ForeignKey,
    Integer,
    String,
    Table,
    UniqueConstraint,
    insert,
    select,
)

from bot.domain.ids import ChannelAccountId, OfficeId
from models.base import UtcDateTime, metadata

channel_account = Table(
    "channel_account",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("channel", String(20), nullable=False),
    Column("external_account", String(100), nullable=False),
    Column("office_id", ForeignKey("office.id"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("channel", "external_account"),
)


def ensure_account(
    tx: Connection, *, channel: str, external_account: str, office_id: OfficeId, now: datetime
) -> ChannelAccountId:
    """The row of an account, made when it is seen for the first time."""
    known = account_named(tx, channel, external_account)
    if known is not None:
        return known
    made = tx.execute(
        insert(channel_account).values(
            channel=channel, external_account=external_account, office_id=office_id, created_at=now
        )
    ).inserted_primary_key
    assert made is not None
    return ChannelAccountId(made[0])


def account_named(tx: Connection, channel: str, external_account: str) -> ChannelAccountId | None:
    """The row of an account; None when it was never served."""
    return tx.scalar(
        select(channel_account.c.id).where(
            channel_account.c.channel == channel, channel_account.c.external_account == external_account
        )
    )
