"""Push subscriptions: each belongs to a phone or session, and goes with it, whoever ends it."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TAKEN = "DELETE FROM push_subscriptions WHERE credential = NEW.id;"


def upgrade() -> None:
    op.create_table(
        "push_subscriptions",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("credential", sa.Text, sa.ForeignKey("credentials.id", ondelete="CASCADE"), nullable=False),
        sa.Column("endpoint", sa.Text, nullable=False),
        sa.Column("p256dh", sa.Text, nullable=False),
        sa.Column("auth", sa.Text, nullable=False),
        sa.Column("created_at", sa.Text, nullable=False),
        sa.CheckConstraint("substr(endpoint, 1, 8) = 'https://'", name="push_subscriptions_endpoint"),
    )
    op.create_index("push_subscriptions_of", "push_subscriptions", ["credential"])
    ended = "AFTER UPDATE OF ended_at ON credentials FOR EACH ROW WHEN (NEW.ended_at IS NOT NULL)"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION drop_push_subscriptions() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"{TAKEN} RETURN NULL; END $$"
        )
        op.execute(f"CREATE TRIGGER credentials_push {ended} EXECUTE FUNCTION drop_push_subscriptions()")
    else:
        op.execute(f"CREATE TRIGGER credentials_push {ended} BEGIN {TAKEN} END")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER credentials_push ON credentials")
        op.execute("DROP FUNCTION drop_push_subscriptions()")
    else:
        op.execute("DROP TRIGGER credentials_push")
    op.drop_table("push_subscriptions")
