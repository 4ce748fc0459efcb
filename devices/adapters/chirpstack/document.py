"""Read where ChirpStack is listened to, and the office's own device profiles."""

from collections.abc import Mapping

from devices.adapters.chirpstack.adapter import GATEWAYS, ChirpStackAdapter
from devices.lorawan.document import read_profiles
from devices.reading import Reader
from devices.topic_keys import read_base, read_prefixes
from devices.tree import Tree

KEYS: tuple[str, ...] = ("office", "base", "profiles", "gateways")


def read(reader: Reader, fields: Mapping[str, Tree]) -> ChirpStackAdapter:
    """Return the adapter that an entry of `listen` asks for."""
    return ChirpStackAdapter(
        office=reader.optional_slug(fields.get("office"), "office"),
        base=read_base(reader, fields.get("base")) or "application",
        profiles=read_profiles(reader, fields.get("profiles")),
        gateways=read_prefixes(reader, fields.get("gateways"), "gateways") if "gateways" in fields else GATEWAYS,
    )
