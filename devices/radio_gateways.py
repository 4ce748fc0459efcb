"""Which gateways of a radio network are gone: by their own word, or because they hear no more of what others hear.

Only sums are kept, by gateway: which button was heard where is nobody's business outside alarms.
"""

from collections.abc import Collection, Iterable, Set
from dataclasses import dataclass
from typing import Final

from devices.folding import folded
from devices.gateways import Gateway

FAMILIES: Final = frozenset({"chirpstack", "tts"})
"""Families whose radio carries through a house: a gateway that hears nothing of what others hear is out of order."""
SILENT_S: Final = 25 * 3600.0
"""For how long: a day in which every button says something, and an hour."""
OTHERS: Final = 20
"""How many messages others have to have heard meanwhile."""
USUAL: Final = 20
"""How many messages a gateway that nobody has placed has to have heard to be no neighbour's."""
MOST_DOWN: Final = 1_000
MOST: Final = 64
"""Gateways of an office that are known; whoever reaches the broker makes up as many as he likes."""


@dataclass(slots=True)
class _Known:
    """One gateway: what it is called, since when it is not heard, and how many messages there were until then."""

    name: str
    since: float
    until: int
    heard: int = 0
    is_placed: bool = False


class RadioGateways:
    """The gateways of every office. Times are seconds of one clock that never goes back."""

    def __init__(self, *, grace: float) -> None:
        """Know no gateway; `grace` is how many seconds one may be gone before that is said."""
        self._grace = grace
        self._known: dict[str, dict[str, _Known]] = {}
        self._messages: dict[str, int] = {}
        self._down: dict[str, tuple[str, float]] = {}
        """By folded name the gateways that said so, or their broker for them: at which broker, and since when."""

    def use(self, placed: Iterable[Gateway], now: float) -> None:
        """Take those that somebody has placed as the office's own, from now on; a place that is taken away is none."""
        left = {(office, name) for office, those in self._known.items() for name, one in those.items() if one.is_placed}
        for one in placed:
            known = self._gateway(one.office, one.name, now, may_be_new=True)
            if known is not None:
                known.name, known.is_placed = one.name, True
                left.discard((one.office, folded(one.name)))
        for office, name in left:
            self._known[office][name].is_placed = False

    def heard(self, office: str, by: Set[str], now: float) -> None:
        """Take that one message of an office's button was heard by these gateways."""
        if not by:
            return
        self._messages[office] = self._messages.get(office, 0) + 1
        for name in by:
            known = self._gateway(office, name, now, may_be_new=len(self._known.get(office, ())) < MOST)
            if known is not None:
                known.since, known.until = now, self._messages[office]
                known.heard += 1
                self._down.pop(folded(name), None)

    def said(self, broker: str, name: str, now: float, *, is_up: bool) -> None:
        """Take what a gateway says of itself, or its broker on its behalf."""
        if is_up:
            self._down.pop(folded(name), None)
        elif len(self._down) < MOST_DOWN:
            self._down.setdefault(folded(name), (broker, now))

    def gone(self, now: float, brokers_down: Collection[str] = ()) -> dict[str, list[str]]:
        """Return by office the gateways that it relies on and that are gone; a broker that is down explains its own."""
        found = {
            office: [one.name for name, one in those.items() if self._is_gone(office, name, one, now, brokers_down)]
            for office, those in self._known.items()
        }
        return {office: names for office, names in found.items() if names}

    def _is_gone(self, office: str, name: str, one: _Known, now: float, brokers_down: Collection[str]) -> bool:
        broker, since = self._down.get(name, ("", now))
        if name in self._down and now - since >= self._grace and broker not in brokers_down:
            return one.is_placed or one.heard >= USUAL
        missed = self._messages.get(office, 0) - one.until
        # One that was never heard may be of another radio: its own word says of it what there is to say.
        return one.is_placed and one.heard > 0 and missed >= OTHERS and now - one.since >= SILENT_S

    def _gateway(self, office: str, name: str, now: float, *, may_be_new: bool) -> _Known | None:
        known = self._known.setdefault(office, {})
        found = known.get(folded(name))
        if found is None and may_be_new:
            found = known[folded(name)] = _Known(name, now, self._messages.get(office, 0))
        return found
