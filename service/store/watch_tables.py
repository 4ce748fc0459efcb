"""The table of the watch over devices, for both databases alike."""

from sqlalchemy import CheckConstraint, Column, Integer, Table, Text

from service.store.tables import metadata

device_watch = Table(
    "device_watch",
    metadata,
    Column("office", Text, primary_key=True),
    Column("device", Text, primary_key=True),
    Column("lost_on", Text, nullable=False),
    Column("told", Integer, nullable=False),
    # A day and nothing finer: this table must never tell when somebody was at work.
    CheckConstraint("length(lost_on) = 10", name="device_watch_day"),
    CheckConstraint("told IN (0, 1)", name="device_watch_told"),
)
