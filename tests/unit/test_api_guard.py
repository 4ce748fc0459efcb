"""Who may speak to the service at all."""

import pytest
from starlette.types import Message, Receive, Scope, Send

from service.api.guard import LARGEST_BODY, LARGEST_PLAN, Guard


async def _inside(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "inside"})


async def ask(method: str = "GET", kind: str = "http", path: str = "/", **headers: str) -> Message:
    """Send one request through the guard and return the first thing it answers."""
    named = {"host": "127.0.0.1:8080", **{name.replace("_", "-"): value for name, value in headers.items()}}
    scope = {
        "type": kind,
        "method": method,
        "path": path,
        "headers": [(name.encode(), value.encode()) for name, value in named.items()],
    }
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    await Guard(_inside, frozenset({"127.0.0.1", "localhost", "::1"}))(scope, receive, send)
    return sent[0]


def _is_let_in(answer: Message) -> bool:
    return bool(answer["type"] == "inside")


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost", "LOCALHOST:1", "[::1]:8080"])
async def test_its_own_names_are_let_in(host: str) -> None:
    """The service answers under its own addresses."""
    assert _is_let_in(await ask(host=host))


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[", "127.0.0.1@evil.example:80"])
async def test_a_foreign_name_is_refused(host: str) -> None:
    """A name that was rebound to this machine does not reach the service."""
    assert (await ask(host=host))["status"] == 403


async def test_a_page_from_elsewhere_changes_nothing() -> None:
    """A form or a script of another site is refused, whichever of the two signs the browser gives."""
    assert (await ask("POST", origin="http://evil.example"))["status"] == 403
    assert (await ask("POST", origin="null"))["status"] == 403
    assert (await ask("POST", sec_fetch_site="cross-site"))["status"] == 403
    assert (await ask("POST", origin="http://127.0.0.1:9999"))["status"] == 403
    assert _is_let_in(await ask("POST", origin="http://127.0.0.1:8080", sec_fetch_site="same-origin"))


async def test_a_program_without_an_origin_is_let_in() -> None:
    """Command lines and other services send no origin."""
    assert _is_let_in(await ask("POST"))


async def test_a_page_from_elsewhere_opens_no_stream() -> None:
    """A WebSocket is not held back by the browser's same-origin rule, so it is held back here."""
    answer = await ask(kind="websocket", origin="http://evil.example")
    assert (answer["type"], answer["code"]) == ("websocket.close", 1008)
    assert _is_let_in(await ask(kind="websocket", origin="http://127.0.0.1:8080"))


async def test_a_body_is_bounded() -> None:
    """A body that is too large, or does not say how large it is, is refused before it is read."""
    assert (await ask("POST", content_length=str(LARGEST_BODY + 1)))["status"] == 413
    assert (await ask("POST", content_length="x"))["status"] == 413
    assert (await ask("POST", transfer_encoding="chunked"))["status"] == 413
    assert (await ask("POST", content_length="0" * 20 + "99999999"))["status"] == 413
    assert (await ask("POST", content_length="9" * 5000))["status"] == 413
    assert _is_let_in(await ask("POST", content_length=str(LARGEST_BODY)))


async def test_the_document_of_a_plan_may_be_larger() -> None:
    """Below an office's plan a whole document fits; nowhere else, whatever the address looks like."""
    draft = "/api/v1/offices/as/plan/draft"
    assert _is_let_in(await ask("PUT", path=draft, content_length=str(LARGEST_PLAN)))
    assert (await ask("PUT", path=draft, content_length=str(LARGEST_PLAN + 1)))["status"] == 413
    for path in ("/api/v1/offices/as/alarms", "/x/api/v1/offices/as/plan/draft", "/api/v1/offices/as/planned"):
        assert (await ask("PUT", path=path, content_length=str(LARGEST_BODY + 1)))["status"] == 413


async def test_every_answer_says_that_it_is_what_it_says() -> None:
    """A browser guesses no other kind of content, and carries no address elsewhere."""

    async def answering(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"referrer-policy", b"same-origin")]})

    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/", "headers": [(b"host", b"127.0.0.1")]}
    await Guard(answering, frozenset({"127.0.0.1"}))(scope, receive, send)
    headers = dict(sent[0]["headers"])
    assert headers[b"x-content-type-options"] == b"nosniff"
    assert headers[b"referrer-policy"] == b"same-origin", "what a page says itself stands"


async def _asked(*headers: tuple[str, str], secure: bool = False) -> tuple[Message, Scope]:
    """Send a POST with exactly these headers; return the first answer, and the request as the application got it."""
    seen: list[Scope] = []
    sent: list[Message] = []

    async def inside(scope: Scope, receive: Receive, send: Send) -> None:
        seen.append(scope)
        await _inside(scope, receive, send)

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    raw = [(name.encode(), value.encode()) for name, value in headers]
    scope: Scope = {"type": "http", "method": "POST", "scheme": "http", "path": "/", "headers": raw}
    await Guard(inside, frozenset({"trygg.test"}), secure=secure)(scope, receive, send)
    return sent[0], seen[0] if seen else {}


async def test_what_is_said_twice_is_believed_never() -> None:
    """Two names, or two origins of which one is foreign: some other program may have read the other one."""
    host, foreign = ("host", "trygg.test"), ("host", "evil.test")
    assert (await _asked(host, foreign))[0]["status"] == 403
    assert (await _asked(host, host))[0]["status"] == 403
    origins = ("origin", "http://trygg.test"), ("origin", "http://evil.test")
    assert (await _asked(host, *origins))[0]["status"] == 403
    assert (await _asked(host, *reversed(origins)))[0]["status"] == 403


async def test_behind_tls_everything_came_over_tls() -> None:
    """Cookies go by it, whatever a proxy says or forgets; a page without TLS is none of ours."""
    host = ("host", "trygg.test")
    answer, scope = await _asked(host, ("origin", "https://trygg.test"), secure=True)
    assert (answer["type"], scope["scheme"]) == ("inside", "https")
    refused, _ = await _asked(host, ("origin", "http://trygg.test"), secure=True)
    assert refused["status"] == 403
    assert b"strict-transport-security" in dict(refused["headers"])


async def test_a_refusal_is_as_strict_as_an_answer() -> None:
    """It stands in no frame, is kept nowhere and loads nothing."""
    refused, _ = await _asked(("host", "evil.test"))
    headers = dict(refused["headers"])
    assert b"frame-ancestors 'none'" in headers[b"content-security-policy"]
    assert headers[b"cache-control"] == b"no-store"
