"""Passkeys, and what browsers have been asked for them.

An older Trygg may write beside this one: it knows nobody by a passkey, and who it ends or gives another password loses
hers all the same, by the trigger.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_GONE: Final = "DELETE FROM passkeys WHERE account = NEW.id; DELETE FROM passkey_challenges WHERE account = NEW.id;"


def upgrade() -> None:
    op.create_table(
        "passkeys",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("account", sa.Text, sa.ForeignKey("accounts.id"), nullable=False),
        sa.Column("credential", sa.Text, nullable=False, unique=True),
        sa.Column("handle", sa.Text, nullable=False),
        sa.Column("public_key", sa.Text, nullable=False),
        sa.Column("sign_count", sa.BigInteger, nullable=False),
        sa.Column("transports", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("added_at", sa.Text, nullable=False),
        sa.Column("used_at", sa.Text),
        sa.Column("refused_at", sa.Text),
        sa.CheckConstraint("length(credential) <= 1364", name="passkeys_credential"),
        sa.CheckConstraint("length(public_key) <= 1400", name="passkeys_public_key"),
        sa.CheckConstraint("sign_count BETWEEN 0 AND 4294967295", name="passkeys_sign_count"),
    )
    op.create_index("passkeys_of_account", "passkeys", ["account"])
    op.create_table(
        "passkey_challenges",
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("challenge", sa.Text, nullable=False),
        sa.Column("account", sa.Text, sa.ForeignKey("accounts.id")),
        sa.Column("handle", sa.Text),
        sa.Column("expires_at", sa.Text, nullable=False),
        sa.CheckConstraint("(account IS NULL) = (handle IS NULL)", name="passkey_challenges_of"),
    )
    is_postgres = op.get_bind().dialect.name == "postgresql"
    differs = "IS DISTINCT FROM" if is_postgres else "IS NOT"
    changed = (
        "AFTER UPDATE OF ended_at, password ON accounts FOR EACH ROW "
        f"WHEN (NEW.ended_at IS NOT NULL OR NEW.password {differs} OLD.password)"
    )
    if is_postgres:
        op.execute(
            f"CREATE FUNCTION drop_passkeys() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {_GONE} RETURN NULL; END $$"
        )
        op.execute(f"CREATE TRIGGER accounts_passkeys {changed} EXECUTE FUNCTION drop_passkeys()")
    else:
        op.execute(f"CREATE TRIGGER accounts_passkeys {changed} BEGIN {_GONE} END")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER accounts_passkeys ON accounts")
        op.execute("DROP FUNCTION drop_passkeys()")
    else:
        op.execute("DROP TRIGGER accounts_passkeys")
    op.drop_table("passkey_challenges")
    op.drop_table("passkeys")
