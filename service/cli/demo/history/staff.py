"""What an invented office asks its staff in its year: pulses, a revision of the plan, and the measures that follow."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Final

from service.alarm.actor import Actor
from service.cli.demo.history.alarms import Hands
from service.cli.demo.history.calendar import Happening, faded
from service.cli.demo.history.towns import Town
from service.dispatch.book import Book
from service.dispatch.pulses import Pulses
from service.dispatch.reports import measure_of
from service.dispatch.revisions import Revisions
from service.dispatch.undertake import Undertaking
from service.measure.commands import PlanMeasure
from service.pulse.questions import QUESTIONS, STEPS
from service.revision.commands import Command, Comment, Decide, FinishRevision, SayWhoAttended
from service.store.port import Store

PULSES: Final = (20, 110, 200, 290)
"""The days of the year on which a pulse begins: one in a quarter."""
OPEN_NOW: Final = 362
"""The day on which one begins that is still open when the year is over."""
REVISION: Final = 120
MEASURES: Final = (50, 140)
"""Days on which a measure is planned beside those of the revision."""
TAKES: Final = timedelta(days=25)
WEEKS: Final = 2
_EARLY: Final = time(7, tzinfo=UTC)
_WORDS: Final = (
    "Två i receptionen efter klockan två.",
    "Byt lås på dörren mellan väntrummet och korridoren.",
    "Alla läser sin uppgift en gång i kvartalet.",
)
_COMMENTS: Final = (
    "Dörrvakten behöver en ersättare på fredagar.",
    "Samtalsrummet är bättre nu. Bordet står rätt.",
)


def asked_in(town: Town, first: date) -> Iterator[Happening]:
    """Yield what is asked of an office's staff in the year that begins on a day; nothing where it never tends to it."""
    if not town.habit.tends:
        return
    for number, after in enumerate((*PULSES, OPEN_NOW)):
        begun = _weekday(first + timedelta(days=after))
        keen = faded(town.habit, first, begun)
        if keen < 0.3:
            continue
        yield Happening(at=datetime.combine(begun, _EARLY), what="pulse", number=number)
        if after != OPEN_NOW:
            over = begun - timedelta(days=begun.weekday()) + (WEEKS + 1) * timedelta(days=7)
            yield Happening(at=datetime.combine(over, _EARLY), what="pulse_over")
    for number, after in enumerate(MEASURES):
        yield Happening(
            at=datetime.combine(_weekday(first + timedelta(days=after)), _EARLY), what="measure", number=number
        )
    if not town.habit.fades:
        yield Happening(at=datetime.combine(_weekday(first + timedelta(days=REVISION)), _EARLY), what="revision")


class Asked:
    """Asks with a chance of its own, so that the rest of the story is the same with it and without."""

    def __init__(
        self, store: Store, book: Book, undertaking: Undertaking, hands: Hands, *, town: Town, secret: bytes
    ) -> None:
        """Do what whoever leads an office would, and what its staff answers."""
        self._town = town
        self._hands = hands
        self._page = book[town.office]
        self._pulses = Pulses(store, book, undertaking, hands, secret)
        self._revisions = Revisions(store, book, undertaking)
        self._lead = Actor(via="screen", who=next(iter(self._page.leads), None))
        self._random = Random(f"asked {town.office}")  # noqa: S311 - a story, no secret

    async def happens(self, one: Happening, first: date) -> None:
        """Let one thing happen."""
        match one.what:
            case "pulse":
                await self._pulse(one.number, faded(self._town.habit, first, one.at.date()))
            case "pulse_over":
                await self._pulses.close_due(self._town.office)
            case "measure":
                await self._measure(f"story {one.number}", _WORDS[one.number], None)
            case _:
                await self._revision(one.at.date())

    async def _pulse(self, number: int, keen: float) -> None:
        office = self._town.office
        opened = await self._pulses.open(office, self._lead, entitled=True, weeks=WEEKS, way="own")
        calm = 4.2 - 0.8 * self._town.habit.clumsy - 0.25 * self._town.habit.load - 1.4 * (1 - keen)
        for person in sorted(self._page.slugs, key=lambda key: self._page.slugs[key]):
            if self._random.random() > 0.75 - 0.25 * (1 - keen):
                continue
            code = self._pulses.code_for(office, opened.id, person)
            answers = [self._step(calm + 0.12 * number + 0.3 * question) for question in range(len(QUESTIONS))]
            if code is not None:
                await self._pulses.answer(office, code, answers)

    def _step(self, around: float) -> int:
        return min(len(STEPS), max(1, round(self._random.gauss(around, 0.8))))

    async def _measure(self, key: str, words: str, revision: str | None) -> None:
        owner = self._random.choice(sorted(self._page.keys))
        command = PlanMeasure(
            actor=self._lead,
            entitled=True,
            owner=self._page.keys[owner],
            due_at=self._hands.at + TAKES,
            words=words,
            report=revision,
        )
        await self._revisions.plan(self._town.office, measure_of(self._town.office, key), command)

    async def _revision(self, held_on: date) -> None:
        office, roles = self._town.office, list(self._page.plan.roles)[:4]
        begun = await self._revisions.begin(office, self._lead, held_on, entitled=True)
        attended = SayWhoAttended(actor=self._lead, entitled=True, roles=roles, words="Åtta av oss, och skyddsombudet.")
        comments = [
            Comment(actor=Actor(via="phone", who=key), words=words)
            for key, words in zip(
                sorted(self._page.keys.values(), key=self._page.slugs.__getitem__), _COMMENTS, strict=False
            )
        ]
        decided = Decide(actor=self._lead, entitled=True, words="Ersättare på fredagar från nästa månad.")
        told: list[Command] = [attended, *comments, decided]
        for command in told:
            self._hands.at += timedelta(minutes=5)
            await self._revisions.ask(office, begun.id, command)
        await self._measure("story revision", _WORDS[2], begun.id)
        await self._revisions.ask(office, begun.id, FinishRevision(actor=self._lead, entitled=True))


def _weekday(day: date) -> date:
    """Return a day, or the Monday after it at a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() > 4 else day
