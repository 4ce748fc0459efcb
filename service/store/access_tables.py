"""The tables of accounts, grants, credentials, pairing codes and directories, for both databases alike."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint

from service.store.tables import metadata

accounts = Table(
    "accounts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("login", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("password", Text),
    Column("subject", Text, unique=True),
    Column("created_at", Text, nullable=False),
    Column("ended_at", Text),
    Column("source", Text),
    Column("external_id", Text),
    Index("accounts_external", "source", "external_id", unique=True),
)

grants = Table(
    "grants",
    metadata,
    Column("account", Text, ForeignKey("accounts.id"), primary_key=True),
    Column("role", Text, primary_key=True),
    Column("office", Text, primary_key=True),
)

account_persons = Table(
    "account_persons",
    metadata,
    Column("account", Text, ForeignKey("accounts.id"), primary_key=True),
    Column("office", Text, primary_key=True),
    Column("person", Text, nullable=False),
)

credentials = Table(
    "credentials",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("account", Text, ForeignKey("accounts.id")),
    Column("role", Text),
    Column("office", Text),
    Column("screen", Text),
    Column("pin", Text),
    Column("created_at", Text, nullable=False),
    Column("expires_at", Text),
    Column("used_at", Text),
    Column("ended_at", Text),
    Column("source", Text),
    Column("maker", Text),
    Column("audience", Text),
    CheckConstraint("kind IN ('session', 'token', 'screen', 'phone')", name="credentials_kind"),
    CheckConstraint(
        "kind <> 'session' OR (account IS NOT NULL AND expires_at IS NOT NULL)", name="credentials_session"
    ),
    CheckConstraint("kind <> 'token' OR role IS NOT NULL", name="credentials_token"),
    CheckConstraint("kind <> 'screen' OR (office IS NOT NULL AND screen IS NOT NULL)", name="credentials_screen"),
    CheckConstraint("kind <> 'phone' OR (office IS NOT NULL AND account IS NOT NULL)", name="credentials_phone"),
    Index("credentials_of_account", "account"),
    Index("credentials_made_by", "maker"),
)

pairings = Table(
    "pairings",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("office", Text, nullable=False),
    Column("screen", Text),
    Column("account", Text, ForeignKey("accounts.id")),
    Column("expires_at", Text, nullable=False),
    Column("maker", Text),
    Column("audience", Text),
    CheckConstraint("kind IN ('screen', 'phone')", name="pairings_kind"),
)

own_codes = Table(
    "own_codes",
    metadata,
    Column("account", Text, ForeignKey("accounts.id"), primary_key=True),
    Column("mistake", Text, nullable=False),
    Column("duress", Text, nullable=False),
    Column("set_at", Text, nullable=False),
    CheckConstraint("substr(mistake, 1, 9) = '$argon2id'", name="own_codes_mistake"),
    CheckConstraint("substr(duress, 1, 9) = '$argon2id'", name="own_codes_duress"),
)
"""By which somebody says that she set an alarm off by mistake, alone or under duress: never the codes themselves."""

directory_groups = Table(
    "directory_groups",
    metadata,
    Column("id", Text, primary_key=True),
    Column("source", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("external_id", Text),
    Column("role", Text, nullable=False),
    Column("office", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    UniqueConstraint("source", "name", name="directory_groups_name"),
)

directory_members = Table(
    "directory_members",
    metadata,
    Column("group_id", Text, ForeignKey("directory_groups.id"), primary_key=True),
    Column("account", Text, ForeignKey("accounts.id"), primary_key=True),
)

person_moves = Table(
    "person_moves",
    metadata,
    Column("office", Text, primary_key=True),
    Column("person", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("gone", Integer, nullable=False),
    Column("at", Text, nullable=False),
)
"""Who has left or come back, until the record of the office says so."""
