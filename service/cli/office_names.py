"""Whether an office named at the command line is one: a slip of the pen gives a right that nobody ever uses."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from service.cli.options import settings_from
from service.cli.roll import misused

if TYPE_CHECKING:
    from service.store.port import Store

_NAMED: Final = 10


def must_be_slugs(offices: Iterable[str | None]) -> None:
    """End with 2 where a word could never be an office's name."""
    from roles.word import is_slug

    for office in offices:
        if office is not None and not is_slug(office):
            misused(f"{office!r} is no office's name: small letters, digits and hyphens, as its plan's file is called")


async def say_unknown(store: "Store", config: Path | None, offices: Iterable[str | None]) -> None:
    """Say which of these offices have no plan: what is given there holds once one is called so.

    It is no error: who looks after an office may be let in before its plan is written.
    """
    folder = settings_from(config).plans_dir
    files = {file.stem for file in folder.glob("*.yaml") if not file.name.endswith(("devices.yaml", ".standard.yaml"))}
    known = sorted(files | {*await store.lives()})
    for office in sorted({one for one in offices if one is not None} - {*known}):
        there = (
            f"there are {', '.join(known[:_NAMED])}{', …' if len(known) > _NAMED else ''}" if known else "there is none"
        )
        print(f"trygg: no office is called {office!r} yet ({there}); this holds once one is", file=sys.stderr)
