"""What was paid to learners of a class for which days; leaflets, to whom each went and who opened it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.base import UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room."""
    with op.batch_alter_table("event_outcome") as change:
        change.add_column(sa.Column("days", sa.Integer(), nullable=True))
        change.add_column(sa.Column("amount", sa.Integer(), nullable=True))
    op.create_table(
        "leaflet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=40), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("link", sa.String(length=300), nullable=True),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["approved_by"], ["person.id"], name=op.f("fk_leaflet_approved_by_person")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_leaflet_area_id_area")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_leaflet_made_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaflet")),
        sa.UniqueConstraint("code", name=op.f("uq_leaflet_code")),
    )
    with op.batch_alter_table("leaflet") as change:
        change.create_index(op.f("ix_leaflet_area_id"), ["area_id"])
    op.create_table(
        "leaflet_copy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("leaflet_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("token", sa.LargeBinary(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.Column("opened_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_leaflet_copy_contact_id_contact")
        ),
        sa.ForeignKeyConstraint(
            ["leaflet_id"], ["leaflet.id"], name=op.f("fk_leaflet_copy_leaflet_id_leaflet")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leaflet_copy")),
        sa.UniqueConstraint("leaflet_id", "contact_id", name=op.f("uq_leaflet_copy_leaflet_id_contact_id")),
        sa.UniqueConstraint("token", name=op.f("uq_leaflet_copy_token")),
    )
    with op.batch_alter_table("leaflet_copy") as change:
        change.create_index(op.f("ix_leaflet_copy_contact_id"), ["contact_id"])


def downgrade() -> None:
    """Forget sums and leaflets; that somebody was paid stays."""
    op.drop_table("leaflet_copy")
    op.drop_table("leaflet")
    with op.batch_alter_table("event_outcome") as change:
        change.drop_column("amount")
        change.drop_column("days")
