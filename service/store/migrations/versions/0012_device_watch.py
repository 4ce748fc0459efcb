"""The watch over devices: by which day each is lost unless it is heard, and whether its wearer was told."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "device_watch",
        sa.Column("office", sa.Text, primary_key=True),
        sa.Column("device", sa.Text, primary_key=True),
        sa.Column("lost_on", sa.Text, nullable=False),
        sa.Column("told", sa.Integer, nullable=False),
        sa.CheckConstraint("length(lost_on) = 10", name="device_watch_day"),
        sa.CheckConstraint("told IN (0, 1)", name="device_watch_told"),
    )


def downgrade() -> None:
    op.drop_table("device_watch")
