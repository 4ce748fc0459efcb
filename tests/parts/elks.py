"""46elks, played by a real HTTP server on loopback: it answers rightly, slowly, wrongly or never."""

import asyncio
import base64
import json
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Literal, Self
from urllib.parse import parse_qsl

Mood = Literal["takes", "slow", "never", "hangs_up", "broken", "empty", "no_id", "gives_up", "huge"] | int
"""How the next question is answered; a number is a status with a text about nothing."""

USERNAME, PASSWORD = "u-test", "p-test"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What came in at the provider."""

    what: str
    form: dict[str, str]
    id: str
    """What the provider calls it, whether or not it said so."""
    authorized: bool


@dataclass(kw_only=True)
class FakeElks:
    """Use it with `async with`; `moods` are used up one by one, and then it takes whatever comes."""

    moods: list[Mood] = field(default_factory=list)
    only: str | None = None
    """What the moods are for; for whatever is asked first where it is None."""
    asked: list[Asked] = field(default_factory=list)
    says: bytes = b"Invalid parameter"
    """What stands in an answer that is an error."""
    port: int = 0

    async def __aenter__(self) -> Self:
        """Listen on a free port."""
        self._under_way: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        """Hear nothing more."""
        self._server.close()
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)
        await self._server.wait_closed()

    @property
    def url(self) -> str:
        """What `url` in `[elks]` has to be."""
        return f"http://127.0.0.1:{self.port}/a1"

    @property
    def last(self) -> Asked:
        """What was asked last."""
        return self.asked[-1]

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._serve(reader, writer))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                while await self._one(reader, writer):
                    pass
        finally:
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        begun = await reader.readline()
        if not begun:
            return False
        _method, path, _ = begun.decode("latin-1").split()
        headers = {}
        while line := (await reader.readline()).decode("latin-1").strip():
            name, _, value = line.partition(":")
            headers[name.lower()] = value.strip()
        body = await reader.readexactly(int(headers.get("content-length", "0")))
        login = base64.b64encode(f"{USERNAME}:{PASSWORD}".encode()).decode()
        what = path.removeprefix("/a1/")
        asked = Asked(
            what=what,
            form=dict(parse_qsl(body.decode(), keep_blank_values=True)),
            id=f"{what[0]}{len(self.asked):032x}",
            authorized=headers.get("authorization") == f"Basic {login}",
        )
        self.asked.append(asked)
        return await self._answer(asked, self._mood_for(asked), writer)

    def _mood_for(self, asked: Asked) -> Mood:
        return self.moods.pop(0) if self.moods and self.only in (None, asked.what) else "takes"

    async def _answer(self, asked: Asked, mood: Mood, writer: asyncio.StreamWriter) -> bool:
        if mood in ("never", "hangs_up"):
            if mood == "never":
                await asyncio.sleep(60)
            return False
        if mood == "slow":
            await asyncio.sleep(0.3)
        status = mood if isinstance(mood, int) else 200 if asked.authorized else 401
        said = {"id": asked.id, "status": "created", **asked.form}
        content = {
            "broken": b'{"id": "s',
            "empty": b"",
            "no_id": b'{"status": "created"}',
            "gives_up": json.dumps({**said, "status": "failed"}).encode(),
            "huge": b'{"id": "' + b"s" * 3_000_000,
        }.get(str(mood), json.dumps(said).encode() if status == 200 else self.says)
        writer.write(b"HTTP/1.1 %d Told\r\nContent-Length: %d\r\n\r\n" % (status, len(content)) + content)
        await writer.drain()
        return True
