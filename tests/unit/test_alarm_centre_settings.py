"""A centre's settings: what does not fit is refused with its reason, and no key is ever told."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from service.notify.alarm_centre.settings import Dc09Settings, KeyFileError

ROOT = Path(__file__).parents[2]
RIGHT = {"kind": "dc09", "host": "larm.example.se", "port": 5056, "account": "1A2B"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"account": "12"},
        {"account": "12345678901234567"},
        {"account": "12G4"},
        {"host": ""},
        {"host": "larm.example.se/x"},
        {"port": 0},
        {"transport": "tls"},
        {"receiver": "1234567"},
        {"codes": {"emergency": "pa"}},
        {"zones": {"room": 1000}},
        {"max_seconds": 30},
        {"details": ["names"]},
        {"secondary": {"host": "larm2.example.se"}},
        {"colour": "red"},
    ],
)
def test_what_does_not_fit_is_refused(wrong: dict[str, Any]) -> None:
    """A setting that no centre can have is found when the file is read, and not when an alarm comes."""
    with pytest.raises(ValidationError):
        Dc09Settings.model_validate(RIGHT | wrong)


@pytest.mark.parametrize(
    ("form", "text", "length"),
    [
        ("hex", "00" * 16, 16),
        ("hex", " " + "Ab" * 24 + "\n", 24),
        ("hex", "ff" * 32, 32),
        ("text", "0123456789abcdef\n", 16),
    ],
)
def test_a_key_is_read_in_both_forms(tmp_path: Path, form: str, text: str, length: int) -> None:
    """Some centres give digits, some the very characters."""
    (tmp_path / "key").write_text(text)
    key = Dc09Settings.model_validate(RIGHT | {"key_file": tmp_path / "key", "key_form": form}).key()
    assert key is not None
    assert len(key) == length


@pytest.mark.parametrize("text", ["", "00" * 15, "zz" * 16, "0123456789abcdef", "sÅcret" * 4])
def test_a_key_that_cannot_be_one_is_refused_and_not_told(tmp_path: Path, text: str) -> None:
    """The message names the file and what a key looks like, and never what stands there."""
    (tmp_path / "key").write_text(text)
    with pytest.raises(KeyFileError) as refused:
        Dc09Settings.model_validate(RIGHT | {"key_file": tmp_path / "key"}).key()
    assert str(tmp_path / "key") in str(refused.value)
    assert not text or text not in str(refused.value)


def test_without_a_file_there_is_no_key_and_a_missing_file_is_said(tmp_path: Path) -> None:
    """A centre without a key is reported to in clear; one whose key is gone is not."""
    assert Dc09Settings.model_validate(RIGHT).key() is None
    with pytest.raises(KeyFileError, match="cannot be read"):
        Dc09Settings.model_validate(RIGHT | {"key_file": tmp_path / "gone"}).key()


@pytest.mark.parametrize(
    "page", ["service/notify/alarm_centre/NOTES.md", "docs/how-to/connect-an-alarm-receiving-centre.md"]
)
def test_what_the_pages_show_can_be_used(page: str) -> None:
    """Each example of settings in a page is one that is accepted."""
    shown = re.findall(
        r"^```toml\n(?:# routes\.toml\n)?(\[receivers\..*?)^```$", (ROOT / page).read_text(), re.MULTILINE | re.DOTALL
    )
    tables = [table for text in shown for table in tomllib.loads(text)["receivers"].values()]
    ours = [Dc09Settings.model_validate(table) for table in tables if table["kind"] == "dc09"]
    assert ours
