"""The auditor: what is past due and unserved is said, in its own office, and taken back."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from parts.stores import Watch
from service.dispatch.faults import Faults
from service.jobs.auditor import BLIND_S, Auditor
from service.jobs.overdue import BOUNDS_S, Overdue
from service.store.audit_port import Kind, Owed

AT = datetime(2026, 11, 28, 14, 0, tzinfo=UTC)
KINDS: tuple[Kind, ...] = ("alarm", "undertaking", "feedback", "notice")


class Nothing:
    """A store that owes nothing."""

    async def owed(self, limit: int) -> list[Owed]:
        """Return nothing."""
        return []


def owed(kind: Kind = "alarm", *, in_s: float = 0.0, id_: str = "a-1", office: str = "as") -> Owed:
    """Return something that is due so many seconds after the beginning."""
    return Owed(kind=kind, office=office, id=id_, due_at=AT + timedelta(seconds=in_s))


def auditor(clock: Watch, faults: Faults) -> Auditor:
    """Return an auditor to whom the test tells what is owed."""
    return Auditor(Nothing(), faults, clock)


@given(
    kind=st.sampled_from(KINDS),
    in_s=st.floats(-1000, 1000),
    steps=st.lists(st.tuples(st.floats(0, 30), st.floats(-4000, 4000)), max_size=20),
)
def test_a_jumping_clock_makes_nothing_late_and_hides_nothing(
    kind: Kind, in_s: float, steps: list[tuple[float, float]]
) -> None:
    """What is late follows from the seconds that went by since it was first seen, whatever the wall clock does."""
    overdue, one = Overdue(), owed(kind, in_s=in_s)
    overdue.look([one], AT, 0.0)
    gone = 0.0
    for seconds, jump in steps:
        gone += seconds
        late = overdue.look([one], AT + timedelta(seconds=gone + jump), gone)
        assert late == ([one] if gone - max(0.0, in_s) > BOUNDS_S[kind] else [])


def test_what_is_done_is_forgotten_and_a_new_time_counts_anew() -> None:
    """A deadline that was served, or was set to another time, is no longer late."""
    overdue = Overdue()
    overdue.look([owed()], AT, 0.0)
    assert overdue.look([owed()], AT, 100.0) == [owed()]
    assert overdue.look([owed(in_s=90.0)], AT + timedelta(seconds=100), 100.0) == []
    assert overdue.look([], AT, 1000.0) == []
    assert overdue.look([owed()], AT, 1001.0) == []


def test_it_says_what_and_since_when_where_it_concerns() -> None:
    """A deadline that nobody serves is a fault of its office until it is served; the others see nothing of it."""
    clock, faults = Watch(at=AT), Faults(Watch(at=AT))
    by = auditor(clock, faults)
    by.take([owed(), owed("undertaking", in_s=3600, id_="u-1")])
    assert faults.of("as") == []
    clock.seconds = 6.0
    by.take([owed(), owed(id_="a-2", in_s=-60), owed("undertaking", in_s=3600, id_="u-1")])
    (fault,) = faults.of("as")
    assert (fault.code, fault.subject) == ("deadline_unserved", "alarm")
    assert fault.args == {"owed": "alarm", "time": "14:00:00", "count": "1"}
    assert faults.of("fjellvik") == []
    assert by.unserved == {"alarm": 1}
    assert not by.is_right
    clock.seconds = 12.0
    by.take([owed(), owed(id_="a-2", in_s=-60)])
    (fault,) = faults.of("as")
    assert fault.args == {"owed": "alarm", "time": "13:59:00", "count": "2"}
    by.take([])
    assert faults.of("as") == []
    assert by.unserved == {}


def test_what_is_shown_already_is_excused() -> None:
    """What cannot be done for a reason that the screens say is not said once more."""
    clock, faults = Watch(at=AT), Faults(Watch(at=AT))
    by = Auditor(Nothing(), faults, clock, is_excused=lambda one: one.kind == "feedback")
    by.take([owed("feedback"), owed("notice", id_="n-1")])
    clock.seconds = 100.0
    by.take([owed("feedback"), owed("notice", id_="n-1")])
    assert [fault.subject for fault in faults.of("as")] == ["notice"]


async def test_it_is_not_right_before_it_has_looked_nor_long_after() -> None:
    """An auditor that does not look is not believed."""
    clock = Watch(at=AT)
    by = auditor(clock, Faults(clock))
    right = [by.is_right]
    await by.look()
    right.append(by.is_right)
    clock.seconds = BLIND_S
    right.append(by.is_right)
    assert right == [False, True, False]


class Crowded:
    """A store that owes hundreds of things which nobody can do, and one behind them."""

    def __init__(self) -> None:
        self.every = [owed("undertaking", in_s=-1000, id_=f"u-{one}", office="gone") for one in range(250)]
        self.every.append(owed("undertaking", in_s=-10, id_="meeting-1"))

    async def owed(self, limit: int) -> list[Owed]:
        """Return those due first."""
        return self.every[:limit]


async def test_what_is_excused_hides_nothing_that_is_late_behind_it() -> None:
    """Hundreds of doors of an office that is no more are due first; a meeting elsewhere is looked at all the same."""
    clock, faults = Watch(at=AT), Faults(Watch(at=AT))
    by = Auditor(Crowded(), faults, clock, is_excused=lambda one: one.office == "gone")
    for _ in range(6):
        await by.look()
        clock.seconds += 6.0
    assert by.unserved == {"undertaking": 1}
    assert [fault.subject for fault in faults.of("as")] == ["undertaking"]
