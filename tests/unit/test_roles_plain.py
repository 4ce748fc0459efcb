"""A document as plain data: what forms show of a text."""

from hypothesis import given
from hypothesis import strategies as st

from parts.offices import AS
from roles.edit import Put, edit
from roles.plain import base, plain


def test_words_stay_as_they_were_written() -> None:
    """Numbers, times and flags are no guess of YAML's: they are the words that stand there."""
    text = 'on: no\nat: 08:30\ncall: "0112"\nnothing:\nlist: [a, [b, 1]]\n'
    assert plain(text) == {"on": "no", "at": "08:30", "call": "0112", "nothing": None, "list": ["a", ["b", "1"]]}


def test_of_a_key_that_is_there_twice_the_first_counts() -> None:
    """A rule tells of the second; the forms show one of them."""
    assert plain("a: 1\na: 2\n") == {"a": "1"}


def test_what_an_edit_puts_is_shown_at_its_path() -> None:
    """The path that shows a value is the path that changes it."""
    found = plain(edit(AS.read_text(), Put(path=("roles", "door", "deputies"), value=["bo", "anna"])))
    assert isinstance(found, dict)
    roles = found["roles"]
    assert isinstance(roles, dict)
    door = roles["door"]
    assert isinstance(door, dict)
    assert door["deputies"] == ["bo", "anna"]


@given(st.text(max_size=200))
def test_no_text_makes_it_raise(text: str) -> None:
    """Whatever somebody types, the answer is data or nothing."""
    plain(text)


def test_what_stands_under_an_office_and_who_locks_it() -> None:
    """The standard's clauses, its title and its locks; nothing where there is no standard, or none that can be read."""
    agency = (AS.parent / "agency.standard.yaml").read_text()
    found = base((AS.parent / "lunden.yaml").read_text(), {"agency": agency}.get)
    assert found is not None
    assert isinstance(found.tree, dict)
    assert found.name == "Servicemyndighetens standardplan"
    assert found.locked["roles.colleague"] == found.name
    assert {"roles", "response", "contacts"} <= found.tree.keys()
    for text in ("a: 1", "standard: nowhere", "standard: [", agency, "- 1"):
        assert base(text, {"agency": agency}.get) is None


@given(st.text(max_size=200))
def test_no_standard_makes_it_raise(text: str) -> None:
    """Whatever a standard's file holds, there is one or there is none."""
    base("standard: agency", {"agency": f"standard: true\n{text}"}.get)
    base(text, {"agency": text}.get)
