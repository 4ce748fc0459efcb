"""Who had a token, a screen or a phone let in, and how much a screen was allowed to show then.

The maker refers to no account: SQLite could not take such a column away again, and accounts are never deleted.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("credentials", "pairings"):
        op.add_column(table, sa.Column("maker", sa.Text))
        op.add_column(table, sa.Column("audience", sa.Text))
    op.create_index("credentials_made_by", "credentials", ["maker"])


def downgrade() -> None:
    op.drop_index("credentials_made_by", "credentials")
    for table in ("credentials", "pairings"):
        op.drop_column(table, "audience")
        op.drop_column(table, "maker")
