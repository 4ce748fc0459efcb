"""A fleet of invented devices is understood, each press of it is one press, and each death is found out."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.due import Due
from devices.registry import Registry
from devices.signals import Heartbeat, Ignored, Press, Release, Unreadable
from devices.simulator.fleet import FAMILIES, REPORTING, Fleet, Luck
from service.ingest.naming import Naming

SETTLED_S = 125.0
"""Long after the start of a node, and not near the beginning of a window."""
PRESSED = frozenset(FAMILIES) - {"owntracks", "room_assistant"}
"""The families of which something can be pressed as it leaves the factory."""

fleets = st.builds(
    Fleet,
    devices=st.integers(min_value=1, max_value=13),
    seed=st.integers(min_value=0, max_value=2**32),
    seconds=st.just(900.0),
    heartbeat_s=st.just(60.0),
    families=st.one_of(st.just(FAMILIES), st.lists(st.sampled_from(FAMILIES), min_size=1, max_size=3, unique=True)),
    luck=st.builds(
        Luck,
        presses_an_hour=st.sampled_from((0.0, 6.0, 40.0)),
        lost=st.sampled_from((0.0, 0.1, 0.5)),
        dead=st.sampled_from((0.0, 0.3, 1.0)),
        wrong_clock=st.sampled_from((0.0, 1.0)),
        gone=st.sampled_from((0.0, 0.5, 1.0)),
    ),
)


class PlayedClock:
    """A clock that shows how far a play has come."""

    def __init__(self) -> None:
        self.at = 0.0

    def now(self) -> datetime:
        """Return the wall clock."""
        return datetime(2026, 11, 23, 14, 0, 3, tzinfo=UTC) + timedelta(seconds=self.at)

    def monotonic(self) -> float:
        """Return seconds since it began."""
        return self.at


@given(fleets)
def test_a_fleet_is_understood_each_press_is_one_and_each_death_is_found(fleet: Fleet) -> None:
    """By every family's usual adapter, by what tells copies, and by the due times: the only thing lost is what died."""
    registry, clock, due = Registry(), PlayedClock(), Due[str]()
    naming = Naming(clock, "run-1")
    heard: Counter[str] = Counter()
    names: set[str] = set()
    for actor in fleet.actors:
        due.watch(actor.device, REPORTING * fleet.beat_s(actor.family), 0.0)
    for sent in fleet.play():
        clock.at = SETTLED_S + sent.at
        due.advance(sent.at, most=10_000)
        signals = registry.decode(sent.topic, sent.payload, retain=False)
        assert signals
        for signal in signals:
            assert not isinstance(signal, Unreadable | Ignored)
            if not (isinstance(signal, Heartbeat) and signal.status == "offline"):
                due.heard(signal.device, sent.at)
            if isinstance(signal, Release) and signal.level:
                naming.levels.falls((signal.device, signal.level))
            if isinstance(signal, Press):
                name = naming.name(signal.device, signal.device, signal, clock.now(), again=False)
                if name is not None and name.key not in names:
                    names.add(name.key)
                    heard[signal.device] += 1
    due.advance(fleet.seconds, most=10_000)
    assert heard == Counter(deed.who for deed in fleet.did if deed.what == "pressed")
    lost = {actor.device for actor in fleet.actors if due.status(actor.device) == "lost"}
    assert lost == {deed.who for deed in fleet.did if deed.what == "died"}


def test_the_same_seed_does_the_same_and_another_one_something_else() -> None:
    """So that what went wrong once can be looked at again."""
    one, other, third = (Fleet(devices=300, seed=seed, seconds=600, heartbeat_s=60) for seed in (7, 7, 8))
    messages = list(one.play())
    assert messages == list(other.play()) == list(one.play())
    assert one.did == other.did
    assert messages != list(third.play())
    assert [sent.at for sent in messages] == sorted(sent.at for sent in messages)


def test_every_family_beats_and_all_but_two_are_pressed() -> None:
    """A fleet of hundreds has something of everything that happens to devices."""
    fleet = Fleet(devices=390, seed=1, seconds=600, heartbeat_s=60, luck=Luck(presses_an_hour=12, dead=0.2, gone=0.5))
    roots = {sent.topic.split("/")[0] for sent in fleet.play()}
    assert {"trygg", "zigbee2mqtt", "shellies", "application", "v3", "home", "stat", "traccar", "msh"} <= roots
    assert {deed.family for deed in fleet.did if deed.what == "pressed"} == PRESSED
    assert {deed.family for deed in fleet.did if deed.what == "died"} == set(FAMILIES)
    assert {deed.what for deed in fleet.did} >= {"pressed_unheard", "gateway_gone", "gateway_back"}
    off = {actor.clock_off_s for actor in fleet.actors}
    assert len(off) == 5
    assert next(actor for actor in fleet.actors if actor.clock_off_s < -1e9).shows(9.0) == datetime.fromtimestamp(
        9, UTC
    )


@pytest.mark.parametrize(
    ("devices", "seconds", "families"),
    [(0, 1.0, FAMILIES), (10**7, 1.0, FAMILIES), (1, 0.0, FAMILIES), (1, 1.0, ()), (1, 1.0, ("telex",))],
)
def test_a_fleet_that_cannot_be_is_refused(devices: int, seconds: float, families: tuple[str, ...]) -> None:
    """With what is wrong, before anything is played."""
    with pytest.raises(ValueError, match=r"devices|longer|families"):
        Fleet(devices=devices, seed=1, seconds=seconds, families=families)
