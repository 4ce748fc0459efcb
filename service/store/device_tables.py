"""The table of devices' credentials at the broker, for both databases alike."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, Text

from service.store.tables import metadata

device_credentials = Table(
    "device_credentials",
    metadata,
    Column("user_name", Text, primary_key=True),
    Column("office", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("publishes", Text, nullable=False),
    Column("hears", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("expires_at", Text),
    Column("ended_at", Text),
    CheckConstraint("kind IN ('device', 'gateway')", name="device_credentials_kind"),
    CheckConstraint("substr(digest, 1, 3) = '$7$'", name="device_credentials_digest"),
    Index("device_credentials_of_device", "office", "device", "generation", unique=True),
)
