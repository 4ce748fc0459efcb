"""Attention: a plain sum of parts, that presses never lower, and that fades while nothing is done."""

from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from roles.cadence import months_after
from service.figures.attention import CLIMBS, LONG, MOST, SOON, Asked, attention, standing
from service.figures.done import Done, Part

BEGAN = date(2025, 11, 28)
ASKED = Asked(
    began=BEGAN,
    whole=6,
    micro=3,
    roles={"door": "Dörrvakt", "manager": "Chef"},
    buttons={"as/pendant-1": "Berlock 1", "as/pendant-2": "Berlock 2"},
    places={"room-114": ("Rum 114", timedelta(days=45))},
    duties={"door": "Dörrvakt"},
    expires=BEGAN + timedelta(days=300),
)
ASKED_OF_ALL: frozenset[Part] = frozenset({"drills", "plan"})
IDS: dict[Part, tuple[str, ...]] = {
    "drills": ("whole", "micro"),
    "roles": ("door", "manager", "gone"),
    "buttons": ("as/pendant-1", "as/pendant-2", "as/elsewhere"),
    "places": ("room-114",),
    "duties": ("door",),
}
doings = st.sampled_from(sorted(IDS)).flatmap(
    lambda part: st.builds(
        Done,
        part=st.just(part),
        id=st.sampled_from(IDS[part]),
        day=st.integers(-400, 400).map(lambda days: BEGAN + timedelta(days=days)),
    )
)
days = st.integers(0, 800).map(lambda n: BEGAN + timedelta(days=n))


def everything(day: date) -> list[Done]:
    """Return all that is asked for, done on a day."""
    found = [Done(part=part, id=id_, day=day) for part, ids in IDS.items() for id_ in ids]
    found.append(Done(part="plan", id="revision", day=day))
    return [*found, Done(part="plan", id="plan", day=day, until=day + timedelta(days=180))]


def test_the_parts_make_a_hundred_and_each_says_where_it_comes_from() -> None:
    """An office that has done everything has all points; the number is the sum of what is shown."""
    assert sum(MOST.values()) == 100
    found = attention(ASKED, everything(BEGAN), BEGAN)
    assert found.tenths == 1000
    assert all(item.standing in ("in_time", "due") for part in found.parts for item in part.items)
    assert {part.part for part in found.parts} == set(MOST)


@given(done=st.lists(doings, max_size=30), more=st.lists(doings, max_size=10), day=days)
def test_doing_more_never_lowers_it(done: list[Done], more: list[Done], day: date) -> None:
    """Another drill, test, look or reading, whenever it was, leaves each part where it is or raises it."""
    before, after = attention(ASKED, done, day), attention(ASKED, [*done, *more], day)
    assert all(0 <= part.tenths <= part.most * 10 for part in before.parts)
    for one, other in zip(before.parts, after.parts, strict=True):
        assert other.tenths >= one.tenths


@given(done=st.lists(doings, max_size=30), presses=st.integers(0, 50), day=days)
def test_presses_and_reports_never_lower_it(done: list[Done], presses: int, day: date) -> None:
    """A press proves its button and nothing else; no number of them takes a point away."""
    pressed = [Done(part="buttons", id="as/pendant-1", day=day - timedelta(days=n)) for n in range(presses)]
    assert attention(ASKED, [*done, *pressed], day).tenths >= attention(ASKED, done, day).tenths


def test_a_year_in_which_nothing_is_done_lowers_it_month_by_month() -> None:
    """From when the first thing is late the number falls with each month."""
    months = [attention(ASKED, everything(BEGAN), months_after(BEGAN, n)).tenths for n in range(1, 14)]
    assert all(later < earlier for earlier, later in pairwise(months))


@given(done=st.lists(doings, max_size=20).map(lambda found: [*found, *everything(BEGAN)]))
def test_it_never_rises_by_itself_and_falls_while_something_is_late(done: list[Done]) -> None:
    """Wherever an office begins: a month in which nothing is done and something is late costs points."""
    last = max(one.day for one in done)
    months = [attention(ASKED, done, months_after(last, n)) for n in range(15)]
    for earlier, later in pairwise(months):
        assert later.tenths <= earlier.tenths
        items = [item for part in earlier.parts for item in part.items]
        if any(item.standing in ("late", "long_late") and item.worth > Fraction(40, 365) for item in items):
            assert later.tenths < earlier.tenths


def test_what_was_never_done_counts_as_not_done_from_the_first_day() -> None:
    """A new office that has done nothing has the points of its plan alone, and each thing it does gives some."""
    new = attention(ASKED, [], BEGAN)
    assert new.tenths == MOST["plan"] * 10
    assert all(part.tenths == 0 for part in new.parts if part.part != "plan")
    assert {item.standing for part in new.parts if part.part != "plan" for item in part.items} == {"due"}
    drilled = attention(ASKED, [Done(part="drills", id="whole", day=BEGAN)], BEGAN)
    assert drilled.tenths == new.tenths + MOST["drills"] * 10, "a whole drill is one of two minutes, too"
    pressed = attention(ASKED, [Done(part="buttons", id="as/pendant-1", day=BEGAN)], BEGAN)
    assert pressed.tenths == new.tenths + MOST["buttons"] * 5


def test_what_was_done_later_does_not_count_for_a_day_before() -> None:
    """A month of the past looks as it looked then."""
    later = everything(BEGAN + timedelta(days=30))
    assert attention(ASKED, later, BEGAN) == attention(ASKED, [], BEGAN)


def test_an_office_that_is_asked_for_little_is_asked_for_a_drill_and_a_revision_all_the_same() -> None:
    """Parts in which nothing is asked for have their points; a drill and a revision a year are asked of everybody."""
    bare = attention(Asked(began=BEGAN), [], BEGAN + timedelta(days=400))
    by_part = {part.part: part for part in bare.parts}
    assert by_part["drills"].tenths == 0
    assert [(item.id, item.standing) for item in by_part["plan"].items] == [("revision", "late")]
    assert all(
        by_part[part].tenths == MOST[part] * 10 and not by_part[part].items for part in by_part.keys() - ASKED_OF_ALL
    )


def test_the_plan_is_gone_through_with_the_staff_once_a_year() -> None:
    """An office has a year for its first revision; each is good for a year from the day on which it was held."""

    def item(done: list[Done], day: date) -> str:
        [found] = [part for part in attention(Asked(began=BEGAN), done, day).parts if part.part == "plan"]
        return found.items[0].standing

    held = [Done(part="plan", id="revision", day=BEGAN + timedelta(days=30))]
    assert item([], BEGAN + timedelta(days=300)) == "in_time"
    assert item([], months_after(BEGAN, 12)) == "due"
    assert item([], months_after(BEGAN, 12) + timedelta(days=1)) == "late"
    assert item(held, months_after(BEGAN, 12) + timedelta(days=1)) == "in_time"
    assert item(held, months_after(BEGAN + timedelta(days=30), 12) + LONG + timedelta(days=1)) == "long_late"


def test_what_is_ignored_climbs() -> None:
    """Due is the office's, late the administrator's too, long late is told to leadership."""
    due = BEGAN + timedelta(days=100)
    stands = [standing(due, due + after) for after in (-SOON, timedelta(0), timedelta(1), LONG, LONG + timedelta(1))]
    assert stands == ["in_time", "due", "late", "late", "long_late"]
    assert [len(CLIMBS[one]) for one in ("in_time", "due", "late", "long_late")] == [0, 1, 2, 3]
    found = attention(ASKED, everything(BEGAN), months_after(BEGAN, 9))
    assert {item.id for item in found.climbed_to("leadership")} >= {"whole", "micro", "as/pendant-1", "room-114"}
    assert len(found.climbed_to("office")) >= len(found.climbed_to("administrator"))
