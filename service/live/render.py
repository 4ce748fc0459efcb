"""What each audience may know of an entry. Pure: nothing but the entry and the audience decides."""

from enum import StrEnum
from typing import Any, assert_never

from service.alarm.instant import instant
from service.timeline.entry import Entry
from service.timeline.untold import UNTOLD

Message = dict[str, Any]

_INTERNAL = frozenset({"press_key", "open_key", "script", "plan", "pressed_at", "doubtful"})
"""Facts that replaying needs and no screen does."""

_MARKED = frozenset({"AlarmRaised", "AlarmJoined", "AlarmCleared", "AlarmCancelled", "AlarmClosed"})
"""All that a discreet screen learns of: that something is going on, and whether it is a drill. Not what people do."""


IN_NO_VIEW = frozenset({"NoteAdded", "PersonalErased"})
"""What is written for the review, or of the record itself, and no screen has any business with."""


_PERSONAL = ("names", "words", "entrance")
"""What staff read of what can be erased."""


class Audience(StrEnum):
    """Who looks at a screen; the connection decides, never the page."""

    STAFF = "staff"
    SECURITY = "security"
    DISCREET = "discreet"
    PUBLIC = "public"


def render(entry: Entry, audience: Audience, *, is_closing: bool = False) -> Message:
    """Return an entry as the stream shows it to an audience; where it is withheld it keeps its position.

    Args:
        entry: the entry.
        audience: who looks at it.
        is_closing: whether its alarm is the closing of an office, here or next door: only what raises one says so.
    """
    if entry.event in IN_NO_VIEW:
        return {"type": "withheld", "position": entry.position}
    if entry.alarm is None and "undertaking" in entry.facts:  # shown with its state, by `service.live.undertaking`
        return {"type": "withheld", "position": entry.position}
    match audience:
        case Audience.STAFF:
            return _shown(entry, _staff(entry))
        case Audience.SECURITY:
            data = _staff(entry)
            return _shown(entry, {**data, "actor": {**data["actor"], "via": entry.actor.via}})
        case Audience.DISCREET if entry.event in _MARKED and not (is_closing or "closing" in entry.facts):
            return _shown(entry, {key: entry.facts[key] for key in ("mode",) if key in entry.facts})
        case Audience.DISCREET | Audience.PUBLIC:
            return {"type": "withheld", "position": entry.position}
        case _:
            assert_never(audience)


def render_provisional(message: Message, audience: Audience) -> Message | None:
    """Return what an audience sees of a press that is not recorded yet; None where it sees nothing."""
    match audience:
        case Audience.STAFF | Audience.SECURITY:
            return {"type": "provisional", **message}
        case Audience.DISCREET:
            return {"type": "provisional", **{key: message[key] for key in ("alarm", "mode", "at")}}
        case Audience.PUBLIC:
            return None
        case _:
            assert_never(audience)


def render_heartbeat(message: Message, audience: Audience) -> Message:
    """Return the service's own state for an audience: faults name devices and people, so only staff read them."""
    match audience:
        case Audience.STAFF | Audience.SECURITY:
            return message
        case Audience.DISCREET | Audience.PUBLIC:
            return {**message, "faults": []}
        case _:
            assert_never(audience)


def _shown(entry: Entry, data: Message) -> Message:
    return {
        "type": "entry",
        "position": entry.position,
        "alarm": entry.alarm,
        "event": entry.event,
        "at": instant(entry.at),
        "data": data,
    }


def _staff(entry: Entry) -> Message:
    data = {key: value for key, value in entry.facts.items() if key not in _INTERNAL}
    script = entry.facts.get("script")
    if script is not None:
        data["last_resort"] = script["last_resort"]
        data["police_rule"] = script.get("police")
        data["answered_when"] = {"accepted": script["done_accepted"], "arrived": script["done_arrived"]}
    data["actor"] = {"who": entry.actor.who, "behalf_of": entry.actor.behalf_of}
    if entry.alarm is None:  # what is said about the plan is read on the plan's page, and on no wall
        return data
    if entry.personal:
        told = _PERSONAL if entry.event not in UNTOLD else ("names",)
        data.update({key: entry.personal.content[key] for key in told if key in entry.personal.content})
    return data
