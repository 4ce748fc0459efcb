"""Rosters from and to calendars as an operator meets them: nothing is lost, and nothing half-read is written."""

from pathlib import Path

import pytest

from parts.offices import ROOT
from parts.service import trygg

pytestmark = pytest.mark.timeout(240)  # each command is a process of its own, on a machine that may be busy

BROKEN = """\
BEGIN:VCALENDAR
BEGIN:VEVENT
DTSTART:20261201T080000
DTEND:20261201T160000
RRULE:FREQ=SECONDLY
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A plan with rosters."""
    file = tmp_path / "strand.yaml"
    file.write_bytes((ROOT / "roles" / "examples" / "shifts.yaml").read_bytes())
    return file


def test_what_is_exported_can_be_brought_in_again(plan: Path, tmp_path: Path) -> None:
    """The same roster from its own calendar changes no byte; a new one gets the shifts day by day."""
    before = plan.read_bytes()
    made = trygg("plan", "roster", "export", str(plan), "guard", "--from", "2026-11-23")
    assert made.returncode == 0
    calendar = tmp_path / "guard.ics"
    calendar.write_text(made.stdout)
    start = ["--from", "2026-11-23"]
    again = trygg("plan", "roster", "import", str(plan), "guard", str(calendar), *start)
    assert (again.returncode, plan.read_bytes()) == (0, before), again.stdout
    new = ["plan", "roster", "import", str(plan), "evening", str(calendar), *start]
    assert trygg(*new).returncode == 2  # nobody is named for it
    tried = trygg(*new, "--who", "agnes", "--dry-run")
    assert (tried.returncode, plan.read_bytes()) == (0, before), tried.stdout
    assert trygg(*new, "--who", "agnes").returncode == 0
    assert '  evening:\n    who: [agnes]\n    days:\n      2026-11-23: "12:00-18:00"\n' in plan.read_text()


def test_a_broken_calendar_changes_nothing(plan: Path, tmp_path: Path) -> None:
    """The line and what to do, in Swedish for whoever asks so; the plan stays as it is."""
    before = plan.read_bytes()
    calendar = tmp_path / "broken.ics"
    calendar.write_text(BROKEN)
    done = trygg("plan", "roster", "import", str(plan), "guard", str(calendar), "--lang", "sv")
    assert done.returncode == 1
    assert "broken.ics:5:1:" in done.stdout
    assert "I005" in done.stdout
    assert "Ett pass upprepas per dag" in done.stdout
    assert plan.read_bytes() == before
    unknown = trygg("plan", "roster", "export", str(plan), "nobody")
    assert unknown.returncode == 2
