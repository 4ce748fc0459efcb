"""Who has looked at a record, whom a record is about, and which records nobody may erase for now.

An older Trygg may write beside this one: it notes no looks and erases nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "holds",
        sa.Column("alarm", sa.Text, sa.ForeignKey("alarms.id"), primary_key=True),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("set_at", sa.Text, nullable=False),
        sa.Column("set_by", sa.Text, nullable=False),
        sa.Column("until", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.CheckConstraint("until > set_at", name="holds_until"),
    )
    op.create_index("holds_of_office", "holds", ["office", "until"])
    op.create_table(
        "looks",
        sa.Column("record", sa.Text, primary_key=True),
        sa.Column("who", sa.Text, primary_key=True),
        sa.Column("how", sa.Text, primary_key=True),
        sa.Column("day", sa.Text, primary_key=True),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("times", sa.Integer, nullable=False),
        sa.Column("last_at", sa.Text, nullable=False),
        sa.CheckConstraint("times > 0", name="looks_times"),
        sa.CheckConstraint("length(day) = 10", name="looks_day"),
    )
    op.create_index("looks_last", "looks", ["last_at"])
    op.create_table(
        "record_persons",
        sa.Column("office", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("record", sa.Text, primary_key=True),
    )


def downgrade() -> None:
    op.drop_table("record_persons")
    op.drop_table("looks")
    op.drop_table("holds")
