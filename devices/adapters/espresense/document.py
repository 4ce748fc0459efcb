"""Read where ESPresense is listened to."""

from collections.abc import Mapping

from devices.adapters.espresense.adapter import ESPresenseAdapter
from devices.reading import Reader
from devices.topic_keys import read_base
from devices.tree import Tree

KEYS: tuple[str, ...] = ("office", "base")


def read(reader: Reader, fields: Mapping[str, Tree]) -> ESPresenseAdapter:
    """Return the adapter that an entry of `listen` asks for."""
    return ESPresenseAdapter(
        office=reader.optional_slug(fields.get("office"), "office"),
        base=read_base(reader, fields.get("base")) or "espresense",
    )
