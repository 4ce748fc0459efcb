"""A plan's life in tests: people who may and may not, and a life that remembers its events."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from service.alarm.actor import Actor
from service.life.commands import (
    AnswerObjection,
    Approve,
    Command,
    Opinion,
    Publish,
    ReadDuty,
    RecordView,
    RollBack,
    SayGone,
    TakeFile,
)
from service.life.decide import decide
from service.life.events import Event
from service.life.life import Life, evolve
from service.life.states import State

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def by(who: str = "p-maja") -> Actor:
    """Return somebody who acts over the API."""
    return Actor(who=who, via="api")


def approve(version: str = "v1", **told: Any) -> Approve:
    """Approve a version, as the manager."""
    return Approve(actor=by(), version=version, **{"entitled": True, **told})


def view(version: str = "v1", opinion: Opinion = "agrees", words: str = "") -> RecordView:
    """Record what the safety representative thinks."""
    return RecordView(actor=by("p-siv"), version=version, opinion=opinion, words=words, entitled=True)


def objects(version: str = "v1") -> RecordView:
    """Object to a version."""
    return view(version, "objects", "Nobody is at the door at noon.")


def answer(version: str = "v1") -> AnswerObjection:
    """Answer an objection."""
    return AnswerObjection(actor=by(), version=version, words="Bo is, from Monday on.", entitled=True)


def publish(version: str = "v1", **told: Any) -> Publish:
    """Publish a version that nothing is wrong with, unless it is told."""
    plain = {
        "entitled": True,
        "holds_from": None,
        "reason": "It is time.",
        "last_day": None,
        "today": START.date(),
        "gaps": 0,
        "errors": 0,
        "warnings": 0,
        "locked": False,
    }
    return Publish(actor=by(), version=version, **{**plain, **told})


def roll_back(version: str = "v1", reason: str = "The new one called nobody.") -> RollBack:
    """Roll back to a version."""
    return RollBack(actor=by(), version=version, entitled=True, reason=reason)


def take(version: str = "v1", file: str = "f1", **told: Any) -> TakeFile:
    """Take a file from the folder."""
    plain = {"last_day": None, "today": START.date(), "warnings": 0}
    return TakeFile(actor=Actor(via="file"), version=version, file=file, **{**plain, **told})


def read_duty(person: str = "p-bo", role: str = "door", duty: str = "d1") -> ReadDuty:
    """Say that a duty was read."""
    return ReadDuty(actor=by(person), person=person, role=role, duty=duty, holds=True)


def say_gone(person: str = "p-bo", *, gone: bool = True) -> SayGone:
    """Say that somebody has left."""
    return SayGone(actor=by(), person=person, gone=gone, entitled=True)


@dataclass
class Office:
    """An office whose plan lives through what a test does."""

    life: Life = field(default_factory=Life)
    now: datetime = START
    events: list[tuple[Event, int]] = field(default_factory=list)

    @property
    def today(self) -> date:
        """The office's day."""
        return self.now.date()

    def do(self, *commands: Command) -> list[Event]:
        """Let people do something, one after the other."""
        done: list[Event] = []
        for command in commands:
            done += self.keep(decide(self.life, command, self.now, self.today))
        return done

    def keep(self, events: Sequence[Event]) -> list[Event]:
        """Let events happen."""
        for event in events:
            position = len(self.events) + 1
            self.life = evolve(self.life, event, position)
            self.events.append((event, position))
        return list(events)

    def after(self, days: float) -> "Office":
        """Let days pass."""
        self.now += timedelta(days=days)
        return self

    def state(self, version: str = "v1") -> State:
        """Return where a version stands."""
        return self.life.state(version, self.now, self.today)

    @property
    def current(self) -> str | None:
        """The version that holds now."""
        return self.life.at(self.now).current
