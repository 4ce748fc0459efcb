"""What belongs to no alarm, what is not over, and a plan by its version, without reading years of a record for it."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0017"
branch_labels = None
depends_on = None

OF_NONE = "alarm IS NULL"
NOT_OVER = "is_over = 0"


def upgrade() -> None:
    op.create_index(
        "entries_of_no_alarm",
        "entries",
        ["office", "position"],
        sqlite_where=sa.text(OF_NONE),
        postgresql_where=sa.text(OF_NONE),
    )
    op.create_index(
        "undertakings_open",
        "undertakings",
        ["office"],
        sqlite_where=sa.text(NOT_OVER),
        postgresql_where=sa.text(NOT_OVER),
    )
    op.create_index("plan_versions_by_version", "plan_versions", ["version"])


def downgrade() -> None:
    op.drop_index("plan_versions_by_version", "plan_versions")
    op.drop_index("undertakings_open", "undertakings")
    op.drop_index("entries_of_no_alarm", "entries")
