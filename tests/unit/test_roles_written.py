"""What a person wrote, as it is kept and shown."""

from unicodedata import is_normalized

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roles.written import one_line, turns, written


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("A\u030asa", "Åsa"),
        ("Anna\u202egreB", "AnnagreB"),
        ("Bo\u200b \ufeffLind\u00ad", "Bo Lind"),
        ("one\r\ntwo\u2028three\u0085four", "one\ntwo\nthree\nfour"),
        ("می\u200cشود", "می\u200cشود"),
        ("Ĳ ﬁ ½", "Ĳ ﬁ ½"),
        ("", ""),
    ],
)
def test_letters_are_spelled_one_way_and_nothing_is_unseen(sent: str, kept: str) -> None:
    """Composed letters, no mark that turns the text, no blank without a width; a language's own joiners stay."""
    assert written(sent) == kept


@pytest.mark.parametrize("sent", ["\0", "a\x1b[2J", "\x7f", "\x9b31m", "\ud800", "a\udfffb"])
def test_what_comes_from_no_keyboard_is_refused(sent: str) -> None:
    """The message says what to do, and does not repeat it."""
    with pytest.raises(ValueError, match=r"leave them out|send it again"):
        written(sent)


def test_a_name_is_one_line() -> None:
    """Line ends and tabs cannot make one name look like two entries of a list."""
    assert one_line("  Bo \n\t Lind \u2029") == "Bo Lind"


def test_a_document_that_turns_names_its_line() -> None:
    """Whoever wrote it finds the place, which no editor shows."""
    assert turns("office: as\nname: a\u202eb\n") == 2
    assert turns("office: as\nname: می\n") is None


@given(st.text())
def test_what_is_kept_stays_as_it_is(text: str) -> None:
    """Once kept it can be sent again and is the same; nothing in it turns, and it is composed."""
    try:
        kept = written(text)
    except ValueError:
        return
    assert written(kept) == kept
    assert turns(kept) is None
    assert is_normalized("NFC", kept)
    assert one_line(one_line(text)) == one_line(text)
