"""Codes by which somebody says that she set an alarm off by mistake."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "own_codes",
        sa.Column("account", sa.Text, sa.ForeignKey("accounts.id"), primary_key=True),
        sa.Column("mistake", sa.Text, nullable=False),
        sa.Column("duress", sa.Text, nullable=False),
        sa.Column("set_at", sa.Text, nullable=False),
        sa.CheckConstraint("substr(mistake, 1, 9) = '$argon2id'", name="own_codes_mistake"),
        sa.CheckConstraint("substr(duress, 1, 9) = '$argon2id'", name="own_codes_duress"),
    )


def downgrade() -> None:
    op.drop_table("own_codes")
