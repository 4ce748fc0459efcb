"""Where gateways hang: what a button is near to whose press they hear."""

from collections.abc import Iterable
from dataclasses import dataclass

from devices.folding import folded


@dataclass(frozen=True, kw_only=True, slots=True)
class Gateway:
    """One gateway, receiver or beacon as messages name it, and the zone (a slug) where it hangs."""

    office: str
    name: str
    place: str


class Gateways:
    """All gateways whose place somebody has said, found by what a message calls them."""

    def __init__(self, gateways: Iterable[Gateway] = ()) -> None:
        self.placed = tuple(gateways)
        self._places = {(one.office, folded(one.name)): one.place for one in self.placed}

    def place_of(self, office: str, name: str) -> str | None:
        """Return the zone of a gateway, None for one that nobody has placed in this office."""
        return self._places.get((office, folded(name)))
