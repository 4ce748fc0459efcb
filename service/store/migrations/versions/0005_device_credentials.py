"""Credentials of devices and gateways at the broker."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "device_credentials",
        sa.Column("user_name", sa.Text, primary_key=True),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("device", sa.Text, nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("publishes", sa.Text, nullable=False),
        sa.Column("hears", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("created_at", sa.Text, nullable=False),
        sa.Column("expires_at", sa.Text),
        sa.Column("ended_at", sa.Text),
        sa.CheckConstraint("kind IN ('device', 'gateway')", name="device_credentials_kind"),
        sa.CheckConstraint("substr(digest, 1, 3) = '$7$'", name="device_credentials_digest"),
    )
    op.create_index(
        "device_credentials_of_device", "device_credentials", ["office", "device", "generation"], unique=True
    )


def downgrade() -> None:
    op.drop_table("device_credentials")
