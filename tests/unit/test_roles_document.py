"""Reading a plan document: what it becomes, and that whatever is wrong is told with its place."""

from datetime import date, time, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import roles
from roles.document import load, read
from roles.hours import Hours
from roles.plan import All, Condition, Finding, LastResort, Listed, Nearest, Walk
from roles.trouble import DEEPEST, LARGEST, MOST_NODES

EXAMPLES = Path(roles.__file__).parent / "examples"
SMALL = """\
trygg: 1  # the format
office: vik
name: Kontoret Vik
country: "NO"
languages: [nb]
time_zone: Europe/Oslo
hours: {mon-wed: ["08:00-12:00", "13:00–24:00"], fri: []}
closed: [2026-12-24]
expires: 2027-06-30
zones: {desk: {name: Plassen, kind: desk, floor: -1, manner: silent}, gang: {kind: corridor}}
walks: [[desk, gang, 2 min]]
screens: {wall: {zone: gang, audience: discreet}}
people:
  kari: {name: Kari Moe, home: desk}
  leif: {name: Leif Moe, home: gang, goes_in: false, phone: 4700}
  no: {name: "No", home: gang}
contacts: {politi: {name: Politiet, phone: "112", reach: outside}}
roles:
  colleague:
    title: Kollega
    duty: {nb: "Gå til døren: vent der"}
    holders: {nearest: {within: 45 s}}
    needed: 2
  caller: {title: {nb: Ringer}, duty: {nb: Ring}, holders: [leif, politi], accept_within: 5}
  all: {title: {nb: Alle}, duty: {nb: Hjelp}, holders: everybody}
response:
  emergency:
    steps:
      - call: [colleague, caller]
      - {after: 30 s, unless: {accepted: 2, arrived: 1}, call: all}
    repeat: {every: 1 min}
    last_resort: "112"
"""


def _only(text: str | bytes) -> Finding:
    loaded = load(text, source="x.yaml")
    assert loaded.plan is None
    assert len(loaded.findings) == 1, loaded.findings
    return loaded.findings[0]


def _codes(text: str) -> list[str]:
    return [finding.code for finding in load(text, source="x.yaml").findings]


def test_a_small_plan_becomes_the_model() -> None:
    """Every word of the document arrives in the model with its type."""
    loaded = load(SMALL, source="vik.yaml")
    assert [finding for finding in loaded.findings if finding.severity == "error"] == []
    plan = loaded.plan
    assert plan is not None
    assert (plan.office, plan.name, plan.country, plan.languages) == ("vik", "Kontoret Vik", "NO", ("nb",))
    morning, evening = Hours(start=time(8), until=time(12)), Hours(start=time(13), until=time(0))
    assert plan.hours == {0: (morning, evening), 1: (morning, evening), 2: (morning, evening), 4: ()}
    assert plan.closed == {date(2026, 12, 24)}
    assert plan.expires == date(2027, 6, 30)
    assert (plan.zones["desk"].floor, plan.zones["desk"].manner, plan.zones["gang"].name) == (-1, "silent", "gang")
    assert plan.walks == (Walk(start="desk", end="gang", time=timedelta(minutes=2)),)
    assert plan.people["kari"].goes_in
    assert (plan.people["leif"].goes_in, plan.people["leif"].phone, plan.people["no"].name) == (False, "4700", "No")
    assert plan.roles["colleague"].holders == Nearest(within=timedelta(seconds=45))
    assert plan.roles["colleague"].goes_in
    assert plan.roles["colleague"].title == {"nb": "Kollega"}
    assert plan.roles["caller"].holders == Listed(ids=("leif", "politi"))
    assert not plan.roles["caller"].goes_in
    assert plan.roles["caller"].accept_within == timedelta(seconds=5)
    assert plan.roles["all"].holders == All()
    response = plan.response_to("emergency")
    assert response is not None
    assert response.steps[1].after == timedelta(seconds=30)
    assert response.steps[1].unless == Condition(accepted=2, arrived=1)
    assert response.steps[1].call == ("all",)
    assert response.done_when == Condition(arrived=1)
    assert response.repeat is not None
    assert (response.repeat.every, response.repeat.call) == (timedelta(minutes=1), ("everybody",))
    assert response.last_resort == LastResort(phone="112")
    assert plan.response_to("something-else") is response


@pytest.mark.parametrize("name", ["as", "no-guard", "shifts"])
def test_the_example_offices_load(name: str) -> None:
    """Each example office loads without an error."""
    loaded = load((EXAMPLES / f"{name}.yaml").read_bytes(), source=name, today=date(2026, 11, 23))
    assert loaded.plan is not None
    assert all(finding.severity == "warning" for finding in loaded.findings)


def test_the_demo_office_has_its_planted_gap() -> None:
    """The one thing that check says about the demo office is that nobody stands in at the door."""
    loaded = load((EXAMPLES / "as.yaml").read_bytes(), source="as.yaml", today=date(2026, 11, 23))
    assert [finding.code for finding in loaded.findings] == ["R017"]
    assert "Ida Holm" in loaded.findings[0].message


def test_the_version_is_the_digest_of_the_text() -> None:
    """Bytes, text, line ends and a byte order mark make no other version; a changed letter does."""
    versions = {
        plan.version
        for text in (SMALL, SMALL.encode(), SMALL.replace("\n", "\r\n"), "\ufeff" + SMALL)
        if (plan := load(text, source="x").plan) is not None
    }
    assert versions == {sha256(SMALL.encode()).hexdigest()}
    other = load(SMALL.replace("Vik", "Vyk"), source="x").plan
    assert other is not None
    assert other.version not in versions


def test_a_finding_reads_like_a_compiler_line() -> None:
    """A finding on one line names file, line, column, code, the fault and the mend."""
    assert str(_only("a: [")).startswith("x.yaml:1:5: error D003: This is not YAML:")


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        (b"a: \xff\xfe", "D002", 1, 4),
        ("name: Ås".encode("latin-1"), "D002", 1, 7),
        ("a: 1\nb: \x00", "D002", 2, 4),
        ("a: \ud800", "D002", 1, 4),
        ("a: 1\n\tb: 2", "D003", 2, 1),
        ("a: 'x", "D003", 1, 6),
        ("a: b: c", "D003", 1, 5),
        ("a: 1\n---\nb: 2", "D003", 2, 1),
        ("{a: 1}: 2", "D003", 1, 1),
        ("a: &x 1\nb: *x", "D004", 1, 4),
        ("a: *x", "D004", 1, 4),
        ("a: !!python/name:os.system x", "D004", 1, 4),
        ("[" * (DEEPEST + 5), "D005", 1, DEEPEST + 1),
        ("x" * 20_000, "D005", 1, 1),
        ("", "D008", 1, 1),
        ("# nothing but a comment", "D008", 1, 1),
        ("just words", "D009", 1, 1),
        ("- a\n- b", "D009", 1, 1),
    ],
)
def test_what_is_no_plan_at_all_is_one_finding(text: str | bytes, code: str, line: int, column: int) -> None:
    """A text that cannot be read gives one finding at the place where reading stopped."""
    finding = _only(text)
    assert (finding.code, finding.line, finding.column) == (code, line, column)
    assert finding.message.endswith(".")
    assert finding.remedy.endswith(".")


@pytest.mark.parametrize(
    "bomb",
    [
        b"x" * (LARGEST * 10),
        "a: &a [x]\n" + "\n".join(f"b{n}: &b{n} [*a, *a]" for n in range(30)),
        "- a\n" * (MOST_NODES * 2 + 5),
        "[" * 9_999 + "\n" + "[" * 9_999,
        "!" * 900_000,
    ],
    ids=["10 MB", "billion laughs", "many values", "deep", "a tag"],
)
def test_a_bomb_is_one_finding(bomb: str | bytes) -> None:
    """What is made to fill memory or time is refused before it can."""
    assert _only(bomb).code in {"D001", "D004", "D005"}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("office: vik", "office: vik\noffice: vik", "D006"),
        ("fri: []", 'fri: [], mon: "08:00-09:00"', "D006"),
        ("  kari: {", "  leif: {name: Leif Bo}\n  kari: {", "D006"),
        ("needed: 2", "neded: 2", "D007"),
        ("country:", "cuontry:", "D007"),
        ("office: vik", "", "D008"),
        ("kind: corridor", "", "D008"),
        ("holders: everybody", "deputies: [kari]", "D008"),
        ("needed: 2", "needed: two", "D009"),
        ("needed: 2", "needed: 1.5", "D009"),
        ("needed: 2", "needed: 99999999999", "D009"),
        ("accept_within: 5", "accept_within: 5 hours", "D009"),
        ("expires: 2027-06-30", "expires: 30 June", "D009"),
        ("[2026-12-24]", "[2026-02-30]", "D009"),
        ("08:00-12:00", "8-12", "D009"),
        ("08:00-12:00", "08:00-25:00", "D009"),
        ("[desk, gang, 2 min]", "[desk, gang]", "D009"),
        ("[desk, gang, 2 min]", "desk", "D009"),
        ("{zone: gang, audience: discreet}", "gang", "D009"),
        ("name: Kari Moe", "name: [Kari, Moe]", "D009"),
        ("steps:", "stepz:", "D007"),
        ("trygg: 1 ", "trygg: 2 ", "D010"),
        ('country: "NO"', "country: DK", "D010"),
        ("languages: [nb]", "languages: [nb, no]", "D010"),
        ("Europe/Oslo", "Europe/Olso", "D010"),
        ("Europe/Oslo", "../../etc/passwd", "D010"),
        ("mon-wed", "mån-wed", "D010"),
        ("goes_in: false", "goes_in: maybe", "D010"),
        ("manner: silent", "manner: quiet", "D010"),
        ("reach: outside", "reach: inside", "D010"),
    ],
)
def test_a_wrong_word_in_the_document_is_found(old: str, new: str, code: str) -> None:
    """Keys, types and words that a plan does not have are errors with a place of their own."""
    assert old in SMALL
    assert code in _codes(SMALL.replace(old, new, 1))


def test_a_missing_language_is_asked_for_in_words() -> None:
    """Whoever writes no for Norwegian is told that it is nb."""
    found = load(SMALL.replace("[nb]", "[no]"), source="x").findings
    assert any("“nb”" in finding.remedy for finding in found)


def test_many_mistakes_are_told_at_once() -> None:
    """Mistakes in different parts of the document are all in the list, each at its line."""
    text = (
        SMALL.replace("kind: desk", "kind: dekk").replace("needed: 2", "needed: two").replace("[leif, politi]", "[x]")
    )
    lines = {finding.line for finding in load(text, source="x").findings}
    assert {10, 23, 24} <= lines


def test_thousands_of_mistakes_end_in_a_list_that_is_read() -> None:
    """A text with a thousand mistakes gives a bounded list, without looking each of them up."""
    assert len(load("\n".join(f"key{n}: 1" for n in range(1_000)), source="x").findings) <= 200


def test_a_faulty_document_still_yields_what_it_names() -> None:
    """What can be read of a plan with errors is there for whoever must go on without a valid one."""
    plan, findings = read(SMALL.replace("kind: desk", "kind: dekk"), source="x")
    assert findings
    assert plan is not None
    assert set(plan.people) == {"kari", "leif", "no"}


@given(st.binary(max_size=200) | st.text(max_size=200))
def test_no_bytes_make_load_raise(text: str | bytes) -> None:
    """Whatever the bytes are, the answer is a plan or findings."""
    loaded = load(text, source="x")
    assert loaded.plan is not None or loaded.findings


WORDS = st.sampled_from(
    ["", "-", "- ", "{", "}", "[", "]", ":", ": ", "\n", "\n  ", "\t", "#", "'", '"', "|", ">", "&a ", "*a", "!", "?",
     "~", "null", "0", "-1", "9" * 7, "1e9", "nearest", "everybody", "kari", "\x00", "\ud800", "å", "\u2028", "%", "@"]
)  # fmt: skip


@settings(max_examples=150)
@given(st.lists(st.tuples(st.integers(0, len(SMALL)), st.integers(0, 12), WORDS), min_size=1, max_size=4))
def test_no_change_to_a_document_makes_load_raise(changes: list[tuple[int, int, str]]) -> None:
    """A plan with pieces cut out and others put in is a plan or has findings, each at a line of the text."""
    text = SMALL
    for start, length, word in changes:
        text = text[:start] + word + text[start + length :]
    loaded = load(text, source="x")
    assert loaded.plan is not None or loaded.findings
    assert all(finding.line >= 1 and finding.column >= 1 and finding.remedy for finding in loaded.findings)


@pytest.mark.parametrize("escape", ["\\0", "\\e", "\\x9f", "\\u202E", "\\uD800"])
def test_a_name_that_no_record_could_keep_is_an_error(escape: str) -> None:
    """However it is written: as an escape it would pass every look at the file, and break at the first press."""
    text = (EXAMPLES / "as.yaml").read_text().replace("Bo Lind", f'"Bo{escape} Lind"', 1)
    loaded = load(text, source="as.yaml")
    assert loaded.plan is None
    assert [finding.code for finding in loaded.findings] == ["D002"]
