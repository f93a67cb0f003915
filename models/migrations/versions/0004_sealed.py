"""Words and phones of cases under a key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.errors import RefusedToStart
from bot.vault import Vault

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

Change = Callable[[Vault, Any, str, int], Any]


def upgrade() -> None:
    """Seal what stands there in plain words. Refuses to when there is no key."""
    _rewrite(sa.LargeBinary(), sa.LargeBinary(), lambda vault, *place: vault.seal(*place))
    # Files lie under a key of the former kind, are kept for days only, and can be asked for again.
    op.execute("DELETE FROM attachment")


def downgrade() -> None:
    """Write everything in plain words again. Files stay sealed and are lost."""
    _rewrite(sa.Text(), sa.String(20), lambda vault, *place: vault.open(*place).decode())
    op.execute("DELETE FROM attachment")


def _rewrite(text: sa.types.TypeEngine[Any], phone: sa.types.TypeEngine[Any], change: Change) -> None:
    case = sa.table("case", *map(sa.column, ("id", "contact_id", "text", "phone")))
    told = sa.or_(case.c.text.is_not(None), case.c.phone.is_not(None))
    rows = op.get_bind().execute(sa.select(case).where(told)).all()
    changed = [(row.id, _changed(row, change)) for row in rows]
    op.drop_column("case", "text")
    op.drop_column("case", "phone")
    op.add_column("case", sa.Column("text", text))
    op.add_column("case", sa.Column("phone", phone))
    for number, values in changed:
        op.get_bind().execute(sa.update(case).where(case.c.id == number).values(values))


def _changed(row: sa.Row[Any], change: Change) -> dict[str, Any]:
    vault = op.get_bind().get_execution_options().get("vault")
    if not isinstance(vault, Vault):
        raise RefusedToStart(
            "Cases of this database are not sealed yet, and there is no key: run `donghanh keys new`,"
            " put its line into the environment or .env, and start again."
        )
    return {
        name: None if value is None else change(vault, value, f"case.{name}", row.contact_id)
        for name, value in (("text", row.text), ("phone", row.phone))
    }
