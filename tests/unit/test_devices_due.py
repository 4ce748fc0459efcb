"""Late and lost are found by due time exactly as by asking each device in turn, and a word costs one look-up."""

import math
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from devices.due import Due
from devices.supervision import Liveness, supervise

START = datetime(2026, 11, 23, 8, tzinfo=UTC)
NAMES = ("a", "b", "c")
GATEWAY = "gateway"

steps = st.lists(
    st.one_of(
        st.tuples(st.just("heard"), st.sampled_from(NAMES), st.just(0)),
        st.tuples(st.just("watch"), st.sampled_from(NAMES), st.integers(1, 30)),
        st.tuples(st.just("forget"), st.sampled_from(NAMES), st.just(0)),
        st.tuples(st.just("pass"), st.just(""), st.integers(0, 40)),
        st.tuples(st.just("back"), st.just(""), st.integers(1, 20)),
        st.tuples(st.just("cut"), st.just(""), st.just(0)),
        st.tuples(st.just("restore"), st.just(""), st.just(0)),
    ),
    max_size=40,
)


@dataclass
class Silent:
    """One device as whoever asks each in turn keeps it."""

    reporting: int
    enrolled: float
    heard: float | None = None
    outages: list[tuple[float, float]] = field(default_factory=list)
    lost: bool = False
    late: bool = False

    def hear(self, now: float) -> None:
        """Take a word."""
        self.heard, self.late, self.lost = now, False, False

    def reports_every(self, reporting: int, now: float, cut: float | None) -> None:
        """Take another reporting time; only the next look finds what has become worse by it, and none while cut off."""
        if reporting != self.reporting:
            self.reporting, was_late = reporting, self.late or self.lost
            self.late = False
            stands = self.status(now, cut)
            self.lost = self.lost and stands == "lost"
            self.late = not self.lost and was_late and stands in ("late", "lost")

    def status(self, now: float, cut: float | None = None) -> Liveness:
        """Return what `supervise` says; the time in which nobody could hear it, also since `cut`, is no silence."""
        word = self.enrolled if self.heard is None else self.heard
        last: float | None = self.heard
        outages = [*self.outages, *([] if cut is None else [(cut, now)])]
        missed = [(began, ended) for began, ended in outages if ended > word]
        if missed and not self.lost:
            last = word + sum(ended - max(began, word) for began, ended in missed)
            long = [ended for began, ended in missed if 2 * (ended - began) >= self.reporting]
            last = max([last, *(ended - self.reporting for ended in long)])
        found = supervise(
            last_heard=None if last is None else _at(last),
            enrolled_at=_at(self.enrolled),
            reporting_time=timedelta(seconds=self.reporting),
            now=_at(now),
        ).status
        if found == "online" and self.heard is None:
            found = "awaited"
        return "late" if self.late and found in ("awaited", "online") else found


class Oracle:
    """Every device, asked in turn, beside the index that is tried."""

    def __init__(self) -> None:
        """Begin without devices."""
        self.due: Due[str] = Due()
        self.silent: dict[str, Silent] = {}
        self.outages: list[tuple[float, float]] = []
        self.cut: float | None = None
        self.now = 0.0

    def take(self, what: str, name: str, number: int) -> None:
        """Let one thing happen, in both."""
        getattr(self, f"_{what}")(name, number)

    def _heard(self, name: str, _: int) -> None:
        self.due.heard(name, self.now)
        if name in self.silent:
            self.silent[name].hear(self.now)

    def _watch(self, name: str, number: int) -> None:
        self.due.watch(name, number, self.now, behind=GATEWAY)
        silent = self.silent.setdefault(name, Silent(number, self.now, outages=self.outages))
        silent.reports_every(number, self.now, self.cut)

    def _forget(self, name: str, _: int) -> None:
        self.due.forget(name)
        self.silent.pop(name, None)

    def _cut(self, _name: str, _: int) -> None:
        self.due.cut(GATEWAY, self.now)
        self.cut = self.now if self.cut is None else self.cut

    def _restore(self, _name: str, _: int) -> None:
        self.due.restore(GATEWAY, self.now)
        if self.cut is not None:
            self.outages.append((self.cut, self.now))
        self.cut = None

    def _pass(self, _name: str, number: int) -> None:
        self.now += number

    def _back(self, _name: str, number: int) -> None:
        self.due.advance(self.now - number)  # a clock that is set back stands still

    def look(self) -> None:
        """Look at the index, and see that each device stands as the oracle says."""
        before = {one: self.due.status(one) for one in self.silent}
        told = self.due.advance(self.now)
        for one, silent in self.silent.items():
            if self.cut is None:
                stands = silent.status(self.now)
                silent.late, silent.lost = stands == "late", stands == "lost"
                assert self.due.status(one) == stands
            else:
                assert self.due.status(one) == before[one]
            last = [status for key, status in told if key == one]
            assert (last[-1] if last else before[one]) == self.due.status(one)
        assert len(self.due) == len(self.silent)


def _at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


@given(steps=steps)
@example([("cut", "", 0), ("watch", "a", 1), ("pass", "", 2), ("watch", "a", 2), ("restore", "", 0)])
@example([("watch", "a", 2), ("pass", "", 3), ("cut", "", 0), ("pass", "", 9), ("watch", "a", 8), ("restore", "", 0)])
def test_it_finds_what_asking_each_device_in_turn_finds(steps: list[tuple[str, str, int]]) -> None:
    """After words, enrolments, changed reporting times, outages and a clock set back, each device stands the same."""
    oracle = Oracle()
    for what, name, number in steps:
        oracle.take(what, name, number)
        oracle.look()


@given(reporting=st.integers(1, 50), words=st.lists(st.integers(0, 60), max_size=30))
def test_nothing_changes_before_the_next_look_is_due(reporting: int, words: list[int]) -> None:
    """Whoever looks only when `next_at` says so misses nothing: what he finds there is not a second late."""
    due: Due[str] = Due()
    due.watch("a", reporting, 0)
    now = 0.0
    for wait in words:
        until, silent_since = now + wait, now
        while due.next_at() <= until:
            now = due.next_at()
            for _, status in due.advance(now):
                assert now - silent_since == reporting * (1 if status == "late" else 2)
        now = until
        due.heard("a", now)


def test_a_word_leaves_the_heap_as_it_is() -> None:
    """However often a device speaks, it is looked at once in a reporting time."""
    due: Due[str] = Due()
    due.watch("a", 10, 0)
    for tenth in range(95):
        due.heard("a", tenth / 10)
    assert due.next_at() == 10
    assert due.advance(10) == []
    assert due.next_at() == 19.4


def test_many_at_once_are_taken_in_parts() -> None:
    """A building that falls silent holds nothing up: each look goes no further than it may."""
    due: Due[int] = Due()
    for number in range(250):
        due.watch(number, 60, 0)
    found = [len(due.advance(60, most=100)) for _ in range(4)]
    assert found == [100, 100, 50, 0]
    assert due.next_at() == 120


def test_those_behind_a_gateway_are_found_lost_only_after_it_is_back() -> None:
    """While a gateway is gone none behind it becomes late; once back, who stays silent for a whole time is lost."""
    due: Due[str] = Due()
    for name in ("silent", "speaks"):
        due.watch(name, 10, 0, behind=GATEWAY)
    due.cut(GATEWAY, 5)
    assert due.advance(1_000) == []
    due.restore(GATEWAY, 1_000)
    due.heard("speaks", 1_001)
    assert due.advance(1_004) == []
    assert due.advance(1_005) == [("silent", "late")]
    due.heard("speaks", 1_009)
    assert due.advance(1_014) == []
    assert due.advance(1_015) == [("silent", "lost")]
    assert due.advance(1_019) == [("speaks", "late")]
    assert due.heard("silent", 1_022) == "lost"


def test_one_that_is_moved_behind_something_else_is_found_there() -> None:
    """Its time came while its gateway was gone: behind another it counts on at once."""
    due: Due[str] = Due()
    due.watch("a", 10, 0, behind=GATEWAY)
    due.watch("b", 10, 0, behind=GATEWAY)
    due.cut(GATEWAY, 1)
    assert due.advance(15) == []
    due.move("a", "other")
    due.watch("b", 10, 15)
    assert due.advance(15) == [("a", "late"), ("b", "late")]


def test_a_longer_time_while_its_gateway_is_gone_counts_no_outage() -> None:
    """Late by its old time and not by its new one: the outage that goes on is no silence either."""
    due: Due[str] = Due()
    due.watch("a", 10, 0, behind=GATEWAY)
    assert due.advance(11) == [("a", "late")]
    due.cut(GATEWAY, 11)
    assert due.watch("a", 50, 100, behind=GATEWAY) == "late"
    assert due.status("a") == "awaited"


def test_a_connection_that_breaks_each_day_hides_no_dead_device() -> None:
    """A few seconds without a broker are not silence, and nothing begins anew by them."""
    due: Due[str] = Due()
    due.watch("dead", 1_000, 0, behind=GATEWAY)
    for start in range(100, 2_000, 200):
        due.cut(GATEWAY, start)
        due.restore(GATEWAY, start + 1)
        due.advance(start + 1)
    assert due.advance(2_009) == []
    assert due.lost_at("dead") == 2_010
    assert due.advance(2_010) == [("dead", "lost")]


def test_who_was_lost_before_the_gateway_stays_lost_after_it() -> None:
    """The return of a gateway is no word of those behind it."""
    due: Due[str] = Due()
    due.watch("a", 10, 0, behind=GATEWAY)
    assert due.advance(20) == [("a", "late"), ("a", "lost")]
    due.cut(GATEWAY, 20)
    due.restore(GATEWAY, 30)
    assert due.advance(31) == []
    assert due.status("a") == "lost"


def test_what_a_former_life_knew_counts() -> None:
    """A device that was to be lost by a certain time is, although the service began anew; one that is heard is not."""
    due: Due[str] = Due()
    due.watch("a", 100, 0, lost_by=50)
    due.watch("b", 100, 0, lost_by=10_000)
    due.watch("c", 100, 0, lost_by=-5)
    assert due.advance(0) == [("c", "late"), ("c", "lost"), ("a", "late")]
    assert (due.lost_at("a"), due.lost_at("b")) == (50, 200)
    assert due.heard("c", 1) == "lost"


def test_what_nobody_watches_changes_nothing() -> None:
    """A word of an unknown device is no device, and a reporting time of nothing is a mistake of the caller's."""
    due: Due[str] = Due()
    assert due.heard("stranger", 0) is None
    assert due.status("stranger") is None
    assert due.next_at() == math.inf
    assert "stranger" not in due
    with pytest.raises(ValueError, match="longer than nothing"):
        due.watch("a", 0, 0)
    with pytest.raises(ValueError, match="longer than nothing"):
        due.watch("a", math.inf, 0)
