"""Undertakings: watched meetings, drills and checks, when each is looked at again, and which entries are its own."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "undertakings",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("office", sa.Text, sa.ForeignKey("heads.office"), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("is_over", sa.Integer, nullable=False),
        sa.Column("due_at", sa.Text),
        sa.Column("first_position", sa.Integer, nullable=False),
        sa.Column("last_position", sa.Integer, nullable=False),
        sa.Column("snapshot", sa.Text, nullable=False),
        sa.CheckConstraint("kind IN ('meeting', 'drill', 'check')", name="undertakings_kind"),
        sa.CheckConstraint("is_over IN (0, 1)", name="undertakings_is_over"),
        sa.CheckConstraint("is_over = 0 OR due_at IS NULL", name="undertakings_end"),
    )
    op.create_index("undertakings_of_office", "undertakings", ["office", "kind", "first_position"])
    op.create_index(
        "undertakings_due",
        "undertakings",
        ["due_at"],
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_table(
        "undertaking_entries",
        sa.Column("undertaking", sa.Text, sa.ForeignKey("undertakings.id"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    )


def downgrade() -> None:
    op.drop_table("undertaking_entries")
    op.drop_table("undertakings")
