"""Options that several commands share."""

import sys
import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Final, TypeVar

import typer
from pydantic import ValidationError
from pydantic_settings import SettingsError

from service.settings import Settings, load

Config = Annotated[Path | None, typer.Option(help="A TOML file with settings; TRYGG_… variables win over it.")]
Office = Annotated[str, typer.Argument(help="The office's slug.")]

FIRST_YEAR: Final = 1970
LAST_YEAR: Final = 2200
"""Years that a plan is looked at in; calendars end where weeks are added to the year 9999."""

Day = TypeVar("Day", bound=date | None)


def within_years(day: Day) -> Day:
    """Return a day as it was given, or say that nobody plans for its year and end with 2."""
    if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise typer.BadParameter(f"name a day between {FIRST_YEAR} and {LAST_YEAR}")
    return day


def settings_from(config: Path | None) -> Settings:
    """Read the settings, or say what is wrong with them and end with 2."""
    try:
        return load(config)
    except FileNotFoundError as missing:
        print(f"trygg: {missing}", file=sys.stderr)
    except OSError as unreadable:
        print(f"trygg: {config} cannot be read ({unreadable.strerror}); name a file after --config", file=sys.stderr)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as broken:
        print(f"trygg: {config} is not TOML: {broken}; write lines like http_port = 8080", file=sys.stderr)
    except SettingsError as wrong:  # its own text names the field and repeats no value
        print(f'trygg: {wrong}; lists are written as JSON: ["trygg.example.se"]', file=sys.stderr)
    except ValidationError as wrong:
        for error in wrong.errors():
            name = "TRYGG_" + "_".join(map(str, error["loc"])).upper()
            print(f"trygg: {name}: {error['msg']}", file=sys.stderr)
    raise typer.Exit(2)
