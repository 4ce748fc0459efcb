"""A CAP receiver's settings: what does not fit is refused with its reason, and no secret is ever told."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from service.notify.cap.settings import CapSettings, SecretFileError

ROOT = Path(__file__).parents[2]
RIGHT = {"kind": "cap", "url": "https://cap.example.se/in", "sender": "larm@example.se"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "http://cap.example.se/in"},
        {"url": "https://me:secret@cap.example.se/in"},
        {"url": "file:///etc/passwd"},
        {"sender": "two words"},
        {"sender": "a,b"},
        {"scope": "Public"},
        {"scope": "Restricted"},
        {"username": "trygg"},
        {"password_file": "/run/secret"},
        {"username": "trygg", "password_file": "/run/a", "token_file": "/run/b"},
        {"lasts_hours": 0},
        {"max_seconds": 60},
        {"colour": "red"},
    ],
)
def test_what_does_not_fit_is_refused(wrong: dict[str, Any]) -> None:
    """Found when the file is read, and not when an alarm comes; no alarm of an office is ever public."""
    with pytest.raises(ValidationError):
        CapSettings.model_validate(RIGHT | wrong)


def test_secrets_come_from_files(tmp_path: Path) -> None:
    """Password, token and signing secret are read from files of one line each."""
    for name, text in {"password": "hemligt\n", "token": "t0ken", "secret": "s" * 32}.items():
        (tmp_path / name).write_text(text)
    own = CapSettings.model_validate(
        RIGHT | {"username": "trygg", "password_file": tmp_path / "password", "secret_file": tmp_path / "secret"}
    )
    assert own.login() == ("trygg", "hemligt")
    assert own.secret() == b"s" * 32
    assert CapSettings.model_validate(RIGHT | {"token_file": tmp_path / "token"}).token() == "t0ken"
    nothing = CapSettings.model_validate(RIGHT)
    assert (nothing.login(), nothing.token(), nothing.secret()) == (None, None, None)


@pytest.mark.parametrize("text", ["", "two words", "sÅcret", "short"])
def test_a_secret_that_is_none_is_refused_and_not_told(tmp_path: Path, text: str) -> None:
    """The message names the file, and never what stands in it."""
    (tmp_path / "secret").write_text(text)
    with pytest.raises(SecretFileError) as refused:
        CapSettings.model_validate(RIGHT | {"secret_file": tmp_path / "secret"}).secret()
    assert str(tmp_path / "secret") in str(refused.value)
    assert not text or text not in str(refused.value).removeprefix(str(tmp_path / "secret"))
    with pytest.raises(SecretFileError, match="cannot be read"):
        CapSettings.model_validate(RIGHT | {"token_file": tmp_path / "gone"}).token()


@pytest.mark.parametrize("page", ["service/notify/cap/NOTES.md", "docs/how-to/connect-an-alarm-receiving-centre.md"])
def test_what_the_pages_show_can_be_used(page: str) -> None:
    """Each example of settings in a page is one that is accepted."""
    shown = re.findall(
        r"^```toml\n(?:# routes\.toml\n)?(\[receivers\..*?)^```$", (ROOT / page).read_text(), re.MULTILINE | re.DOTALL
    )
    tables = [table for text in shown for table in tomllib.loads(text)["receivers"].values()]
    ours = [CapSettings.model_validate(table) for table in tables if table["kind"] == "cap"]
    assert ours
