"""What may tell who a client is, is found in a text; what cannot is left alone; nothing is ever refused."""

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.privacy.hint import Found, found_in, hint, is_identity
from service.web import i18n
from service.web.report_form import Sent

FOUND = {
    "811218-9876": "identity",
    "19811218-9876": "identity",
    "198112189876": "identity",
    "811278-9873": "identity",
    "klient@example.org": "email",
    "+46 70 174 06 05": "phone",
    "0046701740605": "phone",
    "070-174 06 05": "phone",
    "0701740605": "phone",
    "08-123 456 78": "phone",
    "+47 912 34 567": "phone",
    "912 34 567": "phone",
    "22 33 44 55": "phone",
    "2026/12345": "case",
    "Dnr AF-2026/0012": "case",
    "saksnr. 26/4711": "case",
    "T 1234-26": "case",
}
NOT_FOUND = (
    *("", "112", "Room 114", "2026-11-23", "23.11.2026", "05-11-2026", "14:02:07", "kl 08.30-09.15", "12 345 kr", "Bo"),
    *("811218-9877", "811318-9876", "20261123", "1234567890", "45 000", "2 of 3", "10:15-11:45", "50 %", "#2026"),
    *("device as/pendant-1", "p-0a1b2c3d4e5f", "R014", "AFS 2023:2", "112 or 11414", "the 4 of us, 2 came"),
)


@pytest.mark.parametrize(("text", "clue"), FOUND.items())
def test_it_is_found_by_itself_and_in_a_sentence(text: str, clue: str) -> None:
    """Alone, in the middle of a sentence and at its end, exactly where it stands."""
    for before, after in (("", ""), ("He said ", " twice"), ("(", ")"), ("It was ", ".")):
        (one,) = found_in(before + text + after)
        assert one == Found(clue=one.clue, start=len(before), end=len(before) + len(text)), (before, after)
        assert one.clue == clue


@pytest.mark.parametrize("text", NOT_FOUND)
def test_other_numbers_are_left_alone(text: str) -> None:
    """Days, times, rooms, sums, ids and numbers whose check digit is wrong."""
    assert found_in(text) == ()
    assert hint(text) is None


def swedish(day: date, serial: int, *, coordination: bool = False) -> str:
    """Return a number with its check digit, worked out by trying: another way than the one that is tested."""
    start = f"{day:%y%m}{day.day + 60 * coordination:02}{serial:03}"
    for last in range(10):
        digits = start + str(last)
        every = "".join(str(int(one) * (2 if at % 2 == 0 else 1)) for at, one in enumerate(digits))
        if sum(map(int, every)) % 10 == 0:
            return digits
    raise AssertionError


def norwegian(day: date, serial: int, *, is_d: bool = False) -> str | None:
    """Return a number with its check digits; None where the serial number has none."""
    start = f"{day.day + 40 * is_d:02}{day:%m%y}{serial:03}"
    for digits in (f"{start}{last:02}" for last in range(100)):
        d = [int(one) for one in digits]
        k1 = 11 - (3 * d[0] + 7 * d[1] + 6 * d[2] + d[3] + 8 * d[4] + 9 * d[5] + 4 * d[6] + 5 * d[7] + 2 * d[8]) % 11
        k2 = 11 - sum(w * one for w, one in zip((5, 4, 3, 2, 7, 6, 5, 4, 3, 2), d[:10], strict=True)) % 11
        if (k1 % 11, k2 % 11) == (d[9], d[10]):
            return digits
    return None


days = st.dates(date(1930, 1, 1), date(2026, 1, 1))


@given(day=days, serial=st.integers(0, 999), coordination=st.booleans(), between=st.sampled_from(["", "-", "+", " "]))
def test_every_swedish_number_is_found_and_none_with_another_last_digit(
    day: date, serial: int, coordination: bool, between: str
) -> None:
    """Ten digits and twelve; every other last digit makes it no number."""
    digits = swedish(day, serial, coordination=coordination)
    for text in (digits[:6] + between + digits[6:], f"{day:%Y}{digits[2:6]}{between}{digits[6:]}"):
        assert [one.clue for one in found_in(f"born {text}!")] == ["identity"]
    assert [is_identity(digits[:9] + str(last)) for last in range(10)].count(True) == 1


@given(day=days, serial=st.integers(0, 999), is_d=st.booleans(), between=st.sampled_from(["", " "]))
def test_every_norwegian_number_is_found_and_no_other_with_its_first_digits(
    day: date, serial: int, is_d: bool, between: str
) -> None:
    """Birth numbers and D numbers, in one piece and in two."""
    digits = norwegian(day, serial, is_d=is_d)
    start = f"{day.day + 40 * is_d:02}{day:%m%y}{serial:03}"
    assert [f"{start}{last:02}" for last in range(100) if is_identity(f"{start}{last:02}")] == (
        [digits] if digits else []
    )
    if digits:
        assert [one.clue for one in found_in(f"f. {digits[:6]}{between}{digits[6:]}.")] == ["identity"]


@given(st.text())
def test_any_text_has_an_answer_and_its_places_are_in_order(text: str) -> None:
    """No text is too strange; places lie in the text, in order, beside each other."""
    found = found_in(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
    assert (hint(text) is None) == (not found)


@pytest.mark.parametrize("lang", i18n.LANGUAGES)
def test_it_is_said_in_every_language(lang: str) -> None:
    """Each kind once, in words."""
    said = hint("811218-9876 and 070-174 06 05, again 811218-9876")
    assert said is not None
    texts = i18n.load()
    told = said.said(lambda msgid: texts.text(lang, msgid))
    assert "%" not in told
    assert (told == str(said)) is (lang == "en")


def test_a_form_asks_once_and_anew_for_another_text() -> None:
    """The very same text is taken when it comes with its sign; a changed one is asked about again."""
    first = Sent(values={"words": ["call 070-174 06 05"]})
    first.words("words", asks=True)
    assert list(first.wrong) == ["words"]
    again = Sent(values={"words": ["call 070-174 06 05"], "sure-words": [first.unsure["words"]]})
    assert again.words("words", asks=True) == "call 070-174 06 05"
    assert again.wrong == {}
    other = Sent(values={"words": ["call 070-174 06 06"], "sure-words": [first.unsure["words"]]})
    other.words("words", asks=True)
    assert list(other.wrong) == ["words"]
    plain = Sent(values={"words": ["call 070-174 06 05"]})
    plain.words("words")
    assert plain.wrong == {}, "a field whose form cannot ask is never held up"
