"""Addresses of a node that still reads plans: who waits for which, and what that makes of its readiness."""

import asyncio
from pathlib import Path

import pytest

from parts.ear import until
from parts.inside import inside
from service.dispatch import unread as under_test


async def test_an_address_waits_for_its_own_office_and_a_list_for_all(tmp_path: Path) -> None:
    """Nobody is told that an office is not there whose plan is unread; what is about no office is answered at once."""
    async with inside(tmp_path) as there:
        book, read = there.node.book, {office: asyncio.Event() for office in ("as", "far", "fjellvik")}
        begun: list[str] = []

        async def reading(office: str) -> None:
            begun.append(office)
            await read[office].wait()

        book.unread.begin(read, reading)
        ready = (await there.http.get("/health/ready")).json()
        assert ready["plans_to_read"] == 3
        assert (await there.http.get("/health/live")).status_code == 200
        assert (await there.http.get("/login")).status_code == 200
        board = asyncio.create_task(there.http.get("/api/v1/offices/as/board"))
        every = asyncio.create_task(there.http.get("/api/v1/offices"))
        press = asyncio.create_task(
            there.http.post("/api/v1/offices/fjellvik/alarms", json={}, headers={"Idempotency-Key": "one"})
        )
        await until(lambda: begun == ["fjellvik"])  # nothing else is read before `run` is: only who presses has it read
        read["fjellvik"].set()
        assert (await press).status_code == 201
        assert not board.done()
        running = asyncio.create_task(book.unread.run())
        read["as"].set()
        assert (await board).status_code == 200
        assert not every.done()
        read["far"].set()
        assert [one["office"] for one in (await every).json()] == ["as", "fjellvik"]
        await running


async def test_a_node_is_not_ready_while_a_press_waits_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ready says that a press would go all the way: not where somebody's has waited for its office's plan."""
    monkeypatch.setattr(under_test, "STUCK_S", 0.05)
    async with inside(tmp_path) as there:
        book, read = there.node.book, asyncio.Event()

        async def reading(_office: str) -> None:
            await read.wait()

        book.unread.begin(["far"], reading)
        assert there.node.health().plans, "unread alone is no reason: nobody waits"
        pressed = asyncio.create_task(book.knows("far"))
        await until(lambda: not there.node.health().plans)
        told = (await there.http.get("/health/ready")).json()
        assert (told["plans"], told["ready"], told["plans_to_read"]) == (False, False, 1)
        read.set()
        await pressed
        assert there.node.health().plans
