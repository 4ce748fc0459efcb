"""What is kept from who pressed, and from screens where she can be seen: whether she was forced to say "by mistake".

From that moment on her own page, and every screen in a place that has to stay calm, is told of her alarm only what is
the same for both codes: that she has said so, that somebody has pressed again, and that it is over. Who else is called,
and when, would give it away. Pure.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from service.live.render import Audience, Message, render
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
    was_down: bool = False
    """Whether it ever was: from then on these see less of the alarm than others."""

    def after(self, entry: Entry) -> "Veil":
        """Return the veil under which the next entry is told."""
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
                return replace(self, is_down=True, was_down=True)
            case _:
                return self

    def covers(self, entry: Entry) -> bool:
        """Say whether an entry is told to some differently."""
        return entry.event == "MistakeSaid" or self.is_down


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
    if entry.event in _TOLD:
        return shown
    return {"type": "withheld", "position": entry.position}


def told_to(entries: Iterable[Entry], audience: Audience, tags: frozenset[str]) -> list[Message]:
    """Return all entries of one alarm as somebody sees them who is known by these tags."""
    veil, told = Veil(), list[Message]()
    for entry in entries:
        told.append(veiled(entry, audience, veil) if veil.hidden_from & tags else render(entry, audience))
        veil = veil.after(entry)
    return told
