"""The demo's door to the local network lets in one phone, once."""

from starlette.types import Message, Receive, Scope, Send

from service.cli.demo.lan import COOKIE, Door

PHONE = ("192.0.2.7", 50_000)


async def _inside(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "inside"})


def _door() -> Door:
    return Door(_inside, key="key", to="/p/as")


async def _visit(
    door: Door, path: str, *, client: tuple[str, int] = PHONE, method: str = "GET", kind: str = "http", cookie: str = ""
) -> Message:
    """Send one request to the door and return the first thing it answers."""
    headers = [(b"cookie", cookie.encode())] if cookie else []
    scope = {"type": kind, "method": method, "path": path, "client": client, "headers": headers}
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    await door(scope, receive, send)
    return sent[0]


async def test_the_key_works_once_and_its_cookie_from_then_on() -> None:
    """Who came in with the key stays in; whoever comes with it second stays out."""
    door = _door()
    welcome = await _visit(door, "/join/key")
    cookie = next(value.decode() for name, value in welcome["headers"] if name == b"set-cookie")
    assert (welcome["status"], "HttpOnly" in cookie, "SameSite=strict" in cookie) == (303, True, True)
    assert (await _visit(door, "/join/key"))["status"] == 403
    assert (await _visit(door, "/p/as", cookie=cookie.partition(";")[0]))["type"] == "inside"
    assert (await _visit(door, "/p/as", cookie=f"{COOKIE}=guessed"))["status"] == 403


async def test_the_phone_that_is_in_may_scan_again() -> None:
    """Who has the cookie and comes with the used key is sent to the page, and nobody else."""
    door = _door()
    welcome = await _visit(door, "/join/key")
    cookie = next(value.decode() for name, value in welcome["headers"] if name == b"set-cookie").partition(";")[0]
    again = await _visit(door, "/join/key", cookie=cookie)
    assert (again["status"], dict(again["headers"])[b"location"]) == (303, b"/p/as")
    assert (await _visit(door, "/join/key", cookie=f"{COOKIE}=guessed"))["status"] == 403


async def test_a_mere_look_does_not_use_the_key_up() -> None:
    """A scanner that asks for the head of what it has read must not lock its own phone out."""
    door = _door()
    assert (await _visit(door, "/join/key", method="HEAD"))["status"] == 403
    assert (await _visit(door, "/join/key"))["status"] == 303


async def test_without_the_key_nothing_of_the_network_comes_in() -> None:
    """Neither a page nor the stream nor a press; this machine itself needs no key."""
    door = _door()
    for path in ("/", "/join/", "/join/other", "/api/v1/offices", "/static/x/screen.js"):
        assert (await _visit(door, path))["status"] == 403
    assert (await _visit(door, "/join/key", kind="websocket"))["type"] == "websocket.close"
    assert (await _visit(door, "/", client=("127.0.0.1", 1)))["type"] == "inside"
