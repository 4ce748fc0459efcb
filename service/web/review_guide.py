"""What zones were told in the review, and what people said of doors and zones. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from service.timeline.entry import Entry
from service.web.mark import N
from service.web.tongue import Tongue

_SENTENCES: Final[Mapping[str, str]] = {
    "ZonesInstructed": N("Told what to do: %(count)s zones; %(go)s go, %(stay)s stay"),
    "ZonesInstructed trapped": N("Told what to do: %(count)s zones; %(go)s go, %(stay)s stay; no safe way: %(places)s"),
    "DoorReported locked": N("%(by)s: %(door)s does not open"),
    "DoorReported open": N("%(by)s: %(door)s opens"),
    "DoorReported propped": N("%(by)s: %(door)s is held open"),
    "ZoneReported compromised": N("%(by)s: %(place)s is not safe"),
    "ZoneReported safe": N("%(by)s: %(place)s is safe"),
}
_EVENTS: Final = frozenset(key.split(" ", 1)[0] for key in _SENTENCES)
_STAY: Final = frozenset({"stay", "stay_and_lock", "here"})


def is_of_guide(entry: Entry) -> bool:
    """Say whether an entry tells something of where people were sent."""
    return entry.event in _EVENTS


def is_guide_trouble(entry: Entry) -> bool:
    """Say whether somebody could not be told a safe way, or a way or a refuge was lost."""
    facts = entry.facts
    return bool(_trapped(facts)) or (facts.get("state") in ("locked", "compromised") and is_of_guide(entry))


def guide_words(entry: Entry, tongue: Tongue) -> str:
    """Say one step in a sentence."""
    facts = entry.facts
    if entry.event != "ZonesInstructed":
        door = tongue.facts.get("doors", {}).get(facts.get("door"))
        named = door["name"] if door else facts.get("door")
        sentence = _SENTENCES[f"{entry.event} {facts['state']}"]
        return tongue.t(sentence, by=_reporter(entry, tongue), door=named, place=tongue.place(facts.get("zone")))
    told = [zone["do"] for zone in facts["zones"]]
    trapped = _trapped(facts)
    sentence = _SENTENCES[f"{entry.event} trapped" if trapped else entry.event]
    return tongue.t(
        sentence,
        count=len(told),
        go=sum(do in ("go", "leave") for do in told),
        stay=sum(do in _STAY for do in told),
        places=", ".join(tongue.place(zone) for zone in trapped),
    )


def _reporter(entry: Entry, tongue: Tongue) -> str:
    """Say who has seen it: a person, else the screen at which it was tapped."""
    screen = entry.actor.via.rpartition("/")[2] if entry.actor.via.startswith("screen:") else None
    known = tongue.facts.get("screens", {}).get(screen) if entry.facts["by"] is None else None
    return tongue.t("At %(screen)s", screen=known["name"]) if known else tongue.who(entry.facts["by"])


def _trapped(facts: Mapping[str, Any]) -> list[str]:
    zones = facts.get("zones")
    return [one["zone"] for one in zones if one["do"] == "no_safe_way"] if isinstance(zones, list) else []
