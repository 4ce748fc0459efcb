"""What the fields of devices were last that stay true after a press: only their rise is one, also after a restart."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "device_levels",
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("device", sa.Text, nullable=False),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("value", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("office", "device", "level"),
        sa.CheckConstraint("value IN (0, 1)", name="device_levels_value"),
    )


def downgrade() -> None:
    op.drop_table("device_levels")
