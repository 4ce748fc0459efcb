"""The tables of passkeys, for both databases alike.

A trigger of the migration deletes somebody's passkeys when her account ends and when she gets another password, whoever
does either, an older Trygg too.
"""

from typing import Final

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Table, Text

from service.store.tables import metadata

LONGEST_CREDENTIAL: Final = 1364
"""Characters of a credential's id: 1023 bytes at most (WebAuthn level 3, section 4), as base64url."""
LONGEST_PUBLIC_KEY: Final = 1400
"""Characters of a public key (COSE) as base64url: one of RSA with 4096 bits takes 714."""

passkeys = Table(
    "passkeys",
    metadata,
    Column("id", Text, primary_key=True),
    Column("account", Text, ForeignKey("accounts.id"), nullable=False),
    Column("credential", Text, nullable=False, unique=True),
    Column("handle", Text, nullable=False),
    Column("public_key", Text, nullable=False),
    Column("sign_count", BigInteger, nullable=False),
    Column("transports", Text, nullable=False),
    Column("place", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("added_at", Text, nullable=False),
    Column("used_at", Text),
    Column("refused_at", Text),
    CheckConstraint(f"length(credential) <= {LONGEST_CREDENTIAL}", name="passkeys_credential"),
    CheckConstraint(f"length(public_key) <= {LONGEST_PUBLIC_KEY}", name="passkeys_public_key"),
    CheckConstraint("sign_count BETWEEN 0 AND 4294967295", name="passkeys_sign_count"),
    Index("passkeys_of_account", "account"),
)

passkey_challenges = Table(
    "passkey_challenges",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("challenge", Text, nullable=False),
    Column("account", Text, ForeignKey("accounts.id")),
    Column("handle", Text),
    Column("expires_at", Text, nullable=False),
    CheckConstraint("(account IS NULL) = (handle IS NULL)", name="passkey_challenges_of"),
)
"""With an account: what a browser has been asked, to add a passkey to it. Without: what somebody has logged in by."""
