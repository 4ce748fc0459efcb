"""An office whose alarms leave reports and aftercare behind, on any store."""

from pathlib import Path
from typing import Any

import roles
from parts.reports import AT
from parts.stores import Watch
from roles.document import load
from service.alarm.actor import Actor
from service.alarm.commands import AnyButRaise, Clear, Close
from service.alarm.states import Mode
from service.dispatch.book import Book, OfficePage
from service.dispatch.handle import Dispatch
from service.dispatch.outcome import Outcome
from service.dispatch.report import report_of
from service.dispatch.trigger import Trigger
from service.dispatch.undertake import Undertaking, state_of
from service.store.port import Store

OFFICE_PLAN = load((Path(roles.__file__).parent / "examples" / "as.yaml").read_bytes(), source="as.yaml").plan
MAJA = Actor(via="screen:as/staff", who="p-maja")
SARA = Actor(via="phone:as", who="p-sara")


class Office:
    """One node with an office, in which alarms are raised and ended."""

    def __init__(self, store: Store) -> None:
        """Begin with the example plan."""
        assert OFFICE_PLAN is not None
        self.store, self.clock, self.book = store, Watch(), Book()
        self.clock.at = AT
        self.book.put(OfficePage(plan=OFFICE_PLAN, keys={who: f"p-{who}" for who in OFFICE_PLAN.people}))
        self.dispatch = Dispatch(store, self.book, self.clock)
        self.undertaking = Undertaking(store, self.book, self.dispatch, self.clock)
        self.told: list[Outcome] = []
        self.dispatch.listen(self.told.append)

    async def raised(self, mode: Mode = Mode.ACTUAL, press: str = "1") -> str:
        """Raise an alarm with Sara's button and return its id."""
        device = f"as/pendant-{mode.value}"
        done = await self.dispatch.trigger(
            Trigger(
                office="as",
                actor=Actor(via=f"device:{device}", who="p-sara"),
                press_key=f"{device}#{press}",
                open_key=f"device:{device}",
                mode=mode,
                kind="emergency",
                gesture="single",
                zone="room-114",
                device=device,
                press=press,
                presser="p-sara",
                pressed_at=None,
                heard_at=self.clock.now(),
            )
        )
        return done.alarm

    async def ask(self, alarm: str, *commands: AnyButRaise) -> None:
        """Ask an alarm for things, one after the other."""
        for command in commands:
            await self.dispatch.ask("as", alarm, lambda _page, command=command: command)  # type: ignore[misc]

    async def report(self, alarm: str, *commands: Any) -> Any:
        """Ask the report about an alarm for things, and return how it stands."""
        for command in commands:
            await self.undertaking.ask("as", "report", report_of(alarm), lambda _p, _u, _s, command=command: command)  # type: ignore[misc]
        kept = await self.store.undertaking(report_of(alarm))
        return state_of(kept) if kept else None


CLEAR = Clear(actor=MAJA, entitled=True)
CLOSE = Close(actor=MAJA, outcome="over", words="")
