"""Whom a broadcast is for is a query of the register; before, it was a few traits of families."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

from models.base import UtcDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_PEOPLE: dict[str, dict[str, Any]] = {
    "schoolchild": {"age": {"least": 6, "most": 17}},
    "young_child": {"age": {"most": 5}},
    "elderly": {"age": {"least": 60}},
    "khmer": {"ethnicity": ["khmer"]},
    "insured": {"insured": True},
    "uninsured": {"insured": False},
}


_TABLE = sa.table(
    "broadcast",
    sa.column("id", sa.Integer),
    sa.column("audience", sa.JSON),
    sa.column("state", sa.String),
    sa.column("made_at", UtcDateTime),
)


def upgrade() -> None:
    """Write every audience anew. What still waited and was for two traits is stopped: a query asks of one
    person what before several of a family could be."""
    for row in _rows():
        traits = row.audience["traits"]
        member = {name: value for each in traits for name, value in _PEOPLE[each].items()}
        day = row.made_at.date()
        period = {"start": day.isoformat(), "end": (day + timedelta(days=1)).isoformat(), "span": "day"}
        query = {
            "shape": "count",
            "counted": "household",
            "hamlets": row.audience["hamlets"],
            "whole": False,
            "statuses": row.audience["statuses"],
            "periods": [period],
            **({"filters": {"member": member}} if member else {}),
        }
        _write(row, query, stopped=len(traits) > 1)


def downgrade() -> None:
    """Keep hamlets and statuses. What still waited for families of whom more was asked is stopped."""
    for row in _rows():
        query = row.audience
        bare = {"hamlets": query["hamlets"], "statuses": query["statuses"], "traits": []}
        _write(row, bare, stopped=bool(query.get("filters") or query.get("expiring")))


def _rows() -> Sequence[sa.Row[Any]]:
    return op.get_bind().execute(sa.select(_TABLE)).all()


def _write(row: sa.Row[Any], audience: dict[str, Any], *, stopped: bool) -> None:
    state = "stopped" if stopped and row.state in ("draft", "waits") else row.state
    own = _TABLE.c.id == row.id
    op.get_bind().execute(sa.update(_TABLE).where(own).values(audience=audience, state=state))
