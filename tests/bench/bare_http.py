"""The floor of a press over HTTP: a server that adds each body to a file, waits for the disk, and answers.

It knows no alarm and no plan, and takes the same press eight times for eight.
"""

import asyncio
import os
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

_ANSWER = b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}"


def bare_http(orders: Connection) -> None:
    """Serve for the file that is ordered; answers with its port, and serves until anything else is ordered."""
    path = orders.recv()
    asyncio.run(_serve(path, orders))


async def _serve(path: Path, orders: Connection) -> None:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def keep(body: bytes) -> None:
        os.write(file, body + b"\n")
        os.fdatasync(file)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
                body = await reader.readexactly(length)
                await asyncio.to_thread(keep, body)
                writer.write(_ANSWER)
        except (asyncio.IncompleteReadError, OSError):
            return
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()  # else the loop ends before the socket does

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    orders.send(server.sockets[0].getsockname()[1])
    await asyncio.to_thread(orders.poll, None)
    server.close()
    os.close(file)
