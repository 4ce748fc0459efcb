"""The table of push subscriptions, for both databases alike.

A trigger of the migration deletes them with the phone or session they belong to, whoever ends it.
"""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Table, Text

from service.store.tables import metadata

push_subscriptions = Table(
    "push_subscriptions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("credential", Text, ForeignKey("credentials.id", ondelete="CASCADE"), nullable=False),
    Column("endpoint", Text, nullable=False),
    Column("p256dh", Text, nullable=False),
    Column("auth", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    CheckConstraint("substr(endpoint, 1, 8) = 'https://'", name="push_subscriptions_endpoint"),
    Index("push_subscriptions_of", "credential"),
)
