"""The tokens of Official Accounts of Zalo, their templates, and what messages cost."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.base import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room for accounts that an administrator connected."""
    op.create_table(
        "zalo_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("oa_id", sa.String(length=40), nullable=False),
        sa.Column("access", sa.LargeBinary(), nullable=False),
        sa.Column("refresh", sa.LargeBinary(), nullable=False),
        sa.Column("issued_at", UtcDateTime(), nullable=False),
        sa.Column("access_until", UtcDateTime(), nullable=False),
        sa.Column("refresh_until", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(length=200), nullable=True),
        sa.Column("taken_by", sa.String(length=60), nullable=True),
        sa.Column("taken_until", UtcDateTime(), nullable=True),
        sa.Column("buttons_refused_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zalo_account")),
        sa.UniqueConstraint("oa_id", name=op.f("uq_zalo_account_oa_id")),
    )
    op.create_table(
        "notice_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("external_account", sa.String(length=100), nullable=False),
        sa.Column("notice_key", sa.String(length=60), nullable=False),
        sa.Column("template_id", sa.String(length=40), nullable=False),
        sa.Column("limits", sa.Text(), nullable=False),
        sa.Column("price", sa.Integer(), nullable=False),
        sa.Column("checked_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_template")),
        sa.UniqueConstraint(
            "external_account", "notice_key", name=op.f("uq_notice_template_external_account_notice_key")
        ),
    )
    op.create_table(
        "message_cost",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel_account_id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel_account_id"],
            ["channel_account.id"],
            name=op.f("fk_message_cost_channel_account_id_channel_account"),
        ),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_message_cost_notice_id_notice")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_cost")),
        sa.UniqueConstraint("notice_id", name=op.f("uq_message_cost_notice_id")),
    )
    with op.batch_alter_table("message_cost", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_message_cost_at"), ["at"], unique=False)
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("moved_from", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_notice_moved_from_notice"), "notice", ["moved_from"], ["id"]
        )


def downgrade() -> None:
    """Lose the tokens: an administrator must connect the account anew."""
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_notice_moved_from_notice"), type_="foreignkey")
        batch_op.drop_column("moved_from")
    with op.batch_alter_table("message_cost", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_message_cost_at"))
    op.drop_table("message_cost")
    op.drop_table("notice_template")
    op.drop_table("zalo_account")
