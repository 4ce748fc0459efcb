"""Values out of what a foreign device has said: of the wrong kind they are none, and nothing is without bounds."""

import pytest

from devices.said import battery, dig, items, rounded, text, volts, written


@pytest.mark.parametrize(
    ("value", "percent", "word"),
    [
        (92, 92, None),
        (51.5, 51.5, None),
        ("83", 83, None),
        ("CHARGING", None, "CHARGING"),
        (0, 0, None),
        (101, None, None),
        (-1, None, None),
        (True, None, None),
        (None, None, None),
        ("", None, None),
        ("nan", None, None),
        ("1e999", None, None),
        ([5], None, None),
        (float("inf"), None, None),
        (10**400, None, None),
        ("a text much too long to be a charge", None, None),
    ],
)
def test_a_charge_is_a_percentage_or_a_word(value: object, percent: float | None, word: str | None) -> None:
    """Numbers from 0 to 100, also as text; short words; whatever else is no charge is left out."""
    told = [(signal.percent, signal.text) for signal in battery(None, "d", value)]
    assert told == ([] if percent is None and word is None else [(percent, word)])


@pytest.mark.parametrize(("value", "expected"), [(3.6, 3.6), ("3.98", 3.98), ("low", None), (99, None), (True, None)])
def test_volts_are_those_of_a_battery(value: object, expected: float | None) -> None:
    """Up to sixty, also as text; a word is none."""
    assert [signal.volts for signal in volts(None, "d", value)] == ([] if expected is None else [expected])


def test_digging_stops_where_there_is_nothing() -> None:
    """A step into what is no object, or past the end of a list, leads to nothing."""
    document = {"a": [{"b": 1}], "c": "text"}
    assert dig(document, "a", 0, "b") == 1
    assert [dig(document, *steps) for steps in (("a", 1), ("c", "b"), ("c", 0), ("x",), (0,))] == [None] * 5
    assert items([1, 2, 3], 2) == [1, 2]
    assert items({"a": 1}, 2) == []


def test_texts_and_ids_are_bounded() -> None:
    """An id may be a whole number; a text that cannot be kept is made so."""
    assert [written(value) for value in (7, 7.0, "a", 7.5, True, None, "")] == ["7", "7", "a", None, None, None, None]
    assert text("") is None
    assert len(text("å" * 500) or "") == 128
    assert (text("a\0b") or "").isprintable()


def test_a_strength_is_a_whole_number_of_dbm() -> None:
    """What is measured in parts is rounded; what no receiver measures is none."""
    assert [rounded(value, -200, 100) for value in (-81.1, -40, "x", 1e9, None)] == [-81, -40, None, None, None]
