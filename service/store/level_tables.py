"""The table of what devices' fields were last, for both databases alike."""

from sqlalchemy import CheckConstraint, Column, Integer, PrimaryKeyConstraint, Table, Text

from service.store.tables import metadata

device_levels = Table(
    "device_levels",
    metadata,
    Column("office", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("value", Integer, nullable=False),
    PrimaryKeyConstraint("office", "device", "level"),
    CheckConstraint("value IN (0, 1)", name="device_levels_value"),
)
