"""The board of an office: what a screen knows after each message of the stream.

The law that holds it together: `apply(snapshot(n), messages n+1 … m)` equals `snapshot(m)`, for each audience.
`web/static/board.js` has the same function; `tests/vectors/board.json` holds both to it. Pure.
"""

from bisect import insort
from collections.abc import Iterable
from typing import Any

from service.live.view import View, next_view, provisional_view, raised_view

Board = dict[str, Any]
"""`office`, `position`, `epoch`, `audience`, `alarms`, `undertakings`: JSON values only, never changed in place."""


def empty() -> Board:
    """Return the board of a screen that has heard nothing yet."""
    return {"office": None, "position": 0, "epoch": None, "audience": None, "alarms": [], "undertakings": []}


def apply(board: Board, message: dict[str, Any]) -> Board:
    """Return the board after a message of the stream.

    An entry that does not follow directly is left out, whether known or too early: the board stays true to its own
    position, and the next heartbeat shows that it is behind. A kind of message that nobody knows changes nothing.
    """
    match message["type"]:
        case "snapshot":
            told = {key: message[key] for key in ("office", "position", "epoch", "audience", "alarms")}
            return {**told, "undertakings": message.get("undertakings", [])}
        case "resumed":
            # What is outstanding comes again behind this message; what does not is over.
            alarms = [a for a in board["alarms"] if a["state"] != "provisional"]
            return {**board, "epoch": message["epoch"], "audience": message["audience"], "alarms": alarms}
        case "entry" if message["position"] == board["position"] + 1:
            alarms = fold(board["alarms"], message)
            undertakings = fold_undertakings(board["undertakings"], message)
            return {**board, "position": message["position"], "alarms": alarms, "undertakings": undertakings}
        case "withheld" if message["position"] == board["position"] + 1:
            return {**board, "position": message["position"]}
        case "provisional":
            return {**board, "alarms": _provisional(board["alarms"], message)}
        case "provisional_over":
            over = [a for a in board["alarms"] if a["alarm"] != message["alarm"] or a["state"] != "provisional"]
            return {**board, "alarms": over}
        case _:
            return board


def fold(alarms: list[View], message: dict[str, Any]) -> list[View]:
    """Return the alarms after one rendered entry, whatever its position; one that is withheld changes nothing."""
    if message["type"] != "entry" or message["alarm"] is None:
        return alarms
    if message["event"] == "AlarmRaised":
        return _placed(alarms, raised_view(message))
    if message["event"] == "AlarmClosed":
        return [a for a in alarms if a["alarm"] != message["alarm"]]
    return [
        next_view(a, message) if a["alarm"] == message["alarm"] and a["state"] != "provisional" else a for a in alarms
    ]


def fold_undertakings(undertakings: list[View], message: dict[str, Any]) -> list[View]:
    """Return the open undertakings, by id, after one rendered entry: it carries the whole view, or says it is over."""
    view = message["data"].get("undertaking")
    if message["alarm"] is not None or not isinstance(view, dict):
        return undertakings
    others = [one for one in undertakings if one["id"] != view["id"]]
    return others if view["is_over"] else sorted([*others, view], key=lambda one: one["id"])


def fold_all(messages: Iterable[dict[str, Any]]) -> list[View]:
    """Return the alarms that rendered entries leave open, from nothing."""
    alarms: list[View] = []
    for message in messages:
        alarms = fold(alarms, message)
    return alarms


def _provisional(alarms: list[View], message: dict[str, Any]) -> list[View]:
    if all(a["alarm"] != message["alarm"] for a in alarms):
        return _placed(alarms, provisional_view(message))
    return [{**a, "last_at": message["at"]} if a["alarm"] == message["alarm"] else a for a in alarms]


def _placed(alarms: list[View], view: View) -> list[View]:
    """Put an alarm where it belongs: by the moment it was raised, then by its id."""
    placed = [a for a in alarms if a["alarm"] != view["alarm"]]
    insort(placed, view, key=lambda a: (a["raised_at"], a["alarm"]))
    return placed
