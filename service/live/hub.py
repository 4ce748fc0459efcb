"""Everything that is told to screens passes here: one office's messages, framed once, to all that look at it."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import repeat
from operator import call
from secrets import token_hex
from typing import Any

from service.alarm.instant import instant
from service.clock import Clock
from service.live.cursor import HELD, Gap
from service.live.frame import NOBODY, Batch, Frame, encode
from service.live.group import Group
from service.live.line import Line
from service.live.office import LiveOffice, told_of
from service.live.render import Audience, Message, render_provisional
from service.live.seen import LOW
from service.live.veil import known_by
from service.timeline.entry import Entry, Head

_log = logging.getLogger(__name__)

MOST_PENDING = 1 << 20
"""Bytes that may wait for a screen when the next write comes: one burst's entries, not two."""
PATIENCE = 2.0
"""Seconds that a screen with bytes waiting may take none of them."""
BEHIND = 20.0
"""Seconds after which a screen must have taken what it was told: one that hears of presses later is none.

It is dropped, and finds how things stand now when it comes back.
"""
GOING_AWAY = 1012  # RFC 6455's registry: service restart


class UnknownOfficeError(LookupError):
    """No such office has been opened."""


@dataclass(eq=False, kw_only=True, slots=True)
class Subscription:
    """One connected screen, and what it said that it shows."""

    office: str
    audience: Audience
    screen: str
    line: Line
    since: datetime
    tags: frozenset[str] = NOBODY
    """By what `service.live.veil` knows who looks on and where: something may be kept from her."""
    rendered_position: int | None = None
    rendered_at: datetime | None = None
    rendered_alarms: tuple[str, ...] = ()
    sound: bool | None = None
    """Whether the screen can be heard; None until it has said so."""
    is_calm: bool = False
    """Whether it shows only the agreed mark: it hangs in the place of an alarm, or in sight of it."""
    paired: bool = False
    """Whether it is a screen that somebody has paired, and so one that has to be there."""
    since_s: float = 0.0
    rendered_s: float | None = None
    """Monotonic seconds: when it came, and when it last confirmed anything."""
    taken: int = 0
    taken_at: float | None = None
    """Since when its line has taken nothing although bytes wait; None while nothing waits."""
    owed: int = 0
    owed_at: float = 0.0
    """Up to where its line has to take, and since when that waits."""


class Hub:
    """All offices' screens. Everything is called in the loop's thread, and nothing waits.

    What comes within one turn of the loop leaves together at the turn's end; a press leaves first.
    """

    def __init__(
        self, clock: Clock, epoch: str, *, held: int = HELD, anew: Callable[[], str] = lambda: token_hex(8)
    ) -> None:
        """Begin without offices.

        Args:
            clock: what time it is.
            epoch: names the record that positions belong to.
            held: how many entries of an office are held for screens that come back.
            anew: returns another epoch each time, for those whose numbers are no positions of the record.
        """
        self.epoch = epoch
        self.dropped = 0
        """How many screens were dropped because they did not take what was sent."""
        self.on_rendered: Callable[[Subscription], None] | None = None
        """Told whenever a screen has confirmed what it shows."""
        self.on_dropped: Callable[[Subscription], None] | None = None
        """Told whenever a screen was dropped because it did not keep up."""
        self._clock = clock
        self._held = held
        self._anew = anew
        self._offices: dict[str, LiveOffice] = {}
        self._groups: dict[str, dict[Audience, Group[Subscription]]] = {}
        self._due: dict[Group[Subscription], None] = {}
        self._watching = False

    def open(
        self,
        office: str,
        head: int,
        entries_of_open_alarms: Iterable[Entry],
        *,
        last: str | None = None,
        epoch: str | None = None,
    ) -> None:
        """Begin an office at its head, or begin it anew: screens that look at it get a new snapshot.

        Args:
            office: the office.
            head: the last position of its timeline.
            entries_of_open_alarms: all entries of alarms that are not closed, in the order of positions.
            last: the hash of the entry at the head, from which on they are a chain; None where they are none.
            epoch: names the record where that is another one than the others' positions belong to.
        """
        before = self._offices.get(office)
        self._offices[office] = live = LiveOffice(
            office,
            epoch or self.epoch,
            head,
            entries_of_open_alarms,
            held=self._held,
            own_epoch=self._anew(),
            last=last,
        )
        if before is not None:
            live.take_over(before)
        for audience, group in self._groups.setdefault(office, {}).items():
            group.finish(self._write)
            for member in list(group.members):  # no press may overtake a snapshot: it would be wiped out again
                self._write([member], Batch(live.welcome(audience, None, None, self._at(), member.tags)))

    def publish(self, office: str, entries: Sequence[Entry]) -> Gap | None:
        """Tell screens about committed entries, in any order and as often as they come.

        Returns:
            The hole that has to be read from the store first; publish what was read, until there is none.
        """
        live = self._live(office)
        released = live.take(entries)
        if released:
            for audience, group in self._groups[office].items():
                self._tell(group, told_of(released, audience))
        return live.gap

    def contradicts(self, head: Head) -> bool:
        """Say whether the end of an office's record shows that it has another past than what its screens were shown."""
        live = self._offices.get(head.office)
        return live is not None and live.contradicts(head)

    def provisional(self, office: str, message: Message) -> None:
        """Tell screens about a press at once: `alarm`, `kind`, `mode`, `zone`, `device`, `at`."""
        self._live(office).note_provisional(message)
        self._tell_each(office, lambda audience: render_provisional(message, audience), urgent=True)

    def provisional_over(self, office: str, alarm: str, because: str) -> None:
        """Take back a press that will have no entry of its own."""
        self._live(office).end_provisional(alarm)
        over = {"type": "provisional_over", "alarm": alarm, "because": because}
        self._tell_each(office, lambda audience: None if audience is Audience.PUBLIC else over, urgent=True)

    def heartbeat(self, office: str, status: dict[str, Any], *, of_faults: bool = False) -> None:
        """Tell screens how the service is: `broker`, `store`, `timers`, `faults`; of faults alone who reads them."""
        live = self._live(office)
        beat = {"type": "heartbeat", "position": live.position, "epoch": live.epoch, **status, "at": self._at()}
        for audience, group in self._groups[office].items():
            if group.members and not (of_faults and audience in LOW):
                self._tell(group, [live.heartbeat(beat, audience)])

    def board(self, office: str, audience: Audience, tags: frozenset[str] = NOBODY) -> dict[str, Any]:
        """Return the snapshot message for an audience."""
        return self._live(office).board(audience, self._at(), tags)

    def undertakings(self, office: str) -> list[dict[str, Any]]:
        """Return what staff see of an office's undertakings that are not over; nothing for one not opened."""
        live = self._offices.get(office)
        return live.undertakings(Audience.STAFF) if live else []

    def position(self, office: str) -> int:
        """Return the last position that an office's screens have been told."""
        return self._live(office).position

    def counts_apart(self, office: str, audience: Audience, tags: frozenset[str] = NOBODY) -> bool:
        """Say whether somebody is told positions that are not the record's: something is kept from her."""
        live = self._offices.get(office)
        return live is not None and live.counts_apart(audience, tags)

    def number(self, subscription: Subscription) -> int:
        """Return the last position as somebody has been told it; not everybody's is the record's."""
        return self._live(subscription.office).number(subscription.audience, subscription.tags)

    def recorded(self, subscription: Subscription) -> int | None:
        """Return up to which position of the record a screen has confirmed all that it was told; None before that."""
        drawn, live = subscription.rendered_position, self._live(subscription.office)
        return None if drawn is None else live.recorded(drawn, subscription.audience, subscription.tags)

    def attach(
        self,
        office: str,
        audience: Audience,
        *,
        screen: str,
        after: int | None,
        epoch: str | None,
        line: Line,
        paired: bool = False,
        tags: frozenset[str] = NOBODY,
    ) -> Subscription:
        """Connect a screen: it gets what it missed or a snapshot, and then everything, with nothing between the two.

        Raises:
            UnknownOfficeError: no such office has been opened.
        """
        live = self._live(office)
        group = self._groups[office].setdefault(audience, Group())
        group.finish(self._write)  # the others get what waits; the new one finds it in its welcome
        subscription = Subscription(
            office=office,
            audience=audience,
            screen=screen,
            line=line,
            since=self._clock.now(),
            paired=paired,
            since_s=self._clock.monotonic(),
            tags=known_by(audience, tags),
        )
        group.members[subscription] = None
        self._write([subscription], Batch(live.welcome(audience, after, epoch, self._at(), tags)))
        return subscription

    def detach(self, subscription: Subscription) -> None:
        """Forget a screen; nothing happens when it is forgotten already."""
        group = self._groups.get(subscription.office, {}).get(subscription.audience)
        if group:
            group.members.pop(subscription, None)

    def rendered(
        self, subscription: Subscription, position: int, alarms: Sequence[str], sound: bool, *, calm: bool = False
    ) -> None:
        """Note what a screen has confirmed that it shows."""
        subscription.rendered_position = position
        subscription.rendered_at = self._clock.now()
        subscription.rendered_alarms = tuple(alarms)
        subscription.rendered_s = self._clock.monotonic()
        subscription.sound = sound
        subscription.is_calm = calm
        if self.on_rendered:
            self.on_rendered(subscription)

    def screens(self, office: str) -> list[Subscription]:
        """Return an office's connected screens, in the order in which they came."""
        return [s for group in self._groups.get(office, {}).values() for s in group.members]

    def supersede(self, because: str) -> None:
        """Tell every screen to load again later, and close: the service goes away."""
        for office in self._offices:
            self._tell_each(office, lambda _: {"type": "superseded", "because": because})
        for groups in self._groups.values():
            for group in groups.values():
                group.finish(self._write)
                for subscription in list(group.members):
                    self.detach(subscription)
                    subscription.line.close(GOING_AWAY, because)

    def _live(self, office: str) -> LiveOffice:
        live = self._offices.get(office)
        if live is None:
            raise UnknownOfficeError(f"no office {office!r} has been opened; look at the names of the plans")
        return live

    def _at(self) -> str:
        return instant(self._clock.now())

    def _tell_each(self, office: str, made: Callable[[Audience], Message | None], *, urgent: bool = False) -> None:
        for audience, group in self._groups[office].items():
            if group.members and (message := made(audience)):
                self._tell(group, [Frame(encode(message))], urgent=urgent)

    def _tell(self, group: Group[Subscription], frames: Sequence[Frame], *, urgent: bool = False) -> None:
        group.tell(frames, urgent=urgent)
        if not group.idle:
            self._soon(group)

    def _soon(self, group: Group[Subscription]) -> None:
        if not self._due:
            asyncio.get_running_loop().call_soon(self._flush)
        self._due[group] = None

    def _flush(self) -> None:
        due, self._due = self._due, {}
        for group in due:
            group.flush(self._write)
            if not group.idle:
                self._soon(group)  # behind whatever has come meanwhile: perhaps a press

    def _write(self, subscriptions: Iterable[Subscription], batch: Batch) -> None:
        """Send a batch: one by one where something waits or is kept from somebody, and to all others in one go.

        Between two writes of that no line of Python runs. At each, a thread that computes (the record's) might have its
        turn of half a millisecond, and the last of 500 screens waited for all of these turns.
        """
        at_once, hidden_from = [], batch.hidden_from
        for subscription in subscriptions:
            write = subscription.line.clear
            if write is not None and (not hidden_from or hidden_from.isdisjoint(subscription.tags)):
                at_once.append(write)
            else:
                self._write_apart(subscription, batch)
        writing = map(call, at_once, repeat(batch.framed))
        while True:
            try:
                deque(writing, maxlen=0)
            except Exception:
                _log.exception("a screen could not be told; all others are")  # `writing` goes on behind it
            else:
                return

    def _write_apart(self, subscription: Subscription, batch: Batch) -> None:
        try:
            if subscription.line.pending() and self._is_stuck(subscription):
                self._drop(subscription)
            elif (told := batch.told_to(subscription.tags)).frames:
                subscription.line.write(told)
        except Exception:
            _log.exception("a screen could not be told; all others are")

    def _is_stuck(self, subscription: Subscription) -> bool:
        """Say whether a screen with bytes waiting holds too many or too old ones, or has taken none for too long."""
        now, taken, waits = self._clock.monotonic(), subscription.line.taken(), subscription.line.pending()
        if subscription.taken_at is None or taken >= subscription.owed:
            subscription.owed, subscription.owed_at = taken + waits, now
        if subscription.taken_at is None or taken != subscription.taken:
            subscription.taken, subscription.taken_at = taken, now
        self._watch()
        is_late = now - subscription.taken_at >= PATIENCE or now - subscription.owed_at >= BEHIND
        return is_late or waits > MOST_PENDING

    def _drop(self, subscription: Subscription) -> None:
        self.dropped += 1
        self.detach(subscription)
        subscription.line.drop()
        if self.on_dropped:
            self.on_dropped(subscription)

    def _watch(self) -> None:
        """Look again soon: a screen that is stuck must not wait for the next message to be found out."""
        if not self._watching:
            self._watching = True
            asyncio.get_running_loop().call_later(PATIENCE / 2, self._look)

    def _look(self) -> None:
        self._watching = False
        for office in self._offices:
            for subscription in self.screens(office):
                if not subscription.line.pending():
                    subscription.taken_at = None
                elif self._is_stuck(subscription):
                    self._drop(subscription)
