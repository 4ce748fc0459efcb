"""Changing a plan's text: the words that were meant become others, and every other byte stays."""

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import roles
from parts.two_offices import plan_of
from roles.document import load
from roles.edit import Append, Edit, EditError, Put, Remove, edit
from roles.notes import Path as Where
from roles.plan import Plan
from roles.tree import Node, Row, Scalar, Table, grow
from roles.written import first_unfit

EXAMPLES = Path(roles.__file__).parent / "examples"
TEXTS = {file.name: file.read_text() for file in sorted(EXAMPLES.glob("*.yaml"))}
AS = TEXTS["as.yaml"]
FEW = settings(max_examples=25)


def _plan(text: str) -> Plan:
    plan = load(text, source="x").plan
    assert plan is not None
    return plan


def _changed_lines(before: str, after: str) -> tuple[list[str], list[str]]:
    """Return the lines that went and that came, between what both texts begin and end with."""
    old, new = before.split("\n"), after.split("\n")
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return old[start : len(old) - end], new[start : len(new) - end]


def _scalars(node: Node, path: Where = ()) -> list[Where]:
    match node:
        case Scalar():
            return [path]
        case Row(items=items):
            return [one for index, item in enumerate(items) for one in _scalars(item, (*path, index))]
        case Table(entries=entries):
            return [one for entry in entries for one in _scalars(entry.value, (*path, entry.key.text))]


def _grown(text: str) -> Node:
    tree = grow(text)
    assert isinstance(tree, Scalar | Row | Table)
    return tree


def _at(node: Node, path: Where) -> Node:
    for key in path:
        match node:
            case Row(items=items) if isinstance(key, int):
                node = items[key]
            case Table(entries=entries):
                node = next(entry.value for entry in entries if entry.key.text == key)
            case _:
                raise AssertionError(key)
    return node


@cache
def _places(name: str) -> list[Where]:
    return _scalars(_grown(TEXTS[name]))


@pytest.mark.parametrize("name", TEXTS)
def test_no_edit_leaves_every_byte(name: str) -> None:
    """Without an edit the text is the very same, whatever its line ends."""
    for text in (TEXTS[name], TEXTS[name].replace("\n", "\r\n"), "\ufeff" + TEXTS[name]):
        assert edit(text) == text


@FEW
@given(
    st.data(),
    st.text(max_size=20).filter(lambda text: first_unfit(text) is None)
    | st.sampled_from(["null", "", "a: b", "- x", "#", "x" * 200, '"', "\u2028", "å"]),
)
def test_a_value_put_changes_only_its_own_lines(data: st.DataObject, value: str) -> None:
    """Any value of any example becomes any text: it is read back, and no line but its own is touched."""
    name = data.draw(st.sampled_from(sorted(TEXTS)))
    path = data.draw(st.sampled_from(_places(name)))
    text = TEXTS[name]
    after = edit(text, Put(path=path, value=value))
    found = _at(_grown(after), path)
    assert isinstance(found, Scalar)
    assert found.text == value
    went, came = _changed_lines(text, after)
    old = _at(_grown(text), path)
    written = text.split("\n")[old.place.line - 1]
    folded = written.rstrip().endswith((">-", "|", ">", "|-"))
    assert len(came) <= 1
    assert len(went) <= 1 or folded


@settings(max_examples=8)
@given(st.data())
def test_putting_back_what_was_there_gives_the_plan_again(data: st.DataObject) -> None:
    """A value changed and changed back is the same plan, with every comment."""
    path = data.draw(st.sampled_from(_places("as.yaml")))
    old = _at(_grown(AS), path)
    assert isinstance(old, Scalar)
    back = edit(AS, Put(path=path, value="something else"), Put(path=path, value=old.text))
    assert [line.partition("#")[2] for line in back.split("\n")] == [line.partition("#")[2] for line in AS.split("\n")]
    again = _at(_grown(back), path)
    assert isinstance(again, Scalar)
    assert (again.text, again.place) == (old.text, old.place)


@pytest.mark.parametrize(
    ("one", "went", "came"),
    [
        (Put(path=("roles", "door", "accept_within"), value="25 s"),
         ["    accept_within: 30 s"], ["    accept_within: 25 s"]),
        (Put(path=("roles", "door", "holders", 0), value="bo"),
         ["    holders: [ida]  # the planted gap: no deputies"], ["    holders: [bo]  # the planted gap: no deputies"]),
        (Put(path=("roles", "door", "deputies"), value=["bo"]), [], ["    deputies: [bo]"]),
        (Put(path=("open_on_holidays",), value="true"), [], ["open_on_holidays: true"]),
        (Put(path=("response", "emergency", "steps", 0, "after"), value="5 s"), [], ["        after: 5 s"]),
        (Append(path=("roles", "manager", "deputies"), value="bo"),
         ["    deputies: [cecilia, david]"], ["    deputies: [cecilia, david, bo]"]),
        (Append(path=("walks",), value=["room-114", "desk-1", "7"]), [], ["  - [room-114, desk-1, 7]"]),
        (Append(path=("response", "assist", "steps"), value={"after": "9 s", "call": ["everybody"]}),
         [], ["      - {after: 9 s, call: [everybody]}"]),
        (Remove(path=("people", "elin")), ["  elin: {name: Elin Dahl, home: desk-2}"], []),
        (Remove(path=("people", "ida", "goes_in")),
         ["  ida: {name: Ida Holm, home: reception, goes_in: false}"], ["  ida: {name: Ida Holm, home: reception}"]),
        (Remove(path=("walks", 8)), ["  - [corridor-1, desk-2, 9]"], []),
        (Remove(path=("closed", 0)), ["closed: [2026-12-23, 2027-01-05]"], ["closed: [2027-01-05]"]),
        (Remove(path=("response", "emergency", "steps", 1)),
         ["      - after: 20 s", "        unless: {accepted: 2}", "        call: [colleague, manager]"], []),
    ],
    ids=repr,
)  # fmt: skip
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_an_edit_touches_just_these_lines(one: Edit, went: list[str], came: list[str], ending: str) -> None:
    """What an edit takes away and puts in, line by line; everything else stays, comments and line ends too."""
    after = edit(AS.replace("\n", ending), one)
    assert after.count("\r\n") in {0, after.count("\n")}
    assert _changed_lines(AS, after.replace("\r\n", "\n")) == (went, came)


def test_an_edited_plan_loads_to_what_was_meant() -> None:
    """Several edits one after the other make the plan that they describe."""
    after = edit(
        AS,
        Put(path=("people", "zoe"), value={"name": "Zoë: “Ek” #1", "home": "desk-1", "goes_in": "false"}),
        Put(path=("roles", "door", "deputies"), value=["zoe", "bo"]),
        Append(path=("roles", "door", "deputies"), value="elin"),
        Remove(path=("roles", "door", "deputies", 1)),
        Put(path=("roles", "door", "duty", "en"), value="Stay: let nobody in."),
    )
    plan = _plan(after)
    assert (plan.people["zoe"].name, plan.people["zoe"].goes_in) == ("Zoë: “Ek” #1", False)
    assert plan.roles["door"].deputies == ("zoe", "elin")
    assert plan.roles["door"].duty["en"] == "Stay: let nobody in."
    assert load(after, source="x").findings == ()  # the planted gap is mended


@pytest.mark.parametrize(
    ("text", "one"),
    [
        (AS, Put(path=(), value="x")),
        (AS, Put(path=("roles", "nobody", "needed"), value="2")),
        (AS, Put(path=("walks", 99), value="x")),
        (AS, Put(path=("office", "name"), value="x")),
        (AS, Append(path=("roles",), value="x")),
        (AS, Append(path=("office",), value="x")),
        (AS, Remove(path=("people", "nobody"))),
        (AS, Remove(path=("response", "emergency", "steps", 1, "after"))),
        ("a: 1\na: 2\n", Remove(path=("a",))),
        ("a: 1\n", Remove(path=("a",))),
        ("a: [", Put(path=("a",), value="x")),
        ("a: &x 1\n", Put(path=("a",), value="2")),
    ],
)
def test_what_cannot_be_changed_is_refused_in_words(text: str, one: Edit) -> None:
    """A path that leads nowhere, or a text that is no plan's, is refused; nothing is changed by half."""
    with pytest.raises(EditError, match=r"\.$"):
        edit(text, one)


LINES = st.sampled_from(
    [
        "a: 1",
        "b:",
        "  c: [x, y]  # why",
        "  - d",
        "  - e: 1",
        "    f: 2",
        "# note",
        "",
        "g: {h: 1, i: }",
        "j: >-",
        "  more",
        "k: 'q'",
    ]
)


@settings(max_examples=120)
@given(st.lists(LINES, max_size=8), st.data())
def test_whatever_the_layout_an_edit_keeps_the_rest_or_is_refused(lines: list[str], data: st.DataObject) -> None:
    """On texts of any layout an edit either does what it says or is refused: it never says something else."""
    text = "\n".join([*lines, ""])
    tree = grow(text)
    if not isinstance(tree, Table) or not _scalars(tree):
        return
    path = data.draw(st.sampled_from(_scalars(tree)))
    edits: list[Edit] = [Put(path=path, value="new: #"), Remove(path=path), Append(path=path[:-1], value="z")]
    one = data.draw(st.sampled_from(edits))
    try:
        after = edit(text, one)
    except EditError:
        return
    comments = [line for line in lines if line.startswith("#")]
    assert [line for line in after.split("\n") if line.startswith("#")] == comments


def test_what_a_form_does_not_show_of_a_neighbour_stays() -> None:
    """Whose screen it is and what her Trygg is called stay byte for byte, whatever a form writes beside them."""
    text = plan_of("as", "Ås", "Jobbcentrum")
    screen = edit(text, Put(path=("screens", "at-cafe", "name"), value="Kaféets skärm"))
    assert screen == text.replace("name: Skärmen på kaféet,", "name: Kaféets skärm,")
    other = edit(text, Put(path=("contacts", "next-door", "name"), value="Grannen"))
    assert other == text.replace("{name: Jobbcentrum, reached_by: webhook", "{name: Grannen, reached_by: webhook")
    assert text not in (screen, other)
    assert (_plan(screen).screens["at-cafe"].neighbour, _plan(other).contacts["next-door"].receiver) == (
        "cafe",
        "next-door",
    )
