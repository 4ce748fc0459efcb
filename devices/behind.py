"""What each device stands behind: the bridge, the gateway, the broker without which it cannot be heard."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Literal, NamedTuple, Protocol, runtime_checkable

from devices.family import Source
from devices.folding import folded
from devices.inventory import Device

Key = tuple[str, str]

_BRIDGE = "-bridge"


@runtime_checkable
class Bridged(Protocol):
    """An adapter whose devices all speak through one bridge, on topics below its own."""

    @property
    def base(self) -> str:
        """The first levels of its topics, without a slash at the end."""
        ...

    @property
    def bridge(self) -> str:
        """What the bridge itself is called in signals."""
        ...


class Place(NamedTuple):
    """A broker, and the bridge or gateway at it; `bridge` is empty for what speaks to the broker itself."""

    broker: str
    bridge: str

    @property
    def name(self) -> str:
        """Return it as one word."""
        return f"{self.broker}\n{self.bridge}"


class Behind:
    """Where devices stand: what their enrolment says, else the only bridge of their family, else what their topics say.

    Nobody stands behind one of several gateways that hear them all: only `through` says that there is no other.
    """

    def __init__(self, devices: Iterable[Device] = (), sources: Iterable[Source] = ()) -> None:
        """Place the enrolled devices."""
        bridges: dict[tuple[str, str], set[str]] = {}
        self._bases: dict[str, dict[str, str]] = {}
        for source in sources:
            if isinstance(adapter := source.adapter, Bridged):
                bridge = _bare(adapter.bridge)
                bridges.setdefault((source.family, source.broker), set()).add(bridge)
                self._bases.setdefault(source.broker, {})[f"{adapter.base}/"] = bridge
        self._places: dict[Key, Place] = {}
        self._members: dict[Place, Counter[str]] = {}
        self._bare: dict[str, str] = {}
        """The names of those that are enrolled, as they are compared: asked for at each word of each of them."""
        for device in devices:
            bare = _bare(device.device)
            self._bare[device.device] = device.device if bare == device.device else bare
            own = bridges.get((device.family, device.broker), set())
            bridge = _bare(device.through) if device.through else next(iter(own)) if len(own) == 1 else ""
            self._put((device.office, device.device), Place(device.broker, bridge))

    def place_of(self, key: Key) -> Place:
        """Return where a device stands."""
        return self._places.get(key, _NOWHERE)

    def members(self, place: Place) -> Mapping[str, int]:
        """Return how many devices of each office stand there."""
        return self._members.get(place, {})

    def at(self, broker: str) -> Collection[Place]:
        """Return the places at a broker."""
        return [place for place in self._members if place.broker == broker]

    def stood_for(
        self, broker: str, said: str, device: Device | None, *, stands_for: Literal["bridge", "gateway"] | None
    ) -> Place | None:
        """Return the place that somebody who speaks is, by his own word or by that of those behind him; else None."""
        own = Place(broker, self._bare.get(said) or _bare(said))
        if stands_for is not None or own in self._members:
            return own
        return None if device is None else self.gateway(device)

    def gateway(self, device: Device) -> Place | None:
        """Return the place that an enrolled device is for those behind it; None where nobody is."""
        own = Place(device.broker, self._bare.get(device.device) or _bare(device.device))
        return own if own in self._members else None

    def learn(self, key: Key, broker: str, topic: str) -> Place:
        """Return where a device stands, having noted through which bridge its topic says that it speaks."""
        place = self.place_of(key)
        if not place.bridge:
            for begins, bridge in self._bases.get(broker, {}).items():
                if topic.startswith(begins):
                    place = Place(broker, bridge)
                    self._put(key, place)
        return place

    def _put(self, key: Key, place: Place) -> None:
        before = self._places.get(key)
        if before is not None:
            self._members[before][key[0]] -= 1
        self._places[key] = place
        self._members.setdefault(place, Counter())[key[0]] += 1


_NOWHERE = Place("", "")


def _bare(name: str) -> str:
    """Return a bridge's name as it is compared: in one way of writing it, without what families put behind it."""
    return folded(name).removesuffix(_BRIDGE)
