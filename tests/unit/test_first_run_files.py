"""The settings file that the first run writes, and how it writes files at all."""

import os
import tomllib
from pathlib import Path

import pytest

from service.cli.first_run.folder import FolderError, alone_in, make_folder, open_to_others, write_new
from service.cli.first_run.settings_file import UNSET, said_of_settings, settings_text, toml_value
from service.settings import Settings, load


def test_every_setting_is_told_with_what_holds_when_it_is_not_set() -> None:
    """Nothing is left out and nothing invented; without its marks the file says what the defaults say."""
    text = settings_text({})
    assert tomllib.loads(text) == {}
    told = tomllib.loads("\n".join(line[1:] for line in text.splitlines() if line.startswith("#") and " = " in line))
    assert told.keys() == Settings.model_fields.keys()
    for name, field in Settings.model_fields.items():
        default = field.get_default(call_default_factory=True)
        assert told[name] == (UNSET if default is None else str(default) if isinstance(default, Path) else default)


def test_every_setting_is_explained() -> None:
    """What stands below a field in the code stands above it in the file."""
    flat = " ".join(settings_text({}).replace("# ", "").split())
    assert said_of_settings().keys() == Settings.model_fields.keys()
    for said in said_of_settings().values():
        assert said in flat


def test_what_was_chosen_is_read_again(tmp_path: Path) -> None:
    """Folders with blanks, quotes and letters of ours come back as they were; so do lists and numbers."""
    chosen = {
        "data_dir": tmp_path / 'a "folder" på \\ väg',
        "http_names": ["trygg.example.se", "127.0.0.1"],
        "http_port": 8443,
        "proxy": "::1",
    }
    file = tmp_path / "trygg.toml"
    file.write_text(settings_text(chosen), encoding="utf-8")
    read = load(file)
    assert {name: getattr(read, name) for name in chosen} == chosen


def test_a_setting_that_does_not_exist_is_not_written() -> None:
    """A misspelt name would be refused at the start, so it is refused here."""
    with pytest.raises(KeyError, match="http_prot"):
        settings_text({"http_prot": 1})


@pytest.mark.parametrize("value", ["\x7f", "a\nb", "\u202e", "å", 'x"y\\z', "\x00", True, 7, ["a", "b"]])
def test_whatever_a_value_holds_it_is_toml(value: object) -> None:
    """A value is written so that TOML reads the same."""
    assert tomllib.loads(f"x = {toml_value(value)}")["x"] == value


def test_a_file_is_its_owners_alone_and_is_never_replaced(tmp_path: Path) -> None:
    """Whatever the umask says; the second writer learns that somebody was before."""
    before = os.umask(0)
    try:
        assert make_folder(tmp_path / "new" / "deep")
        assert write_new(tmp_path / "new" / "deep" / "file", "first")
    finally:
        os.umask(before)
    assert not make_folder(tmp_path / "new" / "deep")
    assert not write_new(tmp_path / "new" / "deep" / "file", "second")
    assert (tmp_path / "new" / "deep" / "file").read_text() == "first"
    assert not open_to_others(tmp_path / "new" / "deep")
    assert not open_to_others(tmp_path / "new" / "deep" / "file")


def test_what_a_killed_run_left_half_written_is_no_hindrance(tmp_path: Path) -> None:
    """The half is thrown away, the whole is written, and nothing is left over."""
    (tmp_path / ".trygg.toml.half").write_text("http_po")
    assert write_new(tmp_path / "trygg.toml", "http_port = 1\n")
    assert [path.name for path in tmp_path.iterdir()] == ["trygg.toml"]


def test_two_at_once_do_not_meet(tmp_path: Path) -> None:
    """The second is told to wait; when the first has ended it may go on."""
    with alone_in(tmp_path), pytest.raises(FolderError, match="another trygg init"), alone_in(tmp_path):
        pass
    with alone_in(tmp_path):
        pass


def test_a_place_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    """A file where the folder should be, and a folder that is not there, are told in a sentence."""
    (tmp_path / "taken").write_text("")
    with pytest.raises(FolderError, match="is no folder"):
        make_folder(tmp_path / "taken")
    with pytest.raises(FolderError, match="cannot be made"):
        make_folder(tmp_path / "taken" / "below")
    with pytest.raises(FolderError, match="cannot be written"):
        write_new(tmp_path / "nowhere" / "file", "")
