"""Pledges with a day, the ward's fund, houses on their way, gifts planned for a feast, reports taken back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.base import UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make room."""
    with op.batch_alter_table("ledger_entry") as change:
        change.add_column(sa.Column("due_on", sa.Date(), nullable=True))
        change.add_column(sa.Column("from_fund", sa.Boolean(), server_default=sa.false(), nullable=False))
        change.add_column(sa.Column("promise_id", sa.Integer(), nullable=True))
        change.add_column(sa.Column("giver", sa.LargeBinary(), nullable=True))
        change.add_column(sa.Column("purpose", sa.LargeBinary(), nullable=True))
        change.create_foreign_key(
            op.f("fk_ledger_entry_promise_id_sponsor_promise"), "sponsor_promise", ["promise_id"], ["id"]
        )
    with op.batch_alter_table("sponsor_step") as change:
        change.add_column(sa.Column("withdrawn_at", UtcDateTime(), nullable=True))
    _houses()
    op.create_table(
        "gift_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("sponsor_id", sa.Integer(), nullable=False),
        sa.Column("feast", sa.String(length=16), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_gift_plan_{column}_{target[:-3]}"))
            for column, target in (
                ("commune_id", "area.id"),
                ("household_id", "household.id"),
                ("recorded_by", "person.id"),
                ("sponsor_id", "sponsor.id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gift_plan")),
    )
    _indexed("gift_plan", "commune_id", "household_id", "sponsor_id")


def _houses() -> None:
    op.create_table(
        "charity_house",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("commune_id", sa.Integer(), nullable=False),
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["commune_id"], ["area.id"], name=op.f("fk_charity_house_commune_id_area")),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_charity_house_household_id_household")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charity_house")),
    )
    _indexed("charity_house", "commune_id", "household_id")
    op.create_table(
        "house_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("house_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=10), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("sponsor_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["house_id"], ["charity_house.id"], name=op.f("fk_house_step_house_id_charity_house")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name=op.f("fk_house_step_recorded_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["sponsor_id"], ["sponsor.id"], name=op.f("fk_house_step_sponsor_id_sponsor")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_house_step")),
    )
    _indexed("house_step", "house_id")


def _indexed(table: str, *columns: str) -> None:
    with op.batch_alter_table(table) as change:
        for column in columns:
            change.create_index(op.f(f"ix_{table}_{column}"), [column])


def downgrade() -> None:
    """Forget houses, plans, days and the fund's words; the lines of the book stay."""
    for table in ("gift_plan", "house_step", "charity_house"):
        op.drop_table(table)
    with op.batch_alter_table("sponsor_step") as change:
        change.drop_column("withdrawn_at")
    with op.batch_alter_table("ledger_entry") as change:
        change.drop_constraint(op.f("fk_ledger_entry_promise_id_sponsor_promise"), type_="foreignkey")
        for column in ("purpose", "giver", "promise_id", "from_fund", "due_on"):
            change.drop_column(column)
