"""What can be asked of an alarm about ways to safety: what each zone is told, what people say of doors and zones."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from service.alarm.actor import Actor

DoorState = Literal["locked", "open", "propped"]
"""It does not open, it opens, or it stands open and should not."""

ZoneState = Literal["compromised", "safe"]
"""Nobody may be sent there, or it is a refuge again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Instruct:
    """What each zone is told by what is known now; nothing where that is what it was told before."""

    actor: Actor
    zones: tuple[Mapping[str, Any], ...]
    """For each zone `zone`, `do`, `to`, `way`, `doors`, `why` and `seconds`, in the plan's order."""
    basis: str
    """The digest of all of it: the same is told once."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportDoor:
    """A person says whether a door opens."""

    actor: Actor
    door: str
    state: DoorState


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportZone:
    """A person says whether a zone is safe."""

    actor: Actor
    zone: str
    state: ZoneState


Guide = Instruct | ReportDoor | ReportZone
"""What has to do with ways to safety."""
