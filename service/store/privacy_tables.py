"""The tables of holds and looks, for both databases alike."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text

from service.store.tables import metadata

holds = Table(
    "holds",
    metadata,
    Column("alarm", Text, ForeignKey("alarms.id"), primary_key=True),
    Column("office", Text, nullable=False),
    Column("set_at", Text, nullable=False),
    Column("set_by", Text, nullable=False),
    Column("until", Text, nullable=False),
    Column("why", Text, nullable=False),
    CheckConstraint("until > set_at", name="holds_until"),
    Index("holds_of_office", "office", "until"),
)
"""Alarms whose names and words nobody erases until a day; the row goes when somebody ends the hold."""

looks = Table(
    "looks",
    metadata,
    Column("record", Text, primary_key=True),
    Column("who", Text, primary_key=True),
    Column("how", Text, primary_key=True),
    Column("day", Text, primary_key=True),
    Column("office", Text, nullable=False),
    Column("times", Integer, nullable=False),
    Column("last_at", Text, nullable=False),
    CheckConstraint("times > 0", name="looks_times"),
    CheckConstraint("length(day) = 10", name="looks_day"),
    Index("looks_last", "last_at"),
)
"""One row for a reader, a record, a way and a day (UTC), so that a page that lies open does not fill the table."""

record_persons = Table(
    "record_persons",
    metadata,
    Column("office", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    Column("record", Text, primary_key=True),
)
"""Whom a record that somebody has looked at is about, by opaque key."""
