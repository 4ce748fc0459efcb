"""What `trygg doctor` says of the ways out that plans name: whom nothing reaches, and what is only one of several."""

from pathlib import Path

from parts.offices import AS
from roles.document import load
from roles.plan import Plan
from service.cli.doctor.plan_ways import looks

ELKS = """public_url = "https://larm.example.se"
[elks]
username = "u"
password_file = "elks.secret"
number = "+46700000000"
"""


def plan(text: str | None = None) -> Plan:
    """Return the example office's plan."""
    loaded = load(text or AS.read_text(), source="as.yaml").plan
    assert loaded
    return loaded


def told(folder: Path, text: str | None, *plans: Plan) -> list[str]:
    """Return the lines beside a routes.toml."""
    path = folder / "routes.toml"
    if text is not None:
        path.write_text(text)
    return [str(look) for look in looks(path, plans)]


def test_whom_nothing_reaches_is_missing(tmp_path: Path) -> None:
    """By name, with the way that is not set up."""
    [line] = told(tmp_path, None, plan())
    unreached = "Kaféet i huset, Polisens kontaktperson, Väktarbolagets jour"
    assert line.startswith(f"MISSING  office as: nothing reaches {unreached},")
    assert "voice" in line


def test_whom_screens_reach_as_well_is_a_note(tmp_path: Path) -> None:
    """With telephones set up only the notifications lack, and nobody depends on them."""
    [line] = told(tmp_path, ELKS, plan())
    assert line.startswith("note     office as: its plan names push")


def test_calls_without_a_public_address_are_not_set_up(tmp_path: Path) -> None:
    """Nobody could press a key: the guard company is not rung."""
    [line] = told(tmp_path, ELKS.split("\n", 1)[1], plan())
    assert "nothing reaches Väktarbolagets jour" in line


def test_an_office_on_screens_only_and_a_file_that_cannot_be_used_have_no_lines(tmp_path: Path) -> None:
    """The one needs nothing; of the other another line says what is wrong."""
    text = AS.read_text().replace(", reached_by: [screen, push, sms]", "").replace(", reached_by: [screen, push]", "")
    for way in ("voice", "sms", "[voice, sms]"):
        text = text.replace(f", reached_by: {way}", "")
    assert told(tmp_path, None, plan(text)) == []
    assert told(tmp_path, "[elks]\npassword = 1\n", plan()) == []
