"""Where an account comes from, what a directory's groups give, and who has left or come back."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("accounts", sa.Column("source", sa.Text))
    op.add_column("accounts", sa.Column("external_id", sa.Text))
    op.create_index("accounts_external", "accounts", ["source", "external_id"], unique=True)
    op.add_column("credentials", sa.Column("source", sa.Text))
    op.create_table(
        "directory_groups",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("external_id", sa.Text),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("created_at", sa.Text, nullable=False),
        sa.UniqueConstraint("source", "name", name="directory_groups_name"),
    )
    op.create_table(
        "directory_members",
        sa.Column("group_id", sa.Text, sa.ForeignKey("directory_groups.id"), primary_key=True),
        sa.Column("account", sa.Text, sa.ForeignKey("accounts.id"), primary_key=True),
    )
    op.create_table(
        "person_moves",
        sa.Column("office", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("gone", sa.Integer, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
    )
    op.execute("INSERT INTO meta (name, value) VALUES ('people', '0')")


def downgrade() -> None:
    op.execute("DELETE FROM meta WHERE name = 'people'")
    for table in ("person_moves", "directory_members", "directory_groups"):
        op.drop_table(table)
    op.drop_column("credentials", "source")
    op.drop_index("accounts_external", "accounts")
    op.drop_column("accounts", "external_id")
    op.drop_column("accounts", "source")
