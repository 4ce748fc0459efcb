"""The one way in for every command, whoever it comes from: press, tap or deadline."""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from service.alarm.actor import SERVICE, Actor, Answering
from service.alarm.alarm import Alarm
from service.alarm.commands import (
    AnyButRaise,
    Command,
    MeasureZone,
    PassDeadline,
    Raise,
    ReportCall,
)
from service.alarm.decide import decide, decide_reports
from service.alarm.feedback import standing
from service.alarm.join import counts
from service.alarm.police import count
from service.alarm.refusal import Refusal
from service.alarm.routes import NoticeState
from service.alarm.states import Mode
from service.alarm.wanted import calls_anew, wanted
from service.clock import Clock
from service.dispatch import window_of_test
from service.dispatch.answered import answer_to, is_past, spoken_over
from service.dispatch.asked import count_command, raise_command
from service.dispatch.book import Book, OfficePage
from service.dispatch.calling import call_sheet
from service.dispatch.elsewhere import others_that_count, pressers_of
from service.dispatch.memory import Memory
from service.dispatch.mustering import safe
from service.dispatch.noticing import NextTry, NoticeReport, failed_call, moved, reaches_nobody, try_again
from service.dispatch.outcome import Listener, Outcome
from service.dispatch.own_time import OwnTime
from service.dispatch.trigger import Trigger
from service.dispatch.write import write
from service.store.notice_port import Notice
from service.store.port import Store, Unit
from service.timeline.entry import Draft, Entry

_log = logging.getLogger(__name__)


class Dispatch:
    """Turns commands into transactions, and tells listeners about what has become durable."""

    def __init__(self, store: Store, book: Book, clock: Clock) -> None:
        """Work on a store with the plans of a book."""
        self._store = store
        self._book = book
        self._clock = clock
        self.own_time = OwnTime(clock)
        self._listeners: list[Listener] = []
        self.memory = Memory()

    def listen(self, listener: Listener) -> None:
        """Have a listener told after each commit."""
        self._listeners.append(listener)

    async def trigger(self, trigger: Trigger, times: int = 1) -> Outcome:
        """Raise an alarm, join the open one, or note that the press was heard again, and how many times.

        Raises:
            StoreUnavailable: nothing was written; the press must be tried again.
        """
        outcomes = await self._store.commit(trigger.office, lambda unit: self.hear(unit, trigger, times))
        self.memory.heard(trigger.press_key, outcomes[0].alarm)
        for one in outcomes:
            self.tell(one)
        return outcomes[0]

    def hear(self, unit: Unit, trigger: Trigger, times: int = 1) -> tuple[Outcome, ...]:
        """Do what `trigger` does in a transaction that is open already; whoever opened it tells the outcomes."""
        page = self._book[trigger.office]
        known = unit.press(trigger.press_key)
        if known is not None:
            unit.heard_again(trigger.press_key, times, trigger.heard_as)
            alarm = unit.alarm(known)
            feedback = standing(alarm) if alarm else {"state": "received"}
            state = alarm.state if alarm else "closed"
            return (Outcome(office=unit.office, alarm=known, state=state, known_press=True, feedback=feedback),)
        alarm = unit.open_alarm(trigger.open_key)
        command = raise_command(page, trigger, alarm)
        heard = window_of_test.use(unit, trigger, alarm)
        noted = unit.append([heard]) if heard else ()
        command = window_of_test.as_test(command) if heard and heard.facts["is_test"] else command
        first, *others = self._press(unit, page, alarm, command, trigger)
        return (replace(first, entries=(*noted, *first.entries)), *others)

    def _press(
        self, unit: Unit, page: OfficePage, alarm: Alarm | None, command: Raise, trigger: Trigger
    ) -> Iterator[Outcome]:
        """Decide about a new press, and count it in the other open alarms that ask for that."""
        if not counts(alarm, command):
            yield self.decide(unit, page, alarm, command, trigger.heard_at, heard_as=trigger.heard_as)
            return
        others = others_that_count(unit, page, command.mode, trigger.open_key)
        command = replace(command, elsewhere=pressers_of(others))
        yield self.decide(unit, page, alarm, command, trigger.heard_at, heard_as=trigger.heard_as)
        by = trigger.presser or ""
        for other in others:
            if count(other, trigger.actor, frozenset({by}), trigger.heard_at):
                also = count_command(page, trigger.actor, by, other)
                yield self.decide(unit, page, other, also, trigger.heard_at)

    async def open_test_window(
        self,
        office: str,
        device: str,
        gesture: str,
        lasts: timedelta,
        actor: Actor,
        *,
        zone: str | None = None,
        pauses: bool = True,
    ) -> Entry:
        """Open a window in which the first press of a device is a test.

        Args:
            office: the office that hears the device.
            device: `office/device` as enrolled.
            gesture: the only gesture that is a test.
            lasts: at most a minute.
            actor: who opens it.
            zone: where the press will be made, in a walk from zone to zone.
            pauses: whether the next window of the device has to wait; not where nobody relies on it.

        Raises:
            Refusal: a real alarm of the device is open: whoever presses now means it; or it was tested just now.
        """
        at = self._clock.now()

        def work(unit: Unit) -> tuple[Entry, ...]:
            alarm = unit.open_alarm(f"device:{device}")
            if alarm is not None and alarm.mode is not Mode.TEST:
                raise Refusal("alarm_open", "An alarm of this button is open: a press now is real. Try it afterwards.")
            if pauses:
                window_of_test.must_pause(unit, device, at)
            return unit.append([window_of_test.opening(device, gesture, lasts, actor, at, zone=zone)])

        return (await self._note(office, work))[0]

    async def note_test(self, office: str, device: str, alarm: str, took: timedelta) -> None:
        """Write down how long it took from a test press to its feedback."""
        draft = window_of_test.measured(device, alarm, took, self._clock.now())
        await self._note(office, lambda unit: unit.append([draft]))

    async def note(self, office: str, draft: Draft, unless: Callable[[Unit], bool] = lambda _: False) -> bool:
        """Write down what is no part of any alarm's life, unless the record makes it needless; tell whether it did."""
        return bool(await self._note(office, lambda unit: () if unless(unit) else unit.append([draft])))

    async def _note(self, office: str, work: Callable[[Unit], tuple[Entry, ...]]) -> tuple[Entry, ...]:
        entries = await self._store.commit(office, work)
        self.tell(Outcome(office=office, alarm="", state="", entries=entries))
        return entries

    async def ask(self, office: str, alarm: str, make: Callable[[OfficePage], AnyButRaise]) -> Outcome:
        """Ask something of an alarm that exists.

        Args:
            office: the alarm's office.
            alarm: the alarm's id.
            make: makes the command from the plan in force, for instance whether the actor is entitled.

        Raises:
            Refusal: the alarm's state or the actor's rights do not allow it.
            StoreUnavailable: nothing was written.
        """
        page = await self._book.page_soon(office)
        command = make(page)
        at = self._clock.now()

        def work(unit: Unit) -> Outcome:
            return self.decide(unit, page, unit.alarm(alarm), command, at)

        return self.tell(await self._store.commit(office, work))

    async def measure(self, office: str, alarm: str, make: Callable[[OfficePage], MeasureZone | None]) -> None:
        """Tell an alarm where she was measured, in the plan in force; nothing where `make` says that nobody knows.

        Raises:
            StoreUnavailable: nothing was written.
        """
        command = make(await self._book.page(office))
        if command is not None:
            await self.ask(office, alarm, lambda _page: command)

    async def pass_deadline(self, office: str, alarm: str, due_at: datetime) -> Outcome | None:
        """Take an alarm's deadline and what follows from it, in one transaction; None when somebody else took it."""
        page = await self._book.page_soon(office)
        at = max(self.own_time.now(alarm), due_at)

        def work(unit: Unit) -> Outcome | None:
            if not unit.take_deadline(alarm, due_at):
                return None
            outcome = self.decide(unit, page, unit.alarm(alarm), PassDeadline(actor=SERVICE), at)
            if not outcome.entries:
                unit.set_deadline(alarm, outcome.due_at)
            return outcome

        outcome = await self._store.commit(office, work)
        return self.tell(outcome) if outcome else None

    async def check_in(self, trigger: Trigger) -> str | None:
        """Take a press as its wearer's word that she is safe, in every muster of its office that is on.

        Returns:
            An alarm in whose muster it was taken; None where none is on any more, and nothing was written.

        Raises:
            StoreUnavailable: nothing was written.
        """
        page = await self._book.page(trigger.office)

        def work(unit: Unit) -> list[Outcome]:
            if unit.press(trigger.press_key) is not None:
                return []
            found = [unit.alarm(alarm) for alarm in trigger.accounts]
            on = [alarm for alarm in found if alarm and alarm.is_open and alarm.muster and alarm.muster.is_open]
            if on:
                unit.remember_press(trigger.press_key, on[0].id, trigger.heard_at, trigger.heard_as)
            return [self.decide(unit, page, alarm, safe(trigger), trigger.heard_at) for alarm in on]

        outcomes = await self._store.commit(trigger.office, work)
        for outcome in outcomes:
            self.memory.heard(trigger.press_key, outcomes[0].alarm)
            self.tell(outcome)
        return outcomes[0].alarm if outcomes else None

    async def report_call(self, office: str, alarm: str, report: ReportCall, settle: str) -> Outcome:
        """Note what became of a call, and settle its delivery, in one transaction."""
        page = await self._book.page_to_end(office)
        at = self._clock.now()

        def work(unit: Unit) -> Outcome:
            unit.settle(settle, report.outcome, report.reason)
            return self.decide(unit, page, unit.alarm(alarm), report, at)

        return self.tell(await self._store.commit(office, work))

    async def report_notice(
        self, notice_id: str, state: NoticeState, *, reason: str | None = None, provider_id: str | None = None
    ) -> bool:
        """Note how far a notice has come, with the entry that tells it; what it means for other routes follows.

        The one way for whatever comes back from outside. Said twice, or after something that says more, it changes
        nothing.

        Args:
            notice_id: the notice's id.
            state: how far it is.
            reason: why it failed: a code of `service.notify.port.REASONS`.
            provider_id: what the other side calls it.

        Returns:
            Whether that was news.

        Raises:
            StoreUnavailable: nothing was written.
        """
        notice = await self._store.notices.by_id(notice_id)
        if notice is None or not await self._book.knows(notice.office):
            return False
        report = NoticeReport(notice=notice_id, state=state, reason=reason, provider_id=provider_id)
        return bool(await self.report_notices(notice.office, notice.alarm, [report]))

    async def report_notices(self, office: str, alarm: str, reports: Sequence[NoticeReport]) -> int:
        """Note how far several notices of one alarm have come, in one transaction; return how many were news.

        When nothing is left that could still reach a contact outside, the plan goes on as after a failed call.
        """
        page = await self._book.page_to_end(office)
        at = self._clock.now()

        def work(unit: Unit) -> tuple[int, list[Outcome]]:
            found = [one for one in (moved(unit, page, report, at) for report in reports) if one is not None]
            known = unit.alarm(alarm)
            if known is None or not found:
                return 0, []
            events = decide_reports(known, [told for _, told, _ in found], self.own_time.on_from(known, at))
            due = frozenset(route for *_, route in found if route)
            outcome = write(unit, page, known, alarm, events, now=at)
            outcomes = [replace(outcome, routes=outcome.routes | due)]
            for notice, told, _ in found:
                if told.is_last and reaches_nobody(unit, notice):
                    failed = failed_call(told)
                    outcomes.append(self.decide(unit, page, unit.alarm(alarm), failed, at))
            return len(found), outcomes

        news, outcomes = await self._store.commit(office, work)
        for outcome in outcomes:
            self.tell(outcome)
        return news

    async def try_notices_again(self, office: str, alarm: str, tries: Sequence[NextTry]) -> None:
        """Have leased notices of one alarm tried again later, and the next routes of their calls taken now.

        What is over meanwhile is spared.
        """
        at = self._clock.now()

        def work(unit: Unit) -> frozenset[str]:
            known = unit.alarm(alarm)
            return frozenset(route for one in tries if (route := try_again(unit, known, one, at)))

        routes = await self._store.commit(office, work)
        if routes:
            self.tell(Outcome(office=office, alarm="", state="", routes=routes))

    async def answer_notice(
        self, notice: Notice, says: Literal["coming", "cannot", "arrived"], channel: Answering | None = None
    ) -> Literal["noted", "known", "over"]:
        """Take what somebody answers to a notice as her own word, and note that the notice is answered.

        Args:
            notice: what she answers.
            says: that she is coming, that she cannot, or that she is there.
            channel: how she said it; over the notice's own route where nothing else is known.

        Returns:
            `noted`: it is news. `known`: she had said so. `over`: the alarm that she was called to has ended, or was
            only a drill that has turned real; nothing was changed.

        Raises:
            StoreUnavailable: nothing was written.
        """
        page = await self._book.page(notice.office)
        who, at = notice.responder, self._clock.now()
        actor = Actor(via=f"notice:{notice.route}", who=who, channel=channel or spoken_over(notice.route))

        def work(unit: Unit) -> tuple[Literal["noted", "known", "over"], list[Outcome]]:
            alarm = unit.alarm(notice.alarm)
            if alarm is None or is_past(alarm, notice):
                return "over", []
            said = self.decide(unit, page, alarm, answer_to(notice, actor, says, is_lead=who in page.leads), at)
            report = moved(unit, page, NoticeReport(notice=notice.id, state="answered"), at, actor)
            outcomes = [said]
            if report is not None:
                outcomes.append(self.decide(unit, page, unit.alarm(notice.alarm), report[1], at))
            return ("noted" if said.entries else "known"), outcomes

        answer, outcomes = await self._store.commit(notice.office, work)
        for outcome in outcomes:
            if outcome.entries:
                self.tell(outcome)
        return answer

    def decide(
        self, unit: Unit, page: OfficePage, alarm: Alarm | None, command: Command, at: datetime, *, heard_as: str = ""
    ) -> Outcome:
        """Do what a command does in a transaction that is open already; whoever opened it tells the outcome.

        A press is kept with the message as which this node heard it, where that is told.

        Raises:
            Refusal: the alarm's state or the actor's rights do not allow it.
        """
        at = self.own_time.on_from(alarm, at) if alarm else at
        new_id = command.alarm if isinstance(command, Raise) else ""
        id_ = alarm.id if alarm else new_id
        behind = self.own_time.behind(id_)
        by_the_wall = at + behind  # who is on duty is not the alarm's matter
        roles = wanted(alarm, command, at)
        source = command if isinstance(command, Raise) else alarm
        if source is None:
            raise Refusal("unknown_alarm", "There is no such alarm; look it up in the list of alarms.")
        roster = call_sheet(
            page,
            roles,
            at=by_the_wall,
            zone=source.zone,
            presser=source.presser,
            mode=source.mode,
            alarm=None if calls_anew(alarm, command) else alarm,
            day_facts=unit.day_facts(by_the_wall.astimezone(ZoneInfo(page.plan.time_zone)).date()) if roles else {},
            engaged=unit.engaged(id_) if roles else frozenset(),
        )
        events = decide(alarm, command, roster, at)
        return write(unit, page, alarm, id_, events, now=self._clock.now(), behind=behind, heard_as=heard_as)

    def tell(self, outcome: Outcome) -> Outcome:
        """Tell all listeners; what is recorded is recorded, so that one that fails costs nobody else anything.

        What it has missed it finds in the store: screens, timers and the outbox all look there once a second.
        """
        self.memory.take(outcome.entries)
        for listener in self._listeners:
            try:
                listener(outcome)
            except Exception:
                _log.exception("somebody who is told about alarm %s failed", outcome.alarm)
        for begun in outcome.begun:
            self.tell(begun)
        return outcome
