"""Ways to safety in an alarm: what people say of doors and zones, and what each zone was told because of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, assert_never

from service.alarm.actor import Actor
from service.alarm.events import Event
from service.alarm.guide_commands import DoorState, Guide, Instruct, ReportDoor, ReportZone, ZoneState
from service.alarm.refusal import Refusal
from service.alarm.states import Mode

if TYPE_CHECKING:
    from service.alarm.alarm import Alarm


@dataclass(frozen=True, kw_only=True, slots=True)
class Guidance:
    """What is known in an alarm of doors and zones, and by which digest each zone was told what to do."""

    doors: Mapping[str, DoorState] = field(default_factory=dict)
    zones: Mapping[str, ZoneState] = field(default_factory=dict)
    basis: str | None = None
    """None while nobody was told anything."""


def guide(alarm: "Alarm", command: Guide, at: datetime) -> tuple[Event, ...]:
    """Return what follows; nothing where it is known already. A test of a button tells nobody to go anywhere.

    Raises:
        Refusal: a door is said to open, or a zone to be safe, by nobody with a name: others are sent there by it.
    """
    known = alarm.guidance or Guidance()
    match command:
        case Instruct():
            if alarm.mode is Mode.TEST or known.basis == command.basis:
                return ()
            facts: dict[str, Any] = {"zones": [dict(one) for one in command.zones], "basis": command.basis}
            return (Event(name="ZonesInstructed", at=at, actor=command.actor, facts=facts),)
        case ReportDoor():
            if known.doors.get(command.door) == command.state:
                return ()
            by = _named(command.actor) if command.state == "open" else command.actor.speaker
            facts = {"door": command.door, "state": command.state, "by": by}
            return (Event(name="DoorReported", at=at, actor=command.actor, facts=facts),)
        case ReportZone():
            if known.zones.get(command.zone) == command.state:
                return ()
            by = _named(command.actor) if command.state == "safe" else command.actor.speaker
            facts = {"zone": command.zone, "state": command.state, "by": by}
            return (Event(name="ZoneReported", at=at, actor=command.actor, facts=facts),)
        case _:
            assert_never(command)


def _named(actor: Actor) -> str:
    # A danger is said with one tap, by anybody. That there is none any more sends people there, and has a name.
    if actor.speaker is None:
        raise Refusal("nobody_named", "Say who you are: because of your word people are sent that way again.")
    return actor.speaker


def after_instructed(alarm: "Alarm", event: Event) -> "Alarm":
    """Return the alarm after each zone was told what to do."""
    return replace(alarm, guidance=replace(alarm.guidance or Guidance(), basis=event.facts["basis"]))


def after_door(alarm: "Alarm", event: Event) -> "Alarm":
    """Return the alarm after somebody has said whether a door opens."""
    known = alarm.guidance or Guidance()
    doors = {**known.doors, event.facts["door"]: event.facts["state"]}
    return replace(alarm, guidance=replace(known, doors=doors))


def after_zone(alarm: "Alarm", event: Event) -> "Alarm":
    """Return the alarm after somebody has said whether a zone is safe."""
    known = alarm.guidance or Guidance()
    zones = {**known.zones, event.facts["zone"]: event.facts["state"]}
    return replace(alarm, guidance=replace(known, zones=zones))


EVOLVE = {"ZonesInstructed": after_instructed, "DoorReported": after_door, "ZoneReported": after_zone}


def write_guidance(guidance: Guidance | None) -> dict[str, Any]:
    """Return it as it stands in the alarm's stored state; nothing where nothing is known."""
    if guidance is None:
        return {}
    return {"guidance": {"doors": dict(guidance.doors), "zones": dict(guidance.zones), "basis": guidance.basis}}


def read_guidance(stored: Mapping[str, Any] | None) -> Guidance | None:
    """Read what `write_guidance` has written."""
    return Guidance(**stored) if stored else None
