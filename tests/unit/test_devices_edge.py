"""Only the rise of a field that stays true is a press."""

from hypothesis import example, given
from hypothesis import strategies as st

from devices.edge import Edges, Level

SOS = ("as/pendant-1", "sos")
OTHER = ("as/pendant-2", "sos")


def test_a_field_that_stays_true_is_one_press() -> None:
    """It comes again with every later message; after a false it is a press again."""
    edges = Edges()
    assert [edges.rises(SOS) for _ in range(3)] == [True, False, False]
    assert [edges.falls(SOS), edges.falls(SOS)] == [True, False]
    assert edges.rises(SOS)
    assert edges.rises(OTHER)


def test_what_nobody_knows_is_a_press_and_what_was_kept_is_not() -> None:
    """After a restart a field that was true already is no press; one of which nothing is known is."""
    edges = Edges({SOS: True})
    assert not edges.rises(SOS)
    assert edges.rises(OTHER)


def test_a_replay_is_no_press_and_swallows_none() -> None:
    """What the broker kept says what a field was where nobody knew; one that was false has still to rise."""
    edges = Edges()
    assert edges.replayed(SOS)
    assert not edges.rises(SOS)
    edges.falls(SOS)
    assert not edges.replayed(SOS)
    assert edges.rises(SOS)


def test_a_press_that_could_not_be_kept_comes_again() -> None:
    """What is forgotten is a press when it is heard the next time."""
    edges = Edges()
    edges.rises(SOS)
    edges.forget(SOS)
    edges.forget(OTHER)
    assert edges.value(SOS) is None
    assert edges.rises(SOS)


def test_a_replay_of_what_was_forgotten_swallows_no_press() -> None:
    """What had no room may have been false, and a press that could not be kept is owed: the next live true is it."""
    full = Edges({SOS: False}, most=1)
    full.falls(OTHER)
    assert not full.replayed(SOS)
    assert full.rises(SOS)
    refused = Edges({SOS: False})
    assert refused.rises(SOS)
    refused.forget(SOS)
    assert not refused.replayed(SOS)
    assert refused.rises(SOS)


WORDS = ("true", "refused", "false", "kept", "restart")
"""A press that is kept and one that cannot be, the end of one, what the broker kept, and a restart of the service."""


@given(said=st.lists(st.tuples(st.integers(0, 5), st.sampled_from(WORDS))))
@example(said=[(0, "false"), (0, "restart"), (0, "kept"), (0, "true")])
@example(said=[*((n, "false") for n in range(4)), (0, "kept"), (0, "true")])
@example(said=[*((n, "false") for n in range(4)), (0, "restart"), *((n, "kept") for n in range(4)), (0, "true")])
@example(said=[(0, "false"), (0, "refused"), (0, "kept"), (0, "true")])
def test_no_rise_is_ever_lost(said: list[tuple[int, str]]) -> None:
    """A live true after a false is a press, whatever was forgotten, kept by the broker or restarted between."""
    edges, last, saved = Edges(most=3), dict[int, bool](), dict[Level, bool]()
    for device, word in said:
        field = (f"as/pendant-{device}", "sos")
        if word in ("true", "refused"):
            rose = edges.rises(field)
            assert rose or last.get(device) is not False
            if word == "true":
                last[device] = saved[field] = True
            elif rose:
                edges.forget(field)
        elif word == "false":
            edges.falls(field)
            last[device] = saved[field] = False
        elif word == "kept":
            if edges.replayed(field):
                saved[field] = True
            last.setdefault(device, True)
        else:
            edges = Edges(saved, most=3)
