"""One row of figures for each alarm, and how far each timeline has been read for them."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

BY_MONTH = ["office", "mode", "month", "first_answer", "kind", "zone", "ended"]


def upgrade() -> None:
    op.create_table(
        "alarm_figures",
        sa.Column("office", sa.Text, primary_key=True),
        sa.Column("first_position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("alarm", sa.Text, nullable=False, unique=True),
        sa.Column("raised_at", sa.Text, nullable=False),
        sa.Column("month", sa.Text, nullable=False),
        sa.Column("mode", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("zone", sa.Text),
        sa.Column("soft", sa.Integer, nullable=False),
        sa.Column("presses", sa.Integer, nullable=False),
        sa.Column("first_answer", sa.BigInteger),
        sa.Column("coming", sa.BigInteger),
        sa.Column("on_site", sa.BigInteger),
        sa.Column("over", sa.BigInteger),
        sa.Column("ended", sa.Text, nullable=False),
        sa.Column("closed", sa.Integer, nullable=False),
        sa.Column("missed", sa.Integer, nullable=False),
        sa.Column("exhausted", sa.Integer, nullable=False),
        sa.Column("police", sa.Integer, nullable=False),
        sa.Column("police_answered", sa.Integer, nullable=False),
        sa.Column("guard_called", sa.Integer, nullable=False),
        sa.Column("guard_on_site", sa.BigInteger),
        sa.Column("first_there", sa.Text),
        sa.Column("shut", sa.BigInteger),
        sa.Column("mistake_said", sa.Integer, nullable=False),
        sa.CheckConstraint("mode IN ('actual', 'drill', 'test')", name="alarm_figures_mode"),
        sa.CheckConstraint("ended IN ('open', 'cleared', 'cancelled')", name="alarm_figures_ended"),
        sa.CheckConstraint("length(month) = 7", name="alarm_figures_month"),
    )
    op.create_index("alarm_figures_by_month", "alarm_figures", BY_MONTH)
    op.create_index("alarm_figures_by_kind", "alarm_figures", ["office", "kind", "first_position"])
    op.create_index("alarm_figures_by_zone", "alarm_figures", ["office", "zone", "first_position"])
    op.create_table(
        "figures_months",
        sa.Column("office", sa.Text, primary_key=True),
        sa.Column("month", sa.Text, primary_key=True),
        sa.Column("mode", sa.Text, primary_key=True),
        sa.Column("alarms", sa.Integer, nullable=False),
        sa.Column("presses", sa.Integer, nullable=False),
        sa.Column("mistakes", sa.Integer, nullable=False),
        sa.Column("answered", sa.Integer, nullable=False),
        sa.Column("missed", sa.Integer, nullable=False),
        sa.Column("exhausted", sa.Integer, nullable=False),
        sa.Column("police", sa.Integer, nullable=False),
        sa.Column("police_answered", sa.Integer, nullable=False),
        sa.Column("guard_called", sa.Integer, nullable=False),
        sa.Column("guard_on_site", sa.Integer, nullable=False),
        sa.Column("guard_first", sa.Integer, nullable=False),
        sa.Column("colleague_first", sa.Integer, nullable=False),
        sa.Column("outside_first", sa.Integer, nullable=False),
        sa.Column("closings", sa.Integer, nullable=False),
        sa.Column("shut", sa.BigInteger, nullable=False),
        sa.Column("half", sa.BigInteger),
        sa.Column("most", sa.BigInteger),
    )
    op.create_table(
        "figures_read",
        sa.Column("office", sa.Text, primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("figures_read")
    op.drop_table("figures_months")
    op.drop_table("alarm_figures")
