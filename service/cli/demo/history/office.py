"""One invented office's year, happening by happening, each in a transaction of its own."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from random import Random
from typing import Final

from roles.drill import library
from roles.drill_expected import practising, target
from roles.inspection import inspected
from roles.version import duties
from service.alarm.actor import SERVICE, Actor
from service.alarm.closing_command import AnswerItem
from service.alarm.commands import AnyButRaise, Clear, Close
from service.alarm.states import Mode
from service.cli.demo.history.aftermath import Aftermath
from service.cli.demo.history.alarms import Hands, Teller, story_of
from service.cli.demo.history.calendar import DAYS, Happening, faded, year_of
from service.cli.demo.history.staff import Asked, asked_in
from service.cli.demo.history.towns import Town
from service.dispatch import window_of_test
from service.dispatch.book import Book
from service.dispatch.closing import Begin, Closings
from service.dispatch.handle import Dispatch
from service.dispatch.readiness import undertaking_of
from service.dispatch.trigger import Trigger
from service.dispatch.undertake import Undertaken, Undertaking
from service.drill.commands import Author, Command, PlanDrill, StartDrill
from service.drill.drill import Drill
from service.jobs.drills import Drills
from service.life.commands import ReadDuty
from service.life.decide import decide as decide_life
from service.planning.record import life_of, write
from service.readiness.commands import Inspect, PlanInspection
from service.store.port import Store, Unit

ROOMS: Final = ("room-114", "room-115", "counter-1", "reception", "room-214", "desk-2")
"""Where the six pendants are."""
WEARERS: Final = ("anna", "bo", "cecilia", "david", "elin", "farid")
"""Who wears them."""
_NOTICE: Final = timedelta(minutes=11)


class Year:
    """Plays one office's year."""

    def __init__(
        self,
        store: Store,
        book: Book,
        town: Town,
        today: date,
        seed: int,
        *,
        again: Callable[[Hands], Awaitable[None]],
        secret: bytes,
    ) -> None:
        """Play on a store; the office's plan is in the book, and `again` puts it in force once more."""
        self._store = store
        self._town = town
        self._again = again
        self._random = Random(f"{seed}/{town.office}")  # noqa: S311 - a story, not a secret
        self._first = today - timedelta(days=DAYS)
        self._happenings = sorted([*year_of(town.habit, today, self._random), *asked_in(town, self._first)])
        self._page = book[town.office]
        self._hands = Hands(at=self._happenings[0].at if self._happenings else midnight(today))
        self._dispatch = Dispatch(store, book, self._hands)
        self._undertaking = Undertaking(store, book, self._dispatch, self._hands)
        self._asked = Asked(store, book, self._undertaking, self._hands, town=town, secret=secret)
        self._aftermath = Aftermath(store, self._undertaking, book[town.office])
        self._drills = Drills(store, book, self._dispatch, self._undertaking, self._hands)
        self._closings = Closings(store, book, self._dispatch, self._hands)
        self._teller = Teller(dispatch=self._dispatch, page=self._page, hands=self._hands)
        self._number = 0

    async def play(self) -> None:
        """Play it from the first day to the last."""
        for place, planned in inspected(self._page.plan).items():
            self._hands.at = max(self._hands.at, midnight(self._first))
            await self._check(place, PlanInspection(actor=SERVICE, place=place, kind=planned.kind, every=planned.every))
        for one in self._happenings:
            if one.at < self._hands.at + timedelta(minutes=30):
                continue  # the one before is not over yet
            await self._look_due(one)
            self._hands.at = one.at
            match one.what:
                case "alarm" | "mistake":
                    await self._alarm(one)
                case "test":
                    await self._test(one)
                case "look":
                    await self._look_over()
                case "drill":
                    await self._drill()
                case "closing":
                    await self._close()
                case "read":
                    await self._read_duties()
                case "plan":
                    await self._again(self._hands)
                case _:
                    await self._asked.happens(one, self._first)

    async def _look_due(self, until: Happening) -> None:
        """Let what is due before something happens be noticed."""
        for due in await self._store.due_undertakings():
            if due.office == self._town.office and due.due_at <= until.at:
                self._hands.at = max(self._hands.at, due.due_at)
                if not await self._aftermath.does(due.id):
                    await self._undertaking.pass_due(due.office, due.id, due.due_at)

    def _trigger(self, *, zone: str, device: str | None, presser: str | None, tested: str | None = None) -> Trigger:
        self._number += 1
        name = f"{self._town.office}/{self._number}"
        return Trigger(
            office=self._town.office,
            actor=Actor(via=f"device:{device}" if device else "phone", who=presser),
            press_key=f"story:{name}",
            open_key=f"device:{device}" if device else f"story:{name}",
            mode=Mode.ACTUAL,
            kind="emergency" if self._random.random() < 0.55 else "assist",
            gesture="single",
            zone=zone,
            device=device,
            press=str(self._number) if device else None,
            presser=presser,
            pressed_at=None,
            heard_at=self._hands.at,
            tested=tested,
        )

    async def _alarm(self, one: Happening) -> None:
        button = self._random.randrange(len(ROOMS))
        device = f"{self._town.office}/pendant-{button + 1}" if self._random.random() < 0.85 else None
        presser = self._page.keys[WEARERS[button]]
        trigger = self._trigger(zone=ROOMS[button], device=device, presser=presser)
        keen = faded(self._town.habit, self._first, one.at.date()) if self._town.habit.fades else 1.0

        def work(unit: Unit) -> None:
            begun, *_ = self._dispatch.hear(unit, trigger)
            called = [(e.facts["responder"], e.facts["role"]) for e in begun.entries if e.event == "ResponderCalled"]
            story = story_of(self._page, called, self._town.habit, keen, self._random, mistake=one.what == "mistake")
            self._teller.tell(unit, begun.alarm, begun, story)

        await self._store.commit(self._town.office, work)

    async def _test(self, one: Happening) -> None:
        device = f"{self._town.office}/pendant-{one.number}"
        who = self._page.keys[WEARERS[one.number - 1]]
        actor = Actor(via="phone", who=who)

        def work(unit: Unit) -> None:
            unit.append([window_of_test.opening(device, "single", timedelta(seconds=60), actor, self._hands.at)])
            self._hands.at += timedelta(seconds=4)
            trigger = self._trigger(zone=ROOMS[one.number - 1], device=device, presser=who, tested=device)
            begun, *_ = self._dispatch.hear(unit, trigger)
            self._teller.tell(unit, begun.alarm, begun, ())
            self._teller.finish(unit, begun.alarm)

        await self._store.commit(self._town.office, work)

    async def _look_over(self) -> None:
        lead = Actor(via="phone", who=next(iter(self._page.leads), None))
        for place, one in inspected(self._page.plan).items():
            asked = tuple(one.questions)
            is_bad = self._random.random() < 0.08
            answers = {name: "no" if is_bad and not number else "yes" for number, name in enumerate(asked)}
            await self._check(place, Inspect(actor=lead, answers=answers, asked=asked))
            self._hands.at += timedelta(minutes=3)

    async def _check(self, place: str, command: PlanInspection | Inspect) -> None:
        id_ = undertaking_of(self._town.office, place)
        await self._undertaking.ask(self._town.office, "check", id_, lambda _page, _unit, _state: command)

    async def _read_duties(self) -> None:
        """Let whoever is named for a role say that she has read its duty."""
        plan, at = self._page.plan, self._hands.at
        for role, duty in duties(plan).items():
            for who in duty.people:
                key = self._page.keys.get(who)
                if key is None:
                    continue
                said = ReadDuty(actor=Actor(via="phone", who=key), person=key, role=role, duty=duty.digest, holds=True)
                await self._store.commit(self._town.office, partial(_say, said=said, at=at))

    async def _drill(self) -> None:
        """Plan a drill, hold it, and let it be judged as the service does."""
        plan, lead = self._page.plan, next(iter(self._page.leads), None)
        drawn = self._random.choice([one for one in library(plan) if one.kind in ("emergency", "assist")])
        asked = target(plan, drawn.kind)
        ms = {
            name: None if (time := getattr(asked, name)) is None else time // timedelta(milliseconds=1)
            for name in ("answered", "there", "two_there")
        }
        self._number += 1
        id_, actor = f"drill-story-{self._town.office}-{self._number}", Actor(via="phone", who=lead)
        await self._ask(
            id_,
            PlanDrill(
                actor=actor,
                author=Author(person=lead),
                entitled=True,
                scenario=drawn.id,
                zone=drawn.zone,
                kind=drawn.kind,
                twist=drawn.twist,
                scope="whole" if self._random.random() < 0.4 else "micro",
                manner="announced",
                at=self._hands.at,
                is_open=True,
                zones=(drawn.zone,),
                roles=tuple(sorted(practising(plan, drawn.kind))),
                target=ms,
                expected=ms,
            ),
        )
        self._hands.at += _NOTICE
        begun = await self._ask(
            id_,
            StartDrill(
                actor=actor,
                entitled=True,
                visitors="none",
                is_open=True,
                is_known=True,
                running=None,
                real_alarm=False,
                target=ms,
                expected=ms,
            ),
        )
        state: Drill = begun.state
        if state.due_at is None:
            return
        self._hands.at = max(self._hands.at, state.due_at)
        pressed = await self._undertaking.pass_due(self._town.office, id_, state.due_at)
        for outcome in pressed.outcomes if pressed else ():
            called = [(e.facts["responder"], e.facts["role"]) for e in outcome.entries if e.event == "ResponderCalled"]
            story = story_of(self._page, called, self._town.habit, 1.0, self._random, mistake=False)
            held = [(after, told) for after, told in story if not isinstance(told, Close)]
            await self._store.commit(
                self._town.office,
                lambda unit, outcome=outcome, held=held: self._teller.tell(unit, outcome.alarm, outcome, held),  # type: ignore[misc]
            )
        self._hands.at += timedelta(seconds=20)
        await self._drills.look(self._town.office)

    async def _ask(self, id_: str, command: Command) -> Undertaken:
        return await self._undertaking.ask(self._town.office, "drill", id_, lambda _page, _unit, _state: command)

    async def _close(self) -> None:
        lead = Actor(via="phone", who=next(iter(self._page.leads), None))
        self._number += 1
        begin = Begin(key=f"story-{self._number}", actor=lead, stage="closing", words="Någon kan komma tillbaka.")
        begun = await self._closings.begin(self._town.office, begin)
        shut = self._random.uniform(1_200, 9_000)

        def work(unit: Unit) -> None:
            alarm = unit.alarm(begun.alarm)
            items = alarm.closing.items if alarm and alarm.closing else ()
            story: list[tuple[float, AnyButRaise]] = [
                (self._random.uniform(15, 160), AnswerItem(actor=lead, item=item.id, answer="done")) for item in items
            ]
            story.sort(key=lambda one: one[0])
            story.append((shut, Clear(actor=lead, entitled=True)))
            story.append((shut + 600, Close(actor=lead, outcome="over", words="")))
            self._teller.tell(unit, begun.alarm, begun, story)

        await self._store.commit(self._town.office, work)


def midnight(day: date) -> datetime:
    """Return the instant at which a day begins, in UTC."""
    return datetime.combine(day, time(0, 0), UTC)


def _say(unit: Unit, *, said: ReadDuty, at: datetime) -> None:
    life = life_of(unit).at(at)
    write(unit, life, decide_life(life, said, at, at.date()), {})
