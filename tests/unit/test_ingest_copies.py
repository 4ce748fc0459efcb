"""What is a copy of a press, and what is a further one."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from devices.signals import Press
from service.ingest.copies import COUNTED_DOUBT_S, COUNTED_S, TOGETHER_S, Copies
from service.ingest.press_key import PressName

START = datetime(2026, 11, 23, 14, 0, 3, tzinfo=UTC)
SETTLED_S = 125.0
"""Long after the start, and not near the beginning of a window."""


class Node:
    """One node's ears: it hears each press at seconds after the start."""

    def __init__(self, session: str = "run-1") -> None:
        self._copies = Copies(START, session)

    def hears(
        self,
        at_s: float,
        gesture: str = "single",
        *,
        counter: str | None = None,
        channel: str | None = None,
        within: float | None = None,
        again: bool = False,
    ) -> PressName:
        """Hear one press, and return what it is called."""
        press = Press(
            office=None, device="b", gesture=gesture, counter=counter, channel=channel, copies_within_s=within
        )
        at_s += SETTLED_S
        return self._copies.name("as/b", press, START + timedelta(seconds=at_s), at_s, again=again)


def test_the_same_count_within_seconds_is_the_same_press() -> None:
    """Four gateways hear one press; what says nothing of a count or a topic is as many presses as signals."""
    node = Node()
    names = [node.hears(at_s, counter="17") for at_s in (0, 0.1, 0.4, COUNTED_S - 0.1)]
    assert len({name.key for name in names}) == 1
    assert [name.is_copy for name in names] == [False, True, True, True]
    assert len({node.hears(at_s, "double").key for at_s in (0, 0.1, 0.4)}) == 3


def test_a_count_that_comes_again_is_a_further_press() -> None:
    """After 256 presses, or a start of the device; soon after it may be a late copy, and never counts."""
    node = Node()
    first = node.hears(0, counter="17")
    soon = node.hears(COUNTED_S + 1, counter="17")
    late = node.hears(COUNTED_S + COUNTED_DOUBT_S + 2, counter="17")
    assert len({first.key, soon.key, late.key}) == 3
    assert [first.doubtful, soon.doubtful, late.doubtful] == [False, True, False]
    assert not soon.is_copy


def test_another_count_or_gesture_is_never_a_copy() -> None:
    """However close together."""
    node = Node()
    names = [node.hears(0, counter="1"), node.hears(0, counter="2"), node.hears(0, "double", counter="2")]
    assert len({name.key for name in names}) == 3
    assert not any(name.is_copy or name.doubtful for name in names)


def test_the_kth_on_each_topic_is_the_same_press() -> None:
    """Two presses in a row, each said on two topics, in whatever order these come."""
    node = Node()
    first = [node.hears(0, channel="json"), node.hears(0.01, channel="action")]
    second = [node.hears(1, channel="json"), node.hears(1.01, channel="action")]
    assert [name.is_copy for name in first + second] == [False, True, False, True]
    assert first[0].key == first[1].key != second[0].key == second[1].key


def test_a_topic_that_has_missed_a_press_swallows_none() -> None:
    """What comes on another topic later than two topics lie apart is a press of its own, at first a doubtful one."""
    node = Node()
    node.hears(0, channel="json")
    soon = node.hears(TOGETHER_S + 0.1, channel="action")
    assert (soon.is_copy, soon.doubtful) == (False, True)
    late = node.hears(TOGETHER_S * 5, channel="action")
    assert (late.is_copy, late.doubtful) == (False, False)


def test_what_a_family_says_twice_is_one_press_for_as_long_as_it_says() -> None:
    """Counted from the first: who presses again and again within that time is heard."""
    node = Node()
    names = [node.hears(at_s, channel="json", within=1.0) for at_s in (0, 0.6, 1.2, 1.8, 2.4)]
    assert [name.is_copy for name in names] == [False, True, False, True, False]


def test_a_topic_without_a_count_and_one_with_it_say_the_same_press() -> None:
    """A gateway says a press with its count, and another shape of the same message drops it."""
    node = Node()
    names = [node.hears(0, channel="event"), node.hears(0.1, channel="raw", counter="4"), node.hears(3, counter="4")]
    assert len({name.key for name in names}) == 1


def test_what_the_broker_sends_again_is_the_same_press_for_longer() -> None:
    """The count says which it is, however long the broker was away; without one it stays doubtful."""
    node = Node()
    first = node.hears(0, counter="9")
    assert node.hears(200, counter="9", again=True).key == first.key
    assert node.hears(200, "double", again=True).doubtful


@given(
    gaps=st.lists(st.floats(2.2, 30), min_size=1, max_size=6),
    counted=st.booleans(),
    late=st.lists(st.lists(st.floats(0, 0.4), min_size=4, max_size=4), min_size=6, max_size=6),
    lag=st.floats(0, 0.3),
)
def test_one_press_is_one_press_however_it_is_heard(
    gaps: list[float], counted: bool, late: list[list[float]], lag: float
) -> None:
    """Four gateways, two topics, a counter and two nodes: as many presses as fingers, called alike by both nodes."""
    pressed = [sum(gaps[: n + 1]) for n in range(len(gaps))]
    heard = sorted(
        (at + delay, number, place)
        for number, at in enumerate(pressed)
        for place, delay in enumerate(late[number] if counted else late[number][:2])
    )
    called: list[dict[int, set[str]]] = []
    doubtful: list[bool] = []
    for node, behind in ((Node("run-1"), 0.0), (Node("run-2"), lag)):
        names: dict[int, set[str]] = {}
        for at_s, number, place in heard:
            counter = str(number % 256) if counted else None
            name = node.hears(at_s + behind, counter=counter, channel=f"t{place % (4 if not counted else 2)}")
            names.setdefault(number, set()).add(name.key)
            doubtful.append(name.doubtful)
        assert all(len(keys) == 1 for keys in names.values())
        assert len(set.union(*names.values())) == len(pressed)
        called.append(names)
    # At the edge of a window two nodes may differ: then the press is doubtful, and never counts.
    assert called[0] == called[1] or any(doubtful)


@given(
    said=st.lists(st.tuples(st.floats(0, 3), st.sampled_from(["single", "double"]), st.integers(0, 255)), max_size=20)
)
def test_no_further_press_is_ever_swallowed(said: list[tuple[float, str, int]]) -> None:
    """Whoever counts on gets a name for each press that no other has."""
    node, at_s, keys = Node(), 0.0, set[str]()
    for number, (gap, gesture, start) in enumerate(said):
        at_s += gap
        keys.add(node.hears(at_s, gesture, counter=str((start + number) % 256 if number == 0 else number + 300)).key)
    assert len(keys) == len(said)
