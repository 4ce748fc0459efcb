"""Read where the Bluetooth gateways are listened to."""

from collections.abc import Mapping

from devices.adapters.theengs.adapter import TheengsAdapter
from devices.bindkeys import read_bindkeys
from devices.reading import Reader
from devices.topic_keys import read_base
from devices.tree import Tree

KEYS: tuple[str, ...] = ("office", "base", "presence", "bindkeys")


def read(reader: Reader, fields: Mapping[str, Tree]) -> TheengsAdapter:
    """Return the adapter that an entry of `listen` asks for."""
    return TheengsAdapter(
        office=reader.optional_slug(fields.get("office"), "office"),
        base=read_base(reader, fields.get("base")) or "home",
        presence=read_base(reader, fields.get("presence"), "presence") or "home_presence",
        bindkeys=read_bindkeys(reader, fields.get("bindkeys")),
    )
