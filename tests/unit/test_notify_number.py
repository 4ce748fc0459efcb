"""Telephone numbers: what people write, in international form or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.notify.number import international


@pytest.mark.parametrize(
    ("written", "country", "number"),
    [
        ("+46701234567", None, "+46701234567"),
        ("+46 (0)70-123 45 67", None, "+46701234567"),
        ("0046 70 123 45 67", None, "+46701234567"),
        ("070-123 45 67", "SE", "+46701234567"),
        ("08-12 34 56 78", "SE", "+46812345678"),
        ("912 34 567", "NO", "+4791234567"),
        ("+47 912 34 567", "SE", "+4791234567"),
        ("070-123 45 67", None, None),
        ("112", "SE", None),
        ("02800", "NO", None),
        ("+46112", "SE", None),
        ("1177", "SE", None),
        ("+", "SE", None),
        ("", "SE", None),
        ("+4670123456\N{ARABIC-INDIC DIGIT SEVEN}", "SE", None),
        ("+46701234567;ext=1", "SE", None),
        ("9" * 400, "NO", None),
    ],
)
def test_a_number_is_international_or_none(written: str, country: str | None, number: str | None) -> None:
    """Short numbers, extensions and strange digits are no number that a machine calls."""
    assert international(written, country) == number


@given(st.text(max_size=60), st.sampled_from(["SE", "NO", "DK", None]))
def test_whatever_is_written_never_fails(text: str, country: str | None) -> None:
    """What comes out is a plus and digits, and stays what it is when it is read again."""
    number = international(text, country)
    assert number is None or (number[0] == "+" and number[1:].isdecimal() and international(number) == number)
