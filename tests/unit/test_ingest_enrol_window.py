"""Press to enrol: what is offered, what is not, and that nothing of it stays."""

from datetime import timedelta

from devices.inventory import Device, Inventory
from devices.registry import Registry
from devices.signals import Inventoried, Listed
from parts.stores import Watch
from service.ingest.bridges import MOST_BRIDGES, Bridges
from service.ingest.enrol_window import KEPT, LISTENS, MOST_OFFERED, EnrolWindows, Window
from service.ingest.intake import Heard

ENROLLED = Device(office="as", device="pendant-1", name="Berlock 1")
REGISTRY = Registry(Inventory([ENROLLED]))


def heard(topic: str, payload: bytes = b"", broker: str = "own") -> Heard:
    """Return a message that came in."""
    return Heard(
        topic=topic,
        payload=payload,
        retain=False,
        again=False,
        receipt=lambda: None,
        refuse=lambda: None,
        broker=broker,
    )


def say(windows: EnrolWindows, topic: str, payload: bytes = b"{}") -> None:
    """Have the windows hear a message as intake does."""
    message = heard(topic, payload)
    windows.hear(REGISTRY.decode(topic, payload, retain=False), message)


def names(window: Window) -> list[str]:
    """Return what is offered, in order."""
    return [one.device for one in window.offered.values()]


def test_what_nobody_enrolled_is_offered_in_the_order_heard() -> None:
    """With what it pressed and how its battery is; what is enrolled is not offered."""
    windows = EnrolWindows(Watch(), lambda: REGISTRY)
    window = windows.open("as")
    say(windows, "trygg/v1/as/knob-b/press", b'{"gesture": "double"}')
    say(windows, "trygg/v1/as/pendant-1/press")
    say(windows, "trygg/v1/as/knob-a/press")
    say(windows, "trygg/v1/as/knob-b/telemetry", b'{"battery": 87}')
    say(windows, "trygg/v1/as/knob-b/press")
    assert names(window) == ["knob-b", "knob-a"]
    first = next(iter(window.offered.values()))
    assert (first.family, first.gestures, first.presses, first.battery) == ("native", ("double", "single"), 2, "87 %")
    assert first.unmistakable


def test_another_offices_press_is_not_offered() -> None:
    """Its topic says whose it is."""
    windows = EnrolWindows(Watch(), lambda: REGISTRY)
    window = windows.open("as")
    say(windows, "trygg/v1/lunden/knob/press")
    assert names(window) == []


def test_a_window_ends_and_is_forgotten() -> None:
    """After a minute nothing more is offered, a moment later nothing is known of it."""
    clock = Watch()
    windows = EnrolWindows(clock, lambda: REGISTRY)
    window = windows.open("as")
    say(windows, "trygg/v1/as/knob/press")
    clock.seconds = LISTENS.total_seconds()
    say(windows, "trygg/v1/as/late/press")
    assert (windows.listens(window), names(window)) == (False, ["knob"])
    assert windows.of("as") is window
    clock.seconds += KEPT.total_seconds()
    assert windows.of("as") is None


def test_a_new_window_begins_empty_and_a_closed_one_is_gone() -> None:
    """Also while presses go on coming in."""
    windows = EnrolWindows(Watch(), lambda: REGISTRY)
    windows.open("as")
    say(windows, "trygg/v1/as/knob/press")
    assert names(windows.open("as")) == []
    windows.close("as")
    say(windows, "trygg/v1/as/knob/press")
    assert windows.of("as") is None


def test_a_flood_of_strangers_stays_bounded() -> None:
    """What is left out is counted; what was there first stays."""
    windows = EnrolWindows(Watch(), lambda: REGISTRY)
    window = windows.open("as")
    for number in range(MOST_OFFERED + 5):
        say(windows, f"trygg/v1/as/stranger-{number}/press")
    assert (len(window.offered), window.left_out) == (MOST_OFFERED, 5)
    assert names(window)[0] == "stranger-0"


def test_a_jump_of_the_wall_clock_neither_closes_nor_prolongs_a_window() -> None:
    """Only seconds that have really passed count."""
    clock = Watch()
    windows = EnrolWindows(clock, lambda: REGISTRY)
    window = windows.open("as")
    clock.at += timedelta(days=1)
    assert windows.listens(window)


def test_the_newest_list_of_each_bridge_is_kept_and_no_more_than_so_many() -> None:
    """A list of groups takes nothing away, and whoever calls himself a bridge pushes out only the oldest."""
    bridges = Bridges(lambda: REGISTRY)
    listed = (Listed(address="0x00158d0001a2b3c4", name="desk/left", gestures=("single",)),)
    bridges.hear((Inventoried(office=None, device="b-0", listed=listed),), heard("site/b-0"))
    bridges.hear((Inventoried(office=None, device="b-0", groups=("all",)),), heard("site/b-0"))
    assert [one.listed for one in bridges.every()] == [listed]
    for number in range(1, MOST_BRIDGES + 1):
        bridges.hear((Inventoried(office=None, device=f"b-{number}", listed=()),), heard("site/x"))
    assert len(bridges.every()) == MOST_BRIDGES
    assert "b-0" not in [one.bridge for one in bridges.every()]
