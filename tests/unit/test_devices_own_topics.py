"""Which topics are a device's own, and that nothing written in a file makes them more."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.adapters.generic.adapter import Rule
from devices.command import OutputDevice
from devices.inventory import Device
from devices.own_topics import (
    TAKEN,
    OwnTopics,
    PrefixError,
    brought_by,
    shared_topic,
    topics_of,
    topics_of_device,
    topics_of_gateway,
    topics_of_output,
)
from devices.registry import load
from devices.topics import matches

PENDANT = Device(office="as", device="pendant-1", name="Pendant 1")


def test_a_native_device_has_its_own_topics() -> None:
    """It presses, says that it is there and how, and hears what is said to it."""
    own = topics_of_device(PENDANT)
    assert own.publishes == tuple(f"trygg/v1/as/pendant-1/{leaf}" for leaf in ("press", "status", "telemetry"))
    assert own.hears == ("trygg/v1/as/pendant-1/feedback",)


def test_a_foreign_device_is_bound_by_the_level_that_names_it() -> None:
    """Under all its names; a rule that finds the name in the message, or of another office, binds nobody."""
    knob = Device(office="as", device="knob-1", name="Knob", known_as=("Knob A",))
    rules = [
        Rule(topic="site/{device}/event", office="as"),
        Rule(topic="far/+/{device}/#"),
        Rule(topic="all/event", office="as"),
        Rule(topic="other/{device}", office="bs"),
        Rule(topic="odd/{device}/event ", office="as"),  # cannot stand in mosquitto's list
    ]
    foreign = [topic for topic in topics_of_device(knob, rules).publishes if not topic.startswith("trygg/")]
    assert foreign == ["site/knob-1/event", "site/Knob A/event", "far/+/knob-1/#", "far/+/Knob A/#"]


@given(st.lists(st.text(max_size=12), max_size=4))
def test_no_name_widens_what_a_device_may_do(names: list[str]) -> None:
    """Whatever it is known as: no wildcard, no further level, no further line, and never another's topic."""
    device = Device(office="as", device="pendant-1", name="", known_as=tuple(names))
    own = topics_of_device(device, [Rule(topic="site/{device}/event")])
    assert "trygg/v1/as/pendant-1/press" in own.publishes
    for topic in (*own.publishes, *own.hears):
        assert topic.isprintable()
        assert not set(topic) & {"+", "#"}
        assert len(topic.split("/")) == (5 if topic.startswith("trygg/") else 3)
    others = "trygg/v1/as/someone-else/press"
    assert "someone-else" in names or not any(matches(each, others) for each in own.publishes)


def of_family(family: str, name: str) -> Device:
    """Return a button that is told nothing."""
    return Device(office="as", device="knob-1", name="", family=family, known_as=(name,), answers=frozenset())


@pytest.mark.parametrize(
    ("family", "name", "topic"),
    [
        ("shelly", "shellybutton1-A4CF12F40001", "shellies/shellybutton1-A4CF12F40001/input_event/0"),
        ("shelly", "shellyplusi4-a8032ab1c2d3", "shellyplusi4-a8032ab1c2d3/events/rpc"),
        ("tasmota", "disk4", "stat/disk4/RESULT"),
        ("esphome", "panic-a1", "panic-a1/binary_sensor/panic_button/state"),
    ],
)
def test_a_device_that_connects_itself_has_its_familys_topics(family: str, name: str, topic: str) -> None:
    """Its credential lets its presses through, and nobody else's."""
    own = topics_of_device(of_family(family, name))
    assert any(matches(each, topic) for each in own.publishes)
    assert not any(matches(each, topic.replace(name, "another")) for each in own.publishes)
    assert brought_by(of_family(family, name), (), own.publishes) is not None
    assert brought_by(of_family(family, name), (), ["another/#", "shellies/another/#", "stat/another/#"]) is None


@pytest.mark.parametrize("family", ["shelly", "tasmota", "esphome"])
@pytest.mark.parametrize("name", [*sorted(TAKEN), "$SYS", "a/b", "+", "#"])
def test_a_name_that_is_a_level_of_many_gives_no_topics(family: str, name: str) -> None:
    """Whatever a file calls a device: it cannot speak for Trygg, for a bridge, or for a whole family."""
    plain = topics_of_device(of_family(family, "plain"))
    own = topics_of_device(of_family(family, name))
    foreign = {topic for topic in own.publishes if not topic.startswith("trygg/")}
    assert foreign <= {topic.replace("plain", "knob-1") for topic in plain.publishes}


@pytest.mark.parametrize(
    ("family", "name", "prefix"),
    [
        ("zigbee2mqtt", "sos reception", "zigbee2mqtt/#"),
        ("shelly", "bc:02:6e:00:00:01", "shellyblugwg3-543204680001/#"),
    ],
)
def test_what_speaks_through_a_gateway_needs_the_gateways_credential(family: str, name: str, prefix: str) -> None:
    """The credential of a gateway that can pass its presses on is enough, and without any there is none."""
    assert brought_by(of_family(family, name), (), [prefix]) == prefix
    assert brought_by(of_family(family, name), (), []) is None


def test_a_bridge_elsewhere_needs_its_own_prefix() -> None:
    """Where a document gives the bridge another base topic, the usual one brings nothing."""
    sources = load("listen: [{family: zigbee2mqtt, base: house/zigbee}]", "devices.yaml").sources or ()
    button = of_family("zigbee2mqtt", "desk")
    assert brought_by(button, (), ["zigbee2mqtt/#", "house/#"], sources) == "house/#"
    assert brought_by(button, (), ["zigbee2mqtt/#"], sources) is None


@pytest.mark.parametrize("prefix", ["zigbee2mqtt", "zigbee2mqtt/", "zigbee2mqtt/#", " zigbee2mqtt "])
def test_a_gateway_has_all_below_its_prefix(prefix: str) -> None:
    """However the prefix is written."""
    own = topics_of_gateway([prefix, "chirpstack/one"])
    assert own.publishes == own.hears == ("zigbee2mqtt/#", "chirpstack/one/#")


@pytest.mark.parametrize(
    "prefix", ["", "/", "#", "+", "a/+/b", "a/#/b", "a//b", "trygg", "trygg/v1", "$SYS", "$share/a", "a\nb", "x" * 300]
)
def test_what_is_no_prefix_is_refused(prefix: str) -> None:
    """Wildcards, empty levels, Trygg's own topics, the broker's, and what would become another line."""
    with pytest.raises(PrefixError):
        topics_of_gateway([prefix])
    with pytest.raises(PrefixError):
        topics_of_gateway([])


def test_topics_that_overlap_are_found() -> None:
    """A prefix that covers a device's topic, either way round; what lies apart is apart."""
    assert shared_topic(["site/#"], ["a", "site/knob-1/event"]) == "site/knob-1/event"
    assert shared_topic(["site/knob-1/event"], ["site/#"]) == "site/#"
    assert shared_topic(["site/#"], ["sites/knob-1/event"]) is None


def test_an_output_may_say_how_it_stands_and_hear_its_orders_and_cannot_press() -> None:
    """A native siren has its own three topics; one of a family its family's; one behind a gateway none."""
    siren = OutputDevice(office="as", output="siren", family="native", address="siren-yard", channel="out")
    own = OwnTopics(
        publishes=("trygg/v1/as/siren-yard/state", "trygg/v1/as/siren-yard/status"),
        hears=("trygg/v1/as/siren-yard/set",),
    )
    assert topics_of_output(siren) == own
    assert topics_of(("as", "siren-yard"), [], [siren]) == topics_of(("as", "siren"), [], [siren]) == own
    assert topics_of(("lund", "siren-yard"), [], [siren]) is None
    relay = replace(siren, family="tasmota", address="horn")
    assert topics_of_output(relay) == OwnTopics(publishes=("stat/horn/#", "tele/horn/#"), hears=("cmnd/horn/#",))
    for apart in (
        replace(siren, family="zigbee2mqtt"),
        replace(siren, broker="site"),
        replace(siren, address="Yard/+"),
        replace(siren, family="tasmota", address="trygg"),
    ):
        assert topics_of_output(apart) == OwnTopics(publishes=(), hears=())


def test_a_box_that_is_button_and_output_has_one_credential_for_both() -> None:
    """Its buttons' topics and its output's, each once."""
    box = Device(office="as", device="box", name="Box")
    lamp = OutputDevice(office="as", output="lamp", family="native", address="box", channel="red")
    both = topics_of(("as", "box"), [box], [lamp, replace(lamp, output="lamp-2", channel="green")])
    assert both is not None
    assert set(topics_of_device(box).publishes) | {"trygg/v1/as/box/state"} == set(both.publishes)
    assert len(set(both.publishes)) == len(both.publishes)
    assert both.hears == ("trygg/v1/as/box/feedback", "trygg/v1/as/box/set")
