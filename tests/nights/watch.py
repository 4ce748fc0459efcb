"""Holds the design's properties against a night, all along and at its end."""

import asyncio
import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from nights.boards import Boards
from nights.box import Box
from nights.follow import Following
from nights.house import House
from nights.node import NightNode
from nights.office import AUDIBLE, CALM, LONGEST
from nights.people import People
from nights.provider import NightProvider
from nights.screen import NightScreen
from nights.store import Record
from nights.trouble import StoreTrouble
from parts.offices import PEOPLE
from service.alarm.instant import instant
from service.alarm.states import Mode
from service.dispatch.identity import alarm_id
from service.ingest import spooled
from service.ingest.spool import scan
from service.ingest.terms import Message

SHOWN_S = 0.1
"""Virtual seconds within which a press that a node has heard is on its screens."""
LATE_S = 8.0
"""Virtual seconds by which a deadline may be late where a node could have served it all the time."""
LEASED_S = 60.0
"""Seconds after something has gone wrong until nothing that was under way then is under way any more."""
ABLE_S = 12.0
"""Seconds after which a node that is up, with a store that answers, has nothing left to catch up with."""


CALM_ZONE = "room-114"
"""Where the lamp is: a room that stays calm while there is an alarm in it."""


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
        box: Box,
        calm_since: Callable[[], float],
        promised: Callable[[], set[str]],
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
        self._box = box
        self._calm_since = calm_since
        self._promised = promised
        self._had_at: dict[tuple[str, str], float] = {}
        self._wrong = wrong
        self.boards = Boards(screens, record, wrong)
        self._told: dict[str, int] = {}
        self._able_since: float | None = None
        self._sent: dict[str, int] = {}
        self._heard: dict[tuple[str, str], float] = {}
        """Which life has heard which press, and when first."""
        self._looked_at: set[tuple[str, str]] = set()
        """Of which of them the screens were looked at."""
        self.provisionals = 0
        """How many presses have been found on the screens at once."""

    def received(self, key: str) -> None:
        """A wearer was told `received`: her press is in the record, or on a disk."""
        if key not in self._following.presses and key not in self._in_spools():
            self._wrong(f"press {key} was told received, and is neither in the record nor in a spool")

    def heard(self, place: NightNode, message: Message) -> None:
        """A node is about to hear a press: its screens have to show it at once.

        What it has heard while it started, before it had screens, and hears again, they were shown when they came.
        """
        if not message.topic.endswith("/press") or message.retain:
            return
        key = _key_of(message)
        if key is None or key in self._following.presses or (place.life.name, key) in self._looked_at:
            return  # it is in the record, or this node is at it
        loop = asyncio.get_running_loop()
        life, at = place.life, loop.time()
        first = self._heard.setdefault((life.name, key), at)
        if place.node is None:
            return
        self._looked_at.add((life.name, key))
        looking = [s for s in self._screens if s.is_connected and s.place is place and s.audience == "staff"]

        def look() -> None:
            if life.is_over:
                return
            alarms = self._shown_as(key, place.name)
            for screen in looking:
                stayed = screen.connected_at <= at and screen.is_connected
                told = {alarm for alarm, when in screen.shown.items() if when >= first}
                if first <= screen.connected_at:  # it went on where it was, and is told nothing of what it shows
                    told |= {one["alarm"] for one in screen.board["alarms"]}
                if stayed and not told & set(alarms):
                    self._wrong(f"press {key} was heard by {life.name}, and {screen.name} does not show it")
            self.provisionals += bool(looking)

        loop.call_later(SHOWN_S, look)

    def _shown_as(self, key: str, node: str) -> list[str]:
        """Return as which alarms a press may be shown that was heard just now.

        As the one that the record says it raised or joined; while it says nothing: as its own, as the open one of the
        same button, or as that of an earlier press of the same button that this node has heard, in whichever life, and
        that is not recorded either. In any case something has to be written to the screen now: that it shows that alarm
        already is not enough.
        """
        button = key.rpartition("/")[0]
        own = [self._following.presses[key]] if key in self._following.presses else []
        open_ = [id_ for id_, one in self._following.unfinished.items() if one.open_key == f"device:{button}"]
        waiting = [
            alarm_id(heard)
            for by, heard in self._heard
            if by.startswith(f"{node}#") and heard.rpartition("/")[0] == button and heard not in self._following.presses
        ]
        return [alarm_id(key), *own, *open_, *waiting]

    async def run(self) -> None:
        """Look once a second."""
        while True:
            await asyncio.sleep(1.0)
            self.look()

    def look(self) -> None:
        """Hold against the night what holds at every moment."""
        now = asyncio.get_running_loop().time()
        self._deadlines(now)
        self.boards.look()
        self._outside()
        self._outputs()

    def _deadlines(self, now: float) -> None:
        store = self._store
        able = not (store.away or store.slow or store.refuses or store.loses) and any(
            place.node is not None for place in self._places
        )
        if not able:
            self._able_since = self.boards.able_since = None
            return
        if self._able_since is None:
            self._able_since = self.boards.able_since = now
        waiting = (*self._following.deadlines.items(), *self._following.undertakings.due.items())
        for id_, (due_at, by) in waiting:
            if now > max(by + LATE_S, self._able_since + ABLE_S):
                self._wrong(f"the deadline {due_at} of {id_} has not been served for {now - by:.1f} s")

    def _outside(self) -> None:
        """A drill reaches the people of the office, over whichever route, and nobody else: its `reach` is inside.

        Property 8 of the design is about whom a delivery is for, not about which way it takes: a drill that rang no
        telephone of those who are called would be none.
        """
        for provider in self._providers:
            begin, self._sent[provider.route] = self._sent.get(provider.route, 0), len(provider.sent)
            for at, notice in provider.sent[begin:]:
                self._once(provider, at, notice.key)
                if notice.mode != "actual" and notice.address.name not in PEOPLE:
                    self._wrong(f"a {notice.mode} has left the house over {provider.route}: {notice.key}")

    def at_the_end(self) -> None:
        """Hold against the night what holds once everything has calmed down."""
        following = self._following
        promised = {**self._house.pressed, **self._house.kept_by_broker, **self._people.answered}
        for key in promised:
            if key not in following.presses:
                self._wrong(f"press {key} is not in the timeline")
        for undertaking in sorted(self._promised() - following.undertakings.states.keys()):
            self._wrong(f"{undertaking} was answered, and is not in the timeline")
        if self._house.waiting:
            self._wrong(f"{self._house.waiting} presses were never told received")
        if left := self._in_spools():
            self._wrong(f"the spool still holds {sorted(left)}")
        self.boards.at_the_end(following.entries)
        self._outputs_at_the_end()

    def _once(self, provider: NightProvider, at: float, key: str) -> None:
        """Nothing is sent twice for no reason: only a crash, the store or the provider itself can be one.

        `at` is when the provider had it; while something is wrong, a duplicate is better than silence.
        """
        before = self._had_at.get((provider.route, key))
        self._had_at[provider.route, key] = at
        if before is not None and self._calm_since() + LEASED_S < before:
            self._wrong(f"{provider.route} was given {key} twice within {at - before:.1f} s, and nothing was wrong")

    def _outputs(self) -> None:
        """Nothing shines where it has to stay calm, and a drill switches what the plan lets it switch."""
        for output in self._box.outputs.values():
            begin, self._told[output.address] = self._told.get(output.address, 0), len(output.told)
            for seconds, alarm in output.told[begin:]:
                known = self._following.alarms.get(alarm)
                if known is None:
                    self._wrong(f"{output.address} was switched for {alarm}, which is in no record")
                elif seconds > LONGEST[output.address]:
                    self._wrong(f"{output.address} is to be on for {seconds} s, which the plan does not say")
                elif seconds and output.address == CALM and CALM_ZONE in known.calm:
                    self._wrong(f"{output.address} shines in {CALM_ZONE} for {alarm}, which has to stay calm")
                elif seconds and known.mode is not Mode.ACTUAL and output.address != AUDIBLE:
                    self._wrong(f"{output.address} was switched by the {known.mode} {alarm}")

    def _outputs_at_the_end(self) -> None:
        """Nothing that was ordered is forgotten: it is being tried, or waits for its end; and what is over ends it."""
        for output in self._box.outputs.values():
            known = self._following.alarms.get(output.told[-1][1]) if output.on_until else None
            if known is not None and not known.is_open and not self._is_wanted:
                self._wrong(f"{output.address} is on for {known.id}, which is over")
        now = max(place.clock.now() for place in self._places)
        values = {"now": instant(now - timedelta(seconds=ABLE_S))}
        if left := self._record.fetch(self._record.statements.outputs.due, values):
            self._wrong(f"nobody has seen to what was ordered: {left}")

    @property
    def _is_wanted(self) -> bool:
        """Whether an alarm that is open has ordered anything: an output that it wants goes on for it."""
        return any(alarm.is_open and alarm.outputs for alarm in self._following.unfinished.values())

    def _in_spools(self) -> set[str]:
        return {
            spooled.read(found.record.payload).press_key
            for place in self._places
            for found in scan(place.spool_path.read_bytes())
            if not found.done
        }


def _key_of(message: Message) -> str | None:
    _, _, office, device, _ = message.topic.split("/")
    told: Any = json.loads(message.payload)
    return f"{office}/{device}/{told['id']}" if "id" in told else None
