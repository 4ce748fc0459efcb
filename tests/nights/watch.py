"""Holds the design's properties against a night, all along and at its end."""

import asyncio
import json
from collections.abc import Callable, Sequence
from typing import Any

from nights.follow import Following
from nights.house import OFFICE, House
from nights.node import NightNode
from nights.people import People
from nights.provider import NightProvider
from nights.screen import NightScreen
from nights.store import Record
from nights.trouble import StoreTrouble
from service.dispatch.identity import alarm_id
from service.ingest import spooled
from service.ingest.connection import Message
from service.ingest.spool import scan
from service.live.office import LiveOffice
from service.store import rows

SHOWN_S = 0.1
"""Virtual seconds within which a press that a node has heard is on its screens."""
LATE_S = 8.0
"""Virtual seconds by which a deadline may be late where a node could have served it all the time."""
ABLE_S = 12.0
"""Seconds after which a node that is up, with a store that answers, has nothing left to catch up with."""


OUTSIDE = frozenset({"Väktarbolagets jour", "Kaféet i huset", "Polisens kontaktperson"})
"""Whom the invented office reaches outside."""


class Wrong(AssertionError):  # noqa: N818 - it reads as what was found
    """A property does not hold."""


class Watch:
    """Looks at everything, and says what may never be."""

    def __init__(
        self,
        following: Following,
        *,
        record: Record,
        places: Sequence[NightNode],
        store: StoreTrouble,
        house: House,
        people: People,
        screens: Sequence[NightScreen],
        providers: Sequence[NightProvider],
        wrong: Callable[[str], None],
    ) -> None:
        self._following = following
        self._record = record
        self._places = places
        self._store = store
        self._house = house
        self._people = people
        self._screens = screens
        self._providers = providers
        self._wrong = wrong
        self._able_since: float | None = None
        self._sent: dict[str, int] = {}
        self._heard: dict[str, None] = {}
        self.compared = 0
        """How many boards have been held against the server's."""
        self.provisionals = 0
        """How many presses have been found on the screens at once."""

    def received(self, key: str) -> None:
        """A wearer was told `received`: her press is in the record, or on a disk."""
        if key not in self._following.presses and key not in self._in_spools():
            self._wrong(f"press {key} was told received, and is neither in the record nor in a spool")

    def heard(self, place: NightNode, message: Message) -> None:
        """A node is about to hear a press: its screens have to show it at once."""
        if not message.topic.endswith("/press") or place.node is None or message.retain:
            return
        key = _key_of(message)
        if key is not None:
            self._heard[key] = None
        memory = place.node.dispatch.memory
        if key is None or key in self._following.presses or memory.known(key):
            return
        loop = asyncio.get_running_loop()
        looking = [s for s in self._screens if s.is_connected and s.place is place and s.audience == "staff"]
        life, at = place.life, loop.time()

        def look() -> None:
            if life.is_over:
                return
            alarm = self._following.presses.get(key) or alarm_id(key)
            for screen in looking:
                stayed = screen.connected_at <= at and screen.is_connected
                if stayed and screen.shown.keys().isdisjoint([alarm, *self._joined(key)]):
                    self._wrong(f"press {key} was heard by {life.name}, and {screen.name} does not show it")
            self.provisionals += bool(looking)

        loop.call_later(SHOWN_S, look)

    def _joined(self, key: str) -> list[str]:
        """Return the alarms that a press may have joined: those of the same button."""
        covers = f"device:{key.rpartition('/')[0]}"
        return [id_ for id_, alarm in self._following.alarms.items() if alarm.open_key == covers] + [
            alarm_id(heard) for heard in self._heard if heard.rpartition("/")[0] == key.rpartition("/")[0]
        ]

    async def run(self) -> None:
        """Look once a second."""
        while True:
            await asyncio.sleep(1.0)
            self.look()

    def look(self) -> None:
        """Hold against the night what holds at every moment."""
        now = asyncio.get_running_loop().time()
        self._deadlines(now)
        self._boards()
        self._outside()

    def _deadlines(self, now: float) -> None:
        store = self._store
        able = not (store.away or store.slow or store.refuses or store.loses) and any(
            place.node is not None for place in self._places
        )
        if not able:
            self._able_since = None
            return
        if self._able_since is None:
            self._able_since = now
        for id_, (due_at, by) in self._following.deadlines.items():
            if now > max(by + LATE_S, self._able_since + ABLE_S):
                self._wrong(f"the deadline {due_at} of {id_} has not been served for {now - by:.1f} s")

    def _boards(self) -> None:
        for screen in self._screens:
            if not screen.is_up_to_date or not screen.board["office"]:
                continue
            hub = screen.hub
            told = hub.board(screen.office, screen.audience)
            if screen.board["position"] != told["position"]:
                continue  # it leaves with the loop's next turn
            self.compared += 1
            mine = {**screen.board, "alarms": _recorded(screen.board["alarms"])}
            theirs = {**told, "alarms": _recorded(told["alarms"])}
            for key in ("epoch", "alarms", "undertakings"):
                if mine[key] != theirs[key]:
                    self._wrong(f"screen {screen.name} at {mine['position']}: its {key} are not the server's")

    def _outside(self) -> None:
        for provider in self._providers:
            begin, self._sent[provider.route] = self._sent.get(provider.route, 0), len(provider.sent)
            for notice in provider.sent[begin:]:
                if notice.mode != "actual" and notice.address.name in OUTSIDE:
                    self._wrong(f"a {notice.mode} has left the house over {provider.route}: {notice.key}")

    def at_the_end(self) -> None:
        """Hold against the night what holds once everything has calmed down."""
        following = self._following
        promised = {**self._house.pressed, **self._house.kept_by_broker, **self._people.answered}
        for key in promised:
            if key not in following.presses:
                self._wrong(f"press {key} is not in the timeline")
        if self._house.waiting:
            self._wrong(f"{self._house.waiting} presses were never told received")
        if left := self._in_spools():
            self._wrong(f"the spool still holds {sorted(left)}")
        self._fresh_boards()
        for screen in self._screens:
            if screen.is_connected and screen.board["alarms"] != screen.hub.board(OFFICE, screen.audience)["alarms"]:
                self._wrong(f"the alarms of screen {screen.name} are not the server's")
            if not screen.is_up_to_date or screen.board["position"] != following_position(following):
                self._wrong(f"screen {screen.name} stands at {screen.board['position']}, not at the head")
            if any(alarm["state"] == "provisional" for alarm in screen.board["alarms"]):
                self._wrong(f"screen {screen.name} still shows a provisional press")

    def _fresh_boards(self) -> None:
        """What the hub has folded over all the entries is what a fresh start reads from the record."""
        for screen in self._screens:
            values = {"office": screen.office}
            entries = [
                rows.read_entry(row) for row in self._record.fetch(self._record.statements.entries_unclosed, values)
            ]
            fresh = LiveOffice(screen.office, "", following_position(self._following), entries)
            if fresh.board(screen.audience, "")["alarms"] != screen.hub.board(screen.office, screen.audience)["alarms"]:
                self._wrong(f"what {screen.name} is shown is not what a fresh start would show")

    def _in_spools(self) -> set[str]:
        return {
            spooled.read(found.record.payload).press_key
            for place in self._places
            for found in scan(place.spool_path.read_bytes())
            if not found.done
        }


def _recorded(alarms: list[Any]) -> list[Any]:
    """Return what of a board follows from entries: a press is shown before them, also one that joins."""
    return [{**one, "last_at": None} for one in alarms if one["state"] != "provisional"]


def following_position(following: Following) -> int:
    """Return the head's position."""
    return following.entries


def _key_of(message: Message) -> str | None:
    _, _, office, device, _ = message.topic.split("/")
    told: Any = json.loads(message.payload)
    return f"{office}/{device}/{told['id']}" if "id" in told else None
