"""An office's plan on its agency's standard: filled in, deviating with reasons, and never against what is locked."""

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import roles
from roles.diff import differences
from roles.document import check_standard, load
from roles.fallback import fallback_plan
from roles.flat import write_out
from roles.loaded import Loaded
from roles.merge import same
from roles.plan import Finding, Plan
from roles.tree import Entry, Node, Row, Scalar, Table, grow
from roles.trouble import Place
from roles.written import first_unfit

EXAMPLES = Path(roles.__file__).parent / "examples"
OFFICES = ("lunden", "hamnen")
STANDARD = (EXAMPLES / "agency.standard.yaml").read_text()
LUNDEN = (EXAMPLES / "lunden.yaml").read_text()
TODAY = date(2026, 11, 23)


def _load(text: str = LUNDEN, standards: Mapping[str, str | bytes] | None = None) -> Loaded:
    known = {"agency": STANDARD} if standards is None else standards
    return load(text, source="plans/lunden.yaml", today=TODAY, standards=known.get)


def _changed(text: str, *changes: tuple[str, str]) -> str:
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def _line(text: str, start: str) -> int:
    """Return the number of the first line that begins with these words."""
    return next(n for n, line in enumerate(text.split("\n"), start=1) if line.strip().startswith(start))


def _plan(loaded: Loaded) -> Plan:
    assert loaded.plan is not None, loaded.findings
    return loaded.plan


def _finding(loaded: Loaded, code: str) -> Finding:
    assert [finding.code for finding in loaded.findings] == [code], loaded.findings
    return loaded.findings[0]


@pytest.mark.parametrize("name", OFFICES)
def test_the_example_offices_stand_on_their_standard(name: str) -> None:
    """Both offices load without a finding; the locked roles are the standard's, the holders are their own."""
    loaded = load(
        (EXAMPLES / f"{name}.yaml").read_bytes(), source=name, today=TODAY, standards={"agency": STANDARD}.get
    )
    assert loaded.findings == ()
    plan = _plan(loaded)
    assert plan.roles["colleague"].needed == 2
    assert plan.roles["lead"].deputies
    assert plan.responses["emergency"].last_resort is not None
    assert (loaded.standards, len(loaded.deviations)) == (("agency",), 2)
    assert set(plan.roles["lead"].duty) == set(plan.languages)


def test_a_standard_by_itself_is_checked() -> None:
    """The example standard has no finding; what is misspelt in it or locked without being there has one at its line."""
    assert check_standard(STANDARD, source="s") == ()
    wrong = _changed(STANDARD, ("needed: 2", "neded: 2"), ("- roles.lead.duty", "- roles.laed.duty"))
    found = check_standard(wrong, source="s")
    assert [(one.code, one.line) for one in found] == [
        ("S008", _line(wrong, "- roles.laed")),
        ("D007", _line(wrong, "neded")),
    ]
    assert "roles.lead.duty" in found[0].remedy
    assert [one.code for one in check_standard(LUNDEN, source="s")] == ["S002"]
    assert [one.code for one in check_standard("a: [", source="s")] == ["D003"]
    assert [one.code for one in check_standard(STANDARD + "expires: 2027-01-01\n", source="s")] == ["S008"]


def test_a_standard_is_no_plan_of_an_office() -> None:
    """Whoever loads a standard as a plan is told so."""
    assert _finding(load(STANDARD, source="s"), "S002").severity == "error"


def test_the_version_covers_both_texts() -> None:
    """A changed word in either document makes another version, even in a comment; the same two make the same."""
    versions = {
        _plan(loaded).version
        for loaded in (
            _load(),
            _load(LUNDEN + "# more\n"),
            _load(standards={"agency": STANDARD + "# more\n"}),
            _load(standards={"agency": STANDARD.encode()}),
            _load(LUNDEN.replace("\n", "\r\n")),
        )
    }
    assert len(versions) == 3


@pytest.mark.parametrize("name", OFFICES)
def test_what_is_kept_of_a_plan_needs_no_standard(name: str) -> None:
    """The text of a loaded plan is a whole document: it loads alone, to the same plan under the same version."""
    loaded = load((EXAMPLES / f"{name}.yaml").read_bytes(), source=name, standards={"agency": STANDARD}.get)
    again = load(loaded.text, source=name)
    assert _plan(again).version == _plan(loaded).version == sha256(loaded.text.encode()).hexdigest()
    assert differences(_plan(loaded), _plan(again)) == ()
    assert all(one.reason[:40] in loaded.text for one in loaded.deviations)


def test_a_plan_that_stands_alone_keeps_its_own_text() -> None:
    """A document without a standard is its own text, and asks for no standard; reasons in it are told to be idle."""
    text = (EXAMPLES / "as.yaml").read_text()
    loaded = load(text, source="as")
    assert (loaded.text, loaded.standards, loaded.deviations) == (text, (), ())
    idle = load(text + "deviations: {roles.door: because}\n", source="as")
    assert "S007" in [finding.code for finding in idle.findings]


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("  lead: {", "  colleague: {needed: 3}\n  lead: {", "colleague: {needed"),
        ("  lead: {", "  colleague: {not_with: [lead]}\n  lead: {", "colleague: {not_with"),
        ("  lead: {", "  colleague:\n  lead: {", "colleague:"),
        ("  lead: {", "  lead: {duty: {sv: Led}, ", "lead: {duty"),
        ("  assist:\n", "  emergency: {last_resort: {call: '114'}}\n  assist:\n", "emergency: {"),
        ("\nresponse:\n  assist:", "\nroles2:\nresponse:\n  emergency:\n  assist:", "emergency:"),
    ],
)
def test_what_is_locked_stays(old: str, new: str, at: str) -> None:
    """Changing, adding to or leaving out a locked clause is an error at its line, whatever reason is given."""
    reasons = "deviations:\n  roles: because\n  response: because\n"
    text = _changed(LUNDEN, (old, new), ("deviations:\n", reasons))
    found = [one for one in _load(text).findings if one.code == "S005"]
    assert [one.line for one in found] == [_line(text, at)]
    assert all(one.severity == "error" and one.source == "plans/lunden.yaml" for one in found)


def test_a_deviation_needs_a_reason() -> None:
    """A changed clause without a reason, or with an empty one, is an error where it is changed."""
    for text in (
        _changed(LUNDEN, ("  roles.door.accept_within: >-\n    Dörren", "  # Dörren")),
        _changed(
            LUNDEN,
            (">-\n    Dörren låses med fjärrknappen under disken, den som sitter där hinner svara snabbare.", "''"),
        ),
    ):
        found = next(one for one in _load(text).findings if one.code == "S006")
        assert (found.severity, found.line) == ("error", _line(text, "accept_within: 15 s"))
        assert "roles.door.accept_within" in found.remedy


def test_what_the_standard_leaves_open_needs_no_reason() -> None:
    """Another role, a response of one's own, and what is written just as in the standard are no deviations."""
    more = "  door:\n    title: {sv: Dörrvakt, en: Door}\n"
    assert _load(_changed(LUNDEN, ("  door:\n", more))).plan is None  # a language it does not speak
    assert _load(_changed(LUNDEN, ("  door:\n", more.replace(", en: Door", "")))).findings == ()


def test_a_key_of_inheritance_stands_once() -> None:
    """A second list of reasons is not overlooked."""
    found = _load(LUNDEN + "deviations: {roles.lead.title: because}\n").findings
    assert [one.code for one in found if one.severity == "error"] == ["D006"]


def test_a_reason_for_nothing_is_told() -> None:
    """A reason whose clause does not deviate is a warning with the clause that may have been meant."""
    loaded = _load(
        _changed(LUNDEN, ("  roles.door.accept_within:", "  roles.door.needed: why not\n  roles.door.accept_within:"))
    )
    found = _finding(loaded, "S007")
    assert (found.severity, loaded.plan is not None) == ("warning", True)
    assert "roles.door.accept_within" in found.remedy


def test_a_part_of_the_standard_is_left_out_with_a_reason() -> None:
    """A key without a value takes away what the standard has there."""
    text = _changed(
        LUNDEN,
        ("response:\n", "response:\n  emergency:\n    steps: [{call: [colleague, lead, door]}]\n"),
        ("deviations:\n", "deviations:\n  roles: few\n  response.emergency.steps: few\n"),
        ("  visitors: {holders: [emil], deputies: [layla, mats]}", "  visitors:\n  duty-officer:"),
    )
    assert set(_plan(_load(text)).roles) == {"colleague", "lead", "door"}


def test_a_rule_broken_in_the_standard_is_told_at_its_line() -> None:
    """What is wrong with a clause of the standard names the standard's file and line, after the office's own."""
    standard = _changed(
        STANDARD, ("repeat: {every: 30 s", "repeat: {every: -30 s"), ("call: [duty-officer]", "call: [duty]")
    )
    loaded = _load(_changed(LUNDEN, ("home: disk, goes_in", "home: dsk, goes_in")), {"agency": standard})
    own, *theirs = loaded.findings
    assert (own.source, own.line) == ("plans/lunden.yaml", _line(LUNDEN, "tove:"))
    assert {(one.source, one.line) for one in theirs} >= {
        ("plans/agency.standard.yaml", _line(standard, "repeat: {every: -30")),
        ("plans/agency.standard.yaml", _line(standard, "call: [duty]")),
    }


@pytest.mark.parametrize(
    ("standards", "code"),
    [
        ({}, "S001"),
        ({"agency": "a: ["}, "D003"),
        ({"agency": b"\xff"}, "D002"),
        ({"agency": "- a"}, "S002"),
        ({"agency": LUNDEN}, "S002"),
        ({"agency": STANDARD.replace("2026-2", "2027-1")}, "S004"),
        ({"agency": STANDARD.replace('version: "2026-2"\n', "")}, "S004"),
        ({"agency": STANDARD + "builds_on: agency\n"}, "S003"),
        ({"agency": STANDARD + "builds_on: land\n"}, "S001"),
        ({"agency": STANDARD + "builds_on: land\n", "land": "standard: true\nbuilds_on: agency\n"}, "S003"),
        ({"agency": STANDARD + "locked: 1\n"}, "D006"),
    ],
    ids=str,
)  # fmt: skip
def test_a_standard_that_cannot_be_used_is_a_finding(standards: dict[str, str | bytes], code: str) -> None:
    """No standard, none that can be read, another version, a circle: each is told, and none raises or hangs."""
    loaded = _load(standards=standards)
    assert code in [finding.code for finding in loaded.findings]
    assert loaded.plan is None
    assert all(finding.remedy and finding.line >= 1 for finding in loaded.findings)


@pytest.mark.parametrize("name", ["../secret", "", "Agency", "a/b/c", "/etc/passwd"])
def test_no_name_leads_out_of_the_folder(name: str) -> None:
    """Only a plain id is ever looked up."""
    asked = []

    def standards(one: str) -> str | None:
        asked.append(one)
        return None

    assert load(LUNDEN.replace("agency/2026-2", f"'{name}'"), source="x", standards=standards).plan is None
    assert set(asked) <= {"a"}


def test_a_chain_of_standards() -> None:
    """A standard builds on another one: locks hold all the way down, and reasons are asked at each level."""
    land = "standard: true\ntrygg: 1\nlocked: [country]\ncountry: SE\nopen_on_holidays: false\n"
    agency = _changed(STANDARD, ("country: SE\n", "")) + "builds_on: land\n"
    loaded = _load(standards={"agency": agency, "land": land})
    assert (_plan(loaded).country, loaded.standards) == ("SE", ("agency", "land"))
    norway = _load(LUNDEN + 'country: "NO"\n', {"agency": agency, "land": land})
    assert "“land”" in _finding(norway, "S005").message
    other = _load(standards={"agency": agency + "open_on_holidays: true\n", "land": land})
    assert _finding(other, "S006").source == "plans/agency.standard.yaml"
    reasoned = agency + "open_on_holidays: true\ndeviations: {open_on_holidays: We answer every day.}\n"
    assert _plan(_load(standards={"agency": reasoned, "land": land})).open_on_holidays


def test_without_its_standard_an_office_still_calls_everybody() -> None:
    """Where the standard is gone and no good version is kept, the fallback knows the office's people."""
    plan = fallback_plan(LUNDEN, office="lunden")
    assert (len(plan.people), len(plan.zones), len(plan.screens)) == (6, 6, 2)


PLACE = Place(line=1, column=1)


def fits(text: str) -> bool:
    """Tell whether a document may hold a text."""
    return first_unfit(text) is None


TEXTS = st.text(max_size=12).filter(fits) | st.sampled_from(
    ["null", "~", "", " a", "a ", "x" * 900, "å: ö", "- a", "#", "\t", "\u2028"]
)
SCALARS = st.builds(lambda text, plain: Scalar(place=PLACE, text=text, plain=plain), TEXTS, st.just(value=False))


def _tables(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    keys = st.text(min_size=1, max_size=8).filter(fits)
    return st.dictionaries(keys, inner, max_size=4).map(
        lambda found: Table(
            place=PLACE,
            entries=[
                Entry(key=Scalar(place=PLACE, text=key, plain=False), value=value) for key, value in found.items()
            ],
        )
    )


TREES: st.SearchStrategy[Node] = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4).map(lambda items: Row(place=PLACE, items=items)) | _tables(inner),
    max_leaves=12,
)


@settings(max_examples=40)
@given(TREES, st.text(max_size=30).filter(fits))
def test_a_written_out_tree_grows_again(tree: Node, remark: str) -> None:
    """Whatever texts stand in it, a tree written out as YAML is read as the same tree."""
    again = grow(write_out(tree, remarks=(remark,)))
    assert isinstance(again, Scalar | Table | Row), again
    assert same(again, tree)


@settings(max_examples=8)
@given(
    st.integers(0, len(STANDARD)),
    st.integers(0, 30),
    st.sampled_from(["", "-", "{", ": ", "\n", "locked", "null", "&a"]),
)
def test_no_change_to_a_standard_makes_load_raise(start: int, length: int, word: str) -> None:
    """A standard with pieces cut out gives a plan or findings."""
    text = STANDARD[:start] + word + STANDARD[start + length :]
    loaded = _load(standards={"agency": text})
    assert loaded.plan is not None or loaded.findings
    check_standard(text, source="x")
