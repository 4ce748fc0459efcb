"""Commands that ask the running service, run in this process: drills, closing an office, the muster."""

from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from parts.offices import lay_out
from parts.process import wait_until
from parts.service import Service
from service.cli.commands import app
from service.clock import SystemClock

DONE, WRONG, MISUSED = 0, 1, 2
pytestmark = pytest.mark.timeout(120)


def test_an_operator_drills_closes_and_counts(tmp_path: Path) -> None:
    """Drills begin once somebody has looked, and are stopped; an office closes and opens; who is missing is told."""
    with Service(tmp_path / "node", lay_out(tmp_path / "plans"), "mqtt://127.0.0.1:9").begun() as service:
        service.wait_alive()

        def trygg(*said: str) -> Result:
            return CliRunner().invoke(app, [*said, "--url", f"http://127.0.0.1:{service.port}"])

        library = trygg("drill", "plan", "as")
        assert library.exit_code == DONE, library.output
        scenario = library.stdout.split()[0]
        tomorrow = SystemClock().now() + timedelta(days=1)
        days = ((tomorrow + timedelta(days=ahead)).date() for ahead in range(14))  # on one of them it is open
        tries = (trygg("drill", "plan", "as", scenario, "--micro", "--at", f"{day}T10:00") for day in days)
        planned = next((one for one in tries if one.exit_code == DONE), library)
        assert planned.exit_code == DONE, planned.output
        drill = planned.stdout.split()[0]
        assert planned.stdout.split()[1] == "planned"
        refused = trygg("drill", "start", "as", drill)
        assert (refused.exit_code, refused.stderr[:6]) == (WRONG, "trygg:")
        listed = trygg("drill", "list", "as")
        assert listed.stdout.startswith(f"{drill}  planned  ")
        assert "A whole drill is due" in listed.stdout
        assert trygg("drill", "stop", "as", drill).stdout.split()[1] == "called_off"

        assert trygg("closing", "reopen", "as", "--by", "gunilla").exit_code == WRONG
        begun = trygg("closing", "expect", "as", "--by", "gunilla", "--words", "Come in by the yard.")
        assert begun.exit_code == DONE, begun.output
        closed = trygg("closing", "close", "as", "--by", "gunilla")
        assert closed.stdout == begun.stdout, "it is the same closing, one stage on"
        assert wait_until(lambda: bool(service.get("/offices/as/board")["alarms"]))
        opened = trygg("closing", "reopen", "as", "--by", "gunilla")
        assert (opened.exit_code, opened.stdout[:16]) == (DONE, "as is open again"), opened.output

        assert trygg("muster", "show", "as").stdout == "Nobody is being counted in as.\n"
        headers = {"Idempotency-Key": "1"}
        alarm = service.http.post("/api/v1/offices/as/alarms", json={"person": "bo"}, headers=headers).json()["alarm"]
        assert service.say(alarm, "muster", person="gunilla").status_code == 200
        assert wait_until(lambda: "nobody knows: " in trygg("muster", "show", "as").stdout)
        shown = trygg("muster", "show", "as")
        assert (shown.exit_code, alarm in shown.stdout) == (WRONG, True), shown.output
        assert "Anna Berg" in shown.stdout
        empty = tmp_path / "token"
        empty.write_text("")
        assert trygg("muster", "show", "as", "--token-file", str(empty)).exit_code == MISUSED
