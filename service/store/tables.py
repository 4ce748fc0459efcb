"""The tables, for both databases alike.

Instants are text of 27 characters (`service.alarm.instant`), whose order is that of time, and JSON is text: what was
hashed is what is stored, byte for byte, in SQLite and in PostgreSQL. A test holds these to the migrations.
"""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, MetaData, Table, Text

from service.store.partial import partial

metadata = MetaData()

OPEN = "state IN ('raised', 'acknowledged')"
"""Written out wherever an open alarm is looked for, so that both databases see that the partial index fits."""

NOTED = "event = 'NoteAdded' AND personal IS NOT NULL"
UNCLOSED = "state <> 'closed'"

meta = Table(
    "meta",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

heads = Table(
    "heads",
    metadata,
    Column("office", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("hash", Text, nullable=False),
)

entries = Table(
    "entries",
    metadata,
    Column("office", Text, ForeignKey("heads.office"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("format", Integer, nullable=False),
    Column("at", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("alarm", Text),
    Column("actor", Text, nullable=False),
    Column("facts", Text, nullable=False),
    Column("salt", Text),
    Column("personal", Text),
    Column("personal_digest", Text),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
    CheckConstraint("position > 0", name="entries_position"),
    CheckConstraint("(salt IS NULL) = (personal IS NULL)", name="entries_salt"),
    Index("entries_of_alarm", "alarm", "position"),
    partial("entries_of_no_alarm", "office", "position", where="alarm IS NULL"),
    partial("entries_noted", "office", "position", where=NOTED),
)

alarms = Table(
    "alarms",
    metadata,
    Column("id", Text, primary_key=True),
    Column("office", Text, ForeignKey("heads.office"), nullable=False),
    Column("state", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("zone", Text),
    Column("open_key", Text, nullable=False),
    Column("raised_at", Text, nullable=False),
    Column("first_position", Integer, nullable=False),
    Column("last_position", Integer, nullable=False),
    Column("engaged", Text, nullable=False),
    Column("snapshot", Text, nullable=False),
    CheckConstraint("state IN ('raised', 'acknowledged', 'cleared', 'cancelled', 'closed')", name="alarms_state"),
    CheckConstraint("mode IN ('actual', 'drill', 'test')", name="alarms_mode"),
    Index("alarms_in_order", "office", "first_position"),
    Index("alarms_by_time", "office", "raised_at"),
    partial("alarms_unclosed", "office", where=UNCLOSED),
    partial("alarms_one_open", "office", "open_key", where=OPEN, unique=True),
)

presses = Table(
    "presses",
    metadata,
    Column("press_key", Text, primary_key=True),
    Column("alarm", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("heard", Integer, nullable=False),
    Column("last_heard", Text, nullable=False),
    Column("heard_as", Text),
    Index("presses_last_heard", "last_heard"),
)

deadlines = Table(
    "deadlines",
    metadata,
    Column("alarm", Text, ForeignKey("alarms.id"), primary_key=True),
    Column("office", Text, nullable=False),
    Column("due_at", Text, nullable=False),
    Index("deadlines_due", "due_at"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", Text, primary_key=True),
    Column("office", Text, nullable=False),
    Column("alarm", Text, ForeignKey("alarms.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("reach", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("reason", Text),
    CheckConstraint("reach <> 'outside' OR mode = 'actual'", name="deliveries_outside_is_actual"),
    CheckConstraint("reach IN ('inside', 'staff', 'outside')", name="deliveries_reach"),
    CheckConstraint("mode IN ('actual', 'drill', 'test')", name="deliveries_mode"),
    CheckConstraint("kind IN ('feedback', 'call')", name="deliveries_kind"),
    CheckConstraint("state IN ('queued', 'handed_over', 'failed')", name="deliveries_state"),
    partial("deliveries_queued", "created_at", "id", where="state = 'queued'"),
)

day_facts = Table(
    "day_facts",
    metadata,
    Column("office", Text, primary_key=True),
    Column("day", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    Column("fact", Text, nullable=False),
    CheckConstraint("fact IN ('absent', 'here')", name="day_facts_fact"),
)

persons = Table(
    "persons",
    metadata,
    Column("office", Text, primary_key=True),
    Column("slug", Text, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
)

plan_versions = Table(
    "plan_versions",
    metadata,
    Column("office", Text, primary_key=True),
    Column("version", Text, primary_key=True),
    Column("written", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("made_by", Text),
    Column("judged", Text),
    Index("plan_versions_by_version", "version"),
)

plan_lives = Table(
    "plan_lives",
    metadata,
    Column("office", Text, ForeignKey("heads.office"), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("snapshot", Text, nullable=False),
)

plan_drafts = Table(
    "plan_drafts",
    metadata,
    Column("office", Text, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("text", Text),
    Column("based_on", Text),
    Column("saved_by", Text),
    Column("saved_at", Text, nullable=False),
)
