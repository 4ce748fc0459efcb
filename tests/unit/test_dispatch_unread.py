"""Plans that have not been read since the start: which is read next, and who waits for it."""

import asyncio
import gc
from collections.abc import Awaitable, Callable

import pytest

from parts.ear import until
from service.dispatch import book as books
from service.dispatch import unread as under_test
from service.dispatch.book import Book, PlanUnread
from service.dispatch.unread import AT_ONCE, Unread

OFFICES = [f"office-{number}" for number in range(8)]


class Desk:
    """Reads plans when the test says so."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.gates: dict[str, asyncio.Event] = {office: asyncio.Event() for office in OFFICES}

    async def read(self, office: str) -> None:
        """Note what is asked for, and wait until the test lets it be read."""
        self.begun.append(office)
        await self.gates[office].wait()

    def open(self, *offices: str) -> None:
        """Let these be read, all where none is named."""
        for office in offices or OFFICES:
            self.gates[office].set()


async def reading(unread: Unread, test: Callable[[], Awaitable[None]]) -> None:
    """Have plans read while a test runs."""
    running = asyncio.create_task(unread.run())
    try:
        await test()
    finally:
        running.cancel()
        await asyncio.wait({running})


async def test_what_somebody_waits_for_is_read_before_the_rest() -> None:
    """Two are read at a time in the order of names; then those that are asked for, and then the others."""
    unread, desk = Unread(), Desk()
    unread.begin(OFFICES, desk.read, first={"office-6"})

    async def test() -> None:
        await until(lambda: len(desk.begun) == AT_ONCE)
        assert desk.begun == ["office-6", "office-0"]
        waiting = asyncio.create_task(unread.wait("office-5"))
        await asyncio.sleep(0)
        assert desk.begun == ["office-6", "office-0"], "a screen that connects waits for its turn"
        desk.open("office-0", "office-5")
        await waiting
        assert "office-5" not in unread
        desk.open()
        await unread.over()
        assert desk.begun == ["office-6", "office-0", "office-5", *(f"office-{n}" for n in (1, 2, 3, 4, 7))]
        assert not unread

    await reading(unread, test)


async def test_a_press_has_its_plan_read_at_once_and_the_others_wait() -> None:
    """It is read beside whatever is being read, also where that hangs; nothing else is begun meanwhile."""
    unread, desk = Unread(), Desk()
    unread.begin(OFFICES, desk.read)

    async def test() -> None:
        await until(lambda: len(desk.begun) == AT_ONCE)
        pressed = asyncio.create_task(unread.wait("office-7", at_once=True))
        await until(lambda: "office-7" in desk.begun)
        desk.open("office-0")
        await until(lambda: "office-0" not in unread)
        await asyncio.sleep(0.05)
        assert desk.begun == ["office-0", "office-1", "office-7"]
        desk.open("office-7")
        await pressed
        await until(lambda: "office-2" in desk.begun)

    await reading(unread, test)


async def test_a_plan_that_cannot_be_read_is_read_again_and_costs_no_other_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Where the store or the disk does not answer, whoever waits goes on waiting, and in the end has it."""
    monkeypatch.setattr(under_test, "AGAIN_S", 0.01)
    unread, tried = Unread(), list[str]()

    async def read(office: str) -> None:
        tried.append(office)
        if office == "office-3" and tried.count(office) < 3:
            raise OSError("the disk does not answer")

    unread.begin(OFFICES, read)
    pressed = asyncio.create_task(unread.wait("office-3", at_once=True))
    await asyncio.sleep(0)
    await unread.run()
    await pressed
    assert tried.count("office-3") == 3
    assert len(tried) == len(OFFICES) + 2
    assert not unread


async def test_a_press_that_waits_for_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A node says that it is ready only as long as no press waits for its office's plan."""
    monkeypatch.setattr(under_test, "STUCK_S", 0.05)
    unread, desk = Unread(), Desk()
    unread.begin(OFFICES, desk.read)
    waiting = asyncio.create_task(unread.wait("office-1"))
    await asyncio.sleep(0.1)
    assert not unread.is_stuck, "nobody presses"
    pressed = asyncio.create_task(unread.wait("office-1", at_once=True))
    await until(lambda: unread.is_stuck)
    desk.open("office-1")
    await pressed
    await waiting
    assert not unread.is_stuck


async def test_an_unread_office_hears_its_own_presses_and_a_stranger_goes_to_no_other() -> None:
    """What has yet to be read is known: its presses go to no catch-all, and a stranger's to the one that is set."""
    book, desk = Book("office-4"), Desk()
    book.unread.begin(OFFICES, desk.read)
    assert book.office_for("office-2") == "office-2"
    assert book.office_for("nowhere") == "office-4"
    assert Book().office_for("nowhere") is None
    assert list(book) == [], "it is in the book when its plan is"
    page = asyncio.create_task(book.page("office-2"))
    await until(lambda: desk.begun == ["office-2"])
    assert not page.done()
    desk.open()
    with pytest.raises(KeyError):  # this reader puts nothing into the book
        await page


async def test_two_who_press_at_once_have_one_plan_read_once_and_the_others_wait() -> None:
    """The second one takes nothing from the first: nothing else is begun, and nothing goes wrong unseen."""
    unread, desk, wrong = Unread(), Desk(), list[object]()
    asyncio.get_running_loop().set_exception_handler(lambda _, told: wrong.append(told.get("exception")))
    unread.begin(OFFICES, desk.read)

    async def test() -> None:
        await until(lambda: len(desk.begun) == AT_ONCE)
        pressed = [asyncio.create_task(unread.wait("office-7", at_once=True)) for _ in range(2)]
        await until(lambda: "office-7" in desk.begun)
        desk.open("office-0")
        await until(lambda: "office-0" not in unread)
        await asyncio.sleep(0.05)
        assert desk.begun == ["office-0", "office-1", "office-7"]
        desk.open("office-7")
        await asyncio.gather(*pressed)

    await reading(unread, test)
    gc.collect()  # a task that has failed and is asked by nobody tells it when it is forgotten
    assert not [one for one in wrong if one is not None]


async def test_a_press_has_its_plan_read_again_also_before_anybody_reads_the_rest(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What a former life has left in its spool waits at the start, when nothing else is read yet."""
    monkeypatch.setattr(under_test, "AGAIN_S", 0.01)
    unread, tried = Unread(), list[str]()

    async def read(office: str) -> None:
        tried.append(office)
        if len(tried) < 3:
            raise OSError("the disk does not answer")

    unread.begin(OFFICES, read)
    async with asyncio.timeout(10):
        await unread.wait("office-3", at_once=True)
    assert tried == ["office-3"] * 3


async def test_who_serves_many_waits_once_for_a_plan_that_does_not_come(monkeypatch: pytest.MonkeyPatch) -> None:
    """An office with ten deadlines would hold up those of all others for ten turns, each time they are due."""
    book, desk = Book(), Desk()
    book.unread.begin(OFFICES, desk.read)
    monkeypatch.setattr(books, "TURN_S", 0.01)
    with pytest.raises(PlanUnread):
        await book.knows_soon("office-2")
    monkeypatch.setattr(books, "TURN_S", 3_600.0)
    async with asyncio.timeout(20):
        for _ in range(10):
            with pytest.raises(PlanUnread):
                await book.page_soon("office-2")
        desk.open()
        await book.unread.wait("office-2")
        assert not await book.knows_soon("office-2"), "this reader puts nothing into the book"
        assert not await book.knows_soon("office-3"), "for another one it waits"
