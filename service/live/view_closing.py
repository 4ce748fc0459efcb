"""What a screen knows of the closing of an office. Pure; see view-closing.js."""

from collections.abc import Callable
from typing import Any, Final

View = dict[str, Any]
Data = dict[str, Any]

EVENTS: Final = ("ClosingBegun", "ItemAnswered", "LookAgainDue", "ClosingLookedAt")

_TOLD: Final = ("role", "responder", "door")


def closing_begun(data: Data) -> Data | None:
    """Return what the entry that raises a closing tells; None for every other alarm."""
    return _begun(data["closing"], data.get("words")) if "closing" in data else None


def in_closing(event: str) -> Callable[[View, Data, str], View]:
    """Return what an event makes of a closing; nothing where this screen is not told what the entry says."""

    def told(view: View, data: Data, at: str) -> View:
        closing = view["closing"]
        if closing is None or ("look_again_at" not in data and "item" not in data):
            return view
        if event == "ClosingBegun":
            begun = _begun(data, data.get("words"))
            anew: Data = {"responders": [], "missing": [], "seen_by": [], "step": 0, "exhausted": 0}
            return {**view, **anew, "closing": begun}
        if event == "ItemAnswered":
            items = [_answered(item, data, at) if item["id"] == data["item"] else item for item in closing["items"]]
            return {**view, "closing": {**closing, "items": items}}
        by = data.get("by")
        looked = {"look_again_at": data["look_again_at"], "is_due": event == "LookAgainDue", "looked_by": by}
        return {**view, "closing": {**closing, **looked}}

    return told


def _begun(data: Data, words: str | None) -> Data:
    return {
        "stage": data["stage"],
        "items": [_item(item) for item in data["items"]],
        "look_again_at": data["look_again_at"],
        "is_due": False,
        "looked_by": None,
        "expected_at": data.get("expected_at"),
        "entrance": data.get("entrance"),
        "words": words,
        "next_door": data.get("next_door"),
    }


def _item(item: Data) -> Data:
    told = {key: item.get(key) for key in _TOLD}
    return {"id": item["id"], "kind": item["kind"], **told, "state": "open", "by": None, "how": None, "at": None}


def _answered(item: Data, data: Data, at: str) -> Data:
    return {**item, "state": data["answer"], "by": data["by"], "how": data["how"], "at": at}


NEXT: Final = {event: in_closing(event) for event in EVENTS}
"""What follows on the board from each event of a closing."""
