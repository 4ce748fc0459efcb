"""What people of a night undertake besides pressing: watched meetings, drills, closings, musters, reports, measures."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Any, TypeVar

from nights.asking import Asking
from nights.follow import Following
from nights.house import OFFICE
from nights.weather import Weather
from roles.drill import library
from service.alarm.actor import Actor
from service.alarm.closed_office import Stage
from service.alarm.muster import Standing
from service.alarm.muster_commands import AccountFor, EndMuster
from service.alarm.refusal import Refusal
from service.alarm.states import Mode
from service.dispatch.closing import Begin, Closings
from service.dispatch.drilling import Asker, Wanted
from service.dispatch.meetings import Asked
from service.dispatch.meetings import Wanted as WantedMeeting
from service.dispatch.mustering import begin_muster
from service.dispatch.reports import Reports, measure_of
from service.drill.commands import Author, Manner, Scope
from service.measure.commands import Command as MeasureCommand
from service.measure.commands import DropMeasure, FinishMeasure, MoveMeasure, PlanMeasure
from service.report.classification import Class, Severity
from service.report.commands import DiscussReport, FinishReport, ReportNearMiss, WriteReport
from service.store.port import StoreError
from service.undertaking.refusal import UndertakingRefusal
from service.wiring.node import Node

T = TypeVar("T")
NO = (Refusal, UndertakingRefusal)
"""What people read, and then go on."""
A_DAY = date(2026, 11, 20)
"""The day of which people tell."""


class Doings:
    """Everybody who undertakes something."""

    def __init__(
        self, asking: Asking, following: Following, weather: Weather, chance: Random, disturb: Callable[[], None]
    ) -> None:
        self._asking = asking
        self._following = following
        self._weather = weather
        self._chance = chance
        self._disturb = disturb
        self._count = 0
        self.are_over = False
        """Whether nobody begins anything any more."""
        self.begun: dict[str, int] = {}
        """How many of each were begun."""
        self.promised: set[str] = set()
        """The ids of what somebody was answered about: it is in the record, whatever has crashed since."""

    async def run(self) -> None:
        """Undertake something again and again."""
        kinds = (self._meeting, self._drill, self._closing, self._muster, self._near_miss, self._measure)
        while True:
            await self._weather.until("undertaking", self._chance)
            if self.are_over:
                return
            self._disturb()
            doing = self._chance.choices(kinds, (4, 3, 2, 4, 2, 3))[0]
            self._count += 1
            name = doing.__name__.lstrip("_")
            asyncio.get_running_loop().create_task(doing(f"{name}-{self._count}"))

    async def _meeting(self, key: str) -> None:
        """Have a meeting watched, and say now and then that all is well; or say nothing, and be looked for."""
        chance = self._chance
        person, watcher = chance.sample(("anna", "bo", "cecilia", "david", "elin", "farid"), 2)
        minutes = chance.choice((1, 3, 10))

        async def plan(node: Node) -> str:
            page, now = node.book[OFFICE], node.clock.now()
            wanted = WantedMeeting(
                place="room",
                zone=chance_zone,
                person=page.keys[person],
                colleague=None,
                watcher=page.keys[watcher],
                begins_at=now,
                ends_at=now + timedelta(minutes=minutes),
            )
            actor = Actor(via=f"screen:{OFFICE}/staff", who=page.keys[person])
            return (await node.undertakings.meetings.plan(OFFICE, wanted, actor, key, believed=True)).id

        chance_zone = chance.choice(("room-114", "room-214", "counter-1"))
        meeting = await self._until_answered(plan)
        if meeting is None:
            return
        self._note("meeting", meeting)
        said: tuple[Asked, ...] = chance.choice(
            ((), (), ("end",), ("check-in", "end"), ("extend", "check-in", "end"), ("call-help",))
        )
        for what in said:
            await asyncio.sleep(chance.uniform(1.0, 60.0 * minutes))
            await self._ask_meeting(meeting, what, person)
        for _ in range(40):  # whoever was forgotten is asked in the end: she says that all is well
            await asyncio.sleep(chance.uniform(30.0, 300.0))
            state = self._following.undertakings.states.get(meeting)
            if state is None or state.is_over:
                return
            await self._ask_meeting(meeting, "end", person)

    async def _ask_meeting(self, meeting: str, what: Asked, person: str) -> None:
        async def ask(node: Node) -> None:
            actor = Actor(via=f"screen:{OFFICE}/staff", who=node.book[OFFICE].keys[person])
            await node.undertakings.meetings.ask(OFFICE, meeting, what, actor, minutes=5)

        await self._once(ask)

    async def _drill(self, key: str) -> None:
        """Plan a drill, begin it, and end it, break it off, or leave it to its own end."""
        chance = self._chance
        pick = chance.random()
        scope: Scope = chance.choice(("micro", "whole"))
        manner: Manner = chance.choice(("announced", "unannounced"))

        async def plan(node: Node) -> str:
            page = node.book[OFFICE]
            scenarios = library(page.plan)
            scenario = scenarios[int(pick * len(scenarios))].id
            wanted = Wanted(office=OFFICE, scenario=scenario, at=node.clock.now(), scope=scope, manner=manner)
            return (await node.undertakings.drilling.plan([wanted], [_asker(node, "gunilla")], key))[0].id

        drill = await self._until_answered(plan)
        if drill is None:
            return
        self._note("drill", drill)
        steps = ["start", chance.choice(("end", "abort", "nothing"))] if chance.random() < 0.85 else ["call_off"]
        if manner == "unannounced":
            steps.insert(0, "view")

        async def say(node: Node, what: str) -> None:
            drilling = node.undertakings.drilling
            match what:
                case "view":
                    await drilling.view(OFFICE, drill, _asker(node, "farid"), agrees=True)
                case "start":
                    await drilling.start(OFFICE, drill, _asker(node, "gunilla"), "none")
                case "end":
                    await drilling.end(OFFICE, drill, _asker(node, "gunilla"))
                case "abort":
                    await drilling.abort(OFFICE, drill, _asker(node, "gunilla"))
                case "call_off":
                    await drilling.call_off(OFFICE, drill, _asker(node, "gunilla"))
                case _:
                    assert what == "nothing"

        for step in steps:
            await asyncio.sleep(chance.uniform(1.0, 90.0))
            await self._once(partial(say, what=step))

    async def _closing(self, key: str) -> None:
        """Close the office, expect somebody, or hold people at the reception."""
        chance = self._chance
        stage: Stage = chance.choice(("closing", "closing", "expected", "hold"))
        mode = Mode.DRILL if chance.random() < 0.3 else Mode.ACTUAL

        async def close(node: Node) -> bool:
            page = node.book[OFFICE]
            begin = Begin(
                key=key,
                actor=Actor(via=f"screen:{OFFICE}/staff", who=page.keys["gunilla"]),
                stage=stage,
                mode=mode,
                lasts=timedelta(minutes=5),
            )
            await Closings(node.store, node.book, node.dispatch, node.clock).begin(OFFICE, begin)
            return True

        if await self._until_answered(close):
            self._note("closing")
        if mode is Mode.ACTUAL and chance.random() < 0.3:
            await asyncio.sleep(chance.uniform(5.0, 60.0))

    async def _muster(self, _key: str) -> None:
        """Count everybody in an alarm that is open, say of most how they are, and end it."""
        chance = self._chance
        open_ = [id_ for id_, alarm in self._following.unfinished.items() if alarm.is_open and alarm.muster is None]
        if not open_:
            return
        alarm = chance.choice(open_)

        async def begin(node: Node) -> bool:
            page = node.book[OFFICE]
            found = await node.store.alarm(alarm)
            if found is None:
                return False
            actor = Actor(via=f"screen:{OFFICE}/staff", who=page.keys["gunilla"])
            made = await begin_muster(node.store, page, found[1], actor, node.clock.now(), because="asked")
            await node.dispatch.ask(OFFICE, alarm, lambda _page: made)
            return True

        if not await self._until_answered(begin):
            return
        self._note("muster")
        for _ in range(40):
            await asyncio.sleep(chance.uniform(0.5, 20.0))
            known = self._following.unfinished.get(alarm)
            if known is None or known.muster is None or known.muster.ended_at is not None:
                return
            people = sorted(known.muster.people)
            said = chance.sample(people, min(len(people), chance.randint(1, 4)))
            state: Standing = chance.choice(("safe", "safe", "safe", "needs_help", "unaccounted"))
            await self._say(alarm, AccountFor(actor=_by(people[0]), people=tuple(said), state=state, how="screen"))
            if chance.random() < 0.2 or self.are_over:
                await self._say(alarm, EndMuster(actor=_by(people[0]), entitled=True, words="over"))

    async def _near_miss(self, key: str) -> None:
        """Tell of what could have gone wrong, under a name or none; somebody writes more, and the unit speaks of it."""
        chance = self._chance
        word, severity, anonymous = chance.choice([*Class]), chance.choice([*Severity]), chance.random() < 0.5
        told = ReportNearMiss(
            actor=_by("told"), words="w", happened_on=A_DAY, classes=[word], severity=severity, anonymous=anonymous
        )

        async def tell(node: Node) -> str:
            return (await _reports(node).tell_near_miss(OFFICE, key, told)).id

        report = await self._until_answered(tell)
        if report is None:
            return
        self._note("near miss", report)
        by = _by("gunilla")
        for command in chance.sample(
            (
                WriteReport(actor=by, words="more", entitled=True),
                FinishReport(actor=by, entitled=True),
                DiscussReport(actor=by, met_on=A_DAY, words="so be it", entitled=True),
            ),
            chance.randint(0, 3),
        ):
            await asyncio.sleep(chance.uniform(1.0, 60.0))
            await self._once(lambda node, command=command: _reports(node).ask(OFFICE, report, command))  # type: ignore[misc]

    async def _measure(self, key: str) -> None:
        """Have somebody do something within minutes: she does it, puts it off, drops it, or is called upon."""
        chance = self._chance
        minutes = chance.choice((1, 3, 10))
        measure, by = measure_of(OFFICE, key), _by("gunilla")

        async def plan(node: Node) -> bool:
            owner, due_at = node.book[OFFICE].keys["anna"], node.clock.now() + timedelta(minutes=minutes)
            planned = PlanMeasure(actor=by, entitled=True, owner=owner, due_at=due_at, words="w")
            await _reports(node).ask_measure(OFFICE, measure, planned)
            return True

        if not await self._until_answered(plan):
            return
        self._note("measure", measure)

        async def ask(node: Node, what: str) -> None:
            later = node.clock.now() + timedelta(minutes=5)
            commands: dict[str, MeasureCommand] = {
                "move": MoveMeasure(actor=by, entitled=True, due_at=later, words="later"),
                "finish": FinishMeasure(actor=by, entitled=True),
                "drop": DropMeasure(actor=by, entitled=True, words="no"),
            }
            await _reports(node).ask_measure(OFFICE, measure, commands[what])

        for what in chance.choice(((), ("finish",), ("move",), ("move", "finish"), ("drop",))):
            await asyncio.sleep(chance.uniform(1.0, 90.0 * minutes))
            await self._once(partial(ask, what=what))

    async def _say(self, alarm: str, command: AccountFor | EndMuster) -> None:
        async def ask(node: Node) -> None:
            await node.dispatch.ask(OFFICE, alarm, lambda _page: command)

        await self._once(ask)

    async def _once(self, ask: Callable[[Node], Awaitable[Any]]) -> None:
        """Ask once: whoever gets no answer looks at her screen, and goes on."""

        async def asked(node: Node) -> None:
            with contextlib.suppress(*NO, StoreError):
                await ask(node)

        await self._asking.ask(asked)

    async def _until_answered(self, ask: Callable[[Node], Awaitable[T]]) -> T | None:
        """Ask the same again until there is an answer; None where that is no."""
        answers: list[T | None] = []

        async def asked(node: Node) -> None:
            try:
                answers.append(await ask(node))
            except NO:
                answers.append(None)

        while not (await self._asking.ask(asked) and answers):
            await asyncio.sleep(2.0)
        return answers[-1]

    def _note(self, what: str, undertaking: str | None = None) -> None:
        self.begun[what] = self.begun.get(what, 0) + 1
        self.promised.update({undertaking} if undertaking else ())


def _by(who: str) -> Actor:
    return Actor(via=f"screen:{OFFICE}/staff", who=who)


def _reports(node: Node) -> Reports:
    return Reports(node.store, node.undertakings.undertaking)


def _asker(node: Node, who: str) -> Asker:
    key = node.book[OFFICE].keys[who]
    return Asker(actor=_by(key), author=Author(person=key), entitled=True)
