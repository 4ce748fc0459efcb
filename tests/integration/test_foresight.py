"""What the simulation foresees of an alarm that has happened, worked out in the process that answers about plans."""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from parts.reviewed import TEXT, Reviewed, page, plan, s
from service.api.desk import Desk
from service.dispatch.book import Book
from service.planning.analyst import Analyst
from service.timeline.foreseen import foresee, press_in
from service.wiring.foresight import Foresight

SLUGS = {f"p-{person}": person for person in plan().people}


@dataclass
class _Store:
    """Has one version of a plan, unless its text is gone."""

    is_gone: bool = False

    async def plan(self, version: str) -> str | None:
        """Return its text."""
        return TEXT if version == plan().version and not self.is_gone else None


@dataclass
class _Counting:
    """An analyst that counts its questions, and can be busy."""

    analyst: Analyst
    asked: list[Mapping[str, Any]] = field(default_factory=list)
    is_busy: bool = False

    async def ask(self, question: Mapping[str, Any]) -> tuple[int, bytes]:
        """Pass a question on, unless it is busy."""
        self.asked.append(question)
        return (503, json.dumps({}).encode()) if self.is_busy else await self.analyst.ask(question)


@dataclass
class _Desk:
    """As much of a desk as is looked at."""

    store: _Store
    book: Book
    analysts: tuple[_Counting, _Counting]


@pytest.fixture
async def desk() -> AsyncIterator[_Desk]:
    """A desk with the invented office and a process that answers."""
    book = Book()
    book.put(page())
    counting = _Counting(Analyst({}))
    yield _Desk(_Store(), book, (counting, counting))
    await counting.analyst.close()


def _alarm() -> Reviewed:
    alarm = Reviewed({"p-hassan": "absent"})
    alarm.press()
    alarm.seconds(25)
    return alarm


async def test_it_is_foreseen_by_the_version_that_was_frozen(desk: _Desk) -> None:
    """The process says what the simulation says here; asked again it is known, and a busy process is asked later."""
    foresight = Foresight(cast("Desk", desk), patience_s=60)
    entries = _alarm().entries()
    pressed = press_in(entries, SLUGS)
    assert pressed is not None
    desk.analysts[1].is_busy = True
    assert await foresight.of("as", entries) is None
    desk.analysts[1].is_busy = False
    told = await foresight.of("as", entries)
    assert told == foresee(plan(), *pressed)
    assert told is not None
    assert told.roles["guard"].accepted == s(20)
    assert await foresight.of("as", entries) == told
    assert len(desk.analysts[1].asked) == 2


async def test_what_nobody_can_foresee_is_no_error(desk: _Desk) -> None:
    """A version whose text is gone, an office that nobody knows any more."""
    foresight = Foresight(cast("Desk", desk), patience_s=60)
    entries = _alarm().entries()
    assert await foresight.of("elsewhere", entries) is None
    desk.store.is_gone = True
    assert await foresight.of("as", entries) is None
    assert desk.analysts[1].asked == []
