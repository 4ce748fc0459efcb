"""What a node hears late, after it was away: the presses that others have recorded, and no further ones."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from devices.signals import Heartbeat, Press
from service.ingest.belated import FRESH_S, LATE_FOR_S, STILL_S, UNNOTICED, Absence, Belated, is_nameless
from service.ingest.copies import Copies
from service.ingest.heard import Heard
from service.ingest.late import Late
from service.ingest.press_key import PressName
from service.store.port import StoreUnavailable
from service.store.recorded_press import RecordedPress

START = datetime(2026, 11, 23, 14, 0, 3, tzinfo=UTC)
SETTLED_S = 125.0
"""Long after the start, and not near the beginning of a window."""
LATE_S = 3_600.0
FIRST_EDGE_S = 2.0
"""Where a window ends, seconds after it was settled."""


class Hand:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.seconds = SETTLED_S

    def now(self) -> datetime:
        return START + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds


class Node:
    """One node's names for the presses of a device that does not name them."""

    def __init__(self, name: str = "node-1") -> None:
        self._name = name
        self._copies = Copies(START, name)

    def hears(
        self,
        at_s: float,
        channel: str | None = None,
        counter: str | None = None,
        *,
        recorded: Sequence[RecordedPress] | None = None,
        packet: int = 0,
        again: bool = False,
    ) -> PressName:
        """Hear one press: with `recorded` after an absence that began long before."""
        press = Press(office=None, device="b", gesture="single", channel=channel, counter=counter)
        at_s += SETTLED_S
        at = START + timedelta(seconds=at_s)
        heard_as = f"{self._name}/own/{packet}"
        late = None if recorded is None else Late(since=START, recorded=recorded, heard_as=heard_as, again=again)
        return self._copies.name("as/b", press, at, at_s, again=again, late=late)

    def records(self, at_s: float, counter: str | None = None, channel: str | None = None) -> RecordedPress:
        """Hear one press, and put it into the record."""
        name = self.hears(at_s, channel, counter)
        return recorded(name.key, at_s, f"{self._name}/own/1")


def recorded(key: str, at_s: float, *heard_as: str) -> RecordedPress:
    """Return a press as the record has it."""
    return RecordedPress(key=key, at=START + timedelta(seconds=at_s + SETTLED_S), heard_as=heard_as)


def _heard(*, again: bool, missed: bool) -> Heard:
    return Heard(
        topic="t",
        payload=b"",
        retain=False,
        again=again,
        receipt=lambda: None,
        refuse=lambda: None,
        missed_since=START if missed else None,
    )


@given(
    st.lists(st.floats(0, 600), min_size=1, max_size=8).map(sorted),
    st.lists(st.booleans(), min_size=8, max_size=8),
    st.booleans(),
)
def test_what_comes_late_has_the_names_that_others_gave_it(
    pressed: list[float], heard: list[bool], counts: bool
) -> None:
    """Each recorded press is found once; what nobody has recorded is a press of its own, and doubtful."""
    there, away = Node("node-2"), Node()
    numbered = [(at_s, str(number) if counts else None) for number, at_s in enumerate(pressed)]
    kept = [
        there.records(at_s, counter=count) for (at_s, count), is_heard in zip(numbered, heard, strict=False) if is_heard
    ]
    late = [away.hears(LATE_S, counter=count, recorded=kept) for _, count in numbered]
    assert [name.key for name in late if name.is_copy] == [one.key for one in kept]
    assert len({name.key for name in late}) == len(pressed)
    assert all(name.doubtful for name in late)


@given(st.lists(st.floats(0, 600), min_size=1, max_size=5).map(sorted))
def test_nothing_that_this_node_has_named_itself_is_found_for_a_further_press(before: list[float]) -> None:
    """Pressed before the absence and once in it, unheard by others: the last one is no copy."""
    node = Node()
    mine = [node.records(at_s) for at_s in before]
    late = node.hears(LATE_S, recorded=mine)
    assert not late.is_copy
    assert late.key not in {one.key for one in mine}


@given(st.lists(st.floats(0, 600), min_size=1, max_size=5).map(sorted), st.integers(0, 4))
def test_what_a_former_life_has_heard_is_found_only_as_the_same_message_sent_another_time(
    before: list[float], which: int
) -> None:
    """What comes for the first time, or as another message, was not heard: it is a press of its own."""
    former = Node()
    mine = [recorded(former.hears(at_s).key, at_s, "node-2/own/1", f"node-1/own/{n}") for n, at_s in enumerate(before)]
    node = Node()
    assert not node.hears(LATE_S, recorded=mine, packet=which).is_copy
    assert not node.hears(LATE_S, recorded=mine, packet=len(mine), again=True).is_copy
    again = node.hears(LATE_S, recorded=mine, packet=which, again=True)
    assert again.is_copy == (which < len(mine))
    assert not again.is_copy or again.key == mine[which].key


def test_a_packet_id_that_stands_for_two_presses_tells_nothing() -> None:
    """Some broker may give each message the same one, as soon as it has the receipt for the one before."""
    former = Node()
    mine = [recorded(former.hears(at_s).key, at_s, "node-1/own/1") for at_s in (0, 3)]
    assert not Node().hears(LATE_S, recorded=mine, packet=1, again=True).is_copy


@given(st.integers(0, 60), st.floats(0.001, 1), st.floats(0, 1), st.booleans())
def test_of_two_names_of_one_press_none_is_found_for_the_next_one(
    window: int, before_s: float, after_s: float, is_same_life: bool
) -> None:
    """Two nodes heard it at a window's edge, and were away then; neither takes the next press for the other's name."""
    names, edge_s = ("node-1", "node-2"), FIRST_EDGE_S + 10 * window
    nodes = [Node(name) for name in names]
    kept = [node.records(at_s) for node, at_s in zip(nodes, (edge_s - before_s, edge_s + after_s), strict=True)]
    assert kept[0].key != kept[1].key
    if not is_same_life:
        nodes = [Node(name) for name in names]
    late = [node.hears(LATE_S, recorded=kept, packet=2) for node in nodes]
    assert not any(name.is_copy for name in late)


def test_what_one_node_has_heard_twice_or_long_after_is_another_press() -> None:
    """It is found for what the broker has kept: else it would be raised anew."""
    away = Node()
    mine = away.records(0)
    both = recorded(mine.key, 0, "node-1/own/1", "node-2/own/1")
    for kept, found in (
        ([both, recorded("as/b/~single/1/1", 1, "node-2/own/2")], "as/b/~single/1/1"),
        ([mine, recorded("as/b/~single/2/1", 60, "node-2/own/1")], "as/b/~single/2/1"),
        ([mine, recorded("as/b/~single/3/1", 1)], "as/b/~single/3/1"),
    ):
        late = away.hears(LATE_S, recorded=kept)
        assert late.is_copy
        assert late.key == found


def test_a_press_said_on_two_topics_is_found_once() -> None:
    """The second topic's word is a copy of the first's, and takes no other press's name."""
    there, away = Node("node-2"), Node()
    kept = [there.records(at_s, channel="json") for at_s in (0, 60)]
    late = [away.hears(LATE_S, channel=channel, recorded=kept) for channel in ("json", "action", "json", "action")]
    assert [name.key for name in late] == [kept[0].key, kept[0].key, kept[1].key, kept[1].key]


def test_what_comes_late_takes_no_place_in_the_count_of_now() -> None:
    """A press that all nodes hear now has one name, also where one of them has just heard old ones."""
    there, away = Node("node-2"), Node()
    away.hears(LATE_S, recorded=[there.records(0)])
    assert away.hears(LATE_S + 3).key == there.hears(LATE_S + 3).key


def test_only_presses_without_a_name_are_looked_up() -> None:
    """What its device has named is known however late it comes, and what is no press waits for nothing."""
    assert is_nameless([Press(office=None, device="b", gesture="single")])
    assert not is_nameless([Press(office=None, device="b", gesture="single", press_id="7")])
    assert not is_nameless([Heartbeat(office=None, device="b", status="online", retained=False)])


async def test_alone_a_node_asks_only_about_what_is_sent_another_time() -> None:
    """Nobody else can have recorded what comes for the first time; among others it has to be looked for."""

    async def read(_since: datetime) -> list[RecordedPress]:
        return []

    said = [Press(office=None, device="b", gesture="single")]
    asked = [
        (again, alone, missed, Belated(Hand(), read, alone=alone).asks(_heard(again=again, missed=missed), said))
        for again in (False, True)
        for alone in (False, True)
        for missed in (False, True)
    ]
    assert [(again, alone) for again, alone, _, asks in asked if asks] == [(False, False), (True, False), (True, True)]
    assert all(missed for _, _, missed, asks in asked if asks)


def test_an_absence_begins_before_it_is_noticed_and_lasts_a_while_after_it() -> None:
    """A session that is gone, and a process that stood still; a process that runs and listens misses nothing."""
    clock = Hand()
    absence = Absence(clock)

    def run(seconds: float) -> None:
        for _ in range(round(seconds * 2)):
            clock.seconds += 0.5
            absence.tick()

    def missed_since() -> datetime | None:
        return absence.since

    absence.came()
    assert missed_since() is None
    clock.seconds += STILL_S
    assert missed_since() is None
    gone_at = clock.now()
    absence.went()
    run(60)
    absence.came()
    assert missed_since() == gone_at - UNNOTICED
    run(LATE_FOR_S - 1)
    assert missed_since() is not None
    run(2)
    assert missed_since() is None
    stood_from = clock.now()
    clock.seconds += 30
    assert missed_since() == stood_from - UNNOTICED
    former = Absence(clock, START)
    assert former.since == START, "what was kept may come before the subscriptions are confirmed"
    former.came()
    assert former.since == START


def test_nothing_is_late_over_a_session_that_the_broker_has_begun_anew() -> None:
    """It has kept nothing: a press that comes right after is a press of now, whatever others have recorded."""
    clock = Hand()
    absence = Absence(clock, START)
    absence.came(resumed=False)
    assert absence.since is None
    absence.went()
    clock.seconds += 1
    absence.came(resumed=False)
    assert absence.since is None
    absence.went()
    absence.came(resumed=True)
    assert absence.since is not None


async def test_what_comes_from_two_brokers_waits_for_one_reading_and_not_for_each_others() -> None:
    """Their absences began at different moments; with a record that hangs, each of many presses would wait for all."""
    clock, asked = Hand(), list[datetime]()
    answers = asyncio.Event()

    async def read(since: datetime) -> list[RecordedPress]:
        asked.append(since)
        await answers.wait()
        return []

    belated = Belated(clock, read)
    begun = [START, START + timedelta(seconds=1)]
    looks = [asyncio.create_task(belated.look(begun[number % 2])) for number in range(20)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert len(asked) == 2, "both are being read by now"
    answers.set()
    assert await asyncio.gather(*looks) == [()] * 20
    assert len(asked) == 2


@given(st.lists(st.sampled_from(("tick", "went", "came", "stand")), max_size=12), st.floats(0, 4))
def test_what_no_broker_keeps_is_late_only_where_the_process_stood_still(said: list[str], waited_s: float) -> None:
    """A press at QoS 0 right after a restart or a reconnect is a press of now, whatever others have recorded."""
    clock = Hand()
    absence = Absence(clock, START)
    stood_at = float("-inf")
    for one in said:
        if one == "stand":
            clock.seconds += STILL_S + 1
            stood_at = clock.seconds
        else:
            clock.seconds += 0.5
        {"went": absence.went, "came": absence.came}.get(one, absence.tick)()
        absence.tick()
    clock.seconds += waited_s * STILL_S / 4
    is_after_a_stand = clock.seconds - stood_at <= LATE_FOR_S
    assert absence.since_of(0) == (absence.since if is_after_a_stand else None)
    assert absence.since_of(1) == absence.since


async def test_the_record_is_asked_once_for_a_burst_and_not_waited_for() -> None:
    """Messages that come together share one answer; a record that does not answer has no names."""
    clock, asked = Hand(), list[datetime]()
    kept = recorded("as/b/~single/1/1", 0)

    async def read(since: datetime) -> list[RecordedPress]:
        asked.append(since)
        await asyncio.sleep(0)
        if len(asked) > 2:
            raise StoreUnavailable("away")
        return [kept]

    belated = Belated(clock, read)
    answers = await asyncio.gather(*(belated.look(START) for _ in range(5)))
    assert answers == [(kept,)] * 5
    assert len(asked) == 1
    assert asked[0] < START
    clock.seconds += 2 * FRESH_S
    assert await belated.look(START) == (kept,)
    clock.seconds += 2 * FRESH_S
    assert await belated.look(START) == ()


async def test_a_record_that_cannot_be_understood_costs_no_press() -> None:
    """Whatever fails in reading it, what came late is taken for new."""

    async def read(_since: datetime) -> list[RecordedPress]:
        raise ValueError("no press key")

    assert await Belated(Hand(), read).look(START) == ()


async def test_what_came_late_and_cannot_be_taken_in_keeps_its_place_at_the_broker_once() -> None:
    """A message that got neither a receipt nor a refusal would wait there until the next connection."""

    async def read(_since: datetime) -> list[RecordedPress]:
        return []

    def fails(_heard: Heard) -> None:
        raise ValueError("a bug")

    refused = list[bool]()
    for again in (False, True):
        heard = _heard(again=again, missed=True)
        heard = replace(heard, refuse=lambda again=again: refused.append(again))  # type: ignore[misc]
        await Belated(Hand(), read).hear(heard, START, fails)
    assert refused == [False]
