"""Looks after the screens: what each has confirmed becomes a fault on the others, and one summary for each alarm."""

import asyncio
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol

from roles.calendar import is_open
from roles.plan import Plan
from roles.sight import audience_shown
from service.clock import Clock
from service.dispatch.faults import Faults
from service.live.hub import Hub, Subscription
from service.live.lookout import Connected, Lookout, Wrong
from service.live.render import Audience
from service.store.access_port import Credential, CredentialKind
from service.store.port import StoreError

LOOK_EVERY_S: Final = 1.0
ASK_EVERY_S: Final = 15.0
"""How often it is looked up which screens are paired."""
MOST_ALARMS: Final = 200
"""Alarms of which it is known who has shown them; the oldest is forgotten first."""

_SHOW_ALARMS: Final = (Audience.STAFF, Audience.SECURITY)

_log = logging.getLogger(__name__)


class Paired(Protocol):
    """What is read of the store."""

    async def credentials(self, kind: CredentialKind) -> list[Credential]:
        """Return all credentials of a kind that have not ended."""
        ...


@dataclass(slots=True)
class Shown:
    """Who has shown an alarm: the first time on each paired screen, and on which of them as the agreed mark only."""

    first_at: dict[str, datetime] = field(default_factory=dict)
    calm: set[str] = field(default_factory=set)


class Screens:
    """Every office's screens. In memory: a node that starts again looks anew."""

    def __init__(
        self, store: Paired, hub: Hub, faults: Faults, clock: Clock, plans: Callable[[], Iterable[Plan]], *, alone: bool
    ) -> None:
        """Look through a hub.

        Args:
            store: knows which screens are paired.
            hub: knows which are connected, and what they have confirmed.
            faults: where what is wrong is said.
            clock: what time it is.
            plans: returns the plans in force.
            alone: whether this is the only node: with others a screen that is not here may be there.
        """
        self._store = store
        self._hub = hub
        self._faults = faults
        self._clock = clock
        self._plans = plans
        self._alone = alone
        self._paired: dict[str, set[str]] = {}
        self._asked_at: float | None = None
        self._lookouts: dict[str, Lookout] = {}
        self._said: dict[str, set[Wrong]] = {}
        self._shown: dict[str, Shown] = {}
        hub.on_rendered = self.note
        hub.on_dropped = self.dropped

    async def run(self) -> None:
        """Look once a second, for ever."""
        while True:
            await self.ask()
            self.look()
            await asyncio.sleep(LOOK_EVERY_S)

    async def ask(self) -> None:
        """Look up which screens are paired, when that is due; what is known holds while the store does not answer."""
        now = self._clock.monotonic()
        if self._asked_at is not None and now - self._asked_at < ASK_EVERY_S:
            return
        self._asked_at = now
        try:
            every = await self._store.credentials("screen")
        except StoreError as reason:
            _log.info("which screens are paired could not be looked up: %s", reason)
            return
        paired: dict[str, set[str]] = {}
        for one in every:
            if one.office and one.screen:
                paired.setdefault(one.office, set()).add(one.screen)
        self._paired = paired

    def look(self) -> None:
        """Say what is wrong with the screens, and mend what is not any more."""
        at, now = self._clock.monotonic(), self._clock.now()
        for plan in self._plans():
            office = plan.office
            if office not in self._paired and not self._said.get(office):
                self._lookouts.pop(office, None)
                continue  # no screen has to be there: with hundreds of offices, looking at each would cost a core
            wrong = self._lookouts.setdefault(office, Lookout()).look(
                self._paired.get(office, set()) & plan.screens.keys(),
                [self._connected(plan, one) for one in self._hub.screens(office) if one.paired],
                head=self._hub.position(office),
                is_open=self._alone and is_open(plan, now),
                at=at,
            )
            before = self._said.get(office, set())
            for code, screen in wrong - before:
                self._faults.report(office, code, screen, place=plan.screens[screen].name)
            for code, screen in before - wrong:
                self._faults.mend(office, code, screen)
            self._said[office] = wrong

    def note(self, subscription: Subscription) -> None:
        """Keep when a paired screen has first shown each alarm; called whenever one has confirmed what it shows."""
        if not subscription.paired or subscription.audience not in _SHOW_ALARMS:
            return
        for alarm in subscription.rendered_alarms:
            known = self._shown.get(alarm)
            if known is None:
                known = self._shown[alarm] = Shown()
                while len(self._shown) > MOST_ALARMS:
                    del self._shown[next(iter(self._shown))]
            if subscription.rendered_at is not None:
                known.first_at.setdefault(subscription.screen, subscription.rendered_at)
            if subscription.is_calm:
                known.calm.add(subscription.screen)

    def dropped(self, subscription: Subscription) -> None:
        """Say that a screen of the plan did not keep up; what else looks on is in no room that somebody can go to."""
        plan = next((plan for plan in self._plans() if plan.office == subscription.office), None)
        place = plan.screens.get(subscription.screen) if plan else None
        if place is not None:
            self._faults.report(subscription.office, "screen_dropped", place.name)

    def summary(self, plan: Plan, alarm: str) -> tuple[Shown, list[str]] | None:
        """Return who has shown an alarm, and the paired screens that have not; None where nothing is known of it."""
        shown = self._shown.get(alarm)
        if shown is None:
            return None
        expected = {
            screen
            for screen in self._paired.get(plan.office, set()) & plan.screens.keys()
            if audience_shown(plan, plan.screens[screen]) in ("staff", "security")
        }
        return shown, sorted(expected - shown.first_at.keys())

    def _connected(self, plan: Plan, one: Subscription) -> Connected:
        place = plan.screens.get(one.screen)
        zone = plan.zones.get(place.zone or "") if place else None
        is_heard = one.audience in _SHOW_ALARMS and (zone is None or zone.manner != "silent")
        return Connected(
            screen=one.screen,
            since=one.since_s,
            position=self._hub.recorded(one),
            confirmed_at=one.rendered_s,
            is_mute=is_heard and one.sound is False,
        )
