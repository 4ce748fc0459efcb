"""Only the rise of a field that stays true is a press."""

from hypothesis import given
from hypothesis import strategies as st

from devices.edge import Edges

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


@given(said=st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["true", "false", "kept", "restart"]))))
def test_no_rise_is_ever_lost(said: list[tuple[int, str]]) -> None:
    """A live true after a false is a press, whatever was forgotten, kept by the broker or restarted between."""
    edges, last = Edges(most=3), dict[int, bool]()
    for device, word in said:
        field = (f"as/pendant-{device}", "sos")
        if word == "true":
            rose = edges.rises(field)
            assert rose or last.get(device) is not False
            last[device] = True
        elif word == "false":
            edges.falls(field)
            last[device] = False
        elif word == "kept":
            edges.replayed(field)
            if device not in last:
                last[device] = True
        else:
            values = {
                (f"as/pendant-{n}", "sos"): value for n in last if (value := edges.value((f"as/pendant-{n}", "sos")))
            }
            edges = Edges(values, most=3)
