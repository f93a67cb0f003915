"""What an Official Account of Zalo can not do without: its tokens, and what it was found not to do.

A refresh token works once. Whoever refreshes holds the row by name for a while, never a transaction.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Connection, Integer, Row, String, Table, insert, select, update

from bot.ports import TokenPair, ZaloAccount
from models.base import UtcDateTime, metadata
from models.sealing import Sealed, opened, seal

zalo_account = Table(
    "zalo_account",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("oa_id", String(40), nullable=False, unique=True),
    Column("access", Sealed(owner="oa_id"), nullable=False),
    Column("refresh", Sealed(owner="oa_id"), nullable=False),
    Column("issued_at", UtcDateTime, nullable=False),
    Column("access_until", UtcDateTime, nullable=False),
    Column("refresh_until", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    Column("trouble", String(200)),
    Column("taken_by", String(60)),
    Column("taken_until", UtcDateTime),
    Column("buttons_refused_at", UtcDateTime),
)


def read(tx: Connection, oa_id: str) -> ZaloAccount | None:
    """What is kept about an account; None when it was never connected."""
    row = tx.execute(select(zalo_account).where(zalo_account.c.oa_id == oa_id)).one_or_none()
    return None if row is None else _read(tx, row)


def connect(tx: Connection, oa_id: str, pair: TokenPair) -> None:
    """Keep the tokens an administrator's consent gave; what was learned before may have changed."""
    fresh = {**_values(tx, oa_id, pair), "trouble": None, "taken_by": None, "buttons_refused_at": None}
    known = tx.execute(
        update(zalo_account)
        .where(zalo_account.c.oa_id == oa_id)
        .values(**fresh, version=zalo_account.c.version + 1)
    )
    if not known.rowcount:
        tx.execute(insert(zalo_account).values(oa_id=oa_id, version=1, **fresh))


def claim(
    tx: Connection, oa_id: str, *, version: int, owner: str, now: datetime, until: datetime
) -> ZaloAccount | None:
    """Take the right to refresh the pair known as `version`; None while somebody else has it.

    When the pair has changed meanwhile it is given instead, and nothing is taken.
    """
    row = tx.execute(select(zalo_account).where(zalo_account.c.oa_id == oa_id).with_for_update()).one()
    if row.version != version:
        return _read(tx, row)
    if row.taken_by not in (None, owner) and now < row.taken_until <= until:
        return None
    tx.execute(
        update(zalo_account).where(zalo_account.c.id == row.id).values(taken_by=owner, taken_until=until)
    )
    return _read(tx, row)


def replace(tx: Connection, oa_id: str, pair: TokenPair, *, version: int) -> None:
    """Keep the pair that a refresh of `version` gave, unless an administrator was faster."""
    tx.execute(
        update(zalo_account)
        .where(zalo_account.c.oa_id == oa_id, zalo_account.c.version == version)
        .values(**_values(tx, oa_id, pair), version=version + 1, trouble=None, taken_by=None)
    )


def release(tx: Connection, oa_id: str, *, version: int, trouble: str | None) -> None:
    """Give the right back without a new pair; `trouble` says that a person is needed."""
    tx.execute(
        update(zalo_account)
        .where(zalo_account.c.oa_id == oa_id, zalo_account.c.version == version)
        .values(taken_by=None, trouble=None if trouble is None else trouble[:200])
    )


def remember_no_buttons(tx: Connection, oa_id: str, *, now: datetime) -> None:
    """The account refused buttons: it is given numbered lists from now on."""
    tx.execute(update(zalo_account).where(zalo_account.c.oa_id == oa_id).values(buttons_refused_at=now))


def _values(tx: Connection, oa_id: str, pair: TokenPair) -> dict[str, object]:
    return {
        "access": seal(tx, zalo_account.c.access, pair.access, owner=oa_id),
        "refresh": seal(tx, zalo_account.c.refresh, pair.refresh, owner=oa_id),
        "issued_at": pair.issued_at,
        "access_until": pair.access_until,
        "refresh_until": pair.refresh_until,
    }


def _read(tx: Connection, row: Row[tuple[object, ...]]) -> ZaloAccount:
    pair = TokenPair(
        opened(tx, zalo_account.c.access, row.access, owner=row.oa_id) or "",
        opened(tx, zalo_account.c.refresh, row.refresh, owner=row.oa_id) or "",
        row.issued_at,
        row.access_until,
        row.refresh_until,
    )
    return ZaloAccount(pair, row.version, row.trouble, buttons=row.buttons_refused_at is None)
