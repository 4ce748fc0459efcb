"""Alarms of the past, told command by command to the service's own core, with every deadline that passes meanwhile."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from service.alarm.actor import SERVICE, Actor
from service.alarm.commands import (
    Accept,
    AnswerPoliceCall,
    AnyButRaise,
    Arrive,
    BeginPoliceCall,
    Cancel,
    Clear,
    Close,
    Decline,
    PassDeadline,
    ReportCall,
)
from service.alarm.deadline import deadline
from service.alarm.refusal import Refusal
from service.cli.demo.history.towns import Habit
from service.dispatch.book import OfficePage
from service.dispatch.handle import Dispatch
from service.dispatch.outcome import Outcome
from service.store.port import Unit

MOST_STEPS = 60
"""Deadlines that pass in one alarm at most: then whoever wrote the story has forgotten its end."""


@dataclass(kw_only=True)
class Hands:
    """A clock that is put to where the story is."""

    at: datetime

    def now(self) -> datetime:
        """Return where the story is."""
        return self.at

    def monotonic(self) -> float:
        """Return the same in seconds."""
        return self.at.timestamp()


@dataclass(frozen=True, kw_only=True, slots=True)
class Teller:
    """Tells one office's alarms."""

    dispatch: Dispatch
    page: OfficePage
    hands: Hands

    def tell(self, unit: Unit, alarm: str, begun: Outcome, story: Sequence[tuple[float, AnyButRaise]]) -> None:
        """Tell an alarm what its people do, each so many seconds after it began; what has no meaning then is left out.

        Whatever the service would have sent meanwhile has been sent: nothing is left to do when the story is over.
        """
        since = self.hands.at
        self._settle(unit, alarm, begun)
        for after, command in story:
            until = since + timedelta(seconds=after)
            self._pass(unit, alarm, until)
            self.hands.at = max(self.hands.at, until)
            self._do(unit, alarm, command)

    def finish(self, unit: Unit, alarm: str) -> None:
        """Let an alarm that ends by itself come to its end."""
        self._pass(unit, alarm, self.hands.at + timedelta(minutes=5))

    def _pass(self, unit: Unit, alarm: str, until: datetime) -> None:
        for _ in range(MOST_STEPS):
            known = unit.alarm(alarm)
            due = deadline(known) if known else None
            if due is None or due > until or not unit.take_deadline(alarm, due):
                return
            self.hands.at = max(self.hands.at, due)
            self._do(unit, alarm, PassDeadline(actor=SERVICE))

    def _do(self, unit: Unit, alarm: str, command: AnyButRaise) -> None:
        try:
            done = self.dispatch.decide(unit, self.page, unit.alarm(alarm), command, self.hands.at)
        except Refusal:
            return
        self._settle(unit, alarm, done)

    def _settle(self, unit: Unit, alarm: str, outcome: Outcome) -> None:
        """Feedback was shown; no route leads out of an invented office, so that every call outside failed at once."""
        for delivery in outcome.deliveries:
            if delivery.kind == "call":
                unit.settle(delivery.id, "failed", "no_route")
                failed = ReportCall(
                    actor=SERVICE, responder=delivery.address, route=None, outcome="failed", reason="no_route"
                )
                self._do(unit, alarm, failed)
            else:
                unit.settle(delivery.id, "handed_over", None)


def story_of(
    page: OfficePage, called: Sequence[tuple[str, str]], habit: Habit, keen: float, random: Random, *, mistake: bool
) -> list[tuple[float, AnyButRaise]]:
    """Return what people do in an alarm: who answers when, who comes, who ends it.

    Args:
        page: the office's plan and keys.
        called: who was called at once, and for which role.
        habit: how the office is.
        keen: how much of its attention it has, from 0 to 1.
        random: the story's own chance.
        mistake: whether it was set off by mistake.
    """
    story = list(_answers(page, called, habit, keen, random))
    there = max((after for after, command in story if isinstance(command, Arrive)), default=60.0)
    lead = next(iter(page.leads), None)
    by = Actor(via="screen", who=lead)
    over = there + random.uniform(30, 60 if mistake else 900)
    if not mistake and random.random() < 0.12:
        story.append((there + 5, BeginPoliceCall(actor=by, number="112")))
        story.append((there + 5 + random.uniform(4, 40), AnswerPoliceCall(actor=by)))
    if mistake:
        story.append((over, Cancel(actor=by, entitled=True, words="", seen_her=True)))
    else:
        story.append((over, Clear(actor=by, entitled=True, seen_her=True)))
    story.append((over + random.uniform(200, 4_000), Close(actor=by, outcome="over", words="")))
    return sorted(story, key=lambda one: one[0])


def _answers(
    page: OfficePage, called: Sequence[tuple[str, str]], habit: Habit, keen: float, random: Random
) -> Iterator[tuple[float, AnyButRaise]]:
    slow = 1.0 + 1.6 * (1.0 - keen)
    staff = [(who, role == "guard") for who, role in called if who in page.slugs]
    coming = 0
    for who, is_guard in staff:
        actor = Actor(via="screen", who=who)
        answers = random.lognormvariate(0, 0.5) * habit.answer_s * slow * (1 + 0.5 * coming)
        if random.random() < (0.3 if is_guard and not habit.guard else 0.88):
            coming += 1
            yield answers, Accept(actor=actor, responder=who)
            way = random.uniform(20, 45) if is_guard and habit.guard else random.uniform(18, 80)
            yield answers + way * slow, Arrive(actor=actor, responder=who)
        elif random.random() < 0.6:
            yield answers, Decline(actor=actor, responder=who)
    if coming == 0 and staff:  # somebody comes in the end
        who, after = staff[-1][0], random.uniform(50, 110)
        yield after, Accept(actor=Actor(via="screen", who=who), responder=who)
        yield after + random.uniform(20, 60), Arrive(actor=Actor(via="screen", who=who), responder=who)
