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
)
"""All schema versions in order; a test holds them to the files in migrations/versions."""

NEWEST = VERSIONS[-1]
NONE = "base"
"""The target that takes everything away again."""


def version_of(connection: Connection) -> str | None:
    """Return a database's schema version, None for one without a schema."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def refuse_newer(found: str | None) -> None:
    """Let only versions pass that this Trygg knows.

    Raises:
        SchemaTooNew: for any other.
    """
    if found is not None and found not in VERSIONS:
        raise SchemaTooNew(
            f"the database has schema {found}, but this Trygg knows only up to {NEWEST}: start the newer Trygg that "
            "made it, or go back to a backup from before; nothing was changed"
        )


def refuse_unknown(target: str) -> None:
    """Let only versions pass that can be asked for; raises StoreError for any other."""
    if target != NONE and target not in VERSIONS:
        raise StoreError(f"there is no schema {target!r}; choose one of {', '.join(VERSIONS)} or {NONE!r}")


def bring_to(connection: Connection, target: str = NEWEST) -> None:
    """Take the schema up or down to a version, inside the transaction that the caller has begun.

    Raises:
        SchemaTooNew: when the database is newer than this Trygg; nothing was touched.
    """
    found = version_of(connection)
    refuse_newer(found)
    if found == target or (found is None and target == NONE):
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
