"""The demo's colleagues: they answer as people do, after some seconds, unless they are told to stay silent."""

import asyncio
from collections.abc import Callable

from service.alarm.actor import Actor
from service.alarm.commands import Accept, Acknowledge, AnyButRaise, Arrive, Clear, Close
from service.alarm.refusal import Refusal
from service.dispatch.book import OfficePage
from service.dispatch.handle import Dispatch
from service.dispatch.outcome import Outcome
from service.store.port import StoreError

VIA = "demo"


class Colleagues:
    """Plays the first two people who are called to each alarm."""

    def __init__(self, dispatch: Dispatch) -> None:
        """Answer alarms of a dispatch."""
        self._dispatch = dispatch
        self._tasks: set[asyncio.Task[None]] = set()
        self._playing: set[str] = set()
        self.silent = False
        """Whether nobody answers the alarms raised from now on."""
        dispatch.listen(self.take)

    def take(self, outcome: Outcome) -> None:
        """Begin to answer when an alarm has been raised."""
        if self.silent or outcome.alarm in self._playing:
            return
        if not any(entry.event == "AlarmRaised" for entry in outcome.entries):
            return
        called = [
            str(entry.facts["responder"])
            for entry in outcome.entries
            if entry.event == "ResponderCalled" and entry.facts["reach"] == "inside"
        ]
        if called:
            self._playing.add(outcome.alarm)
            task = asyncio.get_running_loop().create_task(self._answer(outcome.office, outcome.alarm, called[:2]))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def stop(self) -> None:
        """Answer nothing more."""
        for task in self._tasks:
            task.cancel()

    async def _answer(self, office: str, alarm: str, called: list[str]) -> None:
        first, last = called[0], called[-1]
        say = self._saying(office, alarm)
        await say(3, first, lambda actor: Acknowledge(actor=actor))
        await say(3, first, lambda actor: Accept(actor=actor, responder=first))
        await say(3, last, lambda actor: Accept(actor=actor, responder=last))
        await say(9, first, lambda actor: Arrive(actor=actor, responder=first))
        await say(4, last, lambda actor: Arrive(actor=actor, responder=last))
        await say(40, first, lambda actor: Clear(actor=actor, entitled=False, seen_her=True))
        await say(20, first, lambda actor: Close(actor=actor, outcome="over", words="Demo"))

    def _saying(self, office: str, alarm: str) -> "Callable[..., asyncio.Future[None]]":
        async def say(after_s: float, who: str, make: Callable[[Actor], AnyButRaise]) -> None:
            await asyncio.sleep(after_s)

            def command(_page: OfficePage) -> AnyButRaise:
                return make(Actor(via=VIA, who=who))

            try:
                await self._dispatch.ask(office, alarm, command)
            except (Refusal, StoreError):
                return  # somebody at a screen was quicker

        return lambda *args: asyncio.ensure_future(say(*args))
