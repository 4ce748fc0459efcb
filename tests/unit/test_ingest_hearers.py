"""Who is told what messages have said."""

from devices.signals import Battery, Heartbeat, Press, Signal
from service.ingest.heard import Heard
from service.ingest.hearers import Hearers

BEAT, CHARGE, PRESS = (
    Heartbeat(office="as", device="one", status="online"),
    Battery(office="as", device="one", percent=80),
    Press(office="as", device="one"),
)


def told(hearers: Hearers, *signals: Signal) -> None:
    """Tell of a message with these signals."""
    heard = Heard(
        topic="t", payload=b"", retain=False, again=False, receipt=lambda: None, refuse=lambda: None, broker="own"
    )
    hearers.tell(signals, frozenset(map(type, signals)), heard)


def test_only_those_whom_it_concerns_are_told() -> None:
    """A heartbeat costs nothing to who listens to presses; who asked for everything is told of everything."""
    hearers, calls = Hearers(), list[str]()
    hearers.add(lambda signals, _: calls.append("all"))
    hearers.add(lambda signals, _: calls.append("presses"), Press)
    hearers.add(lambda signals, _: calls.append("charges"), Battery, Press)
    told(hearers, BEAT)
    assert calls == ["all"]
    told(hearers, BEAT, CHARGE)
    assert calls == ["all", "all", "charges"]
    told(hearers, PRESS)
    assert calls == ["all", "all", "charges", "all", "presses", "charges"]


def test_who_is_told_is_told_the_whole_message() -> None:
    """Somebody who asked for one kind of signal gets what stands beside it, too: it is one message."""
    hearers, said = Hearers(), list[tuple[Signal, ...]]()
    hearers.add(lambda signals, _: said.append(signals), Battery)
    told(hearers, BEAT, CHARGE)
    assert said == [(BEAT, CHARGE)]


def test_who_comes_later_is_told_from_then_on() -> None:
    """Somebody who is added after messages of these kinds have come is told of the next one."""
    hearers, calls = Hearers(), list[str]()
    told(hearers, BEAT)
    hearers.add(lambda signals, _: calls.append("late"), Heartbeat)
    told(hearers, BEAT)
    assert calls == ["late"]


def test_one_that_fails_costs_nobody_else_anything() -> None:
    """Whoever comes after one that fails is told all the same."""
    hearers, calls = Hearers(), list[str]()

    def fails(_signals: tuple[Signal, ...], _heard: Heard) -> None:
        raise RuntimeError

    hearers.add(fails)
    hearers.add(lambda signals, _: calls.append("told"))
    told(hearers, BEAT)
    assert calls == ["told"]
