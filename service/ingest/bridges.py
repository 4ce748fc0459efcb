"""What each bridge says stands behind it: the newest list of each, in memory, for enrolling."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from devices.registry import Registry
from devices.signals import Inventoried, Listed, Signal
from devices.spoken_by import family_of
from service.ingest.intake import Heard

MOST_BRIDGES: Final = 50
MOST_LISTED: Final = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Bridge:
    """A bridge's newest list."""

    broker: str
    bridge: str
    office: str | None
    """The office whose list of families names it; None: nobody has said whose it is."""
    family: str
    listed: tuple[Listed, ...]


class Bridges:
    """The newest list of each bridge, the ones heard last kept."""

    def __init__(self, registry: Callable[[], Registry]) -> None:
        """Begin without a list; `registry` is the one in force."""
        self._registry = registry
        self._kept: OrderedDict[tuple[str, str | None, str], Bridge] = OrderedDict()

    def hear(self, signals: tuple[Signal, ...], heard: Heard) -> None:
        """Take what a message said."""
        for signal in signals:
            if isinstance(signal, Inventoried) and signal.listed is not None:
                key = heard.broker, signal.office, signal.device
                self._kept.pop(key, None)
                self._kept[key] = Bridge(
                    broker=heard.broker,
                    bridge=signal.device,
                    office=signal.office,
                    # Which adapter reads this topic, whatever it makes of nothing.
                    family=family_of(self._registry(), heard.topic, b"", heard.broker),
                    listed=signal.listed[:MOST_LISTED],
                )
                while len(self._kept) > MOST_BRIDGES:
                    self._kept.popitem(last=False)

    def every(self) -> list[Bridge]:
        """Return all lists, by broker and bridge."""
        return sorted(self._kept.values(), key=lambda one: (one.broker, one.bridge))
