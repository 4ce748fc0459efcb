"""Holds the boards of screens against the server's: stale snapshot + what came since = fresh snapshot."""

import asyncio
import json
from collections.abc import Callable, Sequence
from typing import Any

from nights.house import OFFICE
from nights.screen import NightScreen
from nights.store import Record
from service.alarm.instant import parse_instant
from service.live import board
from service.live.board import Board
from service.live.office import LiveOffice
from service.store import rows

RECORDED_S = 12.0
"""Seconds within which a press is recorded that a node has shown, where it and the store are well."""
APART_S = 15.0
"""Seconds between which two nodes hear the same press of a button, their clocks and a slow store counted in."""
WHOLE = ("office", "epoch", "audience", "position", "undertakings")


class Boards:
    """Everything that screens of a night show."""

    def __init__(self, screens: Sequence[NightScreen], record: Record, wrong: Callable[[str], None]) -> None:
        self._screens = screens
        self._record = record
        self._wrong = wrong
        self.able_since: float | None = None
        """Since when a node and the store could have recorded everything; None while they cannot."""
        self._looked_at: dict[str, Board] = {}
        """What of each screen has been compared last: a board is never changed in place."""
        self.compared = 0
        """How many boards have been held against the server's."""

    @property
    def are_settled(self) -> bool:
        """Whether no screen has anything on its way to it."""
        return all(screen.is_up_to_date and not screen.hub._due for screen in self._screens)

    def look(self) -> None:
        """Compare each screen to which nothing is on its way with what somebody would be shown who comes now."""
        for screen in self._screens:
            if not screen.is_up_to_date or not screen.board["office"] or screen.hub._due:
                continue
            live = screen.hub._live(screen.office)
            if (
                self._looked_at.get(screen.name) is screen.board
                and live.number(screen.audience) == screen.board["position"]
            ):
                continue
            self._looked_at[screen.name] = screen.board
            self.compared += 1
            self._compare(screen, self._fresh(screen))

    def at_the_end(self, position: int) -> None:
        """Compare all of them, to the last letter, with what the server shows, and with what a fresh start would."""
        for screen in self._screens:
            is_theirs = screen.board["position"] == screen.hub._live(screen.office).number(screen.audience)
            if not screen.is_up_to_date or not is_theirs or screen.hub.position(screen.office) != position:
                self._wrong(f"screen {screen.name} stands at {screen.board['position']}, not at the head")
                continue
            theirs = screen.hub.board(screen.office, screen.audience)
            if screen.board["alarms"] != theirs["alarms"]:
                self._wrong(f"the alarms of screen {screen.name} are not the server's")
            values = {"office": screen.office}
            found = self._record.fetch(self._record.statements.entries_unclosed, values)
            fresh = LiveOffice(screen.office, "", position, [rows.read_entry(row) for row in found])
            if fresh.board(screen.audience, "")["alarms"] != theirs["alarms"]:
                self._wrong(f"what {screen.name} is shown is not what a fresh start would show")

    def _fresh(self, screen: NightScreen) -> Board:
        """Return the board of a screen that comes now: a snapshot, and behind it the presses that wait for an entry."""
        shown = board.apply(board.empty(), screen.hub.board(screen.office, screen.audience))
        for frame in screen.hub._live(OFFICE).outstanding(screen.audience):
            shown = board.apply(shown, json.loads(frame.text))
        return shown

    def _compare(self, screen: NightScreen, theirs: Board) -> None:
        mine = screen.board
        for key in WHOLE:
            if mine[key] != theirs[key]:
                self._wrong(f"screen {screen.name} at {mine['position']}: its {key} is not the server's")
        fresh = {one["alarm"]: one for one in theirs["alarms"]}
        if [one["alarm"] for one in mine["alarms"]] != [*fresh]:
            self._wrong(f"screen {screen.name} at {mine['position']}: its alarms are not the server's")
            return
        for one in mine["alarms"]:
            if one != fresh[one["alarm"]] and not self._is_pressed_again(screen, one, fresh[one["alarm"]]):
                self._wrong(f"screen {screen.name} at {mine['position']}: {one['alarm']} is not as the server shows it")

    def _is_pressed_again(self, screen: NightScreen, mine: dict[str, Any], theirs: dict[str, Any]) -> bool:
        """Say whether they differ only by a press that joins, which this screen was shown before it is recorded.

        "Seen first, recorded next": that press moves no position, and has no place of its own beside the alarm that it
        joins, so that whoever comes in between is told of it by its entry. Nothing else may be in `last_at`, and not
        for longer than it may take to record it: but for a press that was taken back, and for the moments between which
        two nodes have heard the same one.
        """
        is_only = {**mine, "last_at": None} == {**theirs, "last_at": None}
        this = mine["alarm"], mine["last_at"]
        shown_at = screen.pressed_again.get(this)
        if not is_only or shown_at is None:
            return False
        apart = parse_instant(mine["last_at"]) - parse_instant(theirs["last_at"])
        if this in screen.taken_back or abs(apart.total_seconds()) < APART_S:
            return True
        self._looked_at.pop(screen.name, None)  # it is looked at again, until it is as the server shows it
        now = asyncio.get_running_loop().time()
        return self.able_since is None or now < max(shown_at, self.able_since) + RECORDED_S
