"""What people say, are told and leave with us, under a key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.errors import RefusedToStart
from bot.keys.vault import Vault

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

Change = Callable[[Vault, bytes, str, Any], bytes]

# Table, key, owner, column, its plain type, whether it may be empty.
COLUMNS: tuple[tuple[str, str, str, str, sa.types.TypeEngine[Any], bool], ...] = (
    ("inbox", "id", "address", "raw", sa.Text(), True),
    ("outbox", "id", "contact_id", "body", sa.Text(), True),
    ("conversation", "contact_id", "contact_id", "state", sa.Text(), False),
    ("notice", "id", "contact_id", "parameters", sa.Text(), False),
    ("case", "id", "contact_id", "text", sa.Text(), True),
    ("case", "id", "contact_id", "phone", sa.String(20), True),
)
ROWS = 500


def upgrade() -> None:
    """Seal what stands there in plain words. Refuses to when there is no key."""
    for table, key, owner, name, plain, empty in COLUMNS:
        with op.batch_alter_table(table) as change:
            change.alter_column(
                name,
                existing_type=plain,
                existing_nullable=empty,
                type_=sa.LargeBinary(),
                postgresql_using=f"convert_to(\"{name}\", 'UTF8')",
            )
        _rewrite(table, key, owner, name, lambda vault, *place: vault.seal(*place))
    # Files lie under a key of the former kind, are kept for days only, and can be asked for again.
    op.execute("DELETE FROM attachment")


def downgrade() -> None:
    """Write everything in plain words again. Files are lost: nothing could open them."""
    for table, key, owner, name, plain, empty in reversed(COLUMNS):
        _rewrite(table, key, owner, name, lambda vault, *place: vault.open(*place))
        with op.batch_alter_table(table) as change:
            change.alter_column(
                name,
                existing_type=sa.LargeBinary(),
                existing_nullable=empty,
                type_=plain,
                postgresql_using=f"convert_from(\"{name}\", 'UTF8')",
            )
    op.execute("DELETE FROM attachment")


def _rewrite(table: str, key: str, owner: str, name: str, change: Change) -> None:
    """Change each value of a column, some rows at a time."""
    rows = sa.table(table, *(sa.column(each) for each in {key, owner, name}))
    last = 0
    while found := _page(rows, rows.c[key], rows.c[owner], rows.c[name], last):
        for number, of, value in found:
            sealed = change(_vault(), bytes(value), f"{table}.{name}", of)
            op.get_bind().execute(sa.update(rows).where(rows.c[key] == number).values({name: sealed}))
        last = found[-1][0]


def _page(rows: sa.TableClause, key: Any, owner: Any, value: Any, last: int) -> list[Any]:
    told = sa.select(key, owner, value).where(value.is_not(None), key > last).order_by(key).limit(ROWS)
    return list(op.get_bind().execute(told.select_from(rows)))


def _vault() -> Vault:
    vault = op.get_bind().get_execution_options().get("vault")
    if not isinstance(vault, Vault):
        raise RefusedToStart(
            "What people said is not sealed in this database yet, and there is no key: run"
            " `donghanh keys new`, put its line into the environment or .env, and start again."
        )
    return vault
