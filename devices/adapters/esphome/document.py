"""Read an entry of `listen` for ESPHome devices."""

from collections.abc import Mapping
from typing import Final

from devices.adapters.esphome.adapter import EspHomeAdapter
from devices.felt import read_felt
from devices.reading import Reader
from devices.topic_keys import read_named, read_prefixes
from devices.tree import Tree
from devices.wording import read_wording

KEYS: Final = ("office", "prefixes", "buttons", "gestures", "felt")


def read(reader: Reader, fields: Mapping[str, Tree]) -> EspHomeAdapter:
    """Return the adapter; what is wrong is kept by the reader."""
    return EspHomeAdapter(
        office=reader.optional_slug(fields.get("office"), "office"),
        prefixes=read_prefixes(reader, fields.get("prefixes")),
        buttons=read_named(reader, fields.get("buttons"), "buttons"),
        wording=read_wording(reader, fields.get("gestures")),
        felt=read_felt(reader, fields.get("felt")),
    )
