"""Accounts, grants, credentials and pairing codes."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("login", sa.Text, nullable=False, unique=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("password", sa.Text),
        sa.Column("subject", sa.Text, unique=True),
        sa.Column("created_at", sa.Text, nullable=False),
        sa.Column("ended_at", sa.Text),
    )
    op.create_table(
        "grants",
        sa.Column("account", sa.Text, sa.ForeignKey("accounts.id"), primary_key=True),
        sa.Column("role", sa.Text, primary_key=True),
        sa.Column("office", sa.Text, primary_key=True),
    )
    op.create_table(
        "account_persons",
        sa.Column("account", sa.Text, sa.ForeignKey("accounts.id"), primary_key=True),
        sa.Column("office", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, nullable=False),
    )
    op.create_table(
        "credentials",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("account", sa.Text, sa.ForeignKey("accounts.id")),
        sa.Column("role", sa.Text),
        sa.Column("office", sa.Text),
        sa.Column("screen", sa.Text),
        sa.Column("pin", sa.Text),
        sa.Column("created_at", sa.Text, nullable=False),
        sa.Column("expires_at", sa.Text),
        sa.Column("used_at", sa.Text),
        sa.Column("ended_at", sa.Text),
        sa.CheckConstraint("kind IN ('session', 'token', 'screen', 'phone')", name="credentials_kind"),
        sa.CheckConstraint(
            "kind <> 'session' OR (account IS NOT NULL AND expires_at IS NOT NULL)", name="credentials_session"
        ),
        sa.CheckConstraint("kind <> 'token' OR role IS NOT NULL", name="credentials_token"),
        sa.CheckConstraint(
            "kind <> 'screen' OR (office IS NOT NULL AND screen IS NOT NULL)", name="credentials_screen"
        ),
        sa.CheckConstraint("kind <> 'phone' OR (office IS NOT NULL AND account IS NOT NULL)", name="credentials_phone"),
    )
    op.create_index("credentials_of_account", "credentials", ["account"])
    op.create_table(
        "pairings",
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("screen", sa.Text),
        sa.Column("account", sa.Text, sa.ForeignKey("accounts.id")),
        sa.Column("expires_at", sa.Text, nullable=False),
        sa.CheckConstraint("kind IN ('screen', 'phone')", name="pairings_kind"),
    )


def downgrade() -> None:
    for table in ("pairings", "credentials", "account_persons", "grants", "accounts"):
        op.drop_table(table)
