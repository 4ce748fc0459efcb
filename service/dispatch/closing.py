"""The one way in for closing an office, expecting somebody back, and holding people at the reception."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from roles.level import CLOSING
from service.alarm.actor import Actor
from service.alarm.alarm import Alarm
from service.alarm.closed_office import Plan, Stage
from service.alarm.closing_command import CloseOffice, DescribeReturn, ReleaseOutputs
from service.alarm.commands import Raise
from service.alarm.refusal import Refusal
from service.alarm.states import Mode
from service.clock import Clock
from service.dispatch.book import Book, OfficePage
from service.dispatch.closing_plan import calm_in, plan_for, script_for
from service.dispatch.fire import fire_over, fire_told, stands, told_at
from service.dispatch.handle import Dispatch
from service.dispatch.identity import alarm_id
from service.dispatch.locks import open_alarms
from service.dispatch.outcome import Outcome
from service.store.port import Store, Unit

HOLD_FOR: Final = timedelta(minutes=30)
"""How long people come to the reception first where nobody says."""
MOST: Final = 50
"""Open alarms of an office that are looked at for what may be behind a door; with more, that may be anything."""
MOST_RELEASED: Final = 10_000
"""Open alarms whose locks are let go: in a fire no lock stays because many have pressed since."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Begin:
    """That somebody closes the office, expects somebody back, or holds people at the reception."""

    key: str
    """Names this one wish, however often it is sent."""
    actor: Actor
    stage: Stage
    mode: Mode = Mode.ACTUAL
    expected_at: datetime | None = None
    entrance: str | None = None
    words: str = ""
    """The instruction, for everybody."""
    looks_like: str = ""
    """Clothes or a vehicle, only for those who are called; erased at the end."""
    lasts: timedelta = HOLD_FOR
    """Of a hold: until it ends by itself."""


class Closings:
    """Turns wishes to close into transactions, and has dispatch's listeners told."""

    def __init__(self, store: Store, book: Book, dispatch: Dispatch, clock: Clock, *, most: int = MOST) -> None:
        """Work on a store with the plans of a book; `most` open alarms are looked at for what may be behind a door."""
        self._most = most
        self._store = store
        self._book = book
        self._dispatch = dispatch
        self._clock = clock

    async def begin(self, office: str, begin: Begin) -> Outcome:
        """Begin a closing, or close where somebody was only expected; what has begun already is left as it is.

        Raises:
            Refusal: the plan does not say how the office closes, or nobody is named.
            StoreUnavailable: nothing was written.
        """
        page, at = await self._book.page(office), self._clock.now()
        if begin.actor.speaker is None:
            raise Refusal("nobody_named", "Say who you are: an office closes by somebody with a name.")
        key = f"closing:{office}/{begin.mode.value}:{begin.key}"

        def work(unit: Unit) -> tuple[Outcome, ...]:
            known = unit.press(key)
            if known is not None:
                alarm = unit.alarm(known)
                state = alarm.state if alarm else "closed"
                return (Outcome(office=office, alarm=known, state=state, known_press=True),)
            return self._begin(unit, page, begin, key, at)

        outcomes = await self._store.commit(office, work)
        for one in outcomes:
            self._dispatch.tell(one)
        return outcomes[0]

    async def release(self, office: str, release: ReleaseOutputs) -> tuple[Outcome, ...]:
        """Let go the locks of all open alarms of an office; return what has become of those that held any."""
        page, at = await self._book.page(office), self._clock.now()

        def work(unit: Unit) -> tuple[Outcome, ...]:
            told = unit.append([fire_told(release.actor, at)]) if release.because == "fire" else ()
            noted = Outcome(office=office, alarm="", state="", entries=told)
            alarms = open_alarms(unit, MOST_RELEASED)
            return (noted, *(self._dispatch.decide(unit, page, alarm, release, at) for alarm in alarms))

        outcomes = tuple(one for one in await self._store.commit(office, work) if one.entries)
        for one in outcomes:
            self._dispatch.tell(one)
        return tuple(one for one in outcomes if one.alarm)

    async def fire_over(self, office: str, actor: Actor) -> None:
        """Let locks lock again before the hour is over: somebody with a name says that the fire is over.

        Raises:
            Refusal: nobody is named, or no fire stands that was told of.
            StoreUnavailable: nothing was written.
        """
        if actor.speaker is None:
            raise Refusal("nobody_named", "Say who you are: that a fire is over is said by somebody with a name.")
        at = self._clock.now()
        if not await self._dispatch.note(office, fire_over(actor, at), unless=lambda unit: told_at(unit) is None):
            raise Refusal("no_fire", "No fire that was told of stands here; an alarm of a fire is ended as an alarm.")

    def _begin(self, unit: Unit, page: OfficePage, begin: Begin, key: str, at: datetime) -> tuple[Outcome, ...]:
        alarm = unit.open_alarm(_open_key(page, begin))
        is_expected = alarm is not None and alarm.closing is not None and alarm.closing.stage == "expected"
        if alarm is not None and not (begin.stage == "closing" and is_expected):
            return (Outcome(office=unit.office, alarm=alarm.id, state=alarm.state, known_press=True),)
        others = self._others(unit, begin.mode)
        plan = _plan(unit, page, begin, others, at, are_all=len(others) < self._most)
        if stands(unit, others, at):
            plan = replace(plan, behind=None)
        if alarm is not None:
            command: Raise | CloseOffice = CloseOffice(actor=begin.actor, plan=plan, words=begin.words)
        else:
            command = _raise(page, begin, key, plan, calm_in(others))
        first = self._dispatch.decide(unit, page, alarm, command, at)
        if isinstance(command, CloseOffice):
            unit.remember_press(key, first.alarm, at)
        if not begin.looks_like.strip():
            return (first,)
        describe = DescribeReturn(actor=begin.actor, words=begin.looks_like)
        return (first, self._dispatch.decide(unit, page, unit.alarm(first.alarm), describe, at))

    def _others(self, unit: Unit, mode: Mode) -> tuple[Alarm, ...]:
        """Return the open alarms that a closing minds: the real ones always: a drill locks real doors."""
        drills = unit.open_alarms(Mode.DRILL, self._most) if mode is Mode.DRILL else ()
        return (*unit.open_alarms(Mode.ACTUAL, self._most), *drills)


def _raise(page: OfficePage, begin: Begin, key: str, plan: Plan, calm: tuple[str, ...]) -> Raise:
    return Raise(
        actor=begin.actor,
        alarm=alarm_id(key),
        press_key=key,
        open_key=_open_key(page, begin),
        mode=begin.mode,
        kind=CLOSING,
        gesture="soft",
        zone=None,
        device=None,
        press=None,
        presser=None,
        pressed_at=None,
        doubtful=False,
        plan=page.plan.version,
        script=script_for(page, begin.stage),
        calm=calm,
        closing=plan,
        words=begin.words,
    )


def _open_key(page: OfficePage, begin: Begin) -> str:
    what = "hold" if begin.stage == "hold" else CLOSING
    key = f"{what}:{page.plan.office}"
    return key if begin.mode is Mode.ACTUAL else f"{begin.mode.value}:{key}"


def _plan(
    unit: Unit, page: OfficePage, begin: Begin, others: tuple[Alarm, ...], at: datetime, *, are_all: bool
) -> Plan:
    if begin.stage == "hold":
        return Plan(stage="hold", look_again=begin.lasts)
    planned = page.plan.closing
    if planned is None or CLOSING not in page.plan.responses:
        raise Refusal(
            "no_closing_plan",
            "The plan does not say how the office closes. Tell people by telephone, and write it into the plan.",
        )
    today = unit.day_facts(at.astimezone(ZoneInfo(page.plan.time_zone)).date())
    return plan_for(
        page,
        planned,
        begin.stage,
        mode=begin.mode,
        absent=frozenset(key for key, fact in today.items() if fact == "absent"),
        others=others,
        expected_at=begin.expected_at,
        entrance=begin.entrance,
        are_all=are_all,
    )
