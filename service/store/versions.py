"""The schema's version: which one a database has, whether this Trygg knows it, and the way up or down."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from service.store.port import SchemaTooNew, StoreError

VERSIONS = (
    "0001",
    "0002",
    "0003",
    "0004",
    "0005",
    "0006",
    "0007",
    "0008",
    "0009",
    "0010",
    "0011",
    "0012",
    "0013",
    "0014",
    "0017",
    "0019",
    "0021",
    "0022",
    "0023",
    "0024",
    "0025",
    "0026",
    "0028",
    "0029",
)
"""All schema versions in order; a test holds them to the files in migrations/versions."""

NEWEST = VERSIONS[-1]
OLDEST_BESIDE = "0026"
"""The oldest schema whose Trygg may go on writing beside this one, while nodes are brought up one after the other.

Raised whenever an older one would not understand what this one writes: a table or column it needs is gone or means
something else, or an alarm has a new event or a new field. That takes a schema version of its own, also where no table
changes (docs/decisions/0067). It is kept in the database, where older ones look.
"""
BESIDE = "beside"
"""The name of the row of `meta` that says so."""
NONE = "base"
"""The target that takes everything away again."""


def is_known(version: str) -> bool:
    """Whether this Trygg knows a schema: it can bring a database up from it, and down to it."""
    return version in VERSIONS


def version_of(connection: Connection) -> str | None:
    """Return a database's schema version, None for one without a schema."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def beside_of(connection: Connection) -> str | None:
    """Return the oldest schema whose Trygg may write this database; None where nobody has said so."""
    if not inspect(connection).has_table("meta"):
        return None
    asked = text("SELECT value FROM meta WHERE name = :name")
    oldest: str | None = connection.execute(asked, {"name": BESIDE}).scalar()
    return oldest


def refuse_newer(found: str | None, beside: str | None) -> None:
    """Let only databases pass whose schema this Trygg knows, or that say that it may write them all the same.

    Args:
        found: the database's schema.
        beside: the oldest schema whose Trygg may write it, as the database says.

    Raises:
        SchemaTooNew: for any other.
    """
    if found is not None and found not in VERSIONS and beside not in VERSIONS:
        raise SchemaTooNew(
            f"the database has schema {found}, but this Trygg knows only up to {NEWEST}, and may not write beside it: "
            "start the newer Trygg that made it, or go back to a backup from before; nothing was changed"
        )


def refuse_unknown(target: str) -> None:
    """Let only versions pass that can be asked for; raises StoreError for any other."""
    if target != NONE and target not in VERSIONS:
        raise StoreError(f"there is no schema {target!r}; choose one of {', '.join(VERSIONS)} or {NONE!r}")


def bring_to(connection: Connection, target: str = NEWEST) -> None:
    """Take the schema up or down to a version, inside the transaction that the caller has begun.

    Where this Trygg may run beside a newer one, the newer one's schema is left as it is.

    Raises:
        SchemaTooNew: when the database is newer than this Trygg; nothing was touched.
    """
    found = version_of(connection)
    is_newer = found is not None and found not in VERSIONS
    # Only the Trygg that made a schema knows the way down from it.
    refuse_newer(found, beside_of(connection) if target == NEWEST else None)
    if found == target or is_newer or (found is None and target == NONE):
        return
    # Alembic takes its time to import: only who has to migrate waits for it.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    downwards = target == NONE or (found is not None and VERSIONS.index(target) < VERSIONS.index(found))
    (command.downgrade if downwards else command.upgrade)(config, target)
    if target != NONE:
        connection.execute(text("DELETE FROM meta WHERE name = :name"), {"name": BESIDE})
        says = {"name": BESIDE, "oldest": min(OLDEST_BESIDE, target)}
        connection.execute(text("INSERT INTO meta (name, value) VALUES (:name, :oldest)"), says)
