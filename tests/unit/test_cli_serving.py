"""`trygg serve` by itself: which spellings it reads, and what libraries go without in it."""

import subprocess
import sys
from pathlib import Path

import pytest

from service.cli import plainly_serving


@pytest.mark.parametrize(
    ("arguments", "config"),
    [
        (["serve"], (None,)),
        (["serve", "--config", "trygg.toml"], (Path("trygg.toml"),)),
        (["serve", "--config=trygg.toml"], (Path("trygg.toml"),)),
        ([], None),
        (["--help"], None),
        (["serve", "--help"], None),
        (["serve", "--config"], None),
        (["serve", "--config="], None),
        (["serve", "--config", "--help"], None),
        (["serve", "--config", "one", "--config", "two"], None),
        (["serve", "more"], None),
        (["demo"], None),
    ],
)
def test_only_plain_spellings_are_read_here(arguments: list[str], config: tuple[Path | None] | None) -> None:
    """Whatever has more to it than a file of settings is typer's to read, and to refuse."""
    assert plainly_serving(arguments) == config


def test_what_libraries_go_without_is_there_afterwards() -> None:
    """Within, optional packages are missing and others load all the same; afterwards everything can be loaded."""
    program = (
        "import sys, warnings\n"
        "warnings.simplefilter('error')\n"
        "from service.cli.spared import NEVER_ASKED, spared\n"
        "with spared():\n"
        "    import fastapi, paho.mqtt.client, structlog\n"
        "    for name in NEVER_ASKED:\n"
        "        try:\n"
        "            __import__(name)\n"
        "        except ModuleNotFoundError:\n"
        "            continue\n"
        "        raise SystemExit(f'{name} is there')\n"
        "assert not [one for one in sys.modules if one.partition('.')[0] in NEVER_ASKED]\n"
        "for name in NEVER_ASKED:\n"
        "    __import__(name)\n"
        "@fastapi.FastAPI().get('/')\n"
        "def one(q: list[str] | None = None) -> dict[str, int]: ...\n"
        "assert not [name for name in sys.modules if name.startswith('pydantic.v1.')]\n"
        "from pydantic import BaseModel\n"
        "assert not BaseModel.model_config\n"
        "from fastapi.openapi.models import OpenAPI\n"
        "about = {'title': 't', 'version': '1', 'contact': {'email': 'a@b.se'}}\n"
        "assert OpenAPI.model_validate({'openapi': '3.1.0', 'info': about, 'paths': {}}).info.title == 't'\n"
        "import datetime, holidays\n"
        "for country, day in (('SE', (2026, 6, 6)), ('NO', (2026, 5, 17))):\n"
        "    assert datetime.date(*day) in holidays.country_holidays(country, years=2026)\n"
        "assert 'holidays.countries.denmark' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_nothing_is_taken_away_that_is_there() -> None:
    """Where a package has been loaded before, it stays, and so does whatever uses it."""
    program = (
        "import rich, holidays.countries\n"
        "from service.cli.spared import spared\n"
        "with spared():\n"
        "    import rich.console\n"
        "assert holidays.countries.Denmark\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
