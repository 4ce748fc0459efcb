"""What a screen knows of where she is, beyond the place that the alarm names. Pure; see view-place.js."""

from typing import Any

from service.live.view_muster import moved

View = dict[str, Any]
Data = dict[str, Any]

NOWHERE: Data = {"usual": None, "zone": None, "at": None, "confidence": None, "doubted_by": None, "doubted_at": None}
"""`zone` is where she was last measured in this alarm, `at` when; `usual` what the alarm named before."""


def located_by_press(data: Data, at: str) -> Data | None:
    """Return what a press says itself of where it is; None where it says nothing: its place is only the usual one."""
    return {**NOWHERE, "zone": data["zone"], "at": at, "confidence": "clear"} if data.get("located") else None


def place_anew(view: View, data: Data) -> View:
    """Return the view after a press that begins anew: her usual place is no news where she was measured."""
    if data["turned"]:
        return {**view, "zone": data["zone"] or view["zone"], "located": None}
    return view if is_measured(view) else {**view, "zone": data["zone"] or view["zone"]}


def is_measured(view: View) -> bool:
    """Say whether it was measured in this alarm where she is, and nobody has said since that she is not there."""
    located = view["located"]
    return located is not None and located["zone"] is not None and located["doubted_at"] is None


def place_measured(view: View, data: Data, at: str) -> View:
    """Return the view after she was measured: what stayed calm stays so."""
    if "zone" not in data:
        return view
    usual = view["located"]["usual"] if view["located"] else view["zone"]
    located = {**NOWHERE, "usual": usual, "zone": data["zone"], "at": at, "confidence": data["confidence"]}
    calm = sorted({*view["calm"], *data["calm"]})
    muster = moved(view["muster"], view["presser"], data["zone"])
    return {**view, "zone": data["zone"], "calm": calm, "located": located, "muster": muster}


def place_doubted(view: View, data: Data, at: str) -> View:
    """Return the view after somebody has said that she is not there."""
    if "zone" not in data:
        return view
    located = view["located"] or {**NOWHERE, "usual": view["zone"]}
    return {**view, "located": {**located, "doubted_by": data["by"], "doubted_at": at}}
