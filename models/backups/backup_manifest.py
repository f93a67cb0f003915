"""What a database holds, as a backup of it says: which form, for whom, how many rows of what."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, func, inspect, select, table

from bot.errors import RefusedToStart
from bot.keys.backup_stream import Manifest
from models.installation import purpose_of
from models.schema import revision_of


def manifest_of(connection: Connection) -> Manifest:
    """Count what is there. Raises `RefusedToStart` when this is no database of the program."""
    revision = revision_of(connection)
    purpose = purpose_of(connection) if revision else None
    if revision is None or purpose is None:
        raise RefusedToStart("This is not a database of this program; there is nothing to copy.")
    rows = {
        name: connection.scalar(select(func.count()).select_from(table(name))) or 0
        for name in sorted(inspect(connection).get_table_names())
    }
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    return Manifest(connection.dialect.name, revision, purpose.value, made_at, rows)


def refuse_other_rows(promised: Manifest, found: dict[str, int]) -> None:
    """Raise `RefusedToStart` when a copy has not exactly the tables and rows it was made with."""
    if found == promised.tables:
        return
    names = promised.tables.keys() | found.keys()
    differing = sorted(name for name in names if promised.tables.get(name) != found.get(name))
    raise RefusedToStart(f"The copy has not the rows it was made with: {', '.join(differing)}.")
