"""The table of orders to outputs, for both databases alike."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text

from service.store.tables import metadata

output_orders = Table(
    "output_orders",
    metadata,
    Column("office", Text, primary_key=True),
    Column("output", Text, primary_key=True),
    Column("alarm", Text, ForeignKey("alarms.id"), primary_key=True),
    Column("wanted", Text, nullable=False),
    Column("until", Text, nullable=False),
    Column("due_at", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("tries", Integer, nullable=False),
    CheckConstraint("wanted IN ('on', 'off')", name="output_orders_wanted"),
    CheckConstraint("state IN ('waiting', 'confirmed', 'failed')", name="output_orders_state"),
    CheckConstraint("tries >= 0", name="output_orders_tries"),
    CheckConstraint("wanted = 'off' OR due_at <= until", name="output_orders_end"),
    Index("output_orders_due", "due_at"),
)
"""An output that is on is looked at no later than when it has to end: whatever else is forgotten, that is not."""
