"""Links and callback addresses: each key is good for one thing, and says nothing of the secret it was made with."""

from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.notify.links import KEY_LENGTH, LONGEST, Links

SECRET = bytes(range(32))
LINKS = Links(SECRET, "https://larm.example.se/")
NOTICE = "9f3a.17.0.sms"

ids = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60)
whats = st.sampled_from(["answer", "report", "voice", "replies"])
anything = st.text(max_size=80)


@given(ids, ids, whats, whats)
def test_a_key_is_good_for_one_notice_and_one_thing(one: str, other: str, what: str, other_what: str) -> None:
    """Two keys are the same only where notice and purpose are."""
    is_same = (one, what) == (other, other_what)
    assert (LINKS.key(one, what) == LINKS.key(other, other_what)) is is_same
    assert LINKS.holds(one, what, LINKS.key(other, other_what)) is is_same


@given(ids, whats, anything)
def test_nothing_but_the_key_holds(notice: str, what: str, shown: str) -> None:
    """Whatever somebody shows in place of the key, strange characters too, is refused and never an error."""
    assert LINKS.holds(notice, what, shown) is (shown == LINKS.key(notice, what))
    assert len(LINKS.answer_digest(shown)) == 64


@given(ids, whats)
def test_a_key_can_be_read_out_of_a_text(notice: str, what: str) -> None:
    """Letters and digits only: whatever a telephone takes for a link ends where the key ends."""
    key = LINKS.key(notice, what)
    assert len(key) == KEY_LENGTH
    assert key.isascii()
    assert key.isalnum()
    assert key == key.lower()


@given(ids, st.binary(min_size=32, max_size=40))
def test_another_secret_makes_other_keys(notice: str, secret: bytes) -> None:
    """A key of another service opens nothing here, and is told apart without a look into the store."""
    other = Links(secret, None).key(notice)
    assert LINKS.holds(notice, "answer", other) is (secret == SECRET)
    assert LINKS.is_of_here(LINKS.key(notice))


@given(anything)
def test_hardly_any_guess_looks_like_a_key_of_here(shown: str) -> None:
    """A text of another length never does; and what does has the form of a key."""
    assert not LINKS.is_of_here(shown) or len(shown) == KEY_LENGTH


@given(ids, whats)
def test_one_changed_letter_is_seen_at_once(notice: str, what: str) -> None:
    """A key with a slip of the finger at its end is not even looked up."""
    key = LINKS.key(notice, what)
    assert not LINKS.is_of_here(key[:-1] + ("a" if key[-1] != "a" else "b"))


@given(ids, st.sampled_from(["report", "voice"]))
def test_a_callback_address_leads_back_to_its_notice(notice: str, what: str) -> None:
    """Notice, purpose and key stand in the address, whatever signs the notice's id has."""
    address = LINKS.callback(notice, what)
    assert address is not None
    parts = urlsplit(address)
    assert (parts.scheme, parts.netloc) == ("https", "larm.example.se")
    *_, found, found_what, key = parts.path.split("/")
    assert (unquote(found), found_what) == (notice, what)
    assert LINKS.holds(notice, what, key)


def test_links_begin_with_the_public_address() -> None:
    """An answer link and the address for replies are complete, and short enough for a text message."""
    answer, replies = LINKS.answer(NOTICE), LINKS.replies("sms")
    assert answer == f"https://larm.example.se/a/{LINKS.key(NOTICE)}"
    assert replies == f"https://larm.example.se/api/v1/routes/sms/replies/{LINKS.key('sms', 'replies')}"


def test_without_a_public_address_there_are_no_links() -> None:
    """A service that no telephone can reach gives out nothing that leads nowhere."""
    inside = Links(SECRET, None)
    assert (inside.answer(NOTICE), inside.callback(NOTICE, "report"), inside.replies("sms")) == (None, None, None)


def test_what_is_kept_is_no_key() -> None:
    """The digest in the store is no link, and one key has one digest however often it is asked for."""
    key = LINKS.key(NOTICE)
    assert LINKS.answer_digest(key) == LINKS.answer_digest(key)
    assert key not in LINKS.answer_digest(key)


def test_two_long_texts_differ_only_where_a_key_could_end() -> None:
    """Of a very long text no more than a key's length is hashed, and it is never the digest of a key."""
    assert LINKS.answer_digest("a" * 5000) == LINKS.answer_digest("a" * (LONGEST + 1))
    assert LINKS.answer_digest("a" * LONGEST) != LINKS.answer_digest("a" * (LONGEST + 1))


def test_a_short_secret_is_refused() -> None:
    """A secret of a few bytes could be guessed; nothing of one is ever printed."""
    with pytest.raises(ValueError, match="8 bytes"):
        Links(b"too few!", None)
    assert repr(SECRET) not in repr(LINKS)
