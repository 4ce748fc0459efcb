"""One alarm as a screen shows it, after one more rendered entry. Pure; static/view.js says the same in JavaScript."""

from collections.abc import Callable
from typing import Any

from service.live.view_closing import NEXT as CLOSED
from service.live.view_closing import closing_begun
from service.live.view_guide import NEXT as GUIDED
from service.live.view_muster import NEXT as MUSTERED
from service.live.view_notice import STATES, called_again, called_over, is_of_earlier_call, numbered, with_notice
from service.live.view_output import EVENTS as OUTPUT_EVENTS
from service.live.view_output import with_output
from service.live.view_place import located_by_press, place_anew, place_doubted, place_measured
from service.live.view_police import police_call, police_state, with_call

View = dict[str, Any]
"""An AlarmView: JSON values only, never changed in place."""
Data = dict[str, Any]


def provisional_view(message: Data) -> View:
    """Return the alarm of a press that is seen but not yet recorded."""
    view = _blank(message["alarm"], message["at"])
    shown = {key: message[key] for key in _SEEN if key in message}
    return {**view, **shown, "state": "provisional", "located": located_by_press(message, message["at"])}


def raised_view(entry: Data) -> View:
    """Return the alarm that an AlarmRaised entry begins."""
    data = entry["data"]
    shown = {key: data[key] for key in _SHOWN if key in data}
    located = located_by_press(data, entry["at"])
    begun = {"state": "raised", "located": located, "closing": closing_begun(data)}
    return _promised({**_blank(entry["alarm"], entry["at"]), **shown, **begun}, data)


def next_view(view: View, entry: Data) -> View:
    """Return the alarm after an entry; an event that nobody knows yet changes only what is promised next."""
    data, step = entry["data"], _NEXT.get(entry["event"])
    after = _recognised(step(view, data, entry["at"]) if step else view, entry)
    after = {**after, "responders": numbered(after["responders"], entry)}
    if data.get("names"):
        after = {**after, "names": {**after["names"], **data["names"]}}
    after = _promised(after, data)
    return {**after, "police": police_state(after), "police_call": police_call(after)}


_SEEN: tuple[str, ...] = ("mode", "kind", "level", "zone", "calm", "device")
_SHOWN: tuple[str, ...] = (
    "mode",
    "kind",
    "level",
    "zone",
    "calm",
    "device",
    "presser",
    "last_resort",
    "answered_when",
    "police_rule",
    "names",
)


def _blank(alarm: str, at: str) -> View:
    return {
        "alarm": alarm,
        "state": "raised",
        "mode": "actual",
        "kind": None,
        "level": 4,
        "zone": None,
        "calm": [],
        "device": None,
        "presser": None,
        "raised_at": at,
        "last_at": at,
        "next_at": None,
        "step_at": None,
        "step": 0,
        "exhausted": 0,
        "last_resort": None,
        "answered_when": None,
        "answered": False,
        "acknowledged_by": None,
        "seen_by": [],
        "presses": 1,
        "responders": [],
        "missing": [],
        "names": {},
        "police_rule": None,
        "police_asked": None,
        "police": "not_called",
        "police_call": None,
        "police_calls": [],
        "lead": None,
        "more_asked": None,
        "situation": None,
        "mistake": None,
        "outputs": [],
        "located": None,
        "muster": None,
        "instructions": None,
        "closing": None,
        "cleared_by": None,
        "cancelled_by": None,
        "seen_her": None,
    }


def _promised(view: View, data: Data) -> View:
    """Take over what the service promises to do next, and whether the plan's response is complete."""
    if "next_at" not in data:
        return view
    answered = data.get("answered", view["answered"])
    return {**view, "next_at": data["next_at"], "step_at": data.get("step_at"), "answered": answered}


def _joined(view: View, data: Data, at: str) -> View:
    view = {**view, "presses": view["presses"] + 1, "last_at": at, "mode": data.get("mode", view["mode"])}
    view = _graver(view, data, at)
    if not data.get("anew"):
        return view
    view = place_anew(view, data)
    if not data["turned"]:
        return view
    # What was answered in a drill says nothing about the real alarm that it has become.
    said: Data = {"acknowledged_by": None, "seen_by": [], "responders": [], "police_asked": None, "police_calls": []}
    said |= {"lead": None, "more_asked": None, "situation": None, "mistake": None, "muster": None, "instructions": None}
    return {**view, "state": "raised", "presser": data["presser"], **said}


def _graver(view: View, data: Data, at: str) -> View:
    """Take over what a press has made of the alarm: its kind, and the first step where the response begins anew."""
    kept = ("kind", "level", "last_resort", "answered_when", "police_rule")
    view = {**view, **{key: data[key] for key in kept if key in data}}
    view["calm"] = sorted({*view["calm"], *data.get("calm", ())})
    if not data.get("anew"):
        return view
    # Whoever presses again means it; that she was forced stays known.
    return {**view, "step": 0, "exhausted": 0, "missing": [], "mistake": view["mistake"] if is_forced(view) else None}


_RECOGNISING = {
    "AlarmAcknowledged": "by",
    "ResponderAccepted": "responder",
    "ResponderDeclined": "responder",
    "ResponderArrived": "responder",
}
"""Event → the key of who has seen the alarm; the presser herself is not counted."""


def _recognised(view: View, entry: Data) -> View:
    who = entry["data"].get(_RECOGNISING.get(entry["event"], ""))
    if who is None or who == view["presser"] or who in view["seen_by"]:
        return view
    return {**view, "seen_by": [*view["seen_by"], who]}


def _acknowledged(view: View, data: Data, at: str) -> View:
    return {**view, "state": "acknowledged", "acknowledged_by": data.get("by")}


def _police_asked(view: View, data: Data, at: str) -> View:
    if "because" not in data:
        return view
    return {**view, "police_asked": {"because": data["because"], "by": data["by"], "at": at}}


def is_forced(view: View) -> bool:
    """Say whether who pressed is known, on this screen, to have been forced to say that it was a mistake."""
    return view["mistake"] is not None and bool(view["mistake"].get("under_duress"))


def _mistake_said(view: View, data: Data, at: str) -> View:
    """Say who says so, and whether she was forced where this screen may know it; no screen sounds otherwise by it."""
    if "by" not in data:
        return view
    told = {"under_duress": data["under_duress"]} if "under_duress" in data else {}
    view = {**view, "mistake": {"by": data["by"], "at": at, **told}}
    if not data.get("anew"):
        return view
    more: Data = {key: data[key] for key in ("last_resort", "answered_when", "police_rule") if key in data}
    return {**view, "step": 0, "missing": [], **more}


def _cleared(view: View, data: Data, at: str) -> View:
    return {**view, "state": "cleared", "cleared_by": data.get("by"), "seen_her": data.get("seen_her")}


def _cancelled(view: View, data: Data, at: str) -> View:
    return {**view, "state": "cancelled", "cancelled_by": data.get("by"), "seen_her": data.get("seen_her")}


def _lead_taken(view: View, data: Data, at: str) -> View:
    if "responder" not in data:
        return view
    return {**view, "lead": {"responder": data["responder"], "since": at, "because": data["because"]}}


def _lead_lost(view: View, data: Data, at: str) -> View:
    return {**view, "lead": None} if "responder" in data else view


def _handed_over(view: View, data: Data, at: str) -> View:
    if "responder" not in data:
        return view
    coming = any(r["responder"] == data["to"] and r["state"] in ("accepted", "arrived") for r in view["responders"])
    if coming:
        view = _with(view, data["to"], {"role": data["role"]})
    return _with(_answer("declined")(view, data, at), data["responder"], {"handed_to": data["to"]})


def _more_asked(view: View, data: Data, at: str) -> View:
    if "by" not in data:
        return view
    return {**view, "more_asked": {"by": data["by"], "at": at, "count": data["count"]}}


def _call_begun(view: View, data: Data, at: str) -> View:
    if "by" not in data:
        return view
    call = {"by": data["by"], "at": at, "number": data["number"], "answered_at": None, "ended_at": None}
    return with_call(view, {**call, "because": None})


def _call_answered(view: View, data: Data, at: str) -> View:
    return with_call(view, {"by": data["by"], "answered_at": at}) if "by" in data else view


def _call_ended(view: View, data: Data, at: str) -> View:
    if "by" not in data:
        return view
    return with_call(view, {"by": data["by"], "ended_at": at, "because": data["because"]})


def _situation(view: View, data: Data, at: str) -> View:
    if "by" not in data:
        return view
    told = {key: data[key] for key in _SITUATION if key in data}
    return {**view, "situation": {**(view["situation"] or {}), **told, "at": at, "by": data["by"]}}


_SITUATION: tuple[str, ...] = ("weapons", "injured", "person", "whereabouts", "meets", "entrance", "words")


def _step(view: View, data: Data, at: str) -> View:
    return {**view, "step": data["step"]} if "step" in data else view


def _exhausted(view: View, data: Data, at: str) -> View:
    if "round" not in data:
        return view
    return {**view, "exhausted": data["round"], "last_resort": data["last_resort"]}


def _called(view: View, data: Data, at: str) -> View:
    if "responder" not in data:
        return view
    told = {key: data[key] for key in ("role", "position", "walk_ms", "reason", "reach", "accept_by")}
    told["presence"] = data.get("presence")  # entries of earlier versions do not say
    told["notices"] = called_over(data.get("routes", ()), at)
    called = {**told, "state": "called", "arrive_by": None, "failed": None, "since": at, **_UNSAID}
    return _with({**view, "missing": _filled(view["missing"], data)}, data["responder"], called)


def _filled(missing: list[Data], data: Data) -> list[Data]:
    """A later step that calls somebody for an empty role fills one place; a replacement in the same step does not."""
    less = [
        {**m, "missing": m["missing"] - 1} if m["role"] == data["role"] and data["step"] > m["step"] else m
        for m in missing
    ]
    return [m for m in less if m["missing"] > 0]


def _unfilled(view: View, data: Data, at: str) -> View:
    if "role" not in data:
        return view
    others = [m for m in view["missing"] if m["role"] != data["role"]]
    return {**view, "missing": [*others, {key: data[key] for key in ("role", "missing", "step")}]}


def _reminded(view: View, data: Data, at: str) -> View:
    awaited = {"state": "called", "accept_by": None, "arrive_by": None, "failed": None, "since": at, **_UNSAID}
    for responder in data.get("responders", ()):
        view = _with(view, responder, {**awaited, "notices": called_again(_notices(view, responder), at)})
    return view


def _notice_told(event: str) -> Callable[[View, Data, str], View]:
    """Say how far a call over a route has come: nothing else about her changes by it."""

    def told(view: View, data: Data, at: str) -> View:
        row = next((r for r in view["responders"] if r["responder"] == data.get("responder")), None)
        if row is None or is_of_earlier_call(data["notice"], row["call"]):
            return view  # of a call that counts no longer: she was called again, or a drill has become real
        return _with(view, row["responder"], {"notices": with_notice(row["notices"], event, data, at)})

    return told


def _notices(view: View, responder: str) -> list[Data]:
    return next((r["notices"] for r in view["responders"] if r["responder"] == responder), [])


def _answer(state: str) -> Callable[[View, Data, str], View]:
    def answered(view: View, data: Data, at: str) -> View:
        if "responder" not in data:
            return view
        told = {"state": state, "accept_by": None, "arrive_by": data.get("arrive_by"), "since": at}
        if state in ("accepted", "arrived"):  # somebody has answered: "nobody has" would no longer be true
            view = {**view, "exhausted": 0}
            told["failed"] = None
        if state != "silent":  # whose word it is: her own, or somebody's who passed it on
            told |= {key: data.get(key) for key in ("channel", "words")}
            told["on_behalf"] = data.get("actor", {}).get("behalf_of") is not None
            told["told_by"] = data.get("actor", {}).get("who") if told["on_behalf"] else None
        return _with(view, data["responder"], told)

    return answered


def _failed(view: View, data: Data, at: str) -> View:
    view = _answer("silent")(view, data, at)
    return _with(view, data["responder"], {"failed": data["reason"]}) if "responder" in data else view


_UNSAID: Data = {"channel": None, "on_behalf": False, "told_by": None, "words": None, "handed_to": None}
"""What a responder's row says of her answer while there is none."""


def _uncalled(responder: str) -> Data:
    return {
        "responder": responder,
        "role": None,
        "state": "called",
        "position": None,
        "walk_ms": None,
        "reason": None,
        "presence": None,
        "reach": "outside" if responder.startswith("contact:") else "inside",
        "accept_by": None,
        "arrive_by": None,
        "failed": None,
        "notices": [],
        "call": None,
        **_UNSAID,
    }


def _with(view: View, responder: str, told: Data) -> View:
    """Change one responder where they stand in the list, or add them at its end."""
    known = view["responders"]
    if any(r["responder"] == responder for r in known):
        return {**view, "responders": [{**r, **told} if r["responder"] == responder else r for r in known]}
    return {**view, "responders": [*known, {**_uncalled(responder), **told}]}


def _output_told(event: str) -> Callable[[View, Data, str], View]:
    return lambda view, data, at: {**view, "outputs": with_output(view["outputs"], event, data, at)}


_NEXT: dict[str, Callable[[View, Data, str], View]] = {
    "AlarmJoined": _joined,
    "AlarmAcknowledged": _acknowledged,
    "MistakeSaid": _mistake_said,
    "AlarmCleared": _cleared,
    "AlarmCancelled": _cancelled,
    "AlarmEscalated": _step,
    "StepSkipped": _step,
    "ResponseExhausted": _exhausted,
    "ResponderCalled": _called,
    "RoleUnfilled": _unfilled,
    "RespondersReminded": _reminded,
    "ResponderAccepted": _answer("accepted"),
    "ResponderArrived": _answer("arrived"),
    "ResponderDeclined": _answer("declined"),
    "ResponderSilent": _answer("silent"),
    "ResponderOverdue": _answer("silent"),
    "CallFailed": _failed,
    "PressesCounted": _graver,
    "PoliceAskedFor": _police_asked,
    "PoliceCallBegun": _call_begun,
    "PoliceAnswered": _call_answered,
    "PoliceCallEnded": _call_ended,
    "LeadTaken": _lead_taken,
    "LeadLost": _lead_lost,
    "RoleHandedOver": _handed_over,
    "MoreAskedFor": _more_asked,
    "SituationTold": _situation,
    "ZoneMeasured": place_measured,
    "ZoneDoubted": place_doubted,
    **{event: _notice_told(event) for event in STATES},
    **{event: _output_told(event) for event in OUTPUT_EVENTS},
    **MUSTERED,
    **GUIDED,
    **CLOSED,
}
