"""The one way in for what a neighbour's own Trygg tells: how its closing stands, and what it answers to ours."""

from collections import deque
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Literal

from roles.closing import LOOK_AGAIN
from roles.level import NEIGHBOUR
from service.alarm.actor import SERVICE, Actor
from service.alarm.alarm import Alarm
from service.alarm.closed_office import Answer, Plan
from service.alarm.closing_command import HearAnswer, HearNeighbour
from service.alarm.commands import Clear, Raise
from service.alarm.next_door import NextDoor, Standing
from service.alarm.refusal import Refusal
from service.alarm.response import Condition, Script
from service.alarm.states import Mode
from service.clock import Clock
from service.dispatch.book import CONTACT, Book, OfficePage
from service.dispatch.calling import REPEAT_EVERY, script_of
from service.dispatch.handle import Dispatch
from service.dispatch.identity import alarm_id
from service.dispatch.outcome import Outcome
from service.store.port import Store, Unit

MOST: Final = 50
"""Open alarms of an office among which a neighbour's earlier closing is looked for."""
MOST_NEW: Final = 12
"""Closings that one neighbour may begin within an hour: more is no office that closes."""
WITHIN: Final = timedelta(hours=1)
LATEST_LOOK: Final = timedelta(hours=24)
"""So far ahead at most a neighbour's next look is believed."""

SAID_ON_SCREENS: Final = Script(
    steps=(),
    repeat_every=REPEAT_EVERY,
    repeat_call=(),
    done_when=Condition(),
    last_resort="",
    level=0,
)
"""What happens where the plan has no response to it: the screens say it, and nobody is called."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """How a neighbour's closing stands, as its own Trygg tells."""

    closing: str
    version: int
    stage: Literal["expected", "closing", "over"]
    name: str
    since: datetime
    entrance: str | None = None
    words: str = ""
    look_again_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Answered:
    """What a neighbour answers to the closing of this office."""

    closing: str
    version: int
    stage: Standing
    answer: Answer


@dataclass(slots=True)
class _Pace:
    begun_at: deque[datetime] = field(default_factory=deque)

    def lets_through(self, at: datetime) -> bool:
        while self.begun_at and at - self.begun_at[0] > WITHIN:
            self.begun_at.popleft()
        return len(self.begun_at) < MOST_NEW


class Neighbours:
    """Turns what neighbours tell into transactions, and has dispatch's listeners told."""

    def __init__(self, store: Store, book: Book, dispatch: Dispatch, clock: Clock) -> None:
        """Work on a store with the plans of a book."""
        self._store = store
        self._book = book
        self._dispatch = dispatch
        self._clock = clock
        self._pace: dict[tuple[str, str], _Pace] = {}

    async def hear(self, office: str, contact: str, said: Told | Answered) -> None:
        """Take what the neighbour that is a contact of an office's plan tells; said twice it changes nothing.

        Raises:
            Refusal: it is about an alarm of this office itself, or the neighbour closes again and again.
            StoreUnavailable: nothing was written.
        """
        page, at = await self._book.page(office), self._clock.now()
        pace = self._pace.setdefault((office, contact), _Pace())

        def work(unit: Unit) -> tuple[Outcome, ...]:
            if isinstance(said, Answered):
                return self._answered(unit, page, contact, said, at)
            return self._told(unit, page, contact, said, at, may_begin=pace.lets_through(at))

        outcomes = [one for one in await self._store.commit(office, work) if one.entries]
        if any(entry.event == "AlarmRaised" for one in outcomes for entry in one.entries):
            pace.begun_at.append(at)
        for one in outcomes:
            self._dispatch.tell(one)

    def _answered(
        self, unit: Unit, page: OfficePage, contact: str, said: Answered, at: datetime
    ) -> tuple[Outcome, ...]:
        alarm = unit.alarm(said.closing)
        if alarm is None or not alarm.is_open or alarm.mode is not Mode.ACTUAL:
            return ()
        command = HearAnswer(
            actor=_actor(contact),
            responder=f"{CONTACT}{contact}",
            answer=said.answer,
            stage=said.stage,
            version=said.version,
        )
        return (self._dispatch.decide(unit, page, alarm, command, at),)

    def _told(
        self, unit: Unit, page: OfficePage, contact: str, told: Told, at: datetime, *, may_begin: bool
    ) -> tuple[Outcome, ...]:
        """Take how a neighbour's closing stands.

        1. What comes back to the office that told it is refused: nothing goes in a circle.
        2. While it is open here, it is brought up to date, or ends with theirs.
        3. What has ended here stays ended, whatever comes late; so does what has ended there before it was heard of.
        4. Else it begins, and whatever the same neighbour had closed before is over.
        """
        if unit.alarm(told.closing) is not None:
            raise Refusal("own_closing", "This is a closing of the office that it is told to; tell it to nobody.")
        open_key = f"neighbour:{page.plan.office}/{contact}/{told.closing}"
        alarm, actor = unit.open_alarm(open_key), _actor(contact)
        keys = [f"{open_key}/{stage}" for stage in ("expected", "closing", "over")]
        heard = keys if told.stage == "over" else keys[: keys.index(f"{open_key}/{told.stage}") + 1]
        is_known = any(unit.press(key) for key in heard[-1:]) or unit.press(keys[-1]) is not None
        id_ = alarm.id if alarm else alarm_id(open_key)
        if told.stage == "over":
            _remember(unit, heard, id_, at)
            return (self._dispatch.decide(unit, page, alarm, _end(actor), at),) if alarm else ()
        if alarm is None and is_known:
            return ()
        plan = _plan(contact, told, at)
        if alarm is not None:
            _remember(unit, heard, id_, at)
            command = HearNeighbour(actor=actor, plan=plan, words=told.words)
            return (self._dispatch.decide(unit, page, alarm, command, at),)
        earlier = [one for one in unit.open_alarms(Mode.ACTUAL, MOST) if _is_of(one, contact)]
        if any(one.closing and one.closing.next_door and one.closing.next_door.since > told.since for one in earlier):
            return ()
        if not may_begin:
            raise Refusal("too_many_closings", "This neighbour closes again and again. Ring it, and find out why.")
        over = [self._dispatch.decide(unit, page, one, _end(actor), at) for one in earlier]
        made = replace(
            _raise(page, plan, told.words),
            actor=actor,
            alarm=alarm_id(heard[-1]),
            press_key=heard[-1],
            open_key=open_key,
        )
        begun = self._dispatch.decide(unit, page, None, made, at)
        _remember(unit, heard[:-1], begun.alarm, at)
        return (*over, begun)


def _actor(contact: str) -> Actor:
    return Actor(via=f"neighbour:{contact}", who=f"{CONTACT}{contact}")


def _end(actor: Actor) -> Clear:
    return Clear(actor=actor, entitled=True)


def _is_of(alarm: Alarm, contact: str) -> bool:
    closing = alarm.closing
    return closing is not None and closing.next_door is not None and closing.next_door.contact == contact


def _remember(unit: Unit, keys: list[str], alarm: str, at: datetime) -> None:
    for key in keys:
        if unit.press(key) is None:
            unit.remember_press(key, alarm, at)


def _plan(contact: str, told: Told, at: datetime) -> Plan:
    soonest, latest = at + timedelta(minutes=1), at + LATEST_LOOK
    look_again_at = min(max(told.look_again_at or at + LOOK_AGAIN, soonest), latest)
    return Plan(
        stage="neighbour",
        look_again=LOOK_AGAIN,
        look_again_at=look_again_at,
        next_door=NextDoor(
            contact=contact,
            closing=told.closing,
            stage="closing" if told.stage == "closing" else "expected",
            version=told.version,
            name=told.name,
            since=told.since,
            entrance=told.entrance,
        ),
    )


def _raise(page: OfficePage, plan: Plan, words: str) -> Raise:
    planned = page.plan.responses.get(NEIGHBOUR)
    return Raise(
        actor=SERVICE,
        alarm="",
        press_key="",
        open_key="",
        mode=Mode.ACTUAL,
        kind=NEIGHBOUR,
        gesture="soft",
        zone=None,
        device=None,
        press=None,
        presser=None,
        pressed_at=None,
        doubtful=False,
        plan=page.plan.version,
        script=script_of(page, NEIGHBOUR) if planned and planned.steps else SAID_ON_SCREENS,
        closing=plan,
        words=words,
    )
