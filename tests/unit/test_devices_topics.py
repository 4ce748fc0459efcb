"""Native topics are made and read alike, and filters cover what MQTT says they cover."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.bounded import bounded, excerpt, is_plain
from devices.topics import (
    LEAVES,
    Leaf,
    NativeTopic,
    ServiceTopic,
    is_slug,
    matches,
    read_topic,
    service_status,
    topic_of,
)

slugs = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,62}", fullmatch=True)


@given(office=slugs, device=slugs, leaf=st.sampled_from(["press", "status", "telemetry", "feedback", "set", "state"]))
def test_a_topic_that_is_made_is_read_again(office: str, device: str, leaf: Leaf) -> None:
    """Reading the topic of a device gives the office, the device and the leaf it was made of."""
    topic = topic_of(office, device, leaf)
    assert topic == f"trygg/v1/{office}/{device}/{leaf}"
    if (office, leaf) != ("service", "status"):
        assert read_topic(topic) == NativeTopic(office=office, device=device, leaf=leaf)


def test_a_node_is_no_device() -> None:
    """The status topic of a node is read as such; a press below the same level is still a device's."""
    assert read_topic(service_status("node-1")) == ServiceTopic(node="node-1")
    assert read_topic("trygg/v1/service/node-1/press") == NativeTopic(office="service", device="node-1", leaf="press")


@pytest.mark.parametrize(
    "topic",
    ["", "trygg/v1/as/p", "trygg/v2/as/p/press", "trygg/v1/as/p/press/x", "Trygg/v1/as/p/press", "trygg/v1/as/p/"],
)
def test_another_topic_is_not_native(topic: str) -> None:
    """A topic with other levels, another version or another leaf is no native one."""
    assert read_topic(topic) is None


@pytest.mark.parametrize("name", ["a/b", "+", "#", "a\0"])
def test_a_name_that_would_change_the_topic_is_refused(name: str) -> None:
    """A name that is not one level of a topic makes no topic."""
    with pytest.raises(ValueError, match="cannot be one level"):
        topic_of("as", name, "press")
    with pytest.raises(ValueError, match="cannot be one level"):
        service_status(name)


@pytest.mark.parametrize(
    ("text", "slug"),
    [("as", True), ("0", True), ("a_-b", True), ("a" * 63, True)]
    + [(text, False) for text in ("", "-a", "_a", "A", "å", "a b", "a\n", "a" * 64)],
)
def test_slugs(text: str, slug: bool) -> None:
    """A slug is 1 to 63 of a-z, 0-9, - and _, and begins with a letter or digit."""
    assert is_slug(text) is slug


@pytest.mark.parametrize(
    ("topic_filter", "topic", "covered"),
    [
        ("a/b", "a/b", True),
        ("a/+", "a/b", True),
        ("a/+", "a/", True),
        ("a/+", "a", False),
        ("a/+", "a/b/c", False),
        ("+/+", "/b", True),
        ("a/#", "a", True),
        ("a/#", "a/b/c", True),
        ("a/#", "ab", False),
        ("#", "a/b", True),
        ("#", "$SYS/x", False),
        ("+/x", "$SYS/x", False),
        ("$SYS/#", "$SYS/x", True),
        ("a/b/c", "a/b", False),
    ],
)
def test_filters(topic_filter: str, topic: str, covered: bool) -> None:
    """A filter covers a topic as MQTT 3.1.1, section 4.7, has it."""
    assert matches(topic_filter, topic) is covered


def test_all_leaves_are_known() -> None:
    """The contract's six leaves are all there are."""
    assert {"press", "status", "telemetry", "feedback", "set", "state"} == LEAVES


@given(st.text(max_size=300))
def test_a_bounded_text_can_be_kept(text: str) -> None:
    """A bounded text is plain or empty, and what was plain is unchanged."""
    kept = bounded(text)
    assert kept == text if is_plain(text) or not text else is_plain(kept)
    assert len(excerpt(text)) <= 128


@given(st.text(max_size=300), st.text(max_size=300))
def test_two_texts_stay_two(one: str, other: str) -> None:
    """Bounding makes one text of two only where they were one."""
    assert (bounded(one) == bounded(other)) is (one == other)
