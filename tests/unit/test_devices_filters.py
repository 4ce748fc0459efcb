"""Topic filters against each other."""

from hypothesis import given
from hypothesis import strategies as st

from devices.filters import covers, matching, overlap, without_covered
from devices.topics import matches

_LEVEL = st.sampled_from(["a", "b", "", "$SYS", "+"])
FILTERS = st.tuples(st.lists(_LEVEL, min_size=1, max_size=4), st.booleans()).map(
    lambda told: "/".join([*told[0], "#"] if told[1] else told[0])
) | st.just("#")
TOPICS = st.lists(st.sampled_from(["a", "b", "", "$SYS"]), min_size=1, max_size=5).map("/".join)


def test_what_covers_what() -> None:
    """A wider filter covers a narrower one; `$` topics only one that names them."""
    assert covers("zigbee2mqtt/#", "zigbee2mqtt/+/action")
    assert covers("a/#", "a")
    assert covers("+/b", "a/b")
    assert not covers("a/+", "a/#")
    assert not covers("a/b", "a/+")
    assert not covers("#", "$SYS/broker")


def test_what_overlaps() -> None:
    """Neither covers the other, and still some topics belong to both."""
    assert overlap("a/+/x", "a/b/+")
    assert overlap("a", "a/#")
    assert not overlap("a/b", "a/c")
    assert not overlap("a/b", "a/b/c")
    assert not overlap("+/x", "$SYS/x")


def test_what_another_filter_covers_is_left_out() -> None:
    """Of the same twice one stays; what the other session asks for is not asked for again."""
    assert without_covered(["a/+", "a/b", "#", "a/+"]) == ("#",)
    assert without_covered(["a/b", "c", "a/b"]) == ("a/b", "c")
    assert without_covered(["a/b", "c/d"], ["a/#"]) == ("c/d",)


@given(wide=FILTERS, narrow=FILTERS, topic=TOPICS)
def test_filters_agree_with_their_topics(wide: str, narrow: str, topic: str) -> None:
    """A covered filter has no topic of its own; two that share a topic overlap."""
    if covers(wide, narrow) and matches(narrow, topic):
        assert matches(wide, topic)
    if matches(wide, topic) and matches(narrow, topic):
        assert overlap(wide, narrow)
    assert overlap(wide, narrow) == overlap(narrow, wide)


@given(filters=st.lists(FILTERS, max_size=6), beside=st.lists(FILTERS, max_size=3), topic=TOPICS)
def test_nothing_that_was_asked_for_is_missed(filters: list[str], beside: list[str], topic: str) -> None:
    """Each topic that one of the filters fits still comes in, here or beside; no filter that stays covers another."""
    stay = without_covered(filters, beside)
    if any(matches(one, topic) for one in filters):
        assert any(matches(one, topic) for one in (*stay, *beside))
    assert not any(covers(one, other) for one in stay for other in stay if one != other)


@given(filters=st.lists(FILTERS, max_size=5), topic=TOPICS | st.text(max_size=6))
def test_many_filters_are_asked_in_one_look(filters: list[str], topic: str) -> None:
    """It says the same as asking each."""
    assert matching(filters)(topic) == any(matches(one, topic) for one in filters)
