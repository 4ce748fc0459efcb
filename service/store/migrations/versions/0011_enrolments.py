"""Enrolments: the devices that were enrolled on the page, beside those of the files."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "enrolments",
        sa.Column("office", sa.Text, primary_key=True),
        sa.Column("device", sa.Text, primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("changed_at", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("holder", sa.Text),
        sa.Column("place", sa.Text),
        sa.Column("kinds", sa.Text, nullable=False),
        sa.Column("answers", sa.Text, nullable=False),
        sa.Column("reporting_s", sa.Integer),
        sa.Column("known_as", sa.Text, nullable=False),
        sa.Column("family", sa.Text, nullable=False),
        sa.Column("broker", sa.Text, nullable=False),
        sa.Column("model", sa.Text),
        sa.Column("through", sa.Text),
        sa.Column("standing", sa.Text, nullable=False),
        sa.Column("until", sa.Text),
        sa.CheckConstraint("revision > 0", name="enrolments_revision"),
        sa.CheckConstraint("reporting_s IS NULL OR reporting_s > 0", name="enrolments_reporting"),
        sa.CheckConstraint("standing IN ('in_use', 'unissued', 'lost', 'out_of_service')", name="enrolments_standing"),
        sa.CheckConstraint("until IS NULL OR standing = 'out_of_service'", name="enrolments_until"),
        sa.CheckConstraint("standing <> 'unissued' OR holder IS NULL", name="enrolments_unissued"),
    )


def downgrade() -> None:
    op.drop_table("enrolments")
