"""Orders to outputs: what each alarm has switched on, and when it ends."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "output_orders",
        sa.Column("office", sa.Text, primary_key=True),
        sa.Column("output", sa.Text, primary_key=True),
        sa.Column("alarm", sa.Text, sa.ForeignKey("alarms.id"), primary_key=True),
        sa.Column("wanted", sa.Text, nullable=False),
        sa.Column("until", sa.Text, nullable=False),
        sa.Column("due_at", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.CheckConstraint("wanted IN ('on', 'off')", name="output_orders_wanted"),
        sa.CheckConstraint("state IN ('waiting', 'confirmed', 'failed')", name="output_orders_state"),
        sa.CheckConstraint("tries >= 0", name="output_orders_tries"),
        sa.CheckConstraint("wanted = 'off' OR due_at <= until", name="output_orders_end"),
    )
    op.create_index("output_orders_due", "output_orders", ["due_at"])


def downgrade() -> None:
    op.drop_table("output_orders")
