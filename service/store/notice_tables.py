"""The table of notices, for both databases alike. Its constraints make states impossible that could not be true."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text

from service.store.partial import partial
from service.store.tables import metadata

OPEN_NOTICE = "state IN ('waiting', 'queued', 'sending')"
"""Written out wherever it is looked for what is to be sent, so that the partial index fits."""

notices = Table(
    "notices",
    metadata,
    Column("id", Text, primary_key=True),
    Column("call", Text, nullable=False),
    Column("office", Text, nullable=False),
    Column("alarm", Text, ForeignKey("alarms.id"), nullable=False),
    Column("responder", Text, nullable=False),
    Column("role", Text),
    Column("route", Text, nullable=False),
    Column("place", Integer, nullable=False),
    Column("reach", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("urgent", Integer, nullable=False),
    Column("content", Text, nullable=False),
    Column("due_at", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("leased_by", Text),
    Column("leased_until", Text),
    Column("handed_over_at", Text),
    Column("provider_id", Text),
    Column("reason", Text),
    Column("answer_digest", Text),
    Column("answer_until", Text),
    CheckConstraint("reach <> 'outside' OR mode = 'actual'", name="notices_outside_is_actual"),
    CheckConstraint("route NOT IN ('alarm_centre', 'cap') OR reach = 'outside'", name="notices_centre_is_outside"),
    CheckConstraint("route NOT IN ('webhook', 'other') OR reach <> 'inside'", name="notices_beyond_the_house"),
    CheckConstraint("mode <> 'test'", name="notices_test_calls_nobody"),
    CheckConstraint("reach IN ('inside', 'staff', 'outside')", name="notices_reach"),
    CheckConstraint("mode IN ('actual', 'drill', 'test')", name="notices_mode"),
    CheckConstraint(
        "route IN ('push', 'sms', 'voice', 'email', 'webhook', 'alarm_centre', 'cap', 'other')", name="notices_route"
    ),
    CheckConstraint("purpose IN ('call', 'over', 'follow_up')", name="notices_purpose"),
    CheckConstraint(
        "state IN ('waiting', 'queued', 'sending', 'handed_over', 'delivered', 'seen', 'answered', 'failed', 'spared')",
        name="notices_state",
    ),
    CheckConstraint("place >= 0 AND attempts >= 0 AND urgent IN (0, 1)", name="notices_counts"),
    CheckConstraint("state <> 'waiting' OR (place > 0 AND attempts = 0)", name="notices_waiting"),
    CheckConstraint("state <> 'sending' OR attempts > 0", name="notices_tried"),
    CheckConstraint("(state = 'sending') = (leased_by IS NOT NULL)", name="notices_leased"),
    CheckConstraint("(leased_by IS NULL) = (leased_until IS NULL)", name="notices_lease_ends"),
    CheckConstraint("(state = 'failed') = (reason IS NOT NULL) OR state IN ('queued', 'sending')", name="notices_why"),
    CheckConstraint(
        "handed_over_at IS NOT NULL OR state NOT IN ('handed_over', 'delivered', 'seen', 'answered')",
        name="notices_handed_over",
    ),
    CheckConstraint(
        "handed_over_at IS NULL OR state NOT IN ('waiting', 'queued', 'sending', 'spared')", name="notices_not_yet"
    ),
    CheckConstraint("(answer_digest IS NULL) = (answer_until IS NULL)", name="notices_answer"),
    Index("notices_place", "call", "place", unique=True),
    Index("notices_of_alarm", "alarm"),
    Index("notices_answered", "answer_digest", unique=True),
    Index("notices_to", "responder", "route"),
    partial("notices_due", "due_at", where=OPEN_NOTICE),
    partial("notices_open", "route", "urgent", "due_at", where=OPEN_NOTICE),
)
