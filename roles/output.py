"""What the house itself does in an alarm: sirens, lamps and locks, as a plan names them."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal, get_args

OutputKind = Literal["siren", "lamp", "door"]
OUTPUT_KINDS: Final[tuple[OutputKind, ...]] = get_args(OutputKind)
"""A siren sounds, a lamp shines, a door locks."""

ON_FOR: Final = timedelta(minutes=2)
"""How long an output is on where the plan does not say."""

LONGEST_ON: Final = timedelta(hours=4)
"""An output that nobody ends has to end by itself before anybody has forgotten it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Output:
    """A siren, a lamp or a door's lock: the zone it is in, and for how long a step switches it on.

    `opens_from_inside` says of a door that whoever is behind it can always get out by hand; `in_drills` that a drill
    switches it too; `door` is the plan's door that a lock locks.
    """

    id: str
    name: str
    kind: OutputKind
    zone: str | None
    on_for: timedelta = ON_FOR
    opens_from_inside: bool = False
    in_drills: bool = False
    door: str | None = None
