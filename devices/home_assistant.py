"""What Trygg shows of itself in Home Assistant: topics and JSON of MQTT discovery, of a state and of an event. Pure.

Home Assistant finds an entity by a retained message on `<prefix>/<component>/<node id>/<object id>/config`. Each of
Trygg's nodes shows every office as one device of two entities: whether anything is wrong, and what has just happened.
Of an event nothing leaves but the kind of step and the mode: a lamp may hang where the threat is.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from devices.bounded import bounded
from devices.topics import service_status

Step = Literal["raised", "cleared", "drill_raised", "drill_over"]

STEPS: Final[tuple[Step, ...]] = ("raised", "cleared", "drill_raised", "drill_over")

_ACTUAL: Final = "actual"
_OURS: Final = "trygg"
_COMPONENTS: Final = ("binary_sensor", "event")

SHOWN: Final[tuple[str, ...]] = (
    *(f"+/{component}/{_OURS}/+/config" for component in _COMPONENTS),
    f"+/{_OURS}/+/+/problem",
    f"+/{_OURS}/+/+/event",
)
"""What a node has to be let publish on where the broker asks: no topic of a press, and nobody else's entity."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """One message for Home Assistant, at QoS 1."""

    topic: str
    payload: bytes
    retain: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """One office as one node shows it; all three are slugs, so that they can be levels of a topic."""

    prefix: str
    """The first level of Home Assistant's discovery topics: `homeassistant` usually."""
    node: str
    office: str

    def discovery(self, name: str) -> tuple[Said, ...]:
        """Return what makes Home Assistant find the office; `name` is what it is called there."""
        both = {
            "availability_topic": service_status(self.node),
            "payload_available": "online",
            "payload_not_available": "offline",
            "qos": 1,
            "device": {"identifiers": [self._id], "name": f"Trygg {bounded(name)}", "manufacturer": "Trygg"},
            "origin": {"name": "Trygg"},
        }
        problem = {
            **both,
            "name": "Problem",
            "unique_id": f"{self._id}_problem",
            "state_topic": self._problem,
            "device_class": "problem",
            "payload_on": "ON",
            "payload_off": "OFF",
            "entity_category": "diagnostic",
        }
        event = {
            **both,
            "name": "Alarm",
            "unique_id": f"{self._id}_event",
            "state_topic": self._event,
            "event_types": list(STEPS),
        }
        return tuple(
            Said(topic=topic, payload=_json(config), retain=True)
            for topic, config in zip(self._configs, (problem, event), strict=True)
        )

    def removal(self) -> tuple[Said, ...]:
        """Return what makes Home Assistant and the broker forget the office."""
        return tuple(Said(topic=topic, payload=b"", retain=True) for topic in (*self._configs, self._problem))

    def problem(self, *, is_on: bool) -> Said:
        """Return whether anything is wrong; retained, so that it is there when Home Assistant starts."""
        return Said(topic=self._problem, payload=b"ON" if is_on else b"OFF", retain=True)

    def event(self, step: Step, mode: str) -> Said:
        """Return a step. Never retained: Home Assistant would take it for a new one at its next start."""
        return Said(topic=self._event, payload=_json({"event_type": step, "mode": mode}), retain=False)

    @property
    def _id(self) -> str:
        return f"{_OURS}_{self.node}_{self.office}"

    @property
    def _configs(self) -> tuple[str, ...]:
        what = zip(_COMPONENTS, ("problem", "event"), strict=True)
        return tuple(f"{self.prefix}/{kind}/{_OURS}/{self.node}_{self.office}_{leaf}/config" for kind, leaf in what)

    @property
    def _problem(self) -> str:
        return f"{self.prefix}/{_OURS}/{self.node}/{self.office}/problem"

    @property
    def _event(self) -> str:
        return f"{self.prefix}/{_OURS}/{self.node}/{self.office}/event"


def steps(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[tuple[Step, str], ...]:
    """Return what has happened between two looks at an office's open alarms, each with its mode: first what is over.

    An alarm that ends while another of its sort goes on is not said to be over: a lamp would go out too early.
    """
    over: list[tuple[Step, str]] = []
    for is_actual in (False, True):
        was = [mode for mode in before.values() if (mode == _ACTUAL) is is_actual]
        if was and not any((mode == _ACTUAL) is is_actual for mode in after.values()):
            over.append(("cleared" if is_actual else "drill_over", was[0]))
    begun: list[tuple[Step, str]] = [
        ("raised" if mode == _ACTUAL else "drill_raised", mode)
        for alarm, mode in after.items()
        if before.get(alarm) != mode
    ]
    return (*over, *begun)


def _json(value: Mapping[str, object]) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
