"""Options that several commands share."""

from datetime import date
from pathlib import Path
from typing import Annotated, Final, TypeVar

import typer

from service.cli.settled import settings_or_words
from service.settings import Settings

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
    settings = settings_or_words(config)
    if settings is None:
        raise typer.Exit(2)
    return settings
