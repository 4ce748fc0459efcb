"""From a place in a plan's text to the path of what stands there."""

from hypothesis import given
from hypothesis import strategies as st

from parts.offices import AS
from roles.inspection import QUESTIONS
from roles.pointed import path_at
from service.web.assets import STATIC

TEXT = """\
office: as
muster: {within: soon, call: [manager, nobody]}
closing:  # before somebody comes back
  checklist:
    door:
      role: porter
rosters:
  - [a, b]
"""


def place(words: str) -> tuple[int, int]:
    """Return the line and the column where words begin in the text."""
    line = next(number for number, one in enumerate(TEXT.split("\n"), 1) if words in one)
    return line, TEXT.split("\n")[line - 1].index(words) + 1


def test_a_key_and_its_value_are_both_the_value() -> None:
    """A finding may point at a key or at its value; either is the field that a form shows, in a line or in a block."""
    for words, path in (
        ("within", ("muster", "within")),
        ("soon", ("muster", "within")),
        ("nobody", ("muster", "call", 1)),
        ("porter", ("closing", "checklist", "door", "role")),
        ("closing", ("closing",)),
        ("b]", ("rosters", 0, 1)),
    ):
        assert path_at(TEXT, *place(words)) == path


@given(line=st.integers(-3, 300), column=st.integers(-3, 200))
def test_any_place_has_an_answer(line: int, column: int) -> None:
    """A place between two things, behind the end, or none at all never breaks."""
    assert isinstance(path_at(AS.read_text(), line, column), tuple)


def test_the_form_knows_every_question() -> None:
    """The editor offers each of the usual questions by its word and in its words."""
    form = (STATIC / "plan" / "inspections.js").read_text()
    for word, asks in QUESTIONS.items():
        assert f"{{id: '{word}', name: t('{asks}')}}" in form
