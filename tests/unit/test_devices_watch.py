"""Which devices cannot be relied on, and what of that belongs on a wall."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from devices.behind import Behind
from devices.family import Source
from devices.inventory import Device
from devices.signals import (
    Battery,
    Heartbeat,
    Ignored,
    Inventoried,
    Joined,
    Left,
    Press,
    Signal,
    Tamper,
    Unreadable,
)
from devices.watch import Said, Watch

GRACE = 120.0
HOUR = 3600.0
TODAY = date(2026, 11, 23)
ONE, TWO, THREE = (
    Device(office="as", device=f"pendant-{n}", name=f"Pendant {n}", holder="anna", reporting_time=timedelta(hours=1))
    for n in (1, 2, 3)
)


class Bridge:
    """An adapter of one bridge, as far as the watch looks at it."""

    base = "zigbee2mqtt"
    bridge = "zigbee2mqtt-bridge"
    press_filters = telemetry_filters = ("zigbee2mqtt/#",)

    def decode(self, topic: str, payload: bytes, *, retain: bool) -> tuple[Signal, ...] | None:
        """Read nothing."""
        return None


class Scene:
    """A watch with its devices, and what happens to them."""

    def __init__(self, devices: Iterable[Device] = (ONE, TWO, THREE), sources: Iterable[Source] = ()) -> None:
        """Begin at second 0."""
        self.watch = Watch(grace=GRACE)
        self.sources = tuple(sources)
        self.use(devices)

    def use(self, devices: Iterable[Device], now: float = 0.0, today: date = TODAY) -> None:
        """Take a list of devices."""
        self.devices = {one.device: one for one in devices}
        behind = Behind(self.devices.values(), self.sources)
        self.watch.use(self.devices.values(), behind, now, today=today)

    def say(self, signal: Signal, now: float, **said: Any) -> None:
        """Have something say something."""
        device = self.devices.get(signal.device) if signal.device else None
        self.watch.take(signal, device, Said(**said), now)

    def lives(self, name: str, now: float) -> None:
        """Have a device report."""
        self.say(Heartbeat(office="as", device=name, status="online"), now)

    def wall(self, now: float) -> dict[str, list[str]]:
        """Return what stands on the wall."""
        while self.watch.advance(now):
            pass
        return {code: [one.device for one, _ in found] for code, found in self.watch.wall("as").items()}

    def hearing(self, name: str) -> str:
        """Return how a device is heard."""
        standing = self.watch.standing(("as", name))
        assert standing is not None
        return standing.hearing


def bridge(status: Any, **more: Any) -> Heartbeat:
    """Return a word of the bridge."""
    return Heartbeat(office=None, device="zigbee2mqtt-bridge", status=status, stands_for="bridge", **more)


def test_late_is_on_the_page_and_lost_on_the_wall() -> None:
    """A device that never reported is awaited, then late, which nobody is told, then lost; one word mends it."""
    scene = Scene()
    for name in ("pendant-2", "pendant-3"):
        scene.lives(name, HOUR)
    assert [scene.hearing(name) for name in ("pendant-1", "pendant-2")] == ["awaited", "heard"]
    assert scene.wall(HOUR) == {}
    assert scene.hearing("pendant-1") == "late"
    assert scene.wall(2 * HOUR - 1) == {}
    assert scene.wall(2 * HOUR) == {"device_lost": ["pendant-1"]}
    assert scene.watch.take_moved() == {("as", "pendant-1")}
    assert scene.watch.is_lost(("as", "pendant-1"))
    scene.lives("pendant-1", 2 * HOUR + 1)
    assert scene.wall(2 * HOUR + 1) == {}
    assert scene.watch.take_moved() == {("as", "pendant-1")}
    assert scene.watch.take_changed() == {"as"}


def test_what_is_said_of_a_device_is_no_word_of_its_own() -> None:
    """A replay, a last will, a bridge's list, a sleep keep no device alive; a frame that cannot be read does."""
    scene = Scene()
    name = "pendant-1"
    for signal, said in (
        (Heartbeat(office="as", device=name, status="online", retained=True), {}),
        (Heartbeat(office="as", device=name, status="offline"), {}),
        (Heartbeat(office="as", device=name, status="offline", asleep=True), {}),
        (Battery(office="as", device=name, percent=90), {"live": False}),
        (Ignored(office="as", device=name, reason="retained_press"), {}),
        (Inventoried(office="as", device=name), {}),
        (Unreadable(office="as", device=None, reason="not_json"), {}),
    ):
        scene.say(signal, HOUR - 1, **said)
    assert scene.hearing(name) == "awaited"
    scene.say(Unreadable(office="as", device=name, reason="not_json"), HOUR - 1)
    assert scene.hearing(name) == "heard"


def test_a_device_without_a_reporting_time_is_never_called_fine() -> None:
    """It is not supervised, heard or not, and its own last will is told all the same."""
    scene = Scene([replace(ONE, reporting_time=None)])
    scene.say(Press(office="as", device="pendant-1"), 5)
    assert scene.hearing("pendant-1") == "not_supervised"
    assert scene.wall(1e9) == {}
    scene.say(Heartbeat(office="as", device="pendant-1", status="offline"), 1e9)
    assert scene.wall(1e9 + GRACE) == {"device_offline": ["pendant-1"]}


def test_who_is_back_soon_was_never_on_the_wall() -> None:
    """A lost connection shows after the grace, and a button that sleeps as its family does shows never."""
    scene = Scene()
    offline = Heartbeat(office="as", device="pendant-1", status="offline")
    scene.say(offline, 0)
    assert scene.wall(GRACE - 1) == {}
    scene.lives("pendant-1", GRACE - 1)
    scene.say(offline, GRACE)
    scene.say(offline, GRACE + 1)
    scene.say(replace(offline, device="pendant-2", asleep=True), GRACE)
    assert scene.wall(2 * GRACE - 1) == {}
    assert scene.wall(2 * GRACE) == {"device_offline": ["pendant-1"]}
    scene.lives("pendant-1", 2 * GRACE)
    assert scene.wall(2 * GRACE) == {}


def test_the_loss_of_a_bridge_is_one_fault_with_all_behind_it() -> None:
    """Those behind give none of their own; once it is back, those that stay silent do, after their time."""
    behind = [replace(one, through="zigbee2mqtt-bridge") for one in (ONE, TWO)]
    scene = Scene([*behind, THREE])
    scene.say(bridge("offline"), 10)
    assert scene.watch.bridges_down("as") == {}
    scene.lives("pendant-3", HOUR)
    assert scene.wall(2 * HOUR) == {}
    assert scene.watch.bridges_down("as") == {"zigbee2mqtt": 2}
    assert [scene.hearing(f"pendant-{n}") for n in (1, 2, 3)] == ["behind", "behind", "late"]
    scene.say(bridge("online"), 10 * HOUR)
    assert scene.watch.bridges_down("as") == {}
    scene.lives("pendant-2", 11 * HOUR)
    assert scene.wall(11 * HOUR)["device_lost"] == ["pendant-3"]
    assert scene.wall(12 * HOUR)["device_lost"] == ["pendant-3", "pendant-1"]


def test_one_that_was_lost_before_comes_back_on_the_wall_after_the_bridge() -> None:
    """While the bridge is gone only the bridge is told; the return of a bridge is no word of those behind it."""
    scene = Scene([replace(ONE, through="Zigbee2MQTT")])
    assert scene.wall(2 * HOUR) == {"device_lost": ["pendant-1"]}
    scene.say(bridge("offline"), 2 * HOUR)
    assert scene.wall(2 * HOUR) == {}
    scene.say(bridge("online"), 3 * HOUR)
    assert scene.wall(3 * HOUR) == {"device_lost": ["pendant-1"]}


def test_the_only_bridge_of_a_family_is_what_its_devices_stand_behind() -> None:
    """Nobody has to write it down; a topic says it too, and a word of a device behind it is proof that it is back."""
    zigbee = replace(ONE, family="zigbee2mqtt")
    scene = Scene([zigbee, TWO], [Source(adapter=Bridge(), family="zigbee2mqtt", broker="own")])
    scene.say(bridge("offline"), 0)
    scene.wall(GRACE)
    assert scene.watch.bridges_down("as") == {"zigbee2mqtt": 1}
    scene.say(Press(office=None, device="pendant-2"), GRACE, broker="own", topic="zigbee2mqtt/pendant-2/action")
    assert scene.watch.bridges_down("as") == {}
    scene.say(bridge("offline"), GRACE)
    scene.wall(2 * GRACE)
    assert scene.watch.bridges_down("as") == {"zigbee2mqtt": 2}


def test_a_gateway_that_is_enrolled_itself_is_found_silent_like_any_device() -> None:
    """Where it says nothing of its end, its own reporting time does: one fault, for it and for those behind it."""
    gateway = replace(TWO, device="gateway", holder=None)
    scene = Scene([gateway, replace(ONE, through="gateway", reporting_time=timedelta(hours=3))])
    assert scene.wall(2 * HOUR + GRACE) == {}
    assert scene.watch.bridges_down("as") == {"gateway": 1}
    scene.lives("gateway", 9 * HOUR)
    assert scene.watch.bridges_down("as") == {}
    assert scene.wall(9 * HOUR) == {}


def test_a_lost_broker_excuses_all_that_speak_there() -> None:
    """Nothing is found out about devices that nobody could have heard."""
    scene = Scene([ONE, replace(TWO, broker="site")])
    scene.watch.take_broker("site", connected=False, now=0)
    assert scene.wall(5 * HOUR) == {"device_lost": ["pendant-1"]}
    assert scene.hearing("pendant-2") == "behind"
    scene.watch.take_broker("site", connected=True, now=5 * HOUR)
    assert scene.wall(7 * HOUR)["device_lost"] == ["pendant-1", "pendant-2"]


def test_of_each_device_the_worst_is_on_the_wall() -> None:
    """Left before lost before opened before a weak battery; the page has it all; a press mends what was opened."""
    scene = Scene([ONE])
    scene.say(Battery(office="as", device="pendant-1", volts=2.31), 0)
    assert scene.wall(0) == {"battery_low": ["pendant-1"]}
    scene.say(Tamper(office="as", device="pendant-1"), 0)
    assert scene.wall(0) == {"tamper": ["pendant-1"]}
    assert scene.wall(2 * HOUR) == {"device_lost": ["pendant-1"]}
    scene.say(Left(office="as", device="pendant-1"), 2 * HOUR)
    assert scene.wall(2 * HOUR) == {"device_left": ["pendant-1"]}
    standing = scene.watch.standing(("as", "pendant-1"))
    assert standing is not None
    assert (standing.left, standing.tamper, standing.battery_low) == (True, True, "2.3 V")
    scene.say(Joined(office="as", device="pendant-1"), 2 * HOUR)
    assert scene.wall(2 * HOUR) == {"tamper": ["pendant-1"]}
    scene.say(Press(office="as", device="pendant-1"), 2 * HOUR)
    assert scene.wall(2 * HOUR) == {"battery_low": ["pendant-1"]}


def test_what_nobody_relies_on_is_on_no_wall() -> None:
    """Unissued, lost or out of service: the page shows how it stands, and after its time it counts again."""
    for standing in ("unissued", "lost", "out_of_service"):
        scene = Scene([replace(ONE, standing=standing)])
        assert scene.wall(2 * HOUR) == {}
        assert scene.hearing("pendant-1") == "lost"
    away = replace(ONE, standing="out_of_service", until=TODAY)
    scene = Scene([away])
    scene.wall(2 * HOUR)
    scene.use([away], 2 * HOUR, TODAY + timedelta(days=1))
    assert scene.wall(2 * HOUR) == {"device_lost": ["pendant-1"]}


def test_a_changed_list_is_followed() -> None:
    """Who is taken out leaves the wall, a longer time mends what was lost by a shorter one, a new one is awaited."""
    scene = Scene([ONE, TWO])
    assert scene.wall(2 * HOUR) == {"device_lost": ["pendant-1", "pendant-2"]}
    scene.use([replace(TWO, reporting_time=timedelta(hours=24)), THREE], 2 * HOUR)
    assert scene.wall(2 * HOUR) == {}
    assert scene.watch.standing(("as", "pendant-1")) is None
    assert [scene.hearing(name) for name in ("pendant-2", "pendant-3")] == ["awaited", "awaited"]
    scene.use([], 2 * HOUR)
    assert scene.wall(9 * HOUR) == {}


def test_what_strangers_say_is_nobodys_fault() -> None:
    """Whoever reaches the broker makes up as many names as he likes, and no wall shows one of them."""
    scene = Scene()
    for signal in (
        Battery(office="as", device="made-up", percent=1),
        Heartbeat(office="as", device="made-up", status="offline"),
        Tamper(office="as", device="made-up"),
        Left(office="as", device="made-up"),
        bridge("offline"),
    ):
        scene.say(signal, 0)
    assert scene.wall(GRACE) == {}
    assert scene.watch.bridges_down("as") == {}
