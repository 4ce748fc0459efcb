"""Notices: calls for help over routes, leased while they are sent and moved only forward."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

WAITS = "state IN ('waiting', 'queued', 'sending')"
KEPT = ("id", "call", "office", "alarm", "responder", "role", "route", "place", "reach", "mode", "purpose", "content")
"""What a notice is; none of it ever changes."""

BACKWARD = (
    "NEW.state <> OLD.state AND ("
    "OLD.state IN ('answered', 'failed', 'spared') OR NEW.state = 'waiting' "
    "OR (NEW.state = 'queued' AND OLD.state NOT IN ('waiting', 'sending')) "
    "OR (NEW.state IN ('sending', 'spared') AND OLD.state NOT IN ('waiting', 'queued', 'sending')) "
    "OR (NEW.state = 'handed_over' AND OLD.state IN ('delivered', 'seen')) "
    "OR (NEW.state = 'delivered' AND OLD.state = 'seen'))"
)
SAYS = "a notice moves only forward, and what it is never changes"


def upgrade() -> None:
    _create()
    op.create_index("notices_place", "notices", ["call", "place"], unique=True)
    op.create_index("notices_of_alarm", "notices", ["alarm"])
    op.create_index("notices_answered", "notices", ["answer_digest"], unique=True)
    op.create_index("notices_to", "notices", ["responder", "route"])
    op.create_index(
        "notices_open",
        "notices",
        ["route", "urgent", "due_at"],
        sqlite_where=sa.text(WAITS),
        postgresql_where=sa.text(WAITS),
    )
    if op.get_bind().dialect.name == "postgresql":
        changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in KEPT)
        op.execute(
            "CREATE FUNCTION refuse_notice_backward() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'check_violation'; END $$"
        )
        op.execute(
            "CREATE TRIGGER notices_move_forward BEFORE UPDATE ON notices FOR EACH ROW "
            f"WHEN ({BACKWARD} OR {changed}) EXECUTE FUNCTION refuse_notice_backward()"
        )
    else:
        changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in KEPT)
        op.execute(
            f"CREATE TRIGGER notices_move_forward BEFORE UPDATE ON notices WHEN {BACKWARD} OR {changed} BEGIN "
            f"SELECT RAISE(ABORT, '{SAYS}'); END"
        )


def _create() -> None:
    op.create_table(
        "notices",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("call", sa.Text, nullable=False),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("alarm", sa.Text, sa.ForeignKey("alarms.id"), nullable=False),
        sa.Column("responder", sa.Text, nullable=False),
        sa.Column("role", sa.Text),
        sa.Column("route", sa.Text, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("reach", sa.Text, nullable=False),
        sa.Column("mode", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("urgent", sa.Integer, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("due_at", sa.Text, nullable=False),
        sa.Column("created_at", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("leased_by", sa.Text),
        sa.Column("leased_until", sa.Text),
        sa.Column("handed_over_at", sa.Text),
        sa.Column("provider_id", sa.Text),
        sa.Column("reason", sa.Text),
        sa.Column("answer_digest", sa.Text),
        sa.Column("answer_until", sa.Text),
        *(sa.CheckConstraint(holds, name=name) for name, holds in _CHECKS.items()),
    )


_CHECKS = {
    "notices_outside_is_actual": "reach <> 'outside' OR mode = 'actual'",
    "notices_centre_is_outside": "route NOT IN ('alarm_centre', 'cap') OR reach = 'outside'",
    "notices_beyond_the_house": "route NOT IN ('webhook', 'other') OR reach <> 'inside'",
    "notices_test_calls_nobody": "mode <> 'test'",
    "notices_reach": "reach IN ('inside', 'staff', 'outside')",
    "notices_mode": "mode IN ('actual', 'drill', 'test')",
    "notices_route": "route IN ('push', 'sms', 'voice', 'email', 'webhook', 'alarm_centre', 'cap', 'other')",
    "notices_purpose": "purpose IN ('call', 'over', 'follow_up')",
    "notices_state": "state IN ('waiting', 'queued', 'sending', 'handed_over', 'delivered', 'seen', 'answered', "
    "'failed', 'spared')",
    "notices_counts": "place >= 0 AND attempts >= 0 AND urgent IN (0, 1)",
    "notices_waiting": "state <> 'waiting' OR (place > 0 AND attempts = 0)",
    "notices_tried": "state <> 'sending' OR attempts > 0",
    "notices_leased": "(state = 'sending') = (leased_by IS NOT NULL)",
    "notices_lease_ends": "(leased_by IS NULL) = (leased_until IS NULL)",
    "notices_why": "(state = 'failed') = (reason IS NOT NULL) OR state IN ('queued', 'sending')",
    "notices_handed_over": "handed_over_at IS NOT NULL OR state NOT IN ('handed_over', 'delivered', 'seen', "
    "'answered')",
    "notices_not_yet": "handed_over_at IS NULL OR state NOT IN ('waiting', 'queued', 'sending', 'spared')",
    "notices_answer": "(answer_digest IS NULL) = (answer_until IS NULL)",
}


def downgrade() -> None:
    op.drop_table("notices")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_notice_backward()")
