"""Which database a URL names."""

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from service.store.port import StoreError


def address_of(url: str) -> URL:
    """Read a database URL; raises StoreError, which does not repeat the URL, since it may hold a password."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        address = None
    if address is None or address.get_backend_name() not in ("sqlite", "postgresql"):
        raise StoreError("the database URL is neither sqlite:///folder/trygg.db nor postgresql://user@host/database")
    return address


def is_sqlite(address: URL) -> bool:
    """Say whether the address is one of a SQLite file."""
    return address.get_backend_name() == "sqlite"


def path_of(address: URL, data_dir: Path) -> Path:
    """Return a SQLite store's file; a relative path counts from the data folder. Raises StoreError without a file."""
    if not address.database or address.database == ":memory:" or address.database.startswith("file:"):
        raise StoreError("a SQLite store is a file, so that it outlives the process: write sqlite:///folder/trygg.db")
    return data_dir / address.database
