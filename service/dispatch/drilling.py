"""What people ask of drills: each question with what the plan in force and the office say about it."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final, Literal

from roles.calendar import is_open
from roles.drill import DrillScenario, find
from roles.plan import Plan
from roles.sight import in_sight, visitors_see
from service.alarm.actor import Actor
from service.clock import Clock
from service.dispatch.book import Book, OfficePage
from service.dispatch.drill import has_real_alarm
from service.dispatch.undertake import Undertaken, Undertaking, state_of
from service.drill.commands import Abort, Author, CallOff, Command, End, GiveView, Manner, PlanDrill, Scope, StartDrill
from service.drill.decide import decide
from service.drill.drill import Drill
from service.drill.refused import unfit_partners, unknown_drill, unknown_presser
from service.drill.states import State
from service.store.port import Store, Unit
from service.store.undertaking_port import KeptUndertaking

if TYPE_CHECKING:
    from roles.simulate_answers import Habit

LISTED: Final = 50
"""Drills that an office's list holds."""

LOOKED_BACK: Final = 200
"""Drills of an office that are looked through at most."""

MOST_PARTNERS: Final = 4
"""Offices that drill together at most."""

Habits = Callable[[str], Awaitable[Mapping[str, "Habit"]]]
"""Returns how calls were really answered in an office, by role, as far as there is enough of it."""

_MS: Final = timedelta(milliseconds=1)
_RUNS: Final = frozenset({State.COUNTING, State.RUNNING})


@dataclass(frozen=True, kw_only=True, slots=True)
class Asker:
    """Who asks, through what, and whether she may."""

    actor: Actor
    author: Author
    entitled: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """A drill as somebody wants it."""

    office: str
    scenario: str
    at: datetime
    scope: Scope = "whole"
    manner: Manner = "announced"
    presser: str | None = None
    """The plan's id or the opaque key of who plays the one who presses."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """One drill of the list."""

    id: str
    office: str
    drill: Drill
    first_position: int


@dataclass(frozen=True, slots=True)
class _Joint:
    """What joins the drills of several offices; `id` is None where one drills alone."""

    id: str | None
    offices: tuple[str, ...]


class Drilling:
    """Asks undertakings that are drills."""

    def __init__(self, store: Store, book: Book, undertaking: Undertaking, clock: Clock, habits: Habits) -> None:
        """Work on a store with the plans of a book; what is expected follows how calls were answered before."""
        self._store = store
        self._book = book
        self._undertaking = undertaking
        self._clock = clock
        self._habits = habits

    async def plan(self, wanted: Sequence[Wanted], askers: Sequence[Asker], key: str) -> list[Listed]:
        """Plan a drill, or one for each of several offices that drill together.

        Args:
            wanted: the drill of each office; the first is the one it is planned from.
            askers: who asks, as each of these offices knows her.
            key: names the request: sent again it plans nothing new.

        Raises:
            UndertakingRefusal: it cannot be held so; of a joint drill nothing is planned in the offices after that one.
            StoreUnavailable: nothing more was written.
        """
        offices = tuple(one.office for one in wanted)
        if len(set(offices)) != len(offices) or len(offices) > MOST_PARTNERS:
            raise unfit_partners()
        joint = _id("joint", offices[0], key) if len(offices) > 1 else None
        now = self._clock.now()
        commands = [
            await asyncio.to_thread(
                _planned,
                self._book[one.office],
                one,
                asker,
                _Joint(joint, offices),
                now,
                habits=await self._habits(one.office),
            )
            for one, asker in zip(wanted, askers, strict=True)
        ]
        for command in commands:  # what cannot be held in one of them is held in none
            decide(None, command, now)
        made = []
        for one, command in zip(wanted, commands, strict=True):
            id_ = _id("drill", one.office, key)
            done = await self._undertaking.ask(one.office, "drill", id_, _always(command))
            made.append(_listed_of(done))
        return made

    async def view(self, office: str, id_: str, asker: Asker, *, agrees: bool) -> Listed:
        """Say what the safety representative thinks; raises UndertakingRefusal and StoreUnavailable."""
        command = GiveView(actor=asker.actor, author=asker.author, entitled=asker.entitled, agrees=agrees)
        return await self._ask(office, id_, command)

    async def start(
        self, office: str, id_: str, asker: Asker, visitors: Literal["none", "there", "not_asked"]
    ) -> Listed:
        """Begin a drill; raises UndertakingRefusal and StoreUnavailable."""
        now = self._clock.now()
        kept = await self._store.undertaking(id_)
        if kept is None or kept.kind != "drill" or kept.office != office:
            raise unknown_drill()
        drill: Drill = state_of(kept)
        page = self._book[office]
        scenario = find(page.plan, drill.scenario)
        habits = await self._habits(office)
        foreseen = (
            await asyncio.to_thread(foresee, page, scenario, now, drill.presser, habits) if scenario else ({}, {})
        )

        def make(page: OfficePage, unit: Any, _state: Any) -> StartDrill:
            others = (one for one in unit.open_undertakings("drill") if one.id != id_)
            return StartDrill(
                actor=asker.actor,
                entitled=asker.entitled,
                visitors=visitors,
                is_open=is_open(page.plan, now),
                is_known=scenario is not None,
                running=next((one.id for one in others if state_of(one).state in _RUNS), None),
                real_alarm=has_real_alarm(unit),
                target=foreseen[0],
                expected=foreseen[1],
            )

        return _listed_of(await self._undertaking.ask(office, "drill", id_, make))

    async def call_off(self, office: str, id_: str, asker: Asker) -> Listed:
        """Let a planned drill not be held; raises UndertakingRefusal and StoreUnavailable."""
        return await self._ask(office, id_, CallOff(actor=asker.actor, entitled=asker.entitled))

    async def abort(self, office: str, id_: str, asker: Asker) -> Listed:
        """Break a running drill off; raises UndertakingRefusal and StoreUnavailable."""
        return await self._ask(office, id_, Abort(actor=asker.actor, entitled=asker.entitled, because="asked"))

    async def end(self, office: str, id_: str, asker: Asker) -> Listed:
        """End a running drill, so that it is judged; raises UndertakingRefusal and StoreUnavailable."""
        return await self._ask(office, id_, End(actor=asker.actor, entitled=asker.entitled))

    async def listed(self, office: str, *, before: int | None = None, limit: int = LISTED) -> list[Listed]:
        """Return an office's drills, the newest first; raises StoreUnavailable."""
        kept = await self._store.undertakings(office, "drill", before=before, limit=limit)
        return [_listed(one) for one in kept]

    async def one(self, id_: str) -> Listed | None:
        """Return one drill, of whichever office; None where there is none; raises StoreUnavailable."""
        kept = await self._store.undertaking(id_)
        return _listed(kept) if kept is not None and kept.kind == "drill" else None

    async def together(self, drills: Iterable[Drill], office: str) -> Mapping[str, Sequence[Listed]]:
        """Return by their `joint` id what the other offices of joint drills held; raises StoreUnavailable."""
        wanted = {drill.joint: drill.partners for drill in drills if drill.joint}
        found: dict[str, list[Listed]] = {joint: [] for joint in wanted}
        for other in sorted({one for partners in wanted.values() for one in partners} - {office}):
            for one in await self.listed(other, limit=LOOKED_BACK):
                if one.drill.joint in found:
                    found[one.drill.joint].append(one)
        return found

    async def _ask(self, office: str, id_: str, command: GiveView | CallOff | Abort | End) -> Listed:
        return _listed_of(await self._undertaking.ask(office, "drill", id_, _always(command)))


def foresee(
    page: OfficePage, scenario: DrillScenario, at: datetime, presser: str | None, habits: Mapping[str, "Habit"]
) -> tuple[dict[str, int | None], dict[str, Any]]:
    """Return what the plan asks for in a scenario, and what the simulation expects at an instant, both in ms."""
    from roles.drill_expected import expected, practising, target  # noqa: PLC0415 - drills ask for it, and no alarm

    asked = target(page.plan, scenario.kind)
    told = expected(page.plan, scenario, at, presser=page.slugs.get(presser or ""), habits=habits)
    measures = ("answered", "there", "two_there")
    return (
        {name: _ms(getattr(asked, name)) for name in measures},
        {
            **{name: _ms(getattr(told, name)) for name in measures},
            "steps": [_ms(step) for step in told.steps],
            "measured": bool(habits.keys() & practising(page.plan, scenario.kind)),
        },
    )


def _planned(
    page: OfficePage, wanted: Wanted, asker: Asker, joint: _Joint, now: datetime, *, habits: Mapping[str, "Habit"]
) -> PlanDrill:
    plan: Plan = page.plan
    scenario = find(plan, wanted.scenario)
    presser = page.key_of(wanted.presser) if wanted.presser else None
    if wanted.presser and (presser is None or presser not in page.slugs):
        raise unknown_presser()
    made = PlanDrill(
        actor=asker.actor,
        author=asker.author,
        entitled=asker.entitled,
        scenario=wanted.scenario if scenario else "",
        zone=scenario.zone if scenario else None,
        kind=scenario.kind if scenario else "",
        twist=scenario.twist if scenario else "",
        scope=wanted.scope,
        manner=wanted.manner,
        at=max(wanted.at, now),
        is_open=is_open(plan, wanted.at),
        presser=presser,
        joint=joint.id,
        partners=joint.offices if joint.id else (),
    )
    if wanted.at < now - timedelta(minutes=1):
        made = replace(made, at=wanted.at)  # refused in words
    if scenario is None:
        return made
    from roles.drill_expected import practising  # noqa: PLC0415 - drills ask for it, and no alarm

    asked, told = foresee(page, scenario, wanted.at, presser, habits)
    return replace(
        made, zones=drilled(plan, scenario), roles=tuple(practising(plan, scenario.kind)), target=asked, expected=told
    )


def drilled(plan: Plan, scenario: DrillScenario) -> tuple[str, ...]:
    """Return the zones that a drill is held in: the scenario's own, and every one where visitors may see it."""
    return tuple(sorted({scenario.zone, *visitors_see(plan, scenario.zone), *in_sight(plan, scenario.zone)}))


def _always(command: Command) -> Callable[[OfficePage, Unit, Any], Command]:
    """Return what makes a command that depends on nothing."""
    return lambda _page, _unit, _state: command


def _ms(time: timedelta | None) -> int | None:
    return None if time is None else time // _MS


def _id(kind: str, office: str, key: str) -> str:
    """Return an opaque id that the same request always gets."""
    return f"{kind}-{sha256(f'{kind}/{office}/{key}'.encode()).hexdigest()[:24]}"


def _listed(kept: KeptUndertaking) -> Listed:
    return Listed(id=kept.id, office=kept.office, drill=state_of(kept), first_position=kept.first_position)


def _listed_of(done: Undertaken) -> Listed:
    return Listed(id=done.id, office=done.office, drill=done.state, first_position=0)
