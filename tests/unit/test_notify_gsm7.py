"""How long a text message is, and how a text is made to fit into one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.notify.gsm7 import ALPHABET, EXTENSION, alphabet_of, fitted, messages, plain, units

gsm = st.text(st.sampled_from(sorted(ALPHABET | EXTENSION)), max_size=400)
anything = st.text(max_size=400)


@pytest.mark.parametrize(
    ("text", "alphabet", "length", "sent_as"),
    [
        ("", "gsm7", 0, 1),
        ("a" * 160, "gsm7", 160, 1),
        ("a" * 161, "gsm7", 161, 2),
        ("ÅÄÖåäöÆØæøéü" * 10, "gsm7", 120, 1),
        ("€" * 80, "gsm7", 160, 1),
        ("€" * 81, "gsm7", 162, 2),
        ("č" * 70, "ucs2", 70, 1),
        ("č" * 71, "ucs2", 71, 2),
        ("a" * 69 + "č", "ucs2", 70, 1),
        ("🙂" * 35, "ucs2", 70, 1),
        ("a" * 306, "gsm7", 306, 2),
        ("a" * 307, "gsm7", 307, 3),
    ],
)
def test_a_text_is_as_long_as_the_standard_says(text: str, alphabet: str, length: int, sent_as: int) -> None:
    """The alphabet, the units in it, and as how many messages it goes."""
    assert (alphabet_of(text), units(text), messages(text)) == (alphabet, length, sent_as)


def test_the_alphabet_has_its_128_places() -> None:
    """127 signs and the escape to the extension, which has ten."""
    assert len(ALPHABET) == 127
    assert len(EXTENSION) == 10
    assert not ALPHABET & EXTENSION


@given(anything, st.integers(1, 4))
def test_a_fitted_text_fits(text: str, most: int) -> None:
    """Whatever comes in goes as no more messages than asked for."""
    assert messages(fitted(text, most)) <= most


@given(gsm)
def test_a_text_that_fits_stays_as_it_is(text: str) -> None:
    """Nothing is cut that need not be."""
    assert messages(plain(text)) > 1 or fitted(text) == plain(text)


@given(anything)
def test_plain_signs_never_make_a_text_dearer(text: str) -> None:
    """A dash or a quotation mark of print does not halve the room of a message."""
    assert messages(plain(text)) <= messages(text)
    assert plain(plain(text)) == plain(text)


def test_print_becomes_plain_and_a_cut_is_shown() -> None:
    """The dash is a dash, the cut is between two words and is seen."""
    assert plain("08–16 “Trygg”…\u00a0\u202eÅ") == '08-16 "Trygg"... Å'
    assert fitted("ord " * 60).endswith("ord...")
