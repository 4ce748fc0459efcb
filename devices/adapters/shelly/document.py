"""Read an entry of `listen` for the Shelly devices of one broker."""

from collections.abc import Mapping
from typing import Final

from devices.adapters.shelly.adapter import ShellyAdapter
from devices.adapters.shelly.settings import Settings, address_in, with_colons
from devices.bindkeys import read_bindkeys
from devices.reading import Reader
from devices.topic_keys import read_named, read_prefixes
from devices.tree import Leaf, Tree
from devices.wording import read_wording

KEYS: Final = ("office", "prefixes", "gestures", "bluetooth", "levels", "bindkeys")


def read(reader: Reader, fields: Mapping[str, Tree]) -> ShellyAdapter:
    """Return the adapter; what is wrong is kept by the reader."""
    return ShellyAdapter(
        settings=Settings(
            office=reader.optional_slug(fields.get("office"), "office"),
            prefixes=read_prefixes(reader, fields.get("prefixes")),
            wording=read_wording(reader, fields.get("gestures")),
            bluetooth=_bluetooth(reader, fields.get("bluetooth")),
            levels=read_named(reader, fields.get("levels"), "levels"),
            bindkeys=read_bindkeys(reader, fields.get("bindkeys")),
        )
    )


def _bluetooth(reader: Reader, tree: Tree | None) -> Mapping[str, Mapping[str, str]]:
    """Read `bluetooth: {shellyplugsg3-543204689994: {"bthomedevice:200": "f8:44:77:06:50:84"}}`."""
    found: dict[str, dict[str, str]] = {}
    for gateway, components in () if tree is None else reader.entries(tree, "bluetooth", None):
        known = found.setdefault(str(gateway.value), {})
        for component, value in reader.entries(components, f"the devices of {gateway.value}", None):
            address = address_in(str(value.value)) if isinstance(value, Leaf) else None
            if address is None:
                remedy = 'Write it between quotation marks, for example "f8:44:77:06:50:84"'
                reader.add("D003", value, f"{reader.told(value)} is no Bluetooth address", remedy)
            else:
                known[str(component.value)] = with_colons(address)
    return found
