"""From a message to an alarm: seen first, recorded next, receipted last."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, Literal, assert_never

from devices.aliases import Aliases
from devices.claims import told_apart
from devices.inventory import EMERGENCY, FIRE
from devices.registry import Device, Registry
from devices.sealed import Sealed
from devices.signals import (
    Battery,
    Delivered,
    Heartbeat,
    Ignored,
    Inventoried,
    Joined,
    Left,
    OutputState,
    Position,
    Press,
    Release,
    Signal,
    Tamper,
    Unreadable,
)
from roles.kind import known_kind
from service.alarm.actor import Actor
from service.alarm.states import Mode, State
from service.clock import Clock
from service.dispatch.book import Book
from service.dispatch.faults import Faults
from service.dispatch.handle import Dispatch
from service.dispatch.outcome import Outcome
from service.dispatch.trigger import Trigger
from service.ingest.belated import Belated
from service.ingest.checking_in import CheckingIn, kind_raised
from service.ingest.conditions import Conditions
from service.ingest.evidence import Evidence
from service.ingest.floods import Floods
from service.ingest.heard import Heard
from service.ingest.hearers import BESIDE, Hearer, Hearers
from service.ingest.large import Large, is_large
from service.ingest.last_gesture import LastGesture
from service.ingest.left_behind import take_up
from service.ingest.naming import Naming
from service.ingest.provisional import Screens, provisional
from service.ingest.recorder import PROVISIONAL, NotKept, Recorder
from service.ingest.spool import Spool
from service.ingest.strangers import Strangers
from service.ingest.until_read import UntilRead, receipted
from service.ingest.whose import address_of, level_of_device, zone_of

_NOT_UNDERSTOOD: Final = "not understood"

__all__ = ["FeedbackAgain", "Heard", "Hearer", "Intake", "Screens"]

_log = logging.getLogger(__name__)


FeedbackAgain = Callable[[str, str | None, str, Mapping[str, Any]], None]
"""Tell a device (address, press, alarm, what it is told) once more where its alarm stands."""


class Intake:
    """Where every message of a device comes in."""

    def __init__(
        self,
        *,
        registry: Registry,
        book: Book,
        dispatch: Dispatch,
        screens: Screens,
        faults: Faults,
        clock: Clock,
        session: str,
        feedback_again: FeedbackAgain,
        spool: Spool | None = None,
    ) -> None:
        """Connect intake to its neighbours; `session` names this run of this node."""
        self._registry = registry
        self._book = book
        self._dispatch = dispatch
        self._screens = screens
        self._conditions = Conditions(self._find, book, faults, clock)
        self._until_read = UntilRead(book, self._find, self._begin, clock)
        self._clock = clock
        self._naming = Naming(clock, session)
        self.levels = self._naming.levels
        """Which fields of devices are true: saved and loaded by whoever runs this."""
        self._feedback_again = feedback_again
        self.last_gesture = LastGesture()
        """What each enrolled device sent last, since this node has started."""
        self.evidence = Evidence(clock, dispatch.note)
        self.aliases = Aliases()
        """What bridges call their devices."""
        self._sealed = Sealed()
        self._strangers = Strangers()
        self._large = Large()
        self._introduced = False
        """A bridge has just said which devices it has."""
        self.hearers = Hearers()
        """Told about each message when its presses are on their way."""
        self.hearers.add(lambda signals, _: self.last_gesture.note(signals, self._registry.inventory), Press)
        self._recording: set[asyncio.Task[None]] = set()
        self.belated: Belated | None = None
        """What was recorded while this node was away, or right before; None where nobody asks."""
        self.checking_in = CheckingIn(dispatch, feedback_again)
        self.recorder = Recorder(dispatch=dispatch, spool=spool, faults=faults, on_recorded=self._recorded)
        self._floods = Floods(dispatch, self.recorder, clock, answer=feedback_again, told=self._conditions.report)

    @property
    def registry(self) -> Registry:
        """The devices in force, and who reads what they say."""
        return self._registry

    @registry.setter
    def registry(self, registry: Registry) -> None:
        self.levels.follow(self._registry.inventory, registry.inventory)
        self._registry = registry
        self._conditions.follow()

    def hear(self, heard: Heard) -> None:
        """Take one message: show what it means, begin to record it, and give the receipt when that is durable.

        Runs in the loop's thread inside the read path, and never raises: one bad message must not stop the next.
        """
        read = partial(self.registry.decode, heard.topic, heard.payload, retain=heard.retain, broker=heard.broker)
        if is_large(heard.topic, heard.payload):
            then = partial(self._hear, heard)
            if (work := self._large.take((heard.broker, heard.topic), read, then, heard.receipt)) is not None:
                self._begin(work)
            return
        said = read()
        if self.belated is not None and heard.missed_since is not None and self.belated.asks(heard, said):
            self._begin(self.belated.hear(heard, heard.missed_since, partial(self._hear, said=said)))
        else:
            self._hear(heard, said)

    def _hear(self, heard: Heard, said: tuple[Signal, ...]) -> None:
        self._hear_fresh(self._sealed.refused(said, self._clock.monotonic(), again=heard.again), heard)

    def _hear_fresh(self, fresh: tuple[Signal, ...], heard: Heard) -> None:
        known = self.registry.inventory
        signals = self.aliases.resolved(told_apart(fresh, known, heard.broker), known, heard.broker, heard.topic)
        if unread := self._until_read.office(signals):  # who says it may be known better by then, too
            self._until_read.hold(unread, partial(self._hear_fresh, fresh), heard)
        else:
            self._hear_read(signals, heard)

    def _hear_read(self, signals: tuple[Signal, ...], heard: Heard) -> None:
        kinds = frozenset(map(type, signals))
        if kinds <= BESIDE and not self._introduced:
            heard.receipt()
        else:
            self._take(signals, heard)
        self._conditions.read(signals)
        self.hearers.tell(signals, kinds, heard)

    def _take(self, signals: tuple[Signal, ...], heard: Heard) -> None:
        understood = [self._try_to_understand(signal, heard) for signal in signals]
        if self._introduced:
            understood += self._introduce(heard)
        triggers = [one for one in understood if isinstance(one, Trigger)]
        if not triggers:
            # A press that cannot be understood comes once more; for ever, it would take a place from those that can.
            (heard.refuse if _NOT_UNDERSTOOD in understood and not heard.again else heard.receipt)()
            return
        shown = [None if one.is_copy or one.accounts or one.counted_as else self._try_to_show(one) for one in triggers]
        self._begin(self._record_all(list(zip(triggers, shown, strict=True)), heard))

    def show(self, trigger: Trigger) -> str | None:
        """Put a press on the office's screens before it is recorded, and return the alarm shown; None when known."""
        memory = self._dispatch.memory
        if memory.known(trigger.press_key) or self.recorder.knows(trigger.press_key):
            return None
        alarm = self.recorder.alarm_shown(trigger.office, trigger.open_key) or memory.alarm_for(
            trigger.office, trigger.open_key, trigger.press_key
        )
        plan, is_test = self._book[trigger.office].plan, memory.uses_window(trigger)
        self._screens.provisional(trigger.office, provisional(trigger, alarm, plan, is_test=is_test))
        return alarm

    async def record(self, trigger: Trigger, shown: str | None) -> Outcome:
        """Return when a press is durable: in the record, or in the spool (then its state is `provisional`).

        Args:
            trigger: the press.
            shown: the alarm that `show` has put on the screens for it.

        Raises:
            NotKept: it is neither; it is tried on, but has to be sent again.
        """
        outcome = await self.recorder.record(trigger, shown)
        if outcome.state == PROVISIONAL and trigger.device:
            self._feedback_again(trigger.device, trigger.press, outcome.alarm, {"state": "received"})
        return outcome

    def distrust_clock_until(self, at: datetime) -> None:
        """Say that the wall clock stands before `at`, up to which presses may have been named by it before."""
        self._naming.distrust_until(at)

    async def restore(self) -> None:
        """Bring into the record what a former life has left in the spool; called before anything is heard."""
        await take_up(self.recorder, self._book, self._try_to_show, self._begin)

    async def run(self) -> None:
        """Bring into the record what could not be written at once, until cancelled."""
        await self.recorder.run()

    async def finish(self, within_s: float | None = None) -> None:
        """Wait for what is being recorded, for so many seconds at most; used when stopping."""
        if self._recording:
            await asyncio.wait(self._recording, timeout=within_s)

    async def close(self) -> None:
        """Let go of the spool; what it holds is recorded after the next start."""
        await self._floods.close()
        await self.recorder.close()

    def _begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._recording.add(task)
        task.add_done_callback(self._recording.discard)
        return task

    async def _record_all(self, triggers: list[tuple[Trigger, str | None]], heard: Heard) -> None:
        try:
            for trigger, shown in triggers:
                await self._record_one(trigger, shown, is_late=heard.late is not None)
        except NotKept as reason:
            _log.critical("%s", reason)
            heard.refuse()
        except Exception:
            _log.exception("a press on %s is not known to be durable; it has to be sent again", heard.topic[:200])
            heard.refuse()
        else:
            heard.receipt()

    async def _record_one(self, trigger: Trigger, shown: str | None, *, is_late: bool) -> None:
        # Of what came late it is noted that this node has heard it, or its next life would take it for another press.
        if trigger.is_copy and not is_late and self._dispatch.memory.known(trigger.press_key):
            return
        ended = self.levels.lost
        try:
            if trigger.counted_as is not None:
                await self._floods.count(trigger, trigger.counted_as)
            elif not await self.checking_in.account(trigger):
                await self.record(trigger, self._try_to_show(trigger) if trigger.accounts else shown)
            ended = self.levels.durable
        finally:
            ended(trigger.press_key)
            self._floods.ended(trigger.press_key)

    def _try_to_show(self, trigger: Trigger) -> str | None:
        """Show a press; where that fails it is recorded all the same, and its entries show it."""
        try:
            return self.show(trigger)
        except Exception:
            _log.exception("a press of %s could not be shown before it is recorded", trigger.device)
            return None

    def _try_to_understand(self, signal: Signal, heard: Heard) -> "Trigger | Literal['not understood'] | None":
        """Understand one signal; what is wrong with it must cost none of those that came with it."""
        try:
            return self._understand(signal, heard)
        except Exception:
            _log.exception("a %s on %s could not be taken in", signal.KIND, heard.topic[:200])
            return _NOT_UNDERSTOOD if isinstance(signal, Press) else None

    def _recorded(self, trigger: Trigger, shown: str | None, outcome: Outcome) -> None:
        """Take back what was shown wrongly, and answer a device that repeats itself."""
        self.evidence.recorded(trigger.press_key, trigger.office, outcome.alarm, by_us=not outcome.known_press)
        # A known press of the very alarm that is shown: its entries are on their way, and take the place themselves.
        is_over = outcome.alarm != shown or (outcome.known_press and outcome.state == State.CLOSED)
        if shown and is_over:
            self._screens.provisional_over(trigger.office, shown, "known_press")
        if outcome.known_press and trigger.device and not trigger.is_copy:
            self._feedback_again(trigger.device, trigger.press, outcome.alarm, outcome.feedback)

    def _introduce(self, heard: Heard) -> "list[Trigger | Literal['not understood'] | None]":
        """Take the presses of devices that were strangers until their bridge said who they are."""
        self._introduced = False
        found = self._strangers.found(self.aliases, self.registry.inventory, heard.broker, self._clock.monotonic())
        return [self._try_to_understand(press, heard) for press in found if not self._waits(press, heard)]

    def _waits(self, press: Signal, heard: Heard) -> bool:
        """Whether a press that the broker has its receipt for waits for its office's plan; it is taken after that."""
        if unread := self._until_read.office((press,)):
            self._until_read.hold(unread, partial(self._take, (press,)), receipted(heard))
        return unread is not None

    def _understand(self, signal: Signal, heard: Heard) -> Trigger | None:
        match signal:
            case Press():
                return self._press(signal, heard)
            case Joined() | Left():
                self.levels.begin_anew(level_of_device(self._find(signal.office, signal.device), ""))
            case Ignored(reason="group_copy"):
                pass  # its device says the same
            case Ignored():
                self._level(signal)
                self._conditions.report(signal.office, signal.device, "press_ignored", reason=signal.reason)
            case Release():
                self._level(signal)
            case Inventoried():
                self.aliases.note(signal, heard.broker)
                self._introduced = True
            case Battery() | Heartbeat() | Tamper() | Unreadable() | Position() | OutputState() | Delivered():
                pass  # others listen too
            case _:
                assert_never(signal)
        return None

    def _press(self, press: Press, heard: Heard) -> Trigger | None:
        again = heard.again
        device = self._find(press.office, press.device)
        if device is None and not press.unmistakable:
            self._conditions.unknown(press, self.registry, heard.topic, heard.payload, heard.broker)
            self._strangers.hold(press, heard.broker, heard.topic[:512], self._clock.monotonic())
            return None
        office = self._book.office_for(device.office if device else press.office)
        if office is None:
            _log.critical("a press of %s could not be shown to anybody: there is no office", address_of(press))
            return None
        address = address_of(press)
        self._conditions.pressed(press, device, office)
        at, came_s = self._clock.now(), heard.came_s
        if came_s is not None:  # by seconds that never jump: a node's clock is often set right after its start
            at -= timedelta(seconds=self._clock.monotonic() - came_s)
        identity = "/".join(device.of) if device else address
        page = self._book[office]
        presser = page.keys.get(device.holder) if device and device.holder else None
        kind = known_kind(page.plan, kind_raised(device, press.gesture)) if device else EMERGENCY
        zone = zone_of(press, device, page.plan.zones)
        # Last, because what is named counts as heard.
        level = level_of_device(device, address)
        name = self._naming.name(identity, level, press, at, again=again, late=heard.late, came_s=came_s)
        if name is None:
            self._stays_true(press, device)
            return None
        trigger = Trigger(
            office=office,
            actor=Actor(via=f"device:{address}", who=presser),
            press_key=name.key,
            open_key=f"device:{identity}",
            mode=Mode.ACTUAL,
            kind=kind,
            gesture=press.gesture,
            zone=zone,
            device=address,
            press=press.press_id,
            presser=presser,
            pressed_at=press.at,
            heard_at=at,
            doubtful=name.doubtful,
            tested=identity if device and not again else None,
            is_copy=name.is_copy,
            located=press.zone is not None and press.zone == zone,
            heard_as=heard.heard_as if press.press_id is None else "",
            accounts=() if kind == FIRE else self.checking_in.musters(press, device, office, presser),
        )
        trigger = self._floods.sort(trigger)
        self.evidence.heard(trigger, press)
        return trigger

    def _stays_true(self, press: Press, device: Device | None) -> None:
        """Say so where a button has been pressed for so long that no further press of it can be told."""
        if device is not None and press.level and self.levels.latched((level_of_device(device, ""), press.level)):
            self._conditions.latched(device)

    def _find(self, office: str | None, device: str) -> Device | None:
        return self.registry.inventory.find(office, device)

    def _level(self, signal: Release | Ignored) -> None:
        if signal.level is None or signal.device is None:
            return
        device = self._find(signal.office, signal.device)
        level = (level_of_device(device, f"{signal.office or '-'}/{signal.device}"), signal.level)
        if isinstance(signal, Ignored):
            self.levels.replayed(level)
            return
        self.levels.falls(level)
        if device is not None:
            self._conditions.released(device)
