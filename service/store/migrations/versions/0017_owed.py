"""What is due first, of deadlines and of notices, without looking through all that wait."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0014"
branch_labels = None
depends_on = None

WAITS = "state IN ('waiting', 'queued', 'sending')"


def upgrade() -> None:
    op.create_index("deadlines_due", "deadlines", ["due_at"])
    op.create_index("notices_due", "notices", ["due_at"], sqlite_where=sa.text(WAITS), postgresql_where=sa.text(WAITS))


def downgrade() -> None:
    op.drop_index("notices_due", "notices")
    op.drop_index("deadlines_due", "deadlines")
