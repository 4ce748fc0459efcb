"""How grave the kinds of alarm are that Trygg knows, and what raises an alarm to a graver one."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

LEVELS: Final[Mapping[str, int]] = MappingProxyType({"observe": 1, "assist": 2, "medical": 3, "emergency": 4})
"""How grave each kind is; a press never lowers the level of an open alarm."""

CLOSING: Final = "closing"
"""The closing of an office is no kind that anybody presses: it calls nobody to a danger."""
NEIGHBOUR: Final = "neighbour"
"""That an office next door closes is none either: it is told by that office's own Trygg."""
CALM: Final = frozenset({CLOSING, NEIGHBOUR})
"""The kinds that no press is, that call nobody to a danger, and that stand below every alarm."""
BELOW_ALL: Final = 0
"""How grave it is: below every alarm."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RaisedBy:
    """To which kind an open alarm is raised when it is pressed again, or when somebody else presses; None for never."""

    further_press: str | None = None
    other_presser: str | None = None
