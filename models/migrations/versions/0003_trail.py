"""The trail tells subjects, role and reason, and is sealed in groups instead of row by row."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

import models.base

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

AT = sa.column("at", models.base.UtcDateTime(timezone=True))
FORMER = sa.table(
    "audit",
    sa.column("id", sa.Integer()),
    AT,
    *(sa.column(name, sa.String()) for name in ("tag", "actor", "details", "hash")),
    sa.column("contact_id", sa.Integer()),
)
TRAIL = sa.table(
    "audit",
    sa.column("id", sa.Integer()),
    sa.column("at", models.base.UtcDateTime(timezone=True)),
    *(sa.column(name, sa.String()) for name in ("tag", "actor", "role", "reason", "details")),
    *(sa.column(name, sa.Integer()) for name in ("actor_contact_id", "actor_person_id", "contact_id")),
)
SUBJECT = sa.table(
    "audit_subject",
    sa.column("audit_id", sa.Integer()),
    sa.column("kind", sa.String()),
    sa.column("number", sa.Integer()),
    sa.column("fields", sa.String()),
)
UNSEALED = sa.table("audit_unsealed", sa.column("audit_id", sa.Integer()))
CONTACT = sa.table("contact", sa.column("id", sa.Integer()))

GUARDED = ("audit", "audit_subject", "audit_seal")
# What the former form has no column for stands in its details under this name, and comes back from there.
KEPT = "_0003"
COLUMNS = ("tag", "actor_contact_id", "actor_person_id", "role", "reason", "contact_id")
FORMER_TAGS = (
    "case:opened",
    "case:answered",
    "contact:pushes_stopped",
    "contact:pushes_resumed",
    "contact:data_shown",
    "contact:data_erased",
)


def upgrade() -> None:
    """Carry the rows over, with a row that tells how many there were and whether they were whole."""
    _lift_former_guards()
    carried = _examine()
    op.execute("UPDATE audit SET actor = 'operator' WHERE actor LIKE 'operator:%'")
    _reshape()
    op.execute("UPDATE audit SET actor_contact_id = contact_id WHERE actor = 'contact'")
    _make_tables()
    op.execute("INSERT INTO audit_unsealed (audit_id) SELECT id FROM audit")
    _take_out_what_was_kept()
    _guard()
    if carried["rows"]:
        details = json.dumps(carried, sort_keys=True)
        row = {"at": datetime.now(UTC), "tag": "trail:carried", "actor": "program", "details": details}
        op.execute(sa.insert(TRAIL).values(row))


def _examine() -> dict[str, object]:
    """How many rows there are, the first that was changed, and the hash of the last."""
    before, broken, rows = "", None, 0
    for row in op.get_bind().execute(sa.select(FORMER).order_by(FORMER.c.id)):
        if broken is None and row.hash != _former_hash(
            before, row.at, row.tag, row.contact_id, row.actor, row.details
        ):
            broken = row.id
        before, rows = row.hash, rows + 1
    return {"rows": rows, "broken": broken, "hash": before}


def _former_hash(
    before: str, at: datetime, tag: str, contact_id: int | None, actor: str, details: str
) -> str:
    row = "\x1f".join((before, at.isoformat(), tag, str(contact_id), actor, details))
    return hashlib.sha256(row.encode()).hexdigest()


def _reshape() -> None:
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_audit_contact_id_contact"), type_="foreignkey")
        batch_op.drop_column("hash")
        batch_op.alter_column("actor", type_=sa.String(length=20), existing_nullable=False)
        batch_op.add_column(sa.Column("actor_contact_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("actor_person_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("role", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("reason", sa.String(length=40), nullable=True))


def _make_tables() -> None:
    op.create_table(
        "audit_subject",
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["audit_id"], ["audit.id"], name=op.f("fk_audit_subject_audit_id_audit")),
        sa.PrimaryKeyConstraint("audit_id", "kind", "number", name=op.f("pk_audit_subject")),
    )
    with op.batch_alter_table("audit_subject", schema=None) as batch_op:
        batch_op.create_index("ix_audit_subject_of", ["kind", "number", "audit_id"], unique=False)
    op.create_table(
        "audit_seal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", models.base.UtcDateTime(timezone=True), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("ids", sa.Text(), nullable=False),
        sa.Column("digests", sa.LargeBinary(), nullable=False),
        sa.Column("before", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_seal")),
        sa.UniqueConstraint("before", name=op.f("uq_audit_seal_before")),
    )
    op.create_table(
        "audit_unsealed",
        sa.Column("audit_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("audit_id", name=op.f("pk_audit_unsealed")),
    )


def _take_out_what_was_kept() -> None:
    bind = op.get_bind()
    found = sa.select(TRAIL.c.id, TRAIL.c.details).where(TRAIL.c.details.contains(f'"{KEPT}"'))
    for number, text in bind.execute(found).all():
        details = json.loads(text)
        kept = details.pop(KEPT)
        subjects = kept.pop("subjects")
        values = {**kept, "details": json.dumps(details, sort_keys=True)}
        bind.execute(sa.update(TRAIL).where(TRAIL.c.id == number).values(values))
        if subjects:
            names = ("kind", "number", "fields")
            rows = [{"audit_id": number, **dict(zip(names, each, strict=True))} for each in subjects]
            bind.execute(sa.insert(SUBJECT), rows)


def _guard() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _sqlite_guards() if sqlite else _postgres_guards():
        op.execute(statement)


def _sqlite_guards() -> Iterable[str]:
    same = {
        "audit": "id = NEW.id",
        "audit_subject": "audit_id = NEW.audit_id AND kind = NEW.kind AND number = NEW.number",
        "audit_seal": "id = NEW.id OR before = NEW.before",
    }
    refuse = " BEGIN SELECT RAISE(ABORT, 'the trail never changes'); END"
    for table in GUARDED:
        yield f"CREATE TRIGGER {table}_update BEFORE UPDATE ON {table}{refuse}"
        yield f"CREATE TRIGGER {table}_delete BEFORE DELETE ON {table}{refuse}"
        # INSERT OR REPLACE removes a row without asking the guard of DELETE.
        taken = f"EXISTS (SELECT 1 FROM {table} WHERE {same[table]})"
        yield f"CREATE TRIGGER {table}_replace BEFORE INSERT ON {table} WHEN {taken}{refuse}"
    yield (
        "CREATE TRIGGER audit_waits AFTER INSERT ON audit"
        " BEGIN INSERT INTO audit_unsealed (audit_id) VALUES (NEW.id); END"
    )


def _postgres_guards() -> Iterable[str]:
    yield (
        "CREATE FUNCTION audit_guard() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'the trail never changes'; END $$"
    )
    for table in GUARDED:
        yield (
            f"CREATE TRIGGER {table}_guard BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION audit_guard()"
        )
    yield (
        "CREATE FUNCTION audit_waits() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN INSERT INTO audit_unsealed (audit_id) VALUES (NEW.id); RETURN NULL; END $$"
    )
    yield "CREATE TRIGGER audit_waits AFTER INSERT ON audit FOR EACH ROW EXECUTE FUNCTION audit_waits()"


def _lift_former_guards() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER audit_UPDATE")
        op.execute("DROP TRIGGER audit_DELETE")
    else:
        op.execute("DROP TRIGGER audit_guard ON audit")
        op.execute("DROP FUNCTION audit_guard")


def downgrade() -> None:
    """Put the rows back into one chain, what has no column there into their details; lose the seals."""
    _lift_guards()
    rows = _former_rows()
    for table in ("audit_unsealed", "audit_seal", "audit_subject"):
        op.drop_table(table)
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("hash", sa.String(length=64), nullable=True))
        batch_op.alter_column("actor", type_=sa.String(length=60), existing_nullable=False)
        for name in ("actor_contact_id", "actor_person_id", "role", "reason"):
            batch_op.drop_column(name)
    if rows:
        names = ("tag", "contact_id", "details", "hash")
        change = sa.update(FORMER).where(FORMER.c.id == sa.bindparam("number"))
        op.get_bind().execute(change.values({name: sa.bindparam(f"new_{name}") for name in names}), rows)
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.alter_column("hash", existing_type=sa.String(length=64), nullable=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_audit_contact_id_contact"), "contact", ["contact_id"], ["id"]
        )
    _guard_as_formerly()


def _former_rows() -> list[dict[str, Any]]:
    """The rows as they were before, chained again."""
    bind = op.get_bind()
    subjects: defaultdict[int, list[list[Any]]] = defaultdict(list)
    for number, *subject in bind.execute(sa.select(SUBJECT).order_by(SUBJECT.c.kind, SUBJECT.c.number)):
        subjects[number].append(subject)
    contacts = set(bind.scalars(sa.select(CONTACT.c.id)))
    rows, before = [], ""
    for row in bind.execute(sa.select(TRAIL).order_by(TRAIL.c.id)):
        # The former program knows six tags and stops at any other; and it leads to contacts that are there.
        tag = row.tag if row.tag in FORMER_TAGS else "contact:data_shown"
        contact_id = row.contact_id if row.contact_id in contacts else None
        details = json.loads(row.details)
        kept = {name: row._mapping[name] for name in COLUMNS} | {"subjects": subjects[row.id]}
        text = json.dumps({**details, KEPT: kept}, ensure_ascii=False, sort_keys=True)
        before = _former_hash(before, row.at, tag, contact_id, row.actor, text)
        new = {"new_tag": tag, "new_contact_id": contact_id, "new_details": text, "new_hash": before}
        rows.append({"number": row.id, **new})
    return rows


def _lift_guards() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in GUARDED:
            for guard in ("update", "delete", "replace"):
                op.execute(f"DROP TRIGGER {table}_{guard}")
        op.execute("DROP TRIGGER audit_waits")
        return
    for table in GUARDED:
        op.execute(f"DROP TRIGGER {table}_guard ON {table}")
    op.execute("DROP TRIGGER audit_waits ON audit")
    op.execute("DROP FUNCTION audit_waits")
    op.execute("DROP FUNCTION audit_guard")


def _guard_as_formerly() -> None:
    refuse = "'the trail never changes'"
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            refusal = f"BEGIN SELECT RAISE(ABORT, {refuse}); END"
            op.execute(f"CREATE TRIGGER audit_{verb} BEFORE {verb} ON audit {refusal}")
        return
    body = f"$$ BEGIN RAISE EXCEPTION {refuse}; END $$"
    op.execute(f"CREATE FUNCTION audit_guard() RETURNS trigger LANGUAGE plpgsql AS {body}")
    op.execute(
        "CREATE TRIGGER audit_guard BEFORE UPDATE OR DELETE ON audit FOR EACH ROW"
        " EXECUTE FUNCTION audit_guard()"
    )
