"""`trygg erase` and `trygg user data`, on the very data that a node has left."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from parts.known import known
from parts.offices import PEOPLE
from service.cli.commands import app
from service.store.access_port import EVERYWHERE

pytestmark = pytest.mark.timeout(180)


def trygg(folder: Path, *arguments: str) -> Result:
    """Run a command on a data folder."""
    return CliRunner().invoke(app, list(arguments), env={"TRYGG_DATA_DIR": str(folder)})


async def left_behind(folder: Path) -> str:
    """Have an alarm that is over, and an open one; return the open one."""
    async with known(folder) as node:
        await node.over()
        return await node.pressed("ida", key="k-2")


@pytest.fixture
async def opened(tmp_path: Path) -> str:
    """The open alarm that a node has left behind."""
    return await left_behind(tmp_path)


def test_what_names_a_person_is_erased_when_it_is_said_twice(tmp_path: Path, opened: str) -> None:
    """First it only says what would be; then it erases, leaves what is open, verifies, and finds nothing more."""
    asked = trygg(tmp_path, "erase", "--person", "as/bo")
    assert asked.exit_code == 0, asked.output
    assert "Nothing was erased yet" in asked.output
    before = trygg(tmp_path, "timeline", "export", "as").output
    assert "Bo Lind" in before
    done = trygg(tmp_path, "erase", "--person", "as/bo", "--yes")
    assert done.exit_code == 0, done.output
    after = trygg(tmp_path, "timeline", "export", "as").output
    lines = [json.loads(line) for line in after.splitlines()]
    named = [one for one in lines if "Bo Lind" in str(one)]
    assert {one["alarm"] for one in named} <= {opened, None}
    assert {one["event"] for one in named if one["alarm"] is None} == {"ReportDrafted"}, "a draft is not over"
    assert "holds" in trygg(tmp_path, "timeline", "verify", "as").output
    assert [one["facts"]["why"] for one in lines if one["event"] == "PersonalErased"] == ["request"]
    again = trygg(tmp_path, "erase", "--person", "as/bo", "--yes")
    assert "erased in 0 entries" in again.output


def test_who_is_in_a_plan_has_not_left(tmp_path: Path, opened: str) -> None:
    """Her key is not forgotten while a plan, its draft, a file or a calendar names her: it says where and stops."""
    assert opened
    (tmp_path / "plans").rename(tmp_path / "aside")
    env = {"TRYGG_DATA_DIR": str(tmp_path), "TRYGG_PLANS_DIR": str(tmp_path / "plans")}
    refused = CliRunner().invoke(app, ["erase", "--person", "as/bo", "--has-left", "--yes"], env=env)
    assert refused.exit_code == 1
    assert "bo has not left: she is still named in\n  the plan that holds now: people\n" in refused.output
    (tmp_path / "aside").rename(tmp_path / "plans")
    refused = CliRunner().invoke(app, ["erase", "--person", "as/bo", "--has-left", "--yes"], env=env)
    assert "  as.yaml: people\n" in refused.output
    (tmp_path / "plans" / "rosters").mkdir()
    (tmp_path / "plans" / "rosters" / "guards.ics").write_text("BEGIN:VEVENT\nSUMMARY:Jour - Bo Lind\nEND:VEVENT\n")
    refused = CliRunner().invoke(app, ["erase", "--person", "as/bo", "--has-left", "--yes"], env=env)
    assert "  rosters/guards.ics: it names Bo Lind\n" in refused.output
    assert "Bo Lind" in trygg(tmp_path, "timeline", "export", "as").output, "nothing was erased"


def test_nobody_is_erased_by_mistake(tmp_path: Path, opened: str) -> None:
    """A person who is not known, an account that goes on, nothing or both named."""
    assert opened
    assert trygg(tmp_path, "erase", "--person", "as/nobody-here", "--yes").exit_code == 1
    assert trygg(tmp_path, "erase", "--person", "as", "--yes").exit_code == 2
    assert trygg(tmp_path, "erase", "--yes").exit_code == 2
    assert trygg(tmp_path, "erase", "--person", "as/bo", "--account", "bo").exit_code == 2
    assert trygg(tmp_path, "erase", "--account", "bo", "--yes").exit_code == 1


def test_an_account_that_has_ended_loses_its_name(tmp_path: Path, opened: str) -> None:
    """Ended, asked, erased; the list shows an id, and the record of access says that a name was erased, not which."""
    assert opened
    assert trygg(tmp_path, "user", "end", "bo").exit_code == 0
    assert "Say --yes" in trygg(tmp_path, "erase", "--account", "bo").output
    assert "bo  Bo" in trygg(tmp_path, "user", "list").output
    assert trygg(tmp_path, "erase", "--account", "bo", "--yes").exit_code == 0
    assert "bo  Bo" not in trygg(tmp_path, "user", "list").output
    record = trygg(tmp_path, "timeline", "export", EVERYWHERE).output
    assert '"event":"DataErased"' in record


def test_what_is_stored_about_her_is_printed(tmp_path: Path, opened: str) -> None:
    """As JSON, with nobody else's name in it, and a line in the record of access."""
    assert opened
    done = trygg(tmp_path, "user", "data", "bo")
    assert done.exit_code == 0, done.output
    data = json.loads(done.output)
    assert data["account"]["login"] == "bo"
    (plan,) = data["plans"]
    assert (plan["office"], plan["person"]["name"], "people" in plan["named_in"]) == ("as", "Bo Lind", True)
    assert "Gunilla Nyström" not in done.output
    assert '"event":"PersonTakenOut"' in trygg(tmp_path, "timeline", "export", EVERYWHERE).output


def test_who_never_had_an_account_is_told_too(tmp_path: Path, opened: str) -> None:
    """By her place in the plan: entries, looks and how she is reached; who has an account is told all of that."""
    assert opened
    done = trygg(tmp_path, "user", "data", "--person", "as/elin")
    assert done.exit_code == 0, done.output
    data = json.loads(done.output)
    (person,), (plan,) = data["persons"], data["plans"]
    assert (data["account"], person["in_plan"], plan["person"]["name"]) == (None, "elin", "Elin Dahl")
    assert data["entries"]
    assert all(person["key"] in str(one) or one["by"] == "you" for one in data["entries"])
    assert [name for name in PEOPLE - {"Elin Dahl"} if name in done.output] == []
    again = trygg(tmp_path, "user", "data", "--person", f"as/{person['key']}")
    assert json.loads(again.output)["entries"] == data["entries"]
    assert json.loads(trygg(tmp_path, "user", "data", "--person", "as/bo").output)["account"]["login"] == "bo"
    record = trygg(tmp_path, "timeline", "export", EVERYWHERE).output
    assert f'"person":"{person["key"]}"' in record
    assert trygg(tmp_path, "user", "data", "--person", "as/nobody-here").exit_code == 1
    assert [trygg(tmp_path, "user", "data", *words).exit_code for words in ((), ("bo", "--person", "as/bo"))] == [2, 2]


@pytest.fixture
async def knows_pia(tmp_path: Path) -> str:
    """The key of somebody whom a plan calls by a word that looks like the beginning of a key."""
    async with known(tmp_path) as node:
        return (await node.inside.node.store.identify("as", ["p-ia"]))["p-ia"]


def test_whom_a_plan_calls_as_keys_begin_is_found_and_made_up_keys_are_not(tmp_path: Path, knows_pia: str) -> None:
    """Else it would be told that nothing is stored of somebody, or that all of hers was erased, of whom much is."""
    done = trygg(tmp_path, "user", "data", "--person", "as/p-ia")
    assert [one["key"] for one in json.loads(done.output)["persons"]] == [knows_pia]
    for words in (("user", "data", "--person"), ("erase", "--yes", "--person")):
        assert trygg(tmp_path, *words, "as/p-iia").exit_code == 1
        assert trygg(tmp_path, *words, f"as/{knows_pia}").exit_code == 0
