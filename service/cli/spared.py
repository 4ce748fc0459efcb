"""What others load only because it is there or might be asked for, and a node never asks them for: it starts without.

A node that starts in an alarm has to be ready within a second. paho would resolve service records (dnspython), FastAPI
check addresses of mail (email-validator), structlog paint errors (rich), and holidays read the calendars of 250
countries: together two tenths of that second. FastAPI also works out at once how to check a description of the API.
"""

import importlib
import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, cast

from service.cli.spared_classes import lean_dataclasses

NEVER_ASKED: Final = ("dns", "email_validator", "rich")
"""Packages that are missing for whoever is loaded within `spared`; their own words for that case are tested by them."""
DESCRIPTION: Final = "fastapi.openapi.models"
IN_PARTS: Final = {"holidays.countries": (), "uvicorn": ("Config",)}
"""Packages that would load all of their modules by themselves: 250 calendars, and a command line of their own; and
which names of theirs their own modules ask for, each from a module that is called like it."""
OLD_MODELS: Final = "pydantic.v1"
"""FastAPI asks of every field whether it is a model of old. Trygg has none, so a node never has them: loading them
would take a twentieth of its second, and FastAPI says itself that they may be missing."""


@contextmanager
def spared() -> Iterator[None]:
    """While this is open, load libraries without what they only might be asked for; afterwards all is as always.

    Models of old alone stay away: FastAPI asks for them when its routes are built, which is later than this.
    """
    known = cast("dict[str, Any]", sys.modules)
    hidden = [name for name in NEVER_ASKED if name not in known]
    for name in hidden:
        known[name] = None  # what Python's own import takes for "is not there"
    known.setdefault(OLD_MODELS, None)
    try:
        _load_unbuilt(DESCRIPTION)
        with lean_dataclasses():
            for package, names in IN_PARTS.items():
                _load_in_parts(package, names)
            yield
    finally:
        for name in hidden:
            del known[name]


def _load_unbuilt(name: str) -> None:
    """Load a module of models, each of which pydantic builds when it is first used."""
    from pydantic import BaseModel

    BaseModel.model_config["defer_build"] = True
    try:
        importlib.import_module(name)
    finally:
        del BaseModel.model_config["defer_build"]


def _load_in_parts(package: str, names: tuple[str, ...]) -> None:
    """Have a package load no more of its modules than are asked for, where it would load all of them by itself."""
    spec = importlib.util.find_spec(package)
    if package in sys.modules or spec is None:
        return
    made = sys.modules[package] = importlib.util.module_from_spec(spec)
    for name in names:
        setattr(made, name, getattr(importlib.import_module(f"{package}.{name.lower()}"), name))
