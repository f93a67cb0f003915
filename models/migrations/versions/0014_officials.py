"""What officials do in chat: steps of cases and talks, targets, broadcasts with their recipients."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.base import UtcDateTime

revision = "0014"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room."""
    with op.batch_alter_table("case") as change:
        change.add_column(sa.Column("taken_by", sa.Integer(), nullable=True))
        change.create_index(op.f("ix_case_taken_by"), ["taken_by"])
        change.create_foreign_key(op.f("fk_case_taken_by_person"), "person", ["taken_by"], ["id"])
    _case_work()
    _targets()
    _broadcasts()


def _case_work() -> None:
    op.create_table(
        "case_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.LargeBinary(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_case_step_case_id_case")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_case_step_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_step")),
    )
    op.create_index(op.f("ix_case_step_case_id"), "case_step", ["case_id"])
    op.create_table(
        "talk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("family_contact_id", sa.Integer(), nullable=False),
        sa.Column("desk_contact_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("began_at", UtcDateTime(), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_by", sa.String(length=8), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_talk_case_id_case")),
        sa.ForeignKeyConstraint(
            ["family_contact_id"], ["contact.id"], name=op.f("fk_talk_family_contact_id_contact")
        ),
        sa.ForeignKeyConstraint(
            ["desk_contact_id"], ["contact.id"], name=op.f("fk_talk_desk_contact_id_contact")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_talk_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk")),
    )
    op.create_index(op.f("ix_talk_case_id"), "talk", ["case_id"])
    for side in ("family", "desk"):
        op.create_index(
            f"uq_talk_{side}",
            "talk",
            [f"{side}_contact_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )


def _targets() -> None:
    op.create_table(
        "target",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("replaced_at", UtcDateTime(), nullable=True),
        sa.Column("replaced_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_target_area_id_area")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_target_made_by_person")),
        sa.ForeignKeyConstraint(["replaced_by"], ["target.id"], name=op.f("fk_target_replaced_by_target")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
    )
    op.create_index(
        "uq_target_standing",
        "target",
        ["area_id", "year", "category"],
        unique=True,
        sqlite_where=sa.text("replaced_at IS NULL"),
        postgresql_where=sa.text("replaced_at IS NULL"),
    )


def _broadcasts() -> None:
    op.create_table(
        "broadcast",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("form_key", sa.String(length=24), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("ground", sa.String(length=8), nullable=False),
        sa.Column("document", sa.String(length=60), nullable=True),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("words_km", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_from", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("approved_at", UtcDateTime(), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_broadcast_area_id_area")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_broadcast_made_by_person")),
        sa.ForeignKeyConstraint(["made_from"], ["contact.id"], name=op.f("fk_broadcast_made_from_contact")),
        sa.ForeignKeyConstraint(["approved_by"], ["person.id"], name=op.f("fk_broadcast_approved_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcast")),
        sa.UniqueConstraint("code", name=op.f("uq_broadcast_code")),
        sa.UniqueConstraint("form_key", name=op.f("uq_broadcast_form_key")),
    )
    op.create_index(op.f("ix_broadcast_area_id"), "broadcast", ["area_id"])
    op.create_table(
        "broadcast_recipient",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.Column("result", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcast.id"], name=op.f("fk_broadcast_recipient_broadcast_id_broadcast")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_broadcast_recipient_contact_id_contact")
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_broadcast_recipient_household_id_household")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcast_recipient")),
        sa.UniqueConstraint(
            "broadcast_id", "contact_id", name=op.f("uq_broadcast_recipient_broadcast_id_contact_id")
        ),
    )
    op.create_index(op.f("ix_broadcast_recipient_contact_id"), "broadcast_recipient", ["contact_id"])
    op.create_index(
        "ix_broadcast_recipient_waiting",
        "broadcast_recipient",
        ["broadcast_id", "id"],
        sqlite_where=sa.text("result = 'waiting'"),
        postgresql_where=sa.text("result = 'waiting'"),
    )


def downgrade() -> None:
    """Lose what officials did in chat; the cases stay."""
    for table in ("broadcast_recipient", "broadcast", "target", "talk", "case_step"):
        op.drop_table(table)
    with op.batch_alter_table("case") as change:
        change.drop_constraint(op.f("fk_case_taken_by_person"), type_="foreignkey")
        change.drop_index(op.f("ix_case_taken_by"))
        change.drop_column("taken_by")
