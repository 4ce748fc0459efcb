"""The page for the night: whatever it says can be done, and whatever Trygg says is wrong is on it."""

import re
import shlex

import pytest
import typer

from parts.pages import ROOT
from service.cli.commands import app
from service.dispatch.faults import MESSAGES

RUNBOOK = (ROOT / "deploy" / "RUNBOOK.md").read_text()
COMMANDS = sorted({line for line in re.findall(r"`(trygg [^`]+)`", RUNBOOK) if "…" not in line})


def test_every_fault_has_a_line() -> None:
    """Each fault is there once, with where to look and what to do; none that is gone is."""
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \|$", RUNBOOK.partition("## By fault")[2], re.MULTILINE)
    assert sorted(code for code, _, _ in rows) == sorted(MESSAGES)


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_exists(line: str) -> None:
    """A command of the page leads to a command of the command line, and has no option that it does not know."""
    command: object = typer.main.get_command(app)
    words = shlex.split(line)[1:]
    while words and getattr(command, "commands", None):
        found = getattr(command, "commands", {}).get(words.pop(0))
        assert found is not None, line
        command = found
    assert not getattr(command, "commands", None), f"{line} is a group of commands"
    parameters = getattr(command, "params", ())
    known = {option for parameter in parameters for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known, line
    asked = [one for one in parameters if one.param_type_name == "argument"]
    given = [word for word in words if not word.startswith("--")]
    assert len(given) >= sum(one.required for one in asked) or not given, line
    assert len(given) <= len(asked) or any(one.nargs == -1 for one in asked), line


def test_the_page_names_commands() -> None:
    """The list above is no empty one."""
    assert len(COMMANDS) > 10


def test_each_row_of_a_table_says_where_to_look_and_what_to_do() -> None:
    """No cell of the tables is empty."""
    for row in re.findall(r"^\|.*\|$", RUNBOOK, re.MULTILINE):
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        assert len(cells) == 3, row
        assert all(cells), row
