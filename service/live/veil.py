"""What is kept from who pressed, and from screens where she can be seen: how others are called, and any duress.

How far a message to somebody else has come is no use to her, and a stranger can read it over her shoulder. And from
when she says that it was a mistake, her own page, and every screen in a place that has to stay calm, is told of her
alarm only what is the same for both codes: that she has said so, that somebody has pressed again, and that it is over.
Who else is called, and when, would give away whether she was forced. Pure.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from service.live.render import Audience, Message, render
from service.live.view_notice import STATES as NOTICES
from service.timeline.entry import Entry

_JOINED = ("names", "mode", "zone", "device", "presser", "turned", "anew")
"""What does not depend on the response that goes on."""
_TOLD = frozenset({"AlarmJoined", "AlarmCleared", "AlarmCancelled", "AlarmClosed"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Veil:
    """Of one alarm: from whom something is kept, and whether that goes on."""

    hidden_from: frozenset[str] = frozenset()
    """`person:` with an opaque key, `zone:` with a zone."""
    is_down: bool = False
    """Whether somebody has said that it was a mistake and nobody has pressed since."""
    has_kept: bool = False
    """Whether anything was told to these differently: from then on they see less of the alarm than others."""

    def after(self, entry: Entry) -> "Veil":
        """Return the veil under which the next entry is told."""
        return replace(self._after(entry), has_kept=self.has_kept or self.covers(entry))

    def _after(self, entry: Entry) -> "Veil":
        facts = entry.facts
        match entry.event:
            case "AlarmRaised" | "AlarmJoined":
                zones = {facts.get("zone"), *facts.get("calm", ())} - {None}
                new = {zone_tag(zone) for zone in zones} | (
                    {person_tag(facts["presser"])} if facts["presser"] else set()
                )
                lifted = entry.event == "AlarmRaised" or bool(facts.get("anew"))
                return replace(self, hidden_from=self.hidden_from | new, is_down=self.is_down and not lifted)
            case "MistakeSaid":
                return replace(self, is_down=True)
            case _:
                return self

    def covers(self, entry: Entry) -> bool:
        """Say whether an entry is told to some differently."""
        return entry.event == "MistakeSaid" or self.is_down or _tells_of_notices(entry)


def person_tag(key: str) -> str:
    """Return under what name a person stands in a veil."""
    return f"person:{key}"


def zone_tag(zone: str) -> str:
    """Return under what name a place stands in a veil."""
    return f"zone:{zone}"


def veiled(entry: Entry, audience: Audience, veil: Veil) -> Message:
    """Return an entry as those see it from whom something is kept; `veil` is the one before it."""
    if not veil.covers(entry):
        return render(entry, audience)
    shown = render(entry, audience)
    data = shown.get("data", {})
    if entry.event == "MistakeSaid" and not veil.is_down:
        return {**shown, "data": {key: data[key] for key in ("by", "names") if key in data}}
    if entry.event == "AlarmJoined":
        return {**shown, "data": {key: data[key] for key in _JOINED if key in data}}
    if entry.event in _TOLD or shown["type"] == "withheld":
        return shown
    if not veil.is_down and entry.event not in NOTICES:
        return {**shown, "data": {key: value for key, value in data.items() if key != "routes"}}
    return {"type": "withheld", "position": entry.position}


def _tells_of_notices(entry: Entry) -> bool:
    return entry.event in NOTICES or bool(entry.facts.get("routes"))


def told_to(entries: Iterable[Entry], audience: Audience, tags: frozenset[str]) -> list[Message]:
    """Return all entries of one alarm as somebody sees them who is known by these tags."""
    veil, told = Veil(), list[Message]()
    for entry in entries:
        told.append(veiled(entry, audience, veil) if veil.hidden_from & tags else render(entry, audience))
        veil = veil.after(entry)
    return told
