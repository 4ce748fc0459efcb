"""Indexes over the rows of which something holds, for both databases alike."""

from typing import Final

from sqlalchemy import Index, MetaData, text

WHERE: Final = "where"


def partial(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """Return an index over the rows for which `where` holds.

    It is noted, and no more: SQLAlchemy would load the drivers of both databases for it, and migrations make indexes.
    """
    return Index(name, *columns, unique=unique, info={WHERE: where})


def spelled_out(metadata: MetaData) -> MetaData:
    """Return the tables with these indexes as each database spells them, for whoever compares tables."""
    for table in metadata.tables.values():
        for index in table.indexes:
            if (where := index.info.get(WHERE)) is not None:
                for database in ("sqlite", "postgresql"):
                    index.dialect_options[database]["where"] = text(where)
    return metadata
