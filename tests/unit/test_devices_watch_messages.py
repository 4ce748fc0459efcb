"""The signals of one message are one word of a device: taken once, and with the same result as each by itself."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.behind import Behind
from devices.due import Due
from devices.inventory import Device
from devices.signals import Battery, Heartbeat, Joined, Left, Position, Press, Signal, Tamper
from devices.watch import Said, Watch

TODAY = date(2026, 11, 23)
GATE = Device(office="as", device="gate", name="Gate", reporting_time=timedelta(seconds=90))
DEVICES = (
    Device(office="as", device="one", name="One", reporting_time=timedelta(seconds=60)),
    Device(office="as", device="two", name="Two", reporting_time=timedelta(seconds=60), through="gate"),
    GATE,
)
NAMED = {one.device: one for one in DEVICES}
BEAT = Heartbeat(office="as", device="one", status="online")

SAID = st.sampled_from(
    (
        BEAT,
        Heartbeat(office="as", device="one", status="online", retained=True),
        Heartbeat(office="as", device="one", status="offline"),
        Heartbeat(office="as", device="one", status="offline", asleep=True),
        Battery(office="as", device="one", percent=80),
        Battery(office="as", device="one", percent=8),
        Battery(office="as", device="one", percent=23),
        Tamper(office="as", device="one", active=True),
        Press(office="as", device="one"),
        Left(office="as", device="one"),
        Joined(office="as", device="one"),
    )
)
SIGNALS = st.builds(lambda signal, name: replace(signal, device=name), SAID, st.sampled_from((*NAMED, "stranger")))
MESSAGES = st.lists(st.tuples(st.lists(SIGNALS, max_size=4), st.integers(0, 100), st.booleans()), max_size=12)


def begun() -> Watch:
    """Return a watch over all of them."""
    watch = Watch(grace=30.0)
    watch.use(DEVICES, Behind(DEVICES), 0.0, today=TODAY)
    return watch


def seen(watch: Watch) -> Any:
    """Return all that can be asked of a watch."""
    standing = [watch.standing(one.of) for one in DEVICES]
    return standing, watch.wall("as"), watch.bridges_down("as"), watch.take_changed(), watch.take_moved()


@given(messages=MESSAGES)
def test_a_message_taken_as_one_is_as_each_signal_by_itself(messages: list[tuple[list[Signal], int, bool]]) -> None:
    """Whatever a message holds, in whatever order, what is known afterwards is the same."""
    whole, apart, now = begun(), begun(), 0.0
    for signals, later, live in messages:
        now += later
        said, spoke = Said(live=live), None
        for signal in signals:
            device = NAMED.get(signal.device or "")
            spoke = whole.take(signal, device, said, now, spoke=spoke)
            apart.take(signal, device, said, now)
        for watch in (whole, apart):
            watch.advance(now)
        assert seen(whole) == seen(apart)


def test_a_heartbeat_of_three_signals_is_one_word(monkeypatch: pytest.MonkeyPatch) -> None:
    """Heartbeat, battery and position of one message look the device up once."""
    asked: list[tuple[str, str]] = []
    heard = Due.heard

    def counted(self: Due[Any], key: Any, now: float) -> Any:
        asked.append(key)
        return heard(self, key, now)

    monkeypatch.setattr(Due, "heard", counted)
    watch, spoke = begun(), None
    for signal in (
        BEAT,
        Battery(office="as", device="one", percent=80),
        Position(office="as", device="one", rssi=-60),
    ):
        spoke = watch.take(signal, NAMED["one"], Said(), 1.0, spoke=spoke)
    assert asked == [("as", "one")]
