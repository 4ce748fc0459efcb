"""Which nodes have heard a press, and as which message."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("presses", sa.Column("heard_as", sa.Text))


def downgrade() -> None:
    op.drop_column("presses", "heard_as")
