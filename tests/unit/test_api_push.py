"""The addresses by which a phone subscribes to notifications: for one's own phone alone, and never believed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi import Depends, FastAPI, Request
from starlette.testclient import TestClient

from parts.browser_push import BrowserPush
from service.access.rights import Grant, Role
from service.access.secret import make
from service.access.visitor import OPEN, Visitor
from service.api import problem
from service.api.push import router
from service.notify.port import Handed, NotHandedOver, Outgoing
from service.notify.push.content import checked
from service.notify.push.settings import PushSettings
from service.store.push_port import Subscription

NOW = datetime(2026, 11, 23, 14, 2, 7, tzinfo=UTC)
SECRET = make()
BO = Visitor(
    kind="phone", id="c-1", name="Bo", account="a-bo", office="as", grants=(Grant(role=Role.RESPONDER, office="as"),)
)
BROWSER = BrowserPush("https://push.example/bo")


def _said(browser: BrowserPush = BROWSER, **changed: Any) -> dict[str, Any]:
    """As browsers write it."""
    one = browser.subscription
    keys = {"p256dh": one["p256dh"], "auth": one["auth"]}
    return {"endpoint": one["endpoint"], "expirationTime": None, "keys": keys, **changed}


@dataclass
class Desk:
    """What stands behind the addresses, by hand: a store, a clock, a channel, and who is there."""

    kept: dict[str, Subscription] = field(default_factory=dict)
    sent: list[Outgoing] = field(default_factory=list)
    visitor: Visitor = BO
    is_set_up: bool = True
    has_ended: bool = False
    seconds: float = 1_000.0
    refuses: NotHandedOver | None = None
    public_key: str = "BKey"

    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return self.seconds

    async def keep(self, subscription: Subscription) -> bool:
        if not self.has_ended:
            self.kept[subscription.credential] = subscription
        return not self.has_ended

    async def of_credential(self, credential: str) -> list[Subscription]:
        return [one for one in self.kept.values() if one.credential == credential]

    async def of_person(self, office: str, person: str, at: datetime) -> list[Subscription]:
        raise AssertionError("nobody's but one's own are asked for")

    async def drop_of(self, credential: str) -> None:
        self.kept.pop(credential, None)

    async def forget(self, endpoint: str) -> None:
        raise AssertionError("that is the channel's")

    async def endpoints(self) -> list[str]:
        raise AssertionError("that is the channel's")

    def check(self, endpoint: str, p256dh: str, auth: str) -> None:
        checked(PushSettings(subject="mailto:x@example.se", services=("push.example",)), endpoint, p256dh, auth)

    async def hand_over(self, notice: Outgoing) -> Handed:
        if self.refuses:
            raise self.refuses
        self.sent.append(notice)
        return Handed()


@pytest.fixture
def desk() -> Desk:
    """What stands behind."""
    return Desk()


@pytest.fixture
def client(desk: Desk) -> Iterator[TestClient]:
    """Bo's phone, in front of the addresses alone."""

    async def come_in(request: Request) -> None:
        request.state.visitor = desk.visitor

    app = FastAPI(dependencies=[Depends(come_in)])
    problem.install(app)
    routes = router(
        desk,
        desk,
        lambda: desk if desk.is_set_up else None,
        name_of={"as": "Kontoret", "lund": "Lund"}.get,
        translate=lambda lang: lambda text: f"{lang}: {text}",
    )
    app.include_router(routes)
    with TestClient(app, headers={"Authorization": f"Bearer {SECRET.text}"}) as made:
        yield made


def test_a_phone_subscribes_and_gives_it_up(client: TestClient, desk: Desk) -> None:
    """The key is told, what the browser says is kept for this very phone, and one word ends it."""
    assert client.get("/me/push").json() == {"key": "BKey", "endpoint": None, "since": None}
    assert client.post("/me/push", json=_said()).status_code == 204
    assert client.post("/me/push", json=_said()).status_code == 204
    told = client.get("/me/push").json()
    assert (told["endpoint"], told["since"]) == (BROWSER.endpoint, "2026-11-23T14:02:07.000000Z")
    (kept,) = desk.kept.values()
    assert kept.credential == SECRET.id
    assert BROWSER.endpoint not in repr(kept)
    assert client.delete("/me/push").status_code == 204
    assert client.delete("/me/push").status_code == 204
    assert client.get("/me/push").json()["endpoint"] is None


@pytest.mark.parametrize(
    "changed",
    [
        {"endpoint": "http://push.example/bo"},
        {"endpoint": "https://127.0.0.1/bo"},
        {"endpoint": "https://push.example/" + "x" * 1_100},
        {"endpoint": "https://push.example/\0"},
        {"endpoint": 7},
        {"keys": {"p256dh": "BA", "auth": "AA"}},
        {"keys": {"p256dh": BROWSER.subscription["p256dh"]}},
        {"keys": None},
    ],
)
def test_what_is_no_subscription_is_refused(client: TestClient, desk: Desk, changed: dict[str, Any]) -> None:
    """Nothing of it is kept, and the refusal does not repeat the address."""
    answer = client.post("/me/push", json=_said(**changed))
    assert answer.status_code == 422
    assert answer.json()["code"] in ("bad_subscription", "invalid")
    assert desk.kept == {}


def test_only_somebodys_phone_subscribes(client: TestClient, desk: Desk) -> None:
    """A program, a shared screen, or whoever sits at a machine without accounts has no phone; nor one just ended."""
    for kind in ("open", "token", "screen"):
        desk.visitor = OPEN if kind == "open" else Visitor(kind=kind, id="x", name="x")
        assert client.get("/me/push").json()["endpoint"] is None
        for ask in (client.post("/me/push", json=_said()), client.delete("/me/push")):
            assert (ask.status_code, ask.json()["code"]) == (409, "no_phone")
    desk.visitor, desk.has_ended = BO, True
    assert client.post("/me/push", json=_said()).json()["code"] == "no_phone"
    assert desk.kept == {}


def test_where_it_is_not_set_up_that_is_said(client: TestClient, desk: Desk) -> None:
    """The page asks nobody then, and a program is told who can do something about it."""
    desk.is_set_up = False
    assert client.get("/me/push").json()["key"] is None
    for ask in (client.post("/me/push", json=_said()), client.post("/me/push/test", json={"office": "as"})):
        assert (ask.status_code, ask.json()["code"]) == (409, "no_push")


def test_a_test_goes_to_this_very_phone(client: TestClient, desk: Desk) -> None:
    """One sentence in her language, marked as a test, to the one subscription; and not again at once."""
    ask = {"office": "as", "language": "sv"}
    assert client.post("/me/push/test", json=ask).json()["code"] == "not_subscribed"
    client.post("/me/push", json=_said())
    assert client.post("/me/push/test", json=ask).status_code == 204
    (notice,) = desk.sent
    assert (notice.purpose, notice.mode, notice.link) == ("self_test", "test", None)
    assert notice.neutral.startswith("sv: This is the test")
    assert [one["endpoint"] for one in notice.address.subscriptions] == [BROWSER.endpoint]
    again = client.post("/me/push/test", json=ask)
    assert (again.status_code, again.json()["code"]) == (429, "wait")
    desk.seconds += 10
    desk.refuses = NotHandedOver("gone", again=False, detail="https://push.example/secret")
    failed = client.post("/me/push/test", json=ask)
    assert (failed.status_code, failed.json()["code"]) == (502, "not_handed_over")
    assert "secret" not in failed.text


@pytest.mark.parametrize("ask", [{"office": "lund"}, {"office": "nowhere"}])
def test_an_office_that_is_none_of_hers_is_not_named(client: TestClient, desk: Desk, ask: dict[str, str]) -> None:
    """Whether there is such an office is not told either."""
    client.post("/me/push", json=_said())
    answer = client.post("/me/push/test", json=ask)
    assert (answer.status_code, answer.json()["code"], desk.sent) == (403, "not_allowed", [])
