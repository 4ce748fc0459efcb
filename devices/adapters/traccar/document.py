"""Read to which topics Traccar forwards, and what the alarms of its devices mean."""

from collections.abc import Mapping

from devices.adapters.traccar.adapter import TraccarAdapter
from devices.reading import Reader
from devices.topic_keys import read_base
from devices.tree import Tree

KEYS: tuple[str, ...] = ("office", "events", "positions", "alarms")


def read(reader: Reader, fields: Mapping[str, Tree]) -> TraccarAdapter:
    """Return the adapter that an entry of `listen` asks for."""
    return TraccarAdapter(
        office=reader.optional_slug(fields.get("office"), "office"),
        events=read_base(reader, fields.get("events"), "events") or "traccar/events",
        positions=read_base(reader, fields.get("positions"), "positions") or "traccar/positions",
        alarms=_alarms(reader, fields.get("alarms")),
    )


def _alarms(reader: Reader, tree: Tree | None) -> dict[str, dict[str, str]]:
    alarms: dict[str, dict[str, str]] = {}
    for device, entries in reader.entries(tree, "alarms", None) if tree is not None else ():
        own = alarms.setdefault(str(device.value), {})
        for alarm, value in reader.entries(entries, f"the alarms of {device.value}", None):
            if (gesture := reader.optional_text(value, f"the gesture of {alarm.value}")) is not None:
                own[str(alarm.value)] = gesture
    return alarms
