"""One thing that was looked at, as a line."""

from dataclasses import dataclass
from typing import Literal

Mark = Literal["ok", "note", "MISSING"]
"""Right; good to know, and nothing that keeps anybody from real use; and what has to be mended before real use."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """What was seen, and what to do where it is not right."""

    mark: Mark
    what: str

    def __str__(self) -> str:
        """Return the line."""
        return f"{self.mark:<7}  {self.what}"


def fine(what: str) -> Look:
    """Return what is right."""
    return Look(mark="ok", what=what)


def note(what: str) -> Look:
    """Return what is good to know."""
    return Look(mark="note", what=what)


def missing(what: str) -> Look:
    """Return what has to be mended."""
    return Look(mark="MISSING", what=what)
