"""Which devices cannot be relied on, and what of that belongs on a wall: told signals and time, it keeps the answer."""

from collections import deque
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from devices.battery import left_in
from devices.behind import Behind, Place
from devices.due import Due
from devices.family import OWN_BROKER
from devices.inventory import Device
from devices.signals import Battery, Delivered, Heartbeat, Ignored, Inventoried, Joined, Left, Press, Signal, Tamper

Key = tuple[str, str]
"""Office and device, as enrolled."""

Hearing = Literal["heard", "awaited", "late", "lost", "behind", "not_supervised"]
"""`awaited`: not heard since the service began. `behind`: what it cannot be heard without is gone."""

ON_THE_WALL: Final = ("device_left", "device_lost", "device_offline", "tamper", "battery_low")
"""What a screen says of a device, the worst first: of each device one thing. That one is late stands on the page."""

MOST_DOWN: Final = 1_000
"""How many bridges that are gone are remembered although nothing that is enrolled stands behind them."""

_NO_WORD: Final = (Ignored, Inventoried, Delivered, Left)
"""What is said of a device, and not by it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Standing:
    """How one device stands; no time of anything it did."""

    hearing: Hearing
    offline: bool = False
    left: bool = False
    tamper: bool = False
    battery_low: str | None = None
    """What is left in it, where that is little: `14 %`, `2.3 V`, `low`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """How a message came in; a replay (not `live`) is no word of life."""

    live: bool = True
    broker: str = OWN_BROKER
    topic: str = ""


class Watch:
    """All enrolled devices of all offices. Times are seconds of one clock that never goes back."""

    def __init__(self, *, grace: float) -> None:
        """Begin without devices; `grace` is how many seconds something may be gone before a wall says so."""
        self._grace = grace
        self._due: Due[Key] = Due()
        self._behind = Behind()
        self._devices: dict[Key, Device] = {}
        self._in_use: set[Key] = set()
        self._offline: dict[Key, float] = {}
        self._gone: set[Key] = set()
        """Those that said so, and did not come back within the grace."""
        self._left: set[Key] = set()
        self._tampered: set[Key] = set()
        self._battery: dict[Key, str] = {}
        self._lost: set[Key] = set()
        self._waiting: deque[tuple[float, Hashable, float]] = deque()
        self._unreached: set[str] = set()
        self._down: dict[Place, float] = {}
        self._down_shown: set[Place] = set()
        self._walls: dict[str, dict[str, dict[Key, None]]] = {}
        self._shown: dict[Key, str] = {}
        self._changed: set[str] = set()
        self._moved: set[Key] = set()

    def use(
        self,
        devices: Iterable[Device],
        behind: Behind,
        now: float,
        *,
        today: date,
        lost_by: Mapping[Key, float] | None = None,
    ) -> None:
        """Watch these devices and no others; `lost_by` is what is known of those that are not watched yet."""
        known = {(device.office, device.device): device for device in devices}
        for key in self._devices.keys() - known.keys():
            self._forget(key)
        self._devices, self._behind = known, behind
        self._in_use = {key for key, device in known.items() if is_in_use(device, today)}
        for key, device in known.items():
            place = behind.place_of(key)
            if device.reporting_time is None:
                self._due.forget(key)
                self._lost.discard(key)
            elif self._due.watch(
                key,
                device.reporting_time / timedelta(seconds=1),
                now,
                behind=place.name,
                lost_by=(lost_by or {}).get(key),
            ):
                self._note_lost(key, now)
        for place in self._down:
            self._cut(place, now)
        self._changed |= self._walls.keys()  # names and numbers may have changed
        for key in [*self._shown, *self._lost, *self._gone, *self._left, *self._tampered, *self._battery]:
            self._judge(key)

    def take(
        self, signal: Signal, device: Device | None, said: Said, now: float, *, spoke: Key | None = None
    ) -> Key | None:
        """Take one signal, and the enrolled device that it is of.

        A message often holds several signals of one device, all of them its word at one moment. That is taken once:
        `spoke` is what this has returned for the signal before, in the same message.
        """
        if isinstance(signal, Heartbeat) and self._take_gateway(signal, device, said, now):
            spoke = None
        if device is None or (key := device.of) not in self._devices:
            return spoke
        if isinstance(signal, Heartbeat) and signal.status == "offline":
            spoke = None
            if not signal.asleep:
                self._take_offline(key, now)
        elif said.live and not isinstance(signal, _NO_WORD) and not (isinstance(signal, Heartbeat) and signal.retained):
            if key != spoke:
                self._heard(key, device, said, now)
            spoke = key
        elif isinstance(signal, Heartbeat):
            self._is_back(key)
        if not isinstance(signal, Heartbeat):
            self._take_condition(key, device, signal, said)
        return None if isinstance(signal, Left) else spoke

    def take_broker(self, broker: str, *, connected: bool, now: float) -> None:
        """Say whether a broker can be reached; who says so on the walls is whoever looks after brokers."""
        (self._unreached.discard if connected else self._unreached.add)(broker)
        for place in self._behind.at(broker):
            self._changed |= self._behind.members(place).keys()
            if not connected:
                self._cut(place, now)
            elif place not in self._down:
                self._restore(place, now)

    def advance(self, now: float) -> bool:
        """Find out what has become late, lost or is gone for longer than the grace; True where there is more to do."""
        for key, status in self._due.advance(now):
            if status == "lost":
                self._note_lost(key, now)
        while self._waiting and self._waiting[0][0] <= now:
            _, what, since = self._waiting.popleft()
            if isinstance(what, Place):
                if self._down.get(what) == since:
                    self._show_down(what)
            elif isinstance(what, tuple) and self._offline.get(what) == since:
                self._gone.add(what)
                self._judge(what)
        return self._due.next_at() <= now

    def next_at(self) -> float:
        """Return when to look again at the latest."""
        return min(self._due.next_at(), self._waiting[0][0] if self._waiting else self._due.next_at())

    def standing(self, key: Key) -> Standing | None:
        """Return how a device stands; None for one that is not enrolled."""
        if key not in self._devices:
            return None
        place = self._behind.place_of(key)
        status = self._due.status(key)
        hearing: Hearing
        if status is None:
            hearing = "not_supervised"
        elif status == "lost":
            hearing = "lost"
        elif self._due.is_cut(place.name):
            hearing = "behind"
        else:
            hearing = "heard" if status == "online" else status
        return Standing(
            hearing=hearing,
            offline=key in self._offline,
            left=key in self._left,
            tamper=key in self._tampered,
            battery_low=self._battery.get(key),
        )

    def is_lost(self, key: Key) -> bool:
        """Say whether a device that somebody relies on is lost or has left its network."""
        return key in self._in_use and (key in self._lost or key in self._left)

    def is_silent(self, key: Key) -> bool:
        """Say whether a device is lost, whether a wall shows it or not."""
        return key in self._lost

    def was_heard(self, key: Key) -> bool:
        """Say whether a supervised device has been heard since the service began."""
        return self._due.was_heard(key)

    def lost_at(self, key: Key) -> float | None:
        """Return when a device is lost unless it is heard; None for one that is not supervised."""
        return self._due.lost_at(key)

    def supervised(self) -> list[Key]:
        """Return the devices that have a reporting time."""
        return [key for key, device in self._devices.items() if device.reporting_time is not None]

    def devices(self, keys: Iterable[Key]) -> list[Device]:
        """Return enrolled devices by their names."""
        return [self._devices[key] for key in keys if key in self._devices]

    def take_changed(self) -> set[str]:
        """Return the offices of which the walls have changed since the last time."""
        changed, self._changed = self._changed, set()
        return changed

    def take_moved(self) -> set[Key]:
        """Return the devices that have become lost, or are so no longer, since the last time."""
        moved, self._moved = self._moved, set()
        return moved

    def wall(self, office: str) -> Mapping[str, list[tuple[Device, str]]]:
        """Return what a wall says of an office's devices, by fault: which devices, and what is left in a battery."""
        return {
            code: [(self._devices[key], self._battery.get(key, "")) for key in keys]
            for code, keys in self._walls.get(office, {}).items()
            if keys
        }

    def bridges_down(self, office: str) -> Mapping[str, int]:
        """Return what is gone and how many devices of an office are silent behind it; not where its broker is, too."""
        shown = [place for place in self._down_shown if place.broker not in self._unreached]
        down = {place.bridge: self._behind.members(place).get(office, 0) for place in shown}
        return {bridge: count for bridge, count in down.items() if count}

    def _take_gateway(self, heartbeat: Heartbeat, device: Device | None, said: Said, now: float) -> bool:
        """Take what a bridge or gateway says of itself; False where it is neither."""
        place = self._behind.stood_for(said.broker, heartbeat.device, device, stands_for=heartbeat.stands_for)
        if place is not None and not (heartbeat.asleep and heartbeat.status == "offline"):
            self._take_bridge(place, now, is_up=heartbeat.status == "online")
        return place is not None

    def _take_condition(self, key: Key, device: Device, signal: Signal, said: Said) -> None:
        match signal:
            case Battery():
                self._take_battery(key, device, signal)
            case Tamper():
                self._note(key, self._tampered, is_so=signal.active)
            case Press() if said.live:
                self._note(key, self._tampered, is_so=False)
            case Left():
                self._note(key, self._left, is_so=True)
            case Joined():
                self._note(key, self._left, is_so=False)
            case _:
                pass

    def _heard(self, key: Key, device: Device, said: Said, now: float) -> None:
        if self._due.heard(key, now) == "lost":
            self._note_lost(key, now)
        if key in self._offline:
            self._is_back(key)
        if key in self._left:
            self._note(key, self._left, is_so=False)
        if self._down or device.through is None:
            before = self._behind.place_of(key)
            place = self._behind.learn(key, said.broker, said.topic)
            if place != before:
                self._due.move(key, place.name)
            if place in self._down:
                self._take_bridge(place, now, is_up=True)

    def _take_bridge(self, place: Place, now: float, *, is_up: bool) -> None:
        if is_up and place in self._down:
            del self._down[place]
            self._down_shown.discard(place)
            self._changed |= self._behind.members(place).keys()
            self._restore(place, now)
        elif not is_up and place not in self._down:
            if len(self._down) >= MOST_DOWN and not self._behind.members(place):
                return  # whoever reaches the broker makes up as many names as he likes
            self._down[place] = now
            self._waiting.append((now + self._grace, place, now))
            self._cut(place, now)

    def _show_down(self, place: Place) -> None:
        self._down_shown.add(place)
        self._changed |= self._behind.members(place).keys()

    def _cut(self, place: Place, now: float) -> None:
        if not self._due.is_cut(place.name):
            self._due.cut(place.name, now)
            self._judge_behind(place)

    def _restore(self, place: Place, now: float) -> None:
        if self._due.is_cut(place.name):
            self._due.restore(place.name, now)
            self._judge_behind(place)

    def _judge_behind(self, place: Place) -> None:
        for key in self._lost | self._gone:
            if self._behind.place_of(key) == place:
                self._judge(key)

    def _take_offline(self, key: Key, now: float) -> None:
        if key not in self._offline:
            self._offline[key] = now
            self._waiting.append((now + self._grace, key, now))

    def _is_back(self, key: Key) -> None:
        self._offline.pop(key, None)
        self._gone.discard(key)
        self._judge(key)

    def _take_battery(self, key: Key, device: Device, battery: Battery) -> None:
        left = left_in(battery, device, was_low=key in self._battery)
        if left is None or (not left[0] and key not in self._battery):
            return
        if left[0]:
            if self._battery.get(key) != left[1]:
                self._changed.add(key[0])
            self._battery[key] = left[1]
        else:
            del self._battery[key]
        self._judge(key)

    def _note(self, key: Key, those: set[Key], *, is_so: bool) -> None:
        if (key in those) != is_so:
            (those.add if is_so else those.discard)(key)
            if those is self._left:
                self._moved.add(key)
            self._judge(key)

    def _note_lost(self, key: Key, now: float) -> None:
        is_lost = self._due.status(key) == "lost"
        gateway = self._behind.gateway(self._devices[key])
        if gateway is not None:
            self._take_bridge(gateway, now, is_up=not is_lost)
            if is_lost:  # it was silent for long enough: there is nothing to wait for
                self._show_down(gateway)
        if is_lost != (key in self._lost):
            (self._lost.add if is_lost else self._lost.discard)(key)
            self._moved.add(key)
            self._judge(key)

    def _judge(self, key: Key) -> None:
        """Put a device where it belongs on its office's walls, or take it off."""
        was, code = self._shown.get(key), self._code(key)
        if was == code:
            return
        wall = self._walls.setdefault(key[0], {})
        if was is not None:
            del wall[was][key]
        if code is None:
            del self._shown[key]
        else:
            self._shown[key] = code
            wall.setdefault(code, {})[key] = None
        self._changed.add(key[0])

    def _code(self, key: Key) -> str | None:
        if key not in self._in_use:
            return None
        if key in self._left:
            return "device_left"
        is_excused = self._due.is_cut(self._behind.place_of(key).name)
        if not is_excused and self._behind.gateway(self._devices[key]) is None:
            if key in self._lost:
                return "device_lost"
            if key in self._gone:
                return "device_offline"
        if key in self._tampered:
            return "tamper"
        return "battery_low" if key in self._battery else None

    def _forget(self, key: Key) -> None:
        self._due.forget(key)
        self._in_use.discard(key)
        self._offline.pop(key, None)
        self._battery.pop(key, None)
        for those in (self._gone, self._left, self._tampered, self._lost):
            those.discard(key)
        self._moved.add(key)
        self._judge(key)


def is_in_use(device: Device, today: date) -> bool:
    """Say whether anybody relies on a device today."""
    is_back = device.standing == "out_of_service" and device.until is not None and device.until < today
    return device.standing == "in_use" or is_back
