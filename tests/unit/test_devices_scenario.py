"""A pendant repeats its press until it is told that it was received, and its wearer feels how far help has come."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.outputs import FEEDBACK_STATES, FeedbackState, feedback_payload, felt
from devices.registry import Registry
from devices.signals import Battery, Press
from devices.simulator.scenario import Fault, Message, Pendant

AT = datetime(2026, 11, 23, 14, 6, tzinfo=UTC)


def _pendant(fault: Fault | None = None) -> Pendant:
    pendant = Pendant(office="as", device="pendant-1", boot="b1", fault=fault).connect(0.0)
    return pendant.due(0.0)[0]  # its first telemetry is out


def _told(state: FeedbackState, press: str | None, alarm: str = "al-1") -> bytes:
    return feedback_payload(alarm=alarm, press=press, state=state, at=AT)


def _presses(messages: tuple[Message, ...]) -> list[str]:
    return [json.loads(message.payload)["id"] for message in messages if message.topic.endswith("/press")]


def _run(pendant: Pendant, until: float) -> tuple[Pendant, list[tuple[float, str]]]:
    sent: list[tuple[float, str]] = []
    while (at := pendant.next_due()) is not None and at <= until:
        pendant, messages = pendant.due(at)
        sent.extend((at, press) for press in _presses(messages))
    return pendant, sent


def test_a_press_is_repeated_ever_more_slowly_under_one_id() -> None:
    """Unheard, a press goes out at once, after 2 s, 4, 8 and 16 s more, and then every 30 s."""
    pendant, sent = _run(_pendant().press(10.0), 130.0)
    assert sent == [(at, "b1-1") for at in (10.0, 12.0, 16.0, 24.0, 40.0, 70.0, 100.0, 130.0)]
    assert pendant.waiting[0].sent == 8


@pytest.mark.parametrize("state", FEEDBACK_STATES)
def test_any_feedback_of_the_press_ends_the_repeating(state: FeedbackState) -> None:
    """A press that is received, or further, is published no more; its wearer feels the state."""
    pendant, _ = _pendant().press(1.0).due(1.0)
    pendant = pendant.on_feedback(_told(state, "b1-1"))
    assert pendant.felt == felt(state)
    assert _run(pendant, 300.0)[1] == []


def test_feedback_of_another_press_ends_nothing() -> None:
    """Feedback about another press, another start of the pendant, or nothing readable changes nothing."""
    pendant = _pendant().press(1.0)
    for payload in (_told("received", "b0-1"), _told("received", "b1-2"), b"x", b""):
        assert pendant.on_feedback(payload) == pendant


def test_the_wearer_is_never_taken_back() -> None:
    """What overtook an earlier state on the way stays felt; the same state again is not felt twice."""
    pendant = _pendant().press(1.0).on_feedback(_told("received", "b1-1")).on_feedback(_told("coming", "b1-1"))
    assert pendant.told == 2
    for state in ("seen", "coming", "received"):
        assert pendant.on_feedback(_told(state, "b1-1")) == pendant
    assert pendant.on_feedback(_told("arrived", "b1-1")).state == "arrived"


def test_a_second_press_joins_the_help_under_way() -> None:
    """A press while somebody is coming has an id of its own; its receipt is felt as that somebody is coming."""
    pendant = _pendant().press(1.0).on_feedback(_told("coming", "b1-1")).press(5.0)
    assert pendant.last_press_id == "b1-2"
    assert pendant.state == "coming"
    pendant = pendant.on_feedback(_told("received", "b1-2"))
    assert (pendant.state, pendant.told, pendant.waiting) == ("coming", 2, ())


def test_a_press_after_the_all_clear_begins_anew() -> None:
    """After the alarm was cleared a press is unknown again, until its own alarm answers."""
    pendant = _pendant().press(1.0).on_feedback(_told("cleared", "b1-1")).press(9.0)
    assert pendant.felt is None
    assert pendant.on_feedback(_told("seen", "b1-1")) == pendant
    pendant = pendant.on_feedback(_told("received", "b1-2", alarm="al-2"))
    assert (pendant.alarm, pendant.state) == ("al-2", "received")


def test_feedback_without_the_id_is_felt_and_the_press_goes_on() -> None:
    """Where the id was lost on the way the wearer feels the answer; the press, confirmed by nobody, is repeated."""
    fresh = _pendant()
    assert fresh.on_feedback(_told("seen", None)) == fresh
    pendant = fresh.press(1.0).on_feedback(_told("seen", None))
    assert pendant.state == "seen"
    assert len(pendant.waiting) == 1


def test_a_press_without_connection_waits_for_it() -> None:
    """Nothing goes out while there is no connection; the press does, once, at the moment when there is one again."""
    pendant = _pendant().disconnect().press(5.0)
    assert pendant.next_due() is None
    assert pendant.due(50.0) == (pendant, ())
    pendant, messages = pendant.connect(60.0).due(60.0)
    assert _presses(messages) == ["b1-1"]
    assert _run(pendant, 61.9)[1] == []


def test_a_new_connection_repeats_at_once() -> None:
    """What went out before the connection was lost may be lost with it: it goes out again without waiting."""
    pendant, _ = _run(_pendant().press(0.0), 20.0)
    pendant, messages = pendant.disconnect().connect(21.0).due(21.0)
    assert _presses(messages) == ["b1-1"]


def test_a_pendant_speaks_the_native_contract() -> None:
    """Its press, telemetry and status are read by the native adapter as they were meant."""
    registry = Registry()
    pendant, messages = _pendant("low_battery").press(60.0, "double", "room-114").due(60.0)
    (press,), (_, battery, _) = (registry.decode(sent.topic, sent.payload, retain=False) for sent in messages)
    assert isinstance(press, Press)
    assert (press.press_id, press.gesture, press.zone) == ("b1-1", "double", "room-114")
    assert isinstance(battery, Battery)
    assert battery.percent == 4
    assert pendant.status("offline") == Message(topic="trygg/v1/as/pendant-1/status", payload=b"offline", retain=True)
    assert pendant.feedback_topic == "trygg/v1/as/pendant-1/feedback"
    assert pendant.next_due() == 62.0


def test_a_deaf_pendant_never_learns() -> None:
    """Its wearer feels nothing, and it repeats for ever."""
    pendant = _pendant("deaf").press(1.0).on_feedback(_told("coming", "b1-1"))
    assert pendant.felt is None
    assert len(_run(pendant, 200.0)[1]) > 5


steps = st.lists(
    st.tuples(
        st.sampled_from(["press", "connect", "disconnect", "feedback", "wait"]),
        st.sampled_from(FEEDBACK_STATES),
        st.integers(1, 6),
        st.floats(0, 40),
    ),
    max_size=40,
)


@given(steps)
def test_every_press_is_published_until_it_is_confirmed(steps: list[tuple[str, FeedbackState, int, float]]) -> None:
    """Whatever happened, each press without feedback goes out once the connection is back, never twice at once."""
    pendant, now, pressed, confirmed = _pendant(), 0.0, set[str](), set[str]()
    for step, state, count, seconds in steps:
        match step:
            case "press":
                pendant = pendant.press(now)
                pressed.add(str(pendant.last_press_id))
            case "connect":
                pendant = pendant.connect(now)
            case "disconnect":
                pendant = pendant.disconnect()
            case "feedback":
                pendant = pendant.on_feedback(_told(state, f"b1-{count}", alarm=f"al-{count // 2}"))
                confirmed |= {f"b1-{count}"} & pressed
            case _:
                now += seconds
                pendant, messages = pendant.due(now)
                sent = _presses(messages)
                assert len(sent) == len(set(sent))
                assert not set(sent) & confirmed
    _, messages = pendant.disconnect().connect(now + 60).due(now + 60)
    assert set(_presses(messages)) == pressed - confirmed
