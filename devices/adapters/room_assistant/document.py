"""Read where room-assistant is listened to."""

from collections.abc import Mapping

from devices.adapters.room_assistant.adapter import RoomAssistantAdapter
from devices.reading import Reader
from devices.topic_keys import read_base
from devices.tree import Tree

KEYS: tuple[str, ...] = ("office", "base")


def read(reader: Reader, fields: Mapping[str, Tree]) -> RoomAssistantAdapter:
    """Return the adapter that an entry of `listen` asks for."""
    return RoomAssistantAdapter(
        office=reader.optional_slug(fields.get("office"), "office"),
        base=read_base(reader, fields.get("base")) or "room-assistant",
    )
