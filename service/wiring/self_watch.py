"""A node that watches itself, put together: what proves that a press would be shown, and who says so when not."""

import asyncio
import logging
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime, tzinfo
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from devices.family import OWN_BROKER
from service.addresses import Addresses
from service.api import canary_stream
from service.api.desk import Desk, Health
from service.clock import Clock
from service.dispatch.book import Book
from service.dispatch.faults import Faults
from service.dispatch.handle import Dispatch
from service.dispatch.write import set_deadline_anew
from service.ingest.intake import Intake
from service.jobs.auditor import Auditor
from service.jobs.canary import START_S, Canary
from service.jobs.loop_watch import LoopWatch
from service.jobs.sign_of_life import SignOfLife
from service.jobs.standing import Standing
from service.jobs.systemd import Systemd
from service.jobs.timers import Timers
from service.jobs.unreadable import Unreadable
from service.live.hub import Hub
from service.live.mirror import Mirror
from service.settings import Settings
from service.store.audit_port import Owed
from service.store.port import Store, StoreUnavailable
from service.wiring.canary_path import PLACE, path_through, press_in, stream_of
from service.wiring.devices import Listening
from service.wiring.outside import outside
from service.wiring.part import Jobs, Opens
from service.wiring.safekeeping import Safekeeping
from service.wiring.self_figures import figures_of
from service.wiring.undertakings import Undertakings

_log = logging.getLogger(__name__)

READ_S: Final = 15.0
"""Seconds for which what is due may wait for a plan that is being read: no file may take a third of that where somebody
waits for it. After that every screen says so, as those of its office are not there yet."""
_ALARM: Final = "alarm "
LOOK_S: Final = 0.5
"""Seconds between two looks at what works."""


class Around(Protocol):
    """What the watch needs of its node; what listens is made later."""

    store: Store
    book: Book
    dispatch: Dispatch
    faults: Faults
    hub: Hub
    clock: Clock
    settings: Settings
    intake: Intake
    listening: Listening
    timers: Timers
    undertakings: Undertakings
    opening: Opens

    def health(self) -> Health:
        """Say what works right now."""
        ...


class SelfWatch:
    """What a node has to watch itself."""

    def __init__(self, node: Around) -> None:
        """Connect it; nothing is watched yet."""
        self._node = node
        self._key = secrets.token_urlsafe(32)
        self._address: str | None = None
        self._standing = Standing()
        self._unreadable = Unreadable(node.faults)
        self._damaged: dict[tuple[str, str], str] = {}
        """What cannot be read, and where that was said: its office's plan may come or go."""
        self._not_set: dict[tuple[str, str], None] = {}
        """Alarms whose damaged deadline is to be set anew, in the order in which that is tried."""
        self._systemd = Systemd()
        self.canaries: dict[str, Canary] = {}
        self.auditor = Auditor(
            node.store.audit, node.faults, node.clock, place_of=self._place_of, is_excused=self._is_excused
        )
        self.loop = LoopWatch(node.faults)
        there = outside(node.settings)
        self.sign = SignOfLife(there, lambda: node.health().ready, node.faults, node.clock) if there else None
        kept = (node.settings, node.store, node.faults, node.clock)
        self.kept_safe = Safekeeping(*kept, waiting=lambda: node.intake.recorder.waiting)
        node.dispatch.listen(self.kept_safe.presses.take)
        node.hub.open(PLACE, 0, ())

    def at(self, port: int) -> None:
        """Say at which port the node's own server will be; without it nothing is pressed."""
        self._address = f"{stream_of(self._node.settings, port)}/api/v1{canary_stream.PATH}"

    def whole(self, health: Health) -> Health:
        """Return what works, with what the watch itself has found out."""
        own = self.canaries.get(OWN_BROKER)
        is_proven = own is not None and own.passes
        hears = any(True for _ in self._node.book) and not self._node.book.unread.is_stuck
        return replace(health, canary=is_proven, auditor=self.auditor.is_right, plans=hears)

    def since(self) -> Mapping[str, datetime]:
        """Return each part that does not work, and since when."""
        self._standing.note(asdict(self._node.health()), self._node.clock.now())
        return self._standing.since

    def heard(self, broker: str, payload: bytes) -> None:
        """Take what the node has said to itself through a broker."""
        canary = self.canaries.get(broker)
        press = press_in(self._node.intake.registry, self._node.settings.node, broker, payload)
        if canary is not None and press is not None:
            canary.heard(press)

    def text(self) -> bytes:
        """Return the figures for Prometheus."""
        return figures_of(self.canaries, self.auditor, self.loop, self.sign) + self.kept_safe.text()

    async def begin(self, jobs: Jobs) -> None:
        """Begin to watch."""
        node = self._node
        await self.kept_safe.begin(jobs, node.hub, node.opening)
        jobs.begin("auditor", self.auditor.run)
        jobs.begin("standing", self._watch)
        if self._address is not None:  # else nothing is served, and no loop of a server can stand still
            jobs.begin("loop-watch", self._watch_loop)
            mirror = Mirror(self._address, self._key, self._shown)
            jobs.begin("mirror", mirror.run)
            for broker in node.listening.brokers.proven:
                path = path_through(broker, node.listening.brokers, node.hub, mirror, node.clock)
                canary = self.canaries[broker] = Canary(path, node.faults, node.clock)
                jobs.begin(f"canary-{broker}", canary.run)
        if self.sign is not None:
            jobs.begin("sign-of-life", self.sign.run)

    @property
    def is_served(self) -> bool:
        """Whether the node has a server of its own, through which it proves itself."""
        return self._address is not None

    def stream(self) -> Addresses:
        """Return the stream of the node's own screen, without which it cannot become ready."""
        return canary_stream.router(self._node.hub, PLACE, self._key)

    def routes(self, _desk: Desk, _settings: Settings) -> Sequence[Addresses]:
        """Return no further routes."""
        return ()

    async def _watch_loop(self) -> None:
        """Watch the loop until cancelled, from the first own press on: what is built before that takes its time."""
        began = self._node.clock.monotonic()
        while not any(one.passes for one in self.canaries.values()):
            if self._node.clock.monotonic() - began > START_S:
                break
            await asyncio.sleep(LOOK_S)
        await self.loop.run()

    async def _watch(self) -> None:
        """Until cancelled: note since when what does not work, and feed systemd's watchdog while it may be fed."""
        self._systemd.tell("READY=1")
        pace_s = min(LOOK_S, (self._systemd.patience_s or 60) / 4)
        while True:
            self.since()
            await self.note_damage()
            if self._systemd.patience_s is not None and self.may_go_on():
                self._systemd.tell("WATCHDOG=1")
            await asyncio.sleep(pace_s)

    async def note_damage(self) -> None:
        """Tell the screens what of their office cannot be read by whoever serves all offices; the others are served.

        An alarm's deadline follows from its state, and is set anew.
        """
        damaged = dict(self._node.store.damaged)
        told = {one: self._place_of(one[0])[0] for one in damaged}
        if told != self._damaged:
            here: dict[str, dict[str, Exception]] = {place: {} for place in (*self._damaged.values(), *told.values())}
            for (office, what), place in told.items():
                here[place][what] = damaged[office, what]
            for place, damage in here.items():
                self._unreadable.tell(place, damage)
            new, self._damaged = told.keys() - self._damaged.keys(), told
            self._not_set |= dict.fromkeys(sorted(one for one in new if one[1].startswith(_ALARM)))
        for office, what in list(self._not_set):
            if not await self._set_anew(office, what):
                break

    async def _set_anew(self, office: str, what: str) -> bool:
        """Set a deadline anew; False where the record does not take it now: then it is tried again, behind the others.

        Each try may take as long as the record takes to say so, and whoever watches has more to do.
        """
        alarm = what.removeprefix(_ALARM)
        del self._not_set[office, what]
        try:
            await self._node.store.commit(office, lambda unit: set_deadline_anew(unit, alarm))
        except StoreUnavailable as reason:
            _log.warning("the deadline of %s cannot be set anew yet: %s", alarm, reason)
            self._not_set[office, what] = None
            return False
        except Exception:
            _log.exception("the deadline of %s cannot be set anew", alarm)
        return True

    def may_go_on(self) -> bool:
        """Whether nothing is wrong that a new start could mend.

        A broker or a record that is away is not mended by it, nor is one deadline that cannot be read, nor a broker
        that never let the node press to itself: a start a minute would cost every screen, for ever. What is wrong is
        inside where presses came through a broker that is still connected and do not any more; where deadlines are
        unserved and whoever should serve them does not turn; or where whoever looks at that does not look any more.
        """
        own, store = self.canaries.get(OWN_BROKER), self._node.health().store
        presses = own is None or (own.turns and not own.fails_now)
        timers = (("alarm", self._node.timers), ("undertaking", self._node.undertakings.times))
        hung = any(kind in self.auditor.unserved and not served.turns for kind, served in timers)
        return presses and (not store or (self.auditor.sees and not hung))

    def _place_of(self, office: str) -> tuple[str, tzinfo]:
        """Return where a fault of an office is shown, and what time it is there."""
        page = self._node.book.get(office)
        if page is None or self._node.book.is_closed(office):
            return Faults.EVERYWHERE, UTC
        return office, ZoneInfo(page.plan.time_zone)

    def _is_excused(self, one: Owed) -> bool:
        """Whether a button cannot be told anything because its broker is gone, which is shown; or nobody is left there.

        What is due in an office that has no plan any more keeps no other's screens from being green. Nor does what
        waits for a plan that is being read, for as long as that should take at most.
        """
        if one.kind == "feedback" and self._node.listening.brokers_down:
            return True
        book = self._node.book
        if one.office in book.unread:
            return 0.0 < book.unread.waits_s(one.office) < READ_S  # what nobody asks for is not being served
        return one.kind in ("undertaking", "notice") and one.office not in book

    def _shown(self, alarms: frozenset[str]) -> None:
        for canary in self.canaries.values():
            canary.shown(alarms)
