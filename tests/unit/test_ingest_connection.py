"""A connection that nobody wants any more while a thread still tries to make it."""

import asyncio
import gc
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from service.ingest.address import read_address
from service.ingest.connection import Connection
from service.ingest.terms import Terms


@pytest.fixture
def hands() -> Iterator[ThreadPoolExecutor]:
    """One thread, which is waited for."""
    with ThreadPoolExecutor(max_workers=1) as made:
        yield made


def nobody_listens() -> int:
    """Return a port of loopback at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def to(port: int, hands: ThreadPoolExecutor) -> Connection:
    """Return a connection to be made to a port of loopback."""
    terms = Terms(
        address=read_address(f"mqtt://127.0.0.1:{port}", None),
        client_id="one",
        filters=(),
        clean=True,
        will=None,
        keepalive_s=3_600,
    )
    return Connection(1, terms, on_ready=lambda: None, on_message=lambda message: None, hands=hands)


async def test_a_broker_that_refuses_is_said(hands: ThreadPoolExecutor) -> None:
    """Whoever waits is told what went wrong."""
    with pytest.raises(ConnectionRefusedError):
        await to(nobody_listens(), hands).open()


async def test_a_refusal_that_nobody_waits_for_is_nothing_unforeseen(hands: ThreadPoolExecutor) -> None:
    """A node told to end in the middle of a handshake ends without a traceback in its log."""
    loop, free = asyncio.get_running_loop(), threading.Event()
    unforeseen: list[dict[str, Any]] = []
    loop.set_exception_handler(lambda _, context: unforeseen.append(context))
    hands.submit(free.wait)
    opening = asyncio.create_task(to(nobody_listens(), hands).open())
    await asyncio.sleep(0)
    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening
    del opening
    free.set()
    await loop.run_in_executor(hands, int)  # the handshake has been tried before that
    await asyncio.sleep(0)
    gc.collect()
    assert unforeseen == []
