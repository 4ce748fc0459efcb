"""What somebody who calls the police, an ambulance or the fire brigade needs: the number, and what she reads out.

Numbers: Sweden has 112 for everything. Norway has 112 for the police, 113 for an ambulance and 110 for a fire; each of
the three puts a call through to the others. Source: SOS Alarm, and Helsedirektoratet on the Norwegian numbers.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal, get_args

Helper = Literal["police", "medical", "fire"]
"""Who is called outside: the police, an ambulance, the fire brigade."""

HELPERS: Final[tuple[Helper, ...]] = get_args(Helper)

NUMBERS: Final[Mapping[str, Mapping[Helper, str]]] = MappingProxyType(
    {
        "SE": MappingProxyType({"police": "112", "medical": "112", "fire": "112"}),
        "NO": MappingProxyType({"police": "112", "medical": "113", "fire": "110"}),
    }
)
"""The emergency numbers of each country that a plan may name."""

EVERYWHERE: Final = "112"
"""What is dialled where nothing else is known: it is answered in all of Europe."""

HELPER_OF: Final[Mapping[str, Helper]] = MappingProxyType({"medical": "medical", "fire": "fire"})
"""Who is called first at a kind of alarm; at every other kind it is the police."""

DIALLED: Final = re.compile(r"\+?\(?[0-9][0-9 ()*#-]{1,30}")
"""What can be dialled: digits, with a 0 for an outside line in front where a house has one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entrance:
    """A way into the house that help from outside can be sent to; `say` is how to find it, in the office's language."""

    id: str
    name: str
    zone: str | None = None
    say: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class EmergencyCall:
    """What the plan says for such a call; what it does not say is None or missing, and is shown as not known."""

    address: str | None = None
    call_back: str | None = None
    entrances: Mapping[str, Entrance] = field(default_factory=lambda: MappingProxyType({}))
    numbers: Mapping[Helper, str] = field(default_factory=lambda: MappingProxyType({}))
    """What is dialled in this house, where that is not the country's number."""


def helper_of(kind: str) -> Helper:
    """Return who outside is called at a kind of alarm."""
    return HELPER_OF.get(kind, "police")


def number_to(helper: Helper, country: str, own: Mapping[Helper, str]) -> str:
    """Return what is dialled to reach a helper in a country, from a house that may have numbers of its own."""
    return own.get(helper) or NUMBERS.get(country, {}).get(helper, EVERYWHERE)
