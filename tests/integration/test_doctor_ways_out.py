"""What `trygg doctor` says of the ways out, and how an operator learns where texts are brought."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from typer.testing import CliRunner

from parts.elks import PASSWORD, USERNAME, FakeElks
from service.cli.commands import app
from service.cli.doctor import ways_out
from service.notify.links import Links
from service.settings import Settings
from service.wiring.links_key import links_key


@pytest_asyncio.fixture(scope="module")
async def provider() -> AsyncIterator[FakeElks]:
    """One provider for the whole file."""
    async with FakeElks() as made:
        yield made


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A service that is reached as larm.example.se."""
    return Settings(data_dir=tmp_path, http_names=["larm.example.se"])


def _write(settings: Settings, provider: FakeElks, more: str = "", *, top: str | None = None) -> None:
    password = settings.data_dir / "password"
    password.write_text(PASSWORD)
    password.chmod(0o600)
    top = 'public_url = "https://larm.example.se"\n' if top is None else top
    table = f'[elks]\nusername = "{USERNAME}"\npassword_file = "password"\nurl = "{provider.url}"\n'
    settings.routes_path.write_text(f"{top}{table}{more}")


async def _looked(settings: Settings) -> list[str]:
    return [str(look) for look in await ways_out.looks(settings)]


async def test_all_is_well(settings: Settings, provider: FakeElks) -> None:
    """Every line says so, and nothing was sent to anybody."""
    assert [line[:4] for line in await _looked(settings)] == ["note"]
    _write(settings, provider, 'number = "+46766861004"\n')
    before = len(provider.asked)
    assert {line.split()[0] for line in await _looked(settings)} == {"ok"}
    assert [one.what for one in provider.asked[before:]] == ["me"]


@pytest.mark.parametrize(
    ("top", "more", "says"),
    [
        ("", "", "no public_url"),
        ("", "", "nobody can answer them"),
        ('public_url = "https://other.example.se"\n', "", "none of TRYGG_HTTP_NAMES"),
        ('public_url = "http://larm.example.se"\n', "", "is not https"),
        (None, 'recordings = "voices"\n', "there is no folder"),
        (None, 'sendr = "Trygg"\n', "elks.sendr"),
        ("[", "", "is no TOML"),
    ],
)
async def test_what_is_wrong_is_said(
    settings: Settings, provider: FakeElks, *, top: str | None, more: str, says: str
) -> None:
    """Each mistake has a line that is to be mended."""
    _write(settings, provider, more, top=top)
    assert any(says in line and line.startswith("MISSING") for line in await _looked(settings))


async def test_a_password_that_is_wrong_or_open_is_found_and_not_repeated(
    settings: Settings, provider: FakeElks
) -> None:
    """By asking for the account, and by looking at who can read the file."""
    _write(settings, provider)
    (settings.data_dir / "password").write_text("another-one")
    (settings.data_dir / "password").chmod(0o644)
    lines = await _looked(settings)
    assert any("may read" in line for line in lines)
    assert any("wrong_key" in line for line in lines)
    assert "another-one" not in "".join(lines)
    (settings.data_dir / "password").unlink()
    assert any("cannot be read" in line for line in await _looked(settings))


def test_where_texts_are_brought(settings: Settings, provider: FakeElks, monkeypatch: pytest.MonkeyPatch) -> None:
    """The address has the key that the service looks for; before the service has run there is none."""
    monkeypatch.setenv("TRYGG_DATA_DIR", str(settings.data_dir))
    _write(settings, provider)
    asked = ["routes", "replies-address"]
    told = CliRunner().invoke(app, asked)
    assert (told.exit_code, (settings.data_dir / "links.key").exists()) == (1, False)
    links = Links(links_key(settings.data_dir), "https://larm.example.se")
    told = CliRunner().invoke(app, asked)
    assert (told.exit_code, told.stdout.strip()) == (0, links.replies("sms"))
    assert "replies = true" in told.stderr
    settings.routes_path.write_text("[")
    assert CliRunner().invoke(app, asked).exit_code == 1
