"""What a screen knows of the notices by which a responder is called who is at no screen. Pure; see view-notice.js."""

from collections.abc import Iterable
from typing import Any, Final

Notice = dict[str, Any]
"""One route of her latest call: `route`, `state`, `at`, `reason`, `last`, `after`."""

STATES: Final = {
    "NoticeHandedOver": "handed_over",
    "NoticeDelivered": "delivered",
    "NoticeSeen": "seen",
    "NoticeAnswered": "answered",
    "NoticeFailed": "failed",
}
_FORWARD: Final = ("waiting", "queued", "handed_over", "delivered", "seen", "answered")
"""How far a notice has come; what is told late never takes it back."""
_CALLING: Final = frozenset({"ResponderCalled", "RespondersReminded"})


def called_over(routes: Iterable[str], at: str) -> list[Notice]:
    """Return the notices of a call: the first route's is on its way, the others wait for their turn."""
    return [_notice(route, "waiting" if place else "queued", at) for place, route in enumerate(routes)]


def called_again(notices: Iterable[Notice], at: str) -> list[Notice]:
    """Return the notices of a call over the same routes once more."""
    return called_over([n["route"] for n in notices], at)


def numbered(responders: list[dict[str, Any]], entry: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the responders after an entry; whoever it calls has its position as the number of her latest call."""
    data = entry["data"]
    called = data.get("responders", ()) if entry["event"] == "RespondersReminded" else (data.get("responder"),)
    if entry["event"] not in _CALLING or not any(r["responder"] in called for r in responders):
        return responders
    return [{**r, "call": entry["position"]} if r["responder"] in called else r for r in responders]


def is_of_earlier_call(notice: str, call: int | None) -> bool:
    """Say whether a notice, `{alarm}.{position}.{number}.{route}`, belongs to a call before this one."""
    position = notice.split(".")[1:2]
    return call is not None and bool(position) and position[0].isdecimal() and int(position[0]) < call


def with_notice(notices: list[Notice], event: str, data: dict[str, Any], at: str) -> list[Notice]:
    """Return a responder's notices after one of them went on; a route that nobody told of stands at the end."""
    route, state = data["route"], STATES[event]
    told = _notice(route, state, at)
    told |= {key: data[key] for key in ("reason", "last", "after") if key in data}
    if any(n["route"] == route for n in notices):
        return [_moved(n, told) if n["route"] == route else n for n in notices]
    return [*notices, told]


def _moved(before: Notice, told: Notice) -> Notice:
    """Move forward only. What comes after a failure is of a later call; who has answered is reached, whatever fails."""
    if told["state"] == "failed":
        is_new = before["state"] != "answered"
    else:
        is_new = before["state"] == "failed" or _FORWARD.index(told["state"]) > _FORWARD.index(before["state"])
    return {**told, "after": told["after"] or before["after"]} if is_new else before


def _notice(route: str, state: str, at: str) -> Notice:
    return {"route": route, "state": state, "at": at, "reason": None, "last": False, "after": None}
