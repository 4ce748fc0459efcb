"""When a service that has been started begins to look for garbage: not before all that stays is there."""

import asyncio
from dataclasses import replace
from typing import cast

import pytest

from parts.ear import until
from parts.register import page_of_bo
from service.cli import running as under_test
from service.dispatch.book import Book
from service.jobs.plans import NO_OFFICE
from service.wiring.node import Node


class Opening:
    """Is over when every plan has been read."""

    def __init__(self, book: Book) -> None:
        self._book = book

    async def over(self) -> None:
        """Return then."""
        await self._book.unread.over()


class Reading:
    """A node that reads plans for as long as the test wants."""

    def __init__(self) -> None:
        self.book = Book()
        self.opening = Opening(self.book)
        self.read = asyncio.Event()
        self.book.unread.begin(["as"], self._read)

    async def _read(self, _office: str) -> None:
        await self.read.wait()


@pytest.mark.parametrize(("bound_s", "before"), [(60.0, 0), (0.01, 1)])
async def test_what_is_read_after_the_node_is_ready_is_never_looked_through(
    monkeypatch: pytest.MonkeyPatch, bound_s: float, before: int
) -> None:
    """Plans of hundreds of offices stay for ever: set aside when all are there, and where one hangs also before."""
    monkeypatch.setattr(under_test, "READING_S", bound_s)
    node, set_aside = Reading(), list[bool]()
    settling = asyncio.create_task(
        under_test._settle(cast("Node", node), lambda: set_aside.append(bool(node.book.unread)))
    )
    reading = asyncio.create_task(node.book.unread.run())
    await until(lambda: len(set_aside) == before)
    await asyncio.sleep(0.05)
    assert set_aside == [True] * before
    node.read.set()
    await settling
    await reading
    assert set_aside == [*[True] * before, False]


async def test_whether_there_is_any_plan_is_asked_of_nobody_s_disk() -> None:
    """Where that does not answer, the service that has just begun to listen would stand still."""
    book = Book()
    book.put(replace(page_of_bo(office=NO_OFFICE), state="fallback"))
    assert not under_test.has_offices(book), "the office of nobody's is none"
    book.unread.begin(["as"], lambda _: asyncio.sleep(3_600))
    assert under_test.has_offices(book)
