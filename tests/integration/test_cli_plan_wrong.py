"""`trygg plan check` on what people and others may send it: a clear finding each, never a traceback, never a hang."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from service.cli.commands import app

PLAN = """\
trygg: 1
office: vik
name: Vik
country: SE
languages: [sv]
time_zone: Europe/Stockholm
hours: {mon-sun: "00:00-24:00"}
expires: 2027-06-30
zones:
  hall: {kind: corridor}
  room: {kind: meeting_room}
walks: [[hall, room, 10]]
people:
  anna: {name: Anna, home: hall}
  bo: {name: Bo, home: hall}
  cia: {name: Cia, home: hall}
  dan: {name: Dan, home: hall}
rosters:
  night: {who: [anna, bo], hours: {mon-sun: "22:00-06:00"}}
roles:
  colleague: {title: K, duty: Gå., holders: {nearest: {within: 60}}, needed: 2, accept_within: 20}
  lead: {title: L, duty: Led., holders: [anna], deputies: [bo], not_with: [door]}
  door: {title: D, duty: Stå., holders: [cia], deputies: [dan]}
response:
  emergency:
    steps: [{call: [colleague, lead, door]}, {after: 20, unless: {accepted: 2}, call: [colleague]}]
    repeat: {every: 30, call: [everybody]}
    last_resort: "112"
"""
STANDARD = "standard: true\ntrygg: 1\n"
LARGE = 10 * 1024 * 1024


def _check(folder: Path, **files: bytes) -> tuple[int, list[str]]:
    """Check the office's file beside others; return the exit code and what was printed."""
    for name, content in files.items():
        (folder / f"{name.replace('_', '.')}.yaml").write_bytes(content)
    result = CliRunner().invoke(app, ["plan", "check", str(folder / "vik.yaml")])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    return result.exit_code, [line.removeprefix(f"{folder}/") for line in result.output.splitlines()]


def test_the_plan_itself_is_good(tmp_path: Path) -> None:
    """The plan that the others here are made from can be used; its shift crosses midnight every night of the year."""
    code, lines = _check(tmp_path, vik=PLAN.encode())
    assert (code, lines[-1]) == (0, "vik.yaml: Vik: the plan can be used")
    assert not any("error" in line for line in lines)


@pytest.mark.parametrize("hours", ["02:15-02:45", "22:00-02:30", "02:30-22:00", "00:00-00:00", "23:59-00:01"])
def test_a_shift_at_midnight_or_when_the_clock_jumps_is_no_mistake(tmp_path: Path, hours: str) -> None:
    """A shift that begins or ends in an hour that some night does not have, or has twice, is a plan like others."""
    code, lines = _check(tmp_path, vik=PLAN.replace("22:00-06:00", hours).encode())
    assert (code, lines[-1]) == (0, "vik.yaml: Vik: the plan can be used")


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("walks: [[hall, room, 10]]", "walks: []", "warning R030: Nobody knows the way to the zone “room”."),
        ("  bo: {", "  anna: {", "error D006: The key “anna” stands here a second time."),
        ("name: Bo", "name: anna", "warning R020: “anna” is the name of “anna” too."),
        ("deputies: [bo]", "deputies: [anna]", "error R008: “anna” is named twice"),
        ("not_with: [door]", "not_with: [lead]", "error R043: The role “lead” excludes itself."),
        ("[hall, room, 10]", "[hall, room, -10]", "error R029: This walk takes -10 seconds."),
        ("within: 60", "within: -60", "error R019: Nobody is within -60 seconds."),
        ("accept_within: 20", "accept_within: -20", "error R019: accept_within is -20 seconds."),
        ("after: 20", "after: -20 s", "error R025: Step 2 comes -20 seconds after the one before."),
        ("every: 30", "every: -1 min", "error R024: It repeats every -60 seconds."),
        ("accepted: 2", "accepted: -2", "error R026: This condition asks for nobody."),
        ("needed: 2", "needed: -2", "error R014: The role “colleague” needs -2 people."),
        ("kind: meeting_room", "kind: safe_zone, room_for: -3", "warning R052: “room” has room for nobody."),
        ('"22:00-06:00"', '"22:00-25:00"', "error D009: “22:00-25:00” is no period of a day."),
        ("office: vik", "office: &a vik", "error D004: Anchors (&) and aliases (*) are not read in a plan."),
        ("office: vik", "office: !!python/object vik", "error D004: Tags (!) are not read in a plan."),
        ("office: vik", "\toffice: vik", "error D003: This is not YAML"),
    ],
)
def test_what_people_write_wrong(tmp_path: Path, old: str, new: str, finding: str) -> None:
    """Each is found, with file, line and column, and an error ends with 1."""
    assert old in PLAN
    code, lines = _check(tmp_path, vik=PLAN.replace(old, new, 1).encode())
    (found,) = [line for line in lines if finding in line]
    file, line, column, _ = found.split(":", 3)
    assert (file, int(line) > 0, int(column) > 0) == ("vik.yaml", True, True)
    assert code == (1 if " error " in found else 0)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"x" * LARGE, "D001"),
        (b"a: [" * (LARGE // 4), "D001"),
        (PLAN.encode("utf-16"), "D002"),
        (PLAN.replace("Anna", "Åsa").encode("latin-1"), "D002"),
        (bytes(range(256)), "D002"),
        (b"\x00" * 1000, "D002"),
        (b"", "D008"),
        (b"- a\n- b\n", "D009"),
        (b"a: &a [x]\n" + b"".join(b"b%d: &b%d [*a, *a]\n" % (n, n) for n in range(40)), "D004"),
        (b"[" * 9000, "D005"),
        (b"- a\n" * 30_000, "D005"),
        (PLAN.encode() + b"---\n" + PLAN.encode(), "D003"),
    ],
    ids=["10 MB", "10 MB of brackets", "UTF-16", "Latin-1", "bytes", "zeros", "nothing", "a list", "bomb", "deep",
         "many", "two"],
)  # fmt: skip
def test_what_is_no_plan(tmp_path: Path, content: bytes, code: str) -> None:
    """Too large, in another encoding, or made to fill memory: a finding with its place, and the command ends with 1."""
    exit_code, lines = _check(tmp_path, vik=content)
    assert exit_code == 1
    assert any(f" error {code}: " in line for line in lines), lines[:5]
    assert all(len(line) < 400 for line in lines)


def test_standards_in_a_circle(tmp_path: Path) -> None:
    """Standards that build on each other in a circle, or on themselves, are told at the office that stands on them."""
    office = b"standard: one\n" + PLAN.encode()
    code, lines = _check(
        tmp_path,
        vik=office,
        one_standard=f"{STANDARD}builds_on: two\n".encode(),
        two_standard=f"{STANDARD}builds_on: one\n".encode(),
    )
    assert code == 1
    assert any("error S003" in line for line in lines)
    code, lines = _check(tmp_path, vik=office, one_standard=f"{STANDARD}builds_on: one\n".encode())
    assert code == 1
    assert any("error S003" in line for line in lines)


def test_a_plan_to_begin_from(tmp_path: Path) -> None:
    """Every template that is listed prints a plan that can be used today, in the languages asked for; others do not.

    None has an address: one that is invented would be read out to 112 some day, so the check reminds of it.
    """
    run = CliRunner()
    names = [line.partition(":")[0] for line in run.invoke(app, ["plan", "template"]).output.splitlines()]
    assert names == ["small-office", "two-floors", "service-centre"]
    for name in names:
        text = run.invoke(app, ["plan", "template", name, "--language", "nb", "--language", "en"]).output
        assert "languages: [nb, en]\n" in text
        *reminders, verdict = _check(tmp_path, vik=text.encode())[1]
        assert verdict == f"vik.yaml: {_name(text)}: the plan can be used"
        assert all("warning R080" in line for line in reminders)
    assert run.invoke(app, ["plan", "template", "nothing"]).exit_code == 2


def _name(text: str) -> str:
    return next(line for line in text.splitlines() if line.startswith("name: ")).removeprefix("name: ")


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
@pytest.mark.parametrize("command", ["coverage", "simulate", "roster"])
def test_a_day_at_the_end_of_the_calendar(tmp_path: Path, command: str, day: str) -> None:
    """Weeks cannot be added to the year 9999 nor zones to the year 1: which days can be named is said."""
    file = tmp_path / "vik.yaml"
    file.write_text(PLAN, encoding="utf-8")
    asked = ["roster", "export", str(file), "night"] if command == "roster" else [command, str(file)]
    done = CliRunner().invoke(app, ["plan", *asked, "--from", day])
    assert done.exit_code == 2
    assert "name a day between 1970 and 2200" in done.output
