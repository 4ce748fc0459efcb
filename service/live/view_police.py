"""What a screen says of the police: not called, asked for, being called, answered; never more than somebody said."""

from typing import Any

View = dict[str, Any]


def police_state(view: View) -> str:
    """Return "answered", "calling", "asked" or "not_called".

    They have answered when somebody is speaking with them or has, or when somebody outside has answered whom the plan's
    rule for the police calls: that says nothing about the police when a guard company comes. That somebody wants them
    is not yet a call, and neither is a call that nobody answered or that was cut off. A drill never calls them.
    """
    if view["mode"] != "actual":
        return "not_called"
    calls = view["police_calls"]
    if any(_speaks(c) or c["because"] == "done" for c in calls) or _outside_answered(view):
        return "answered"
    if any(c["ended_at"] is None for c in calls):
        return "calling"
    return "asked" if view["police_asked"] else "not_called"


def police_call(view: View) -> dict[str, Any] | None:
    """Return the call that counts: one that is answered, one that is done, one that is on, the last; None for none."""
    calls = view["police_calls"]
    by_weight = (
        [c for c in calls if _speaks(c)],
        [c for c in calls if c["because"] == "done"],
        [c for c in calls if c["ended_at"] is None],
        calls[-1:],
    )
    return next((some[0] for some in by_weight if some), None)


def with_call(view: View, told: dict[str, Any]) -> View:
    """Return the view after something is told of one person's call; a call that begins takes the place of her last."""
    known = view["police_calls"]
    if "at" in told:
        return {**view, "police_calls": [*(c for c in known if c["by"] != told["by"]), told]}
    return {**view, "police_calls": [{**c, **told} if c["by"] == told["by"] else c for c in known]}


def _speaks(call: dict[str, Any]) -> bool:
    return call["answered_at"] is not None and call["ended_at"] is None


def _outside_answered(view: View) -> bool:
    rule = view["police_rule"]
    if not rule:
        return False
    outside = [
        r for r in view["responders"] if r["reach"] == "outside" and r["role"] in rule["call"] and r["failed"] is None
    ]
    return any(r["state"] in ("accepted", "arrived") for r in outside)
