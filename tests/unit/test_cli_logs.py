"""The second line of defence: what looks like a secret is veiled where a log is written; and settings are told bare."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import typer
from pydantic import SecretStr

from service.access import secret
from service.cli.logs import configure, veiled
from service.cli.options import settings_from
from service.ingest.address import AddressError, read_address
from service.settings import Settings, environment_of_children
from service.store.address import address_of
from service.store.port import StoreError

HIDDEN = "rainy-day-secret"


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("postgresql+psycopg://trygg:rainy-day-secret@db.test/trygg", "postgresql+psycopg://trygg:…@db.test/trygg"),
        ("at mqtt://:rainy-day-secret@h:1883, and http://h/x", "at mqtt://:…@h:1883, and http://h/x"),
        ("mqtts://a:rainy@day@h", "mqtts://a:…@h"),
        ("Authorization: Bearer rainy-day-secret", "Authorization: Bearer …"),
        ("http://127.0.0.1:8080/x and me@office.test", "http://127.0.0.1:8080/x and me@office.test"),
        ("trygg_session, trygg_lang", "trygg_session, trygg_lang"),
    ],
)
def test_what_looks_like_a_secret_is_veiled(said: str, kept: str) -> None:
    """And nothing else: a log has to stay readable."""
    assert veiled(said) == kept


def test_our_own_secrets_are_veiled_and_can_be_told_apart() -> None:
    """The id stays, which lists show as well."""
    made = secret.make()
    assert veiled(f"?token={made.text}&x=1") == f"?token=trygg_{made.id}_…&x=1"


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@contextmanager
def _logging(stream: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    monkeypatch.setattr("sys.stderr", stream)
    try:
        configure("debug")
        yield
    finally:
        root.handlers[:], root.level = before, level


@pytest.mark.parametrize("stream", [io.StringIO(), _Terminal()], ids=["lines", "terminal"])
def test_a_crash_tells_where_and_not_what(stream: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    """A traceback has no variables in it, and what its message repeats is veiled."""
    made, typed = secret.make(), f"typed {HIDDEN} typed"

    def crash(typed: str) -> None:
        del typed
        raise RuntimeError(f"no connection to mqtt://trygg:{HIDDEN}@h with {made.text}")

    with _logging(stream, monkeypatch):
        try:
            crash(typed)
        except RuntimeError:
            logging.getLogger("service.x").exception("it failed for %s", made.text)
        logging.getLogger("service.x").debug("detail")
        logging.getLogger("websockets.server").debug("header: %s", "of a library")
    said = stream.getvalue()
    assert "RuntimeError" in said
    assert "detail" in said
    assert "of a library" not in said
    for hidden in (HIDDEN, made.text.rpartition("_")[2], typed):
        assert hidden not in said


@pytest.mark.parametrize(
    "name",
    ["HTTP_NAMES", "HTTP_PORT", "NODE", "CATCH_ALL_OFFICE", "LOG_LEVEL"],
)
def test_a_wrong_setting_is_told_without_its_value(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Somebody may have put the password into the line above."""
    monkeypatch.setenv(f"TRYGG_{name}", f"postgresql://trygg:{HIDDEN}@h/x")
    with pytest.raises(typer.Exit):
        settings_from(None)
    said = capsys.readouterr().err
    assert name.lower() in said.lower()
    assert HIDDEN not in said
    assert "Traceback" not in said


@pytest.mark.parametrize("line", ['mqtt_url = ["{}"]', 'mqtt_pasword = "{}"', "{} = = 1", "database_url = {}"])
def test_a_wrong_settings_file_is_told_without_its_values(
    line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A misspelt key, a wrong kind and a file that is no TOML."""
    file = tmp_path / "trygg.toml"
    file.write_text(line.format(HIDDEN))
    with pytest.raises(typer.Exit):
        settings_from(file)
    assert HIDDEN not in capsys.readouterr().err


@pytest.mark.parametrize("rest", ["h:1x/y", "h:99999/y", "[h/y", "h/y?ca=z", "h:0", ""])
def test_a_wrong_url_is_told_without_its_password(rest: str) -> None:
    """Whatever is wrong with it, of broker and database."""
    for scheme, read in (("mqtt", read_address), ("postgresql", address_of), ("nonsense", read_address)):
        try:
            shown = repr(read(f"{scheme}://trygg:{HIDDEN}@{rest}"))
        except (AddressError, StoreError) as wrong:
            shown = f"{wrong!r} {wrong.__context__ if not wrong.__suppress_context__ else ''}"
        assert HIDDEN not in shown


def test_settings_show_no_secret() -> None:
    """Neither in an error nor in a log nor as JSON."""
    url = SecretStr(f"mqtt://trygg:{HIDDEN}@h")
    settings = Settings(mqtt_url=url, database_url=url)
    for shown in (repr(settings), str(settings), settings.model_dump_json(), f"{settings.mqtt_url}"):
        assert HIDDEN not in shown


def test_children_are_told_no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a child does not need it does not get."""
    monkeypatch.setenv("TRYGG_DATABASE_URL", HIDDEN)
    monkeypatch.setenv("PGPASSWORD", HIDDEN)
    assert HIDDEN not in environment_of_children().values()
    assert "PATH" in environment_of_children()
