"""The first schema: timeline, alarms, presses, deadlines, outbox, day facts, persons, plans.

An entry can be added and its personal part erased; nothing else can happen to it, whoever asks: triggers see to it on
both databases.
"""

from secrets import token_hex

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

OPEN = "state IN ('raised', 'acknowledged')"
UNCLOSED = "state <> 'closed'"
QUEUED = "state = 'queued'"
KEPT = ("office", "position", "format", "at", "event", "alarm", "actor", "facts", "personal_digest", "previous", "hash")
ERASED = ("salt", "personal")


def upgrade() -> None:
    meta = op.create_table(
        "meta", sa.Column("name", sa.Text, primary_key=True), sa.Column("value", sa.Text, nullable=False)
    )
    op.bulk_insert(meta, [{"name": "epoch", "value": token_hex(8)}])
    op.create_table(
        "heads",
        sa.Column("office", sa.Text, primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
    )
    op.create_table(
        "entries",
        sa.Column("office", sa.Text, sa.ForeignKey("heads.office"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("format", sa.Integer, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("alarm", sa.Text),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("salt", sa.Text),
        sa.Column("personal", sa.Text),
        sa.Column("personal_digest", sa.Text),
        sa.Column("previous", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.CheckConstraint("position > 0", name="entries_position"),
        sa.CheckConstraint("(salt IS NULL) = (personal IS NULL)", name="entries_salt"),
    )
    op.create_index("entries_of_alarm", "entries", ["alarm", "position"])
    _create_alarms()
    _create_deliveries()
    op.create_table(
        "day_facts",
        sa.Column("office", sa.Text, primary_key=True),
        sa.Column("day", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, primary_key=True),
        sa.Column("fact", sa.Text, nullable=False),
        sa.CheckConstraint("fact IN ('absent', 'here')", name="day_facts_fact"),
    )
    op.create_table(
        "persons",
        sa.Column("office", sa.Text, primary_key=True),
        sa.Column("slug", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, nullable=False, unique=True),
    )
    op.create_table(
        "plans",
        sa.Column("office", sa.Text, primary_key=True),
        sa.Column("version", sa.Text, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("kept_at", sa.Text, nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def _create_alarms() -> None:
    op.create_table(
        "alarms",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("office", sa.Text, sa.ForeignKey("heads.office"), nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("mode", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("zone", sa.Text),
        sa.Column("open_key", sa.Text, nullable=False),
        sa.Column("raised_at", sa.Text, nullable=False),
        sa.Column("first_position", sa.Integer, nullable=False),
        sa.Column("last_position", sa.Integer, nullable=False),
        sa.Column("engaged", sa.Text, nullable=False),
        sa.Column("snapshot", sa.Text, nullable=False),
        sa.CheckConstraint(
            "state IN ('raised', 'acknowledged', 'cleared', 'cancelled', 'closed')", name="alarms_state"
        ),
        sa.CheckConstraint("mode IN ('actual', 'drill', 'test')", name="alarms_mode"),
    )
    op.create_index("alarms_in_order", "alarms", ["office", "first_position"])
    op.create_index(
        "alarms_unclosed", "alarms", ["office"], sqlite_where=sa.text(UNCLOSED), postgresql_where=sa.text(UNCLOSED)
    )
    op.create_index(
        "alarms_one_open",
        "alarms",
        ["office", "open_key"],
        unique=True,
        sqlite_where=sa.text(OPEN),
        postgresql_where=sa.text(OPEN),
    )
    op.create_table(
        "presses",
        sa.Column("press_key", sa.Text, primary_key=True),
        sa.Column("alarm", sa.Text, nullable=False),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("heard", sa.Integer, nullable=False),
        sa.Column("last_heard", sa.Text, nullable=False),
    )
    op.create_index("presses_last_heard", "presses", ["last_heard"])
    op.create_table(
        "deadlines",
        sa.Column("alarm", sa.Text, sa.ForeignKey("alarms.id"), primary_key=True),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("due_at", sa.Text, nullable=False),
    )


def _create_deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("office", sa.Text, nullable=False),
        sa.Column("alarm", sa.Text, sa.ForeignKey("alarms.id"), nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("reach", sa.Text, nullable=False),
        sa.Column("mode", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("created_at", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text),
        sa.CheckConstraint("reach <> 'outside' OR mode = 'actual'", name="deliveries_outside_is_actual"),
        sa.CheckConstraint("reach IN ('inside', 'staff', 'outside')", name="deliveries_reach"),
        sa.CheckConstraint("mode IN ('actual', 'drill', 'test')", name="deliveries_mode"),
        sa.CheckConstraint("kind IN ('feedback', 'call')", name="deliveries_kind"),
        sa.CheckConstraint("state IN ('queued', 'handed_over', 'failed')", name="deliveries_state"),
    )
    op.create_index(
        "deliveries_queued",
        "deliveries",
        ["created_at", "id"],
        sqlite_where=sa.text(QUEUED),
        postgresql_where=sa.text(QUEUED),
    )


def _guard_sqlite() -> None:
    changed = " OR ".join(
        [f"NEW.{column} IS NOT OLD.{column}" for column in KEPT]
        + [f"(NEW.{column} IS NOT NULL AND NEW.{column} IS NOT OLD.{column})" for column in ERASED]
    )
    op.execute(
        f"CREATE TRIGGER entries_are_not_changed BEFORE UPDATE ON entries WHEN {changed} BEGIN "
        "SELECT RAISE(ABORT, 'a timeline entry cannot be changed; only its personal part can be erased'); END"
    )
    op.execute(
        "CREATE TRIGGER entries_are_not_removed BEFORE DELETE ON entries BEGIN "
        "SELECT RAISE(ABORT, 'a timeline entry cannot be removed'); END"
    )


def _guard_postgresql() -> None:
    changed = " OR ".join(
        [f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in KEPT]
        + [f"(NEW.{column} IS NOT NULL AND NEW.{column} IS DISTINCT FROM OLD.{column})" for column in ERASED]
    )
    op.execute(
        "CREATE FUNCTION refuse_change_of_entry() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'a timeline entry cannot be changed; only its personal part can be erased'; END $$"
    )
    op.execute(
        "CREATE FUNCTION refuse_removal_of_entry() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'a timeline entry cannot be removed'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER entries_are_not_changed BEFORE UPDATE ON entries FOR EACH ROW WHEN ({changed}) "
        "EXECUTE FUNCTION refuse_change_of_entry()"
    )
    op.execute(
        "CREATE TRIGGER entries_are_not_removed BEFORE DELETE ON entries FOR EACH ROW "
        "EXECUTE FUNCTION refuse_removal_of_entry()"
    )
    op.execute(
        "CREATE TRIGGER entries_are_not_emptied BEFORE TRUNCATE ON entries FOR EACH STATEMENT "
        "EXECUTE FUNCTION refuse_removal_of_entry()"
    )


def downgrade() -> None:
    for table in ("plans", "persons", "day_facts", "deliveries", "deadlines", "presses", "alarms", "entries"):
        op.drop_table(table)
    op.drop_table("heads")
    op.drop_table("meta")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change_of_entry()")
        op.execute("DROP FUNCTION refuse_removal_of_entry()")
