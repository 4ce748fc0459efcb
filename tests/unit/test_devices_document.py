"""`devices.yaml` is read whole, or every error in it is named with its place."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import devices
from devices.inventory import Device
from devices.outputs import USUAL
from devices.path import NOTHING, PathError
from devices.path import Path as JsonPath
from devices.registry import load
from devices.simulator.cast import pendants

EXAMPLE = Path(devices.__path__[0]) / "examples" / "as.devices.yaml"


def test_the_example_office_has_six_pendants() -> None:
    """The example has no error, and of its six pendants one is faulty on purpose."""
    loaded = load(EXAMPLE.read_bytes(), EXAMPLE.name)
    assert loaded.findings == ()
    played = pendants(loaded, office="as", boot="b1")
    assert [pendant.device for pendant in played] == [f"pendant-{count}" for count in range(1, 7)]
    assert [pendant.fault for pendant in played].count(None) == 5
    first = loaded.inventory.find("as", "pendant-1")
    assert first is not None
    assert (first.holder, first.place) == ("anna", "room-114")
    assert pendants(loaded, office="elsewhere", boot="b1") == ()


def test_a_device_has_what_its_entry_says() -> None:
    """Every field of an entry arrives in the inventory; a gesture keeps its kind, the others stay emergencies."""
    text = """
trygg: 1
enrolled:
  as:
    101: {name: Knapp, holder: anna, place: room-1, kinds: {double: assist}, answers: false, reporting_time: 60,
          known_as: ["AA:BB", other]}
    plain:
    asks: {kinds: assist}
"""
    loaded = load(text, "x")
    assert loaded.ok, loaded.findings
    button, plain, asks = loaded.inventory.devices
    assert button == Device(
        office="as",
        device="101",
        name="Knapp",
        holder="anna",
        place="room-1",
        kinds={"*": "emergency", "double": "assist"},
        answers=frozenset(),
        reporting_time=timedelta(minutes=1),
        known_as=("AA:BB", "other"),
    )
    assert plain == Device(office="as", device="plain", name="plain")
    assert (asks.kind_of("single"), asks.kind_of("double")) == ("assist", "assist")


def test_answers_say_by_what_a_device_tells() -> None:
    """True is what a device usually has; a list names it; an empty one is nothing, as false is."""
    loaded = load("enrolled: {as: {a: {answers: true}, b: {answers: [text, led]}, c: {answers: []}}}", "x")
    assert loaded.ok, loaded.findings
    assert [device.answers for device in loaded.inventory.devices] == [{"led", "vibration"}, {"text", "led"}, set()]


def test_an_empty_document_is_no_error() -> None:
    """Nothing enrolled is an empty inventory."""
    loaded = load("# nothing yet\n", "x")
    assert (loaded.ok, loaded.inventory.devices, loaded.rules) == (True, (), ())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (b"enrolled:\n  \xff:\n", "2:1: D001 this is not UTF-8"),
        ("a: [", "1:5: D001"),
        ("\x00", "1:1: D001 the document is not YAML"),
        ("[" * 1000, "1:1: D001 the document is nested too deeply"),
        ("x: " + "[" * 20 + "]" * 20, "1:19: D001 the document is nested too deeply"),
        ("#" * 1_048_577, "1:1: D001 the document has 1048577 characters"),
        ("trygg: &a 1\nenrolled: *a", "1:8: D001 an alias"),
        ("? [a]\n: b", "1:3: D001 a key must be text"),
        ("enroled: {}", "1:1: D002 enroled is not known in the document. Did you mean enrolled?"),
        ("enrolled: {as: {p: {colour: red}}}", "1:21: D002 colour is not known in the device p. Known here: name"),
        ("- enrolled", "1:1: D003 the document must be a mapping, and is a list"),
        ("enrolled: {as: {p: {name: 5}}}", "1:27: D003 name must be text, and is 5"),
        ("enrolled: {as: {p: {answers: yes}}}", "1:30: D003 answers must be true or false, and is 'yes'"),
        (
            "enrolled: {as: {p: {answers: [led, sound]}}}",
            "1:36: D003 what a device answers with cannot be 'sound'. Choose one of: led, vibration, text",
        ),
        ("enrolled: {as: {p: {reporting_time: 0}}}", "1:37: D003 reporting_time must be seconds, and is 0"),
        ("enrolled: {as: {p: {reporting_time: true}}}", "1:37: D003 reporting_time must be seconds"),
        ("enrolled: {as: {p: {known_as: a}}}", "1:31: D003 known_as must be a list, and is text"),
        ("enrolled: {as: {p: {name: {}}}}", "1:27: D003 name must be text, and is a mapping"),
        ("enrolled: {as: {P: {}}}", "1:17: D004 a device cannot be called P"),
        ("enrolled: {Ås: {p: {}}}", "1:12: D004 an office cannot be called Ås"),
        ("enrolled: {service: {p: {}}}", "1:12: D004 no office can be called service"),
        ("enrolled: {as: {p: {holder: Anna B}}}", "1:29: D004 holder cannot be called Anna B"),
        ("enrolled: {as: {p: {kinds: {double: 5}}}}", "1:37: D003 the kind of double must be text, and is 5"),
        ("enrolled: {as: {p: {}, p: {}}}", "1:24: D005 p stands twice in the devices of as"),
        ("enrolled: {as: {p: {}, q: {known_as: [p]}}}", "1:24: D005 p already names p in as"),
        ("topics: {}", "1:9: D003 topics must be a list, and is a mapping"),
        ("topics: [{topic: 'a/{device}', battery: bat}]", "1:41: D006 bat is no path"),
        ("topics: [{topic: 'a/{device}', zone: $.a..b}]", "1:41: D006 $.a..b is no path"),
        ("topics: [{topic: a/b}]", "1:10: D007 nothing says which device"),
        ("topics: [{topic: '#', device: $.d}]", "1:18: D007 the topic # would also cover"),
        ("topics: [{topic: trygg/v1/a/b/press, device: $.d}]", "1:18: D007 the topic trygg/v1"),
        ("topics: [{topic: $SYS/x, device: $.d}]", "1:18: D007"),
        ("topics: [{topic: 'a/#/{device}'}]", "1:18: D007 a/#/{device} is no topic filter"),
        ("topics: [{topic: 'a/x{device}', device: $.d}]", "1:18: D007 a/x{device} is no topic filter"),
        ("topics: [{device: $.d}]", "1:10: D008 a rule needs its topic"),
        ("topics: [{topic: 'a/{device}', press: {}}]", "1:39: D008 press does not say"),
        ("topics: [{topic: 'a/{device}', press: {where: {}}}]", "1:47: D008 where has no condition"),
        ("topics: [{topic: 'a/{device}', press: {where: }}]", "1:46: D008 where has no condition"),
        ("topics: [{topic: 'a/{device}', press: {where: {$.a: []}}}]", "1:53: D003 an empty list"),
        ("topics: [{topic: 'a/{device}', press: {where: {$.a: {}}}}]", "1:53: D003 a value is wanted here"),
        ("topics: [{topic: 'a/{device}', form: xml}]", "1:38: D003 form cannot be 'xml'. Choose one of: json, text"),
        ("trygg: 2", "1:8: D009 this version of Trygg reads"),
        ("simulated: {as: {p: lazy}}", "1:21: D003 a simulated fault cannot be 'lazy'"),
    ],
)
def test_an_error_is_named_with_its_place(text: str | bytes, found: str) -> None:
    """One mistake gives one finding, with line, column, what is wrong and what to do."""
    loaded = load(text, "devices.yaml")
    assert not loaded.ok
    assert str(loaded.findings[0]).startswith(f"devices.yaml:{found}")
    assert len(loaded.findings) == 1
    assert loaded.findings[0].remedy
    assert loaded.rules == ()


def test_a_mistake_leaves_the_other_devices_enrolled() -> None:
    """What can be read is there beside the findings, for a service that has nothing better."""
    loaded = load("enrolled: {as: {p: {reporting_time: x}, q: {}}}", "x")
    assert [device.device for device in loaded.inventory.devices] == ["p", "q"]
    assert not loaded.ok


yaml_like = st.text(st.sampled_from("aé:-[]{}#&*!|>%@'\"\n\t ,?\\0.1$~"), max_size=60)


@given(st.text() | st.binary() | yaml_like)
def test_no_text_stops_the_reading(text: str | bytes) -> None:
    """Any text and any bytes are read or found fault with."""
    loaded = load(text, "x")
    assert all(finding.line >= 1 and finding.column >= 1 for finding in loaded.findings)


@given(st.integers(0, 2000), st.integers(0, 30), yaml_like)
def test_no_change_of_the_example_stops_the_reading(start: int, length: int, put: str) -> None:
    """The example with any part of it replaced is read or found fault with."""
    text = EXAMPLE.read_text(encoding="utf-8")
    load(text[:start] + put + text[start + length :], "x")


DOCUMENT = {"a": [{"b c": 1}, None], "": 0, "å": {"x-y": "z"}}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("$", DOCUMENT),
        ("$.a[0]['b c']", 1),
        ("$.a[1]", None),
        ("$['']", 0),
        ("$.å.x-y", "z"),
        ("$.a[2]", NOTHING),
        ("$.a.b", NOTHING),
        ("$[0]", NOTHING),
        ("$.a[0].b", NOTHING),
    ],
)
def test_a_path_finds_its_place(path: str, value: object) -> None:
    """A path gives what the document has there; JSON's null is something, a missing key is not."""
    assert JsonPath.parse(path).find(DOCUMENT) == value


@pytest.mark.parametrize(
    ("path", "column"),
    [("", 1), ("a", 1), ("$.", 2), ("$.a.", 4), ("$[-1]", 2), ("$[01]", 2), ("$.a b", 4), ("$..a", 2)],
)
def test_what_is_no_path_says_where_it_ends_to_be_one(path: str, column: int) -> None:
    """A text that is no path is refused with the place."""
    with pytest.raises(PathError) as wrong:
        JsonPath.parse(path)
    assert wrong.value.column == column


@pytest.mark.parametrize(
    ("entry", "answers", "codes"),
    [
        ("{}", USUAL, []),
        ("{family: zigbee2mqtt}", set(), []),
        ("{family: owntracks, answers: false}", set(), []),
        ("{family: shelly, answers: true}", set(), ["D011"]),
        ("{family: traccar, answers: [text]}", set(), ["D011"]),
        ("{family: esphome}", set(), []),
        ("{family: esphome, answers: [vibration]}", {"vibration"}, []),
    ],
)
def test_what_a_button_can_tell_is_its_familys_first(entry: str, answers: set[str], codes: list[str]) -> None:
    """Left out it is what is usual in the family; a family that can tell nothing tells nothing whatever is written."""
    loaded = load(f"enrolled: {{as: {{b: {entry}}}}}", "x")
    assert loaded.inventory.devices[0].answers == answers
    assert ([one.code for one in loaded.findings], loaded.ok) == (codes, True)
