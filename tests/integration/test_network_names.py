"""A name that changes, real servers behind it, and everything in Trygg that asks over HTTP."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from parts.http_receiver import HttpReceiver, TestAuthority, http_receiver, make_authority
from service.network.address import Inside
from service.notify.http import Http
from service.notify.outward import Outward
from service.notify.port import NotHandedOver
from service.provider.fetch import HttpFetch
from service.provider.port import ProviderError

ROOT = Path(__file__).parents[2]
NAME = "in.example"
ALLOWED = Inside.of(["127.0.0.2"])
"""One place of the house; whatever else the name leads to is not."""


@dataclass
class Names:
    """What a name leads to; each look-up takes the next answer, the last one stays."""

    answers: list[Sequence[str]]
    asked: list[str] = field(default_factory=list)

    async def __call__(self, host: str, _port: int) -> Sequence[str]:
        self.asked.append(host)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@dataclass(frozen=True, kw_only=True)
class House:
    """A place that may be asked and one that may not, at the same port."""

    allowed: HttpReceiver
    other: HttpReceiver
    authority: TestAuthority

    @property
    def url(self) -> str:
        return f"https://{NAME}:{self.allowed.port}/x"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """Two servers that have the same name's certificate."""
    authority = make_authority(tmp_path, NAME)
    async with AsyncExitStack() as stack:
        allowed = await stack.enter_async_context(http_receiver(authority.server(), host="127.0.0.2"))
        other = await stack.enter_async_context(http_receiver(authority.server(), host="127.0.0.3", port=allowed.port))
        yield House(allowed=allowed, other=other, authority=authority)


Ask = Callable[[str], Awaitable[int]]
Make = Callable[[House, Names], tuple[Ask, Callable[[], Awaitable[None]]]]


def outward(house: House, names: Names) -> tuple[Ask, Callable[[], Awaitable[None]]]:
    """What posts to webhooks, neighbours and push services."""
    way = Outward(patience_s=20, inside=ALLOWED, ca=house.authority.ca, look_up=names)

    async def ask(url: str) -> int:
        return (await way.post(url, b"{}", {})).status

    return ask, way.close


def http(house: House, names: Names) -> tuple[Ask, Callable[[], Awaitable[None]]]:
    """What asks providers of telephony, CAP receivers and whoever is given signs of life."""
    way = Http(max_seconds=20, inside=ALLOWED, ca=house.authority.ca, look_up=names)

    async def ask(url: str) -> int:
        return (await way.ask("POST", url, form={"a": "b"})).status

    return ask, way.close


def provider(house: House, names: Names) -> tuple[Ask, Callable[[], Awaitable[None]]]:
    """What asks an identity provider."""
    way = HttpFetch(house.authority.ca, inside=ALLOWED, look_up=names, patience_s=20)

    async def ask(url: str) -> int:
        return (await way(url, form={"a": "b"}))[0]

    return ask, way.close


EACH = pytest.mark.parametrize("make", [outward, http, provider])
REFUSED = (NotHandedOver, ProviderError)


@EACH
async def test_a_name_that_changes_wins_nothing(house: House, make: Make) -> None:
    """Asked is the address that was looked at, once for each question; for the next one it is looked at anew."""
    names = Names([["127.0.0.2"], ["127.0.0.3"], ["169.254.169.254"], ["127.0.0.1", "::1"]])
    ask, close = make(house, names)
    try:
        assert await ask(house.url) == 201
        assert names.asked == [NAME]
        assert house.allowed.received[0].headers["host"] == f"{NAME}:{house.allowed.port}"
        for _ in range(3):
            with pytest.raises(REFUSED, match="TRYGG_INSIDE_HOSTS"):
                await ask(house.url)
        assert names.asked == [NAME] * 4
        assert house.other.connections == 0
    finally:
        await close()


@EACH
async def test_only_what_may_be_asked_of_a_name_is_asked(house: House, make: Make) -> None:
    """Of several addresses those that may not be asked are left out, in whatever order they come."""
    ask, close = make(house, Names([["127.0.0.3", "::ffff:127.0.0.3", "127.0.0.2"]]))
    try:
        assert await ask(house.url) == 201
        assert (house.allowed.connections, house.other.connections) == (1, 0)
    finally:
        await close()


@EACH
async def test_nobody_is_followed_elsewhere(house: House, make: Make) -> None:
    """An answer that sends one elsewhere is an answer and no more."""
    house.allowed.status = 307
    house.allowed.more = f"Location: https://127.0.0.3:{house.other.port}/secret\r\n"
    ask, close = make(house, Names([["127.0.0.2"]]))
    try:
        assert await ask(house.url) == 307
        assert house.other.connections == 0
    finally:
        await close()


@pytest.mark.parametrize("make", [outward, http])
async def test_a_proxy_of_the_environment_is_not_asked(
    house: House, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would look names up by itself."""
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.3:{house.other.port}")
    ask, close = make(house, Names([["127.0.0.2"]]))
    try:
        assert await ask(house.url) == 201
        assert house.other.connections == 0
    finally:
        await close()


@pytest.mark.parametrize("scheme", ["http://", ""])
async def test_a_provider_may_be_reached_by_a_proxy(house: House, monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    """The operator names it; it is told the name, and nothing that is written as a number of the house."""
    names = Names([["127.0.0.3"]])
    async with http_receiver() as proxy:
        proxy.status = 403  # it takes no tunnel
        monkeypatch.setenv("HTTPS_PROXY", f"{scheme}127.0.0.1:{proxy.port}")
        ask, close = provider(house, names)
        try:
            with pytest.raises(ProviderError):
                await ask("https://169.254.169.254/latest")
            assert proxy.connections == 0
            with pytest.raises(ProviderError, match="no answer"):
                await ask(house.url)
            assert proxy.received[0].path == f"{NAME}:{house.allowed.port}"
            assert names.asked == []
        finally:
            await close()


@EACH
async def test_the_certificate_is_the_names(house: House, make: Make) -> None:
    """Who sits at the right address with a certificate for another name is not asked."""
    ask, close = make(house, Names([["127.0.0.2"]]))
    try:
        with pytest.raises(REFUSED):
            await ask(house.url.replace(NAME, "other.example"))
        assert house.allowed.received == []
    finally:
        await close()


def test_everything_that_asks_over_http_is_made_in_one_place() -> None:
    """No other module of the service makes a client of its own; apprise and mail speak to what a file names."""
    words = ("AsyncClient(", "httpx2.Client(", "urlopen(", "import requests", "aiohttp")
    made = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "service").rglob("*.py")
        if any(word in path.read_text() for word in words)
    }
    # The command line asks the operator's own service, from her own computer.
    assert made == {"service/network/pinned.py", "service/cli/plan_service.py"}
