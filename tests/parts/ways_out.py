"""One office with ways out: a real store, a dispatch, lanes, and channels that the test holds in its hand."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Final, Self

from parts.offices import AS
from parts.stores import AT, Watch
from roles.document import load
from roles.plan import Plan
from roles.route import Patience, Route
from service.alarm.actor import Actor
from service.alarm.alarm import Alarm
from service.alarm.commands import AnyButRaise
from service.alarm.states import Mode
from service.clock import SystemClock
from service.dispatch.book import Book, OfficePage
from service.dispatch.handle import Dispatch
from service.dispatch.outcome import Outcome
from service.dispatch.outgoing import Backs, Words, outgoing
from service.dispatch.trigger import Trigger
from service.dispatch.ways import Ways
from service.jobs.notices import Make, Means, Notices
from service.notify.port import Address, Channel, Outgoing
from service.store.notice_port import Notice
from service.store.port import Store
from service.timeline.entry import Entry

EVA: Final = "as/pendant-1"
CALLED_FIRST: Final = ("hassan", "elin", "bo")
SLOW: Final = Patience(delivered_within=timedelta(minutes=5), answered_within=timedelta(minutes=5))
QUICK: Final = Patience(delivered_within=timedelta(seconds=0.2), answered_within=timedelta(seconds=0.2))


class Running(Watch):
    """A clock that begins on the example's Monday afternoon and runs."""

    _system: Final = SystemClock()
    _begun: Final = _system.monotonic()

    def now(self) -> datetime:
        """Return the wall time."""
        return AT + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        """Return the seconds since it began."""
        return self._system.monotonic() - self._begun


class Silent:
    """Keeps nothing of how the routes stand but what was delivered."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.proven: list[tuple[str, str | None]] = []

    def succeeded(self, route: str, receiver: str | None = None, *, at: datetime) -> None:
        """Let it be."""

    def delivered(self, route: str, receiver: str | None = None, *, at: datetime) -> None:
        """Keep it in mind."""
        self.proven.append((route, receiver))

    def failed(self, route: str, receiver: str | None, reason: str, *, at: datetime) -> None:
        """Let it be."""


def plan_with(*routes: Route, police: tuple[Route, ...] = (), patience: Patience = SLOW) -> Plan:
    """The invented office, where everybody is reached by these routes, and the police contact by hers."""
    plan = load(AS.read_bytes(), source="as.yaml").plan
    assert plan is not None
    people = {
        who: replace(one, reached_by=("screen", *routes), phone="+46700000000", email=f"{who}@example.se")
        for who, one in plan.people.items()
    }
    contacts = {**plan.contacts, "police": replace(plan.contacts["police"], reached_by=police)}
    return replace(
        plan, people=people, contacts=contacts, patience=dict.fromkeys(("push", "sms", "voice", "email"), patience)
    )


def make(notice: Notice, page: OfficePage, address: Address, _alarm: Alarm | None) -> Outgoing:
    """A notice in the plainest words."""

    def texts(
        _notice: Notice, _page: OfficePage, _language: str, *, repeats: bool, alarm: Alarm | None = None
    ) -> Words:
        return Words(neutral="again" if repeats else "now", full="all of it", card={})

    return outgoing(notice, page, address, texts, Backs())


class WaysOut:
    """A node's ways out; use it with `async with`."""

    def __init__(
        self,
        store: Store,
        *channels: Channel,
        plan: Plan,
        has: Mapping[str, bool] | None = None,
        answer_digest: Callable[[str], str] = lambda id_: f"digest of {id_}",
        made: Make = make,
        clock: Running | None = None,
    ) -> None:
        """Prepare a node: the service has the channels' routes, unless `has` says otherwise."""
        self.store = store
        self.clock = clock or Running()
        known = has or {channel.route: True for channel in channels}
        ways = Ways(has_route=lambda route: known.get(route, False), answer_digest=answer_digest)
        self.book = Book(ways=ways)
        self.page = OfficePage(plan=plan, keys={who: f"p-{who}" for who in plan.people})
        self.book.put(self.page)
        self.dispatch = Dispatch(store, self.book, self.clock)
        self.standing = Silent()
        self.told: list[Entry] = []
        self.dispatch.listen(lambda outcome: self.told.extend(outcome.entries))
        means = Means(channels={channel.route: channel for channel in channels}, make=made, standing=self.standing)
        self.notices = Notices(store, self.dispatch, self.book, self.clock, node="node-1", means=means)
        self.alarm = ""
        self._job: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Begin to hand over."""
        self.begin()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End."""
        await self.end()

    def begin(self) -> None:
        """Run the lanes."""
        self._job = asyncio.get_running_loop().create_task(self.notices.run())

    async def end(self) -> None:
        """End the lanes at once, as a crash would."""
        if self._job:
            self._job.cancel()
            with suppress(asyncio.CancelledError):
                await self._job

    async def press(
        self,
        key: str = "1",
        *,
        mode: Mode = Mode.ACTUAL,
        waited: timedelta = timedelta(0),
        presser: str = "p-eva",
        zone: str = "room-114",
        button: str = EVA,
        office: str = "as",
    ) -> Outcome:
        """Eva presses, or has pressed a while ago, or somebody else on the same button."""
        trigger = Trigger(
            office=office,
            actor=Actor(via=f"device:{button}"),
            press_key=f"{button}:{key}",
            open_key=f"device:{button}",
            mode=mode,
            kind="emergency",
            gesture="single",
            zone=zone,
            device=button,
            press=key,
            presser=presser,
            pressed_at=None,
            heard_at=self.clock.now() - waited,
        )
        outcome = await self.dispatch.trigger(trigger)
        self.alarm = outcome.alarm or ""
        return outcome

    async def ask(self, command: AnyButRaise) -> Outcome:
        """Say something to the alarm."""
        return await self.dispatch.ask("as", self.alarm, lambda _: command)

    async def rows(self, **like: Any) -> list[Notice]:
        """The alarm's notices, those whose fields are as given."""
        found = await self.store.commit("as", lambda unit: unit.notices_of(self.alarm))
        return [one for one in found if all(getattr(one, name) == value for name, value in like.items())]

    async def events(self, name: str) -> list[Mapping[str, Any]]:
        """The facts of the alarm's entries of a name."""
        return [one.facts for one in await self.store.alarm_entries(self.alarm) if one.event == name]

    async def until(self, holds: Callable[[list[Notice]], bool], *, within: float = 20.0) -> list[Notice]:
        """Wait until something holds of the alarm's notices."""
        async with asyncio.timeout(within):
            while not holds(rows := await self.rows()):
                await asyncio.sleep(0.02)
        return rows
