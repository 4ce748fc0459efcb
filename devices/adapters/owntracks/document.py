"""Read where OwnTracks is listened to, and whether a location sent by hand is a press."""

from collections.abc import Mapping

from devices.adapters.owntracks.adapter import OwnTracksAdapter
from devices.reading import Reader
from devices.topic_keys import read_base
from devices.tree import Tree

KEYS: tuple[str, ...] = ("office", "base", "manual")


def read(reader: Reader, fields: Mapping[str, Tree]) -> OwnTracksAdapter:
    """Return the adapter that an entry of `listen` asks for."""
    return OwnTracksAdapter(
        office=reader.optional_slug(fields.get("office"), "office"),
        base=read_base(reader, fields.get("base")) or "owntracks",
        manual=reader.optional_text(fields.get("manual"), "manual"),
    )
