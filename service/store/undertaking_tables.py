"""The tables of undertakings: watched meetings, drills, checks, reports and measures, for both databases."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text, text

from service.store.tables import metadata

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
    CheckConstraint("kind IN ('meeting', 'drill', 'check', 'report', 'measure')", name="undertakings_kind"),
    CheckConstraint("is_over IN (0, 1)", name="undertakings_is_over"),
    CheckConstraint("is_over = 0 OR due_at IS NULL", name="undertakings_end"),
    Index("undertakings_of_office", "office", "kind", "first_position"),
    Index("undertakings_open", "office", sqlite_where=text("is_over = 0"), postgresql_where=text("is_over = 0")),
    Index(
        "undertakings_due",
        "due_at",
        sqlite_where=text("due_at IS NOT NULL"),
        postgresql_where=text("due_at IS NOT NULL"),
    ),
)
"""What is over has no time at which it is looked at again."""

undertaking_entries = Table(
    "undertaking_entries",
    metadata,
    Column("undertaking", Text, ForeignKey("undertakings.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
)
"""Which entries of the office's timeline are an undertaking's own."""
