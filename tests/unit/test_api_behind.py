"""Who is let in behind a proxy: the proxy, and this machine."""

from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from service.api.behind import Behind


async def _came(
    kind: str, peer: tuple[str, int] | None, server: tuple[str, int] = ("198.51.100.1", 8080)
) -> list[Message]:
    """Return what somebody is sent who connects from an address to another, whatever its headers say."""
    sent: list[Message] = []

    async def app(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "let.in"})

    async def receive() -> Message:
        return {"type": f"{kind}.connect" if kind == "websocket" else "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    forged = [(b"x-forwarded-for", b"10.0.0.5"), (b"x-forwarded-proto", b"https")]
    said = {"headers": forged, "method": "GET", "path": "/"}
    scope: dict[str, Any] = {"type": kind, "client": peer, "server": server, **said}
    await Behind(app, "10.0.0.5")(scope, receive, send)
    return sent


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize("address", ["10.0.0.5", "::ffff:10.0.0.5", "127.0.0.1", "::1"])
async def test_the_proxy_and_this_machine_are_let_through(kind: str, address: str) -> None:
    """However the address is written."""
    assert await _came(kind, (address, 5)) == [{"type": "let.in"}]


async def test_this_machine_by_its_own_address_is_too() -> None:
    """A node whose server listens at one address alone reaches itself there: nobody else has that address."""
    assert await _came("websocket", ("198.51.100.1", 5)) == [{"type": "let.in"}]


@pytest.mark.parametrize("peer", [("10.0.0.6", 5), ("198.51.100.7", 5), ("2001:db8::1", 5), ("a.name", 5), None])
async def test_nobody_else_is(peer: tuple[str, int] | None) -> None:
    """What came past the proxy came without TLS, and is refused before anything reads it."""
    page = await _came("http", peer)
    assert page[0]["status"] == 403
    assert b"past_the_proxy" in page[1]["body"]
    assert (await _came("websocket", peer))[0]["code"] == 1008
