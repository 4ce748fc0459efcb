"""Read an entry of `listen` for devices with Tasmota."""

from collections.abc import Mapping
from typing import Final

from devices.adapters.tasmota.adapter import TasmotaAdapter
from devices.adapters.tasmota.full_topic import USUAL, FullTopic
from devices.felt import read_felt
from devices.reading import Reader
from devices.topic_keys import read_named
from devices.tree import Tree
from devices.wording import read_wording

KEYS: Final = ("office", "full_topic", "gestures", "levels", "felt")


def read(reader: Reader, fields: Mapping[str, Tree]) -> TasmotaAdapter:
    """Return the adapter; what is wrong is kept by the reader."""
    text = reader.optional_text(fields.get("full_topic"), "full_topic") or USUAL
    full_topic = FullTopic.parse(text)
    if full_topic is None:
        remedy = "Write it as the device has it, for example %topic%/%prefix%"
        reader.add("D007", fields["full_topic"], f"{text} is no FullTopic", remedy)
        full_topic = FullTopic(tuple(USUAL.split("/")))
    return TasmotaAdapter(
        office=reader.optional_slug(fields.get("office"), "office"),
        full_topic=full_topic,
        wording=read_wording(reader, fields.get("gestures")),
        felt=read_felt(reader, fields.get("felt")),
        levels=read_named(reader, fields.get("levels"), "levels"),
    )
