"""What is kept from who pressed, and from screens where she can be seen: how others are called, and any duress.

How far a message to somebody else has come is no use to her, and a stranger can read it over her shoulder. And from
when she says that it was a mistake, her own page, and every screen in a place that has to stay calm, is told of her
alarm only what is the same for both codes: that she has said so, that somebody has pressed again, and that it is over.
Who else is called, and when, would give away whether she was forced. After a further press they are told again what
people do, and still not what the service does. The rest they are not even sent as withheld: its number would tell as
much (see `service.live.apart`). Discreet and public screens see next to nothing, and count only that (see
`service.live.seen`). Pure.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from service.live.apart import Apart
from service.live.frame import NOBODY
from service.live.render import Audience, Message, render
from service.live.seen import LOW
from service.live.view_notice import STATES as NOTICES
from service.timeline.entry import Entry

_JOINED = ("names", "mode", "zone", "device", "presser", "turned", "anew")
"""What does not depend on the response that goes on."""
_MEASURED = ("zone", "confidence", "how", "moved_from", "calm")
"""Where she is does not depend on the response either, and a screen where she is has to know that it stays calm."""
_TOLD = frozenset({"AlarmJoined", "AlarmCleared", "AlarmCancelled", "AlarmClosed"})
_DONE = frozenset(
    {
        "AlarmAcknowledged",
        "ResponderAccepted",
        "ResponderDeclined",
        "ResponderArrived",
        "ResponderOverdue",
        "LeadTaken",
        "LeadLost",
        "RoleHandedOver",
        "MoreAskedFor",
        "PoliceAskedFor",
        "PoliceCallBegun",
        "PoliceAnswered",
        "PoliceCallEnded",
        "SituationTold",
    }
)
"""What people do, or have said and not done: told after a further press, without what the service makes of it."""
_PROMISED = frozenset({"next_at", "step_at", "answered", "arrive_by", "called"})
"""What the response makes of it: it is not the same after both codes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Veil:
    """Of one alarm: from whom something is kept, and whether that goes on."""

    hidden_from: frozenset[str] = frozenset()
    """`person:` with an opaque key, `zone:` with a zone."""
    is_down: bool = False
    """Whether somebody has said that it was a mistake and nobody has pressed since."""
    was_said: bool = False
    """Whether somebody has ever said so: what the service does is kept from then on."""
    has_kept: bool = False
    """Whether anything was told to these differently: from then on they see less of the alarm than others."""
    is_closing: bool = False
    """Whether it is the closing of an office: where visitors may look, nothing of it is told up to its end."""

    def after(self, entry: Entry) -> "Veil":
        """Return the veil under which the next entry is told."""
        is_closing = self.is_closing or (entry.event == "AlarmRaised" and "closing" in entry.facts)
        return replace(self._after(entry), has_kept=self.has_kept or self.covers(entry), is_closing=is_closing)

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
            case "ZoneMeasured":
                zones = {facts["zone"], *facts["calm"]}
                return replace(self, hidden_from=self.hidden_from | {zone_tag(zone) for zone in zones})
            case "MistakeSaid":
                return replace(self, is_down=True, was_said=True)
            case _:
                return self

    def covers(self, entry: Entry) -> bool:
        """Say whether an entry is told to some differently."""
        return self.was_said or entry.event == "MistakeSaid" or _tells_of_notices(entry)


def person_tag(key: str) -> str:
    """Return under what name a person stands in a veil."""
    return f"person:{key}"


def zone_tag(zone: str) -> str:
    """Return under what name a place stands in a veil."""
    return f"zone:{zone}"


def known_by(audience: Audience, tags: frozenset[str]) -> frozenset[str]:
    """Return by what somebody is known who sees what an audience sees: all discreet and public screens see alike."""
    return NOBODY if audience in LOW else tags


def veiled(entry: Entry, audience: Audience, veil: Veil) -> Message | None:
    """Return an entry as staff see it from whom something is kept; None where they are not even told that it is there.

    `veil` is the one before the entry.
    """
    shown = render(entry, audience, is_closing=veil.is_closing)
    if entry.event == "MistakeSaid":
        return None if veil.is_down else _only(shown, ("by", "names"))
    if not veil.was_said:
        if entry.event in NOTICES:
            return {"type": "withheld", "position": entry.position}
        return _without(shown, frozenset({"routes"}))
    if entry.event == "AlarmJoined":
        return _only(shown, _JOINED)
    if entry.event == "ZoneMeasured":
        return _only(shown, _MEASURED)
    if entry.event in _TOLD:
        return shown
    if veil.is_down or not _is_done(entry):
        return None
    return _without(shown, _PROMISED | {"role"} if entry.event == "ResponderOverdue" else _PROMISED)


def told(entry: Entry, audience: Audience, who: frozenset[str], veil: Veil, apart: Apart) -> Message | None:
    """Return an entry as somebody is told it, with the position that it has for her; None where she is told nothing.

    Args:
        entry: the entry.
        audience: what her connection may see.
        who: by what she is known; see `known_by`.
        veil: that of the entry's alarm before it.
        apart: how those count from whom something is kept.
    """
    is_hidden = veil.covers(entry) and not veil.hidden_from.isdisjoint(who)
    plain = render(entry, audience, is_closing=veil.is_closing)
    shown = veiled(entry, audience, veil) if is_hidden else plain
    if shown is None or not apart.counts(who, entry.position):
        return shown
    # How far calls of other alarms have come carries positions as the record counts.
    shown = {"type": "withheld"} if entry.event in NOTICES else _without(shown, frozenset({"routes"}))
    return {**shown, "position": apart.number(entry.position, who)}


def follow(apart: Apart, entry: Entry, veil: Veil) -> None:
    """Count an entry, for those who are not told of it; `veil` is the one before it."""
    if not veil.covers(entry):
        return
    if veil.was_said or entry.event == "MistakeSaid":
        apart.begin(veil.hidden_from, entry.position)
    if veiled(entry, Audience.STAFF, veil) is None:
        apart.keep(veil.hidden_from, entry.position)


def told_to(
    entries: Iterable[Entry], audience: Audience, tags: frozenset[str], apart: Apart | None = None
) -> list[Message]:
    """Return all entries of one alarm as somebody sees them who is known by these tags.

    Without `apart` as if these were all the entries there are.
    """
    return list(_told_to(entries, audience, known_by(audience, tags), apart))


def _told_to(
    entries: Iterable[Entry], audience: Audience, who: frozenset[str], apart: Apart | None
) -> Iterator[Message]:
    veil, counted = Veil(), apart or Apart()
    for entry in entries:
        if apart is None:
            follow(counted, entry, veil)
        if (shown := told(entry, audience, who, veil, counted)) is not None:
            yield shown
        veil = veil.after(entry)


def _tells_of_notices(entry: Entry) -> bool:
    return entry.event in NOTICES or bool(entry.facts.get("routes"))


def _is_done(entry: Entry) -> bool:
    """Say whether people did it; that the police are asked for can also follow from the plan's rule."""
    return entry.event in _DONE and (entry.event != "PoliceAskedFor" or entry.actor.who is not None)


def _only(shown: Message, keys: Iterable[str]) -> Message:
    if "data" not in shown:
        return shown
    return {**shown, "data": {key: shown["data"][key] for key in keys if key in shown["data"]}}


def _without(shown: Message, keys: frozenset[str]) -> Message:
    if "data" not in shown:
        return shown
    return {**shown, "data": {key: value for key, value in shown["data"].items() if key not in keys}}
