"""`trygg user` and `trygg token`, on a data folder with and without a running service."""

import re
import subprocess
from pathlib import Path

import pytest

from parts.offices import lay_out
from parts.service import Service, environment, trygg

pytestmark = pytest.mark.timeout(180)
PASSWORD = "en lång mening om regn\n".encode()


def _trygg(folder: Path, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[str]:
    settings = environment(TRYGG_DATA_DIR=str(folder / "data"), TRYGG_PLANS_DIR=str(folder))
    return trygg(*arguments, given=given, settings=settings)


def test_a_token_is_printed_alone_and_once(tmp_path: Path) -> None:
    """Its output can be piped into a file; nothing that is kept lets anybody in."""
    made = _trygg(tmp_path, "token", "create", "wall display", "--role", "responder", "--office", "as")
    assert made.returncode == 0, made.stderr
    assert re.fullmatch(r"trygg_[a-z2-7]+_[a-z2-7]{52}\n", made.stdout)
    listed = _trygg(tmp_path, "token", "list").stdout
    assert "wall display  responder  as" in listed
    assert made.stdout.strip().rpartition("_")[2] not in listed
    assert made.stdout.strip().encode() not in (tmp_path / "data" / "trygg.db").read_bytes()


def test_a_token_that_is_revoked_is_listed_no_longer(tmp_path: Path) -> None:
    """Revoking a second time, or a token that never was, is told."""
    made = _trygg(tmp_path, "token", "create", "x", "--role", "operator").stdout
    id_ = made.split("_")[1]
    assert _trygg(tmp_path, "token", "revoke", id_).returncode == 0
    assert _trygg(tmp_path, "token", "list").stdout == ""
    assert _trygg(tmp_path, "token", "revoke", id_).returncode == 2


def test_wrong_words_are_told_with_those_that_exist(tmp_path: Path) -> None:
    """A role nobody knows names the roles; nothing is kept."""
    wrong = _trygg(tmp_path, "token", "create", "x", "--role", "emperor")
    assert wrong.returncode == 2
    assert "safety_representative" in wrong.stderr
    assert "Traceback" not in wrong.stderr


def test_an_account_from_its_first_day_to_its_last(tmp_path: Path) -> None:
    """Added, listed, given other roles, ended; a login name is one person's."""
    added = _trygg(tmp_path, "user", "add", "eva", "Eva Lundin", "--role", "lead@as", given=PASSWORD)
    assert added.returncode == 0, added.stderr
    again = _trygg(tmp_path, "user", "add", "EVA", "Another Eva", "--role", "lead@as", given=PASSWORD)
    assert again.returncode == 1
    assert "belongs to another account" in again.stderr
    assert _trygg(tmp_path, "user", "grant", "eva", "--role", "presser@as").returncode == 0
    assert _trygg(tmp_path, "user", "list").stdout == "eva  Eva Lundin  presser@as\n"
    assert _trygg(tmp_path, "user", "end", "eva").returncode == 0
    assert _trygg(tmp_path, "user", "list").stdout == "eva  Eva Lundin  ended\n"
    assert _trygg(tmp_path, "user", "end", "nobody").returncode == 1


def test_a_short_password_is_refused(tmp_path: Path) -> None:
    """It says how long one has to be."""
    refused = _trygg(tmp_path, "user", "add", "eva", "Eva", "--role", "lead", given=b"short\n")
    assert refused.returncode == 1
    assert "12 to 256 characters" in refused.stderr


def test_a_token_can_be_made_while_the_service_runs(tmp_path: Path) -> None:
    """The lock that keeps a second node out does not keep its operator out."""
    with Service(tmp_path / "node", lay_out(tmp_path / "plans"), None) as service:
        made = service.trygg("token", "create", "x", "--role", "responder")
        assert made.returncode == 0, made.stderr
        assert service.trygg("token", "list").stdout.startswith(made.stdout.split("_")[1])
        assert service.get("/offices")


def test_an_office_that_is_none_is_said(tmp_path: Path) -> None:
    """A slip of the pen is no error, for an office may come later; a word that no office can have is one."""
    house = tmp_path / "house"
    lay_out(house)
    for command in (
        ("token", "create", "x", "--role", "responder", "--office", "nowhere"),
        ("user", "add", "eva", "Eva", "--role", "lead@nowhere", "--without-password"),
        ("user", "grant", "eva", "--role", "lead@nowhere"),
    ):
        done = _trygg(house, *command)
        assert done.returncode == 0, done.stderr
        assert "no office is called 'nowhere' yet (there are as" in done.stderr
        right = _trygg(house, *(word.replace("nowhere", "as") for word in command))
        assert "no office" not in right.stderr
        wrong = _trygg(house, *(word.replace("nowhere", "No Where") for word in command))
        assert (wrong.returncode, "is no office's name" in wrong.stderr) == (2, True)
