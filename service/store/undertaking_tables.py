"""The tables of undertakings, for both databases, and the one of boxes for the answers of open pulses."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text

from service.store.partial import partial
from service.store.tables import metadata

NEAR = "kind = 'report' AND about IS NULL"
UNSETTLED = "kind = 'report' AND is_settled = 0"
REMEMBERED = "is_over = 1 AND (forgotten_to IS NULL OR forgotten_to < last_position)"
"""Written out wherever it is looked for, so that the partial indexes fit."""

undertakings = Table(
    "undertakings",
    metadata,
    Column("id", Text, primary_key=True),
    Column("office", Text, ForeignKey("heads.office"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("is_over", Integer, nullable=False),
    Column("due_at", Text),
    Column("first_position", Integer, nullable=False),
    Column("last_position", Integer, nullable=False),
    Column("snapshot", Text, nullable=False),
    Column("about", Text),
    Column("person", Text),
    Column("is_settled", Integer),
    Column("began_at", Text),
    Column("forgotten_to", Integer),
    CheckConstraint(
        "kind IN ('meeting', 'drill', 'check', 'report', 'measure', 'pulse', 'revision')", name="undertakings_kind"
    ),
    CheckConstraint("is_over IN (0, 1)", name="undertakings_is_over"),
    CheckConstraint("is_over = 0 OR due_at IS NULL", name="undertakings_end"),
    Index("undertakings_of_office", "office", "kind", "first_position"),
    partial("undertakings_open", "office", where="is_over = 0"),
    partial("undertakings_due", "due_at", where="due_at IS NOT NULL"),
    Index("undertakings_of_person", "office", "kind", "person", "first_position"),
    Index("undertakings_about", "office", "kind", "about"),
    partial("undertakings_to_do", "office", "kind", "first_position", where="is_over = 0"),
    partial("undertakings_near", "office", "began_at", where=NEAR),
    partial("undertakings_unsettled", "office", "first_position", where=UNSETTLED),
    partial("undertakings_remembered", "office", "kind", "last_position", where=REMEMBERED),
)
"""What is over has no time at which it is looked at again. The last five columns are what lists and counts go by."""

reminders = Table(
    "reminders",
    metadata,
    Column("office", Text, primary_key=True),
    Column("about", Text, primary_key=True),
    Column("step", Text, primary_key=True),
    Column("level", Text, nullable=False),
    Column("taken_at", Text, nullable=False),
    Column("told", Integer),
    CheckConstraint("level IN ('owner', 'manager', 'above')", name="reminders_level"),
    CheckConstraint("told IS NULL OR told >= 0", name="reminders_told"),
    Index("reminders_by_time", "office", "taken_at"),
)
"""Which step of what is overdue was told by whichever node, and how many it reached: each step once."""

undertaking_entries = Table(
    "undertaking_entries",
    metadata,
    Column("undertaking", Text, ForeignKey("undertakings.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
)
"""Which entries of the office's timeline are an undertaking's own."""

pulse_boxes = Table(
    "pulse_boxes",
    metadata,
    Column("pulse", Text, primary_key=True),
    Column("sealed", Text, nullable=False),
)
"""One row for each pulse that is open: no time, no person, and what it holds looks like chance."""
