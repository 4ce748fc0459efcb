"""The two pages of a login from elsewhere: which cookie, which words, which way on, whatever the provider says."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI

from parts.people import People
from parts.stores import AT, Watch
from service.access.arrival import Arrivals
from service.access.door import Door
from service.provider.port import Arrival, Begun, ProviderError, ProviderPort, Unset, Why
from service.settings import Settings
from service.store.access_port import Account
from service.web import door, entrance
from service.web.assets import our_assets
from service.web.entrance import Entrance
from service.web.frame import Pages
from service.web.i18n import load
from service.wiring.entrance import entrance_of, leave

EVA = Account(id="a-eva", login="eva", name="Eva Lundin", subject="s-1", created_at=AT)


@dataclass
class Provider:
    """A provider that does as a test says."""

    label: str | None = None
    troubled: bool = False
    fails: ProviderError | None = None
    arrival: Arrival = field(default_factory=lambda: Arrival(subject="s-1", match=None, onward="/today/as"))
    backs: list[str] = field(default_factory=list)

    async def begin(self, onward: str, back: str) -> Begun:
        if self.fails:
            raise self.fails
        self.backs.append(back)
        return Begun(address="https://login.agency.example/authorize", way="a.way")

    async def finish(self, said: Sequence[tuple[str, str]], way: str | None) -> Arrival:
        if self.fails:
            raise self.fails
        return self.arrival

    def leave(self, back: str) -> str | None:
        return f"https://login.agency.example/logout?back={back}"

    async def close(self) -> None:
        pass


class House:
    """The pages before the door, with a provider and an account for Eva."""

    def __init__(self, pages: Pages, provider: ProviderPort | None, *, secure: bool = False) -> None:
        self.people = People(by_id={EVA.id: EVA})
        kept = Door(self.people, Watch(), audience_of=lambda _office, _screen: None, open_while_empty=False)
        made = entrance_of(Settings(), self.people, kept, Watch(), secure=secure)
        self.entrance: Entrance = replace(made, provider=provider, arrivals=Arrivals(self.people, kept))
        self.door = kept
        app = FastAPI()
        app.include_router(door.router(pages, provider))
        app.include_router(entrance.router(pages, self.entrance))
        self._transport = httpx2.ASGITransport(app)

    async def get(self, path: str, host: str = "trygg.example") -> httpx2.Response:
        async with httpx2.AsyncClient(transport=self._transport, base_url="http://x") as browser:
            return await browser.get(path, headers={"Host": host}, follow_redirects=False)


@pytest.fixture(scope="module")
def pages() -> Pages:
    """Read once."""
    return Pages(texts=load(), assets=our_assets(), demo=False)


async def test_over_tls_every_cookie_is_this_hosts_alone(pages: Pages) -> None:
    """The way back is https too, whatever the connection to a proxy is."""
    provider = Provider()
    house = House(pages, provider, secure=True)
    kept = (await house.get("/login/provider")).headers["set-cookie"]
    assert kept.startswith("__Host-trygg_way=")
    assert "Secure" in kept.split("; ")
    assert provider.backs == ["https://trygg.example/login/return"]
    cookies = (await house.get("/login/return?code=c&state=s")).headers.get_list("set-cookie")
    assert [one.split("=")[0] for one in cookies] == ["__Host-trygg_session", "__Host-trygg_way"]
    assert all("Secure" in one.split("; ") for one in cookies)


@pytest.mark.parametrize(
    ("why", "status", "says"),
    [
        ("down", 503, "does not answer right now"),
        ("unset", 503, "does not answer right now"),
        ("wrong", 502, "cannot be trusted"),
        ("clock", 502, "clocks of Trygg"),
        ("stale", 400, "Log in again"),
        ("declined", 403, "broken off"),
    ],
)
async def test_each_failure_has_its_words_and_its_line(
    pages: Pages, caplog: pytest.LogCaptureFixture, why: Why, status: int, says: str
) -> None:
    """The page says it to the person, the log to the operator, and no session begins."""
    house = House(pages, Provider(fails=ProviderError(why, "what exactly was wrong")))
    with caplog.at_level(logging.WARNING):
        page = await house.get("/login/return?code=c&state=s")
    assert (page.status_code, page.headers["cache-control"]) == (status, "no-store")
    assert says in page.text
    assert "what exactly was wrong" not in page.text
    assert f"{why}: what exactly was wrong (reference " in caplog.text
    assert "trygg_session" not in page.headers["set-cookie"]
    assert house.people.kept == {}


async def test_nobody_unknown_and_nobody_while_the_store_is_away(
    pages: Pages, caplog: pytest.LogCaptureFixture
) -> None:
    """Two different things, told as two."""
    house = House(pages, Provider(arrival=Arrival(subject="stranger", match=None, onward="/")))
    page = await house.get("/login/return?code=c&state=s")
    assert page.status_code == 403
    assert "no account here" in page.text
    house.people.away = True
    page = await house.get("/login/return?code=c&state=s")
    assert page.status_code == 503
    assert "Alarms work" in page.text
    assert "stranger" not in caplog.text


async def test_where_she_goes_on_is_looked_at_again(pages: Pages) -> None:
    """Even what came back signed leads nowhere else, and out of no attribute."""
    for onward in ("https://evil.example", '/"><script>'):
        house = House(pages, Provider(arrival=Arrival(subject="s-1", match=None, onward=onward)))
        text = (await house.get("/login/return?code=c&state=s")).text
        assert "evil.example" not in text
        assert "<script>" not in text


async def test_the_button_is_there_where_a_provider_is(pages: Pages) -> None:
    """By the operator's word or ours; it fails visibly, and without a provider there is none."""
    assert "/login/provider" not in (await House(pages, None).get("/login")).text
    for path in ("/login/provider", "/login/return"):
        assert (await House(pages, None).get(path)).headers["location"] == "/login"
    assert "Log in as at work" in (await House(pages, Provider()).get("/login?next=/a%26b")).text
    told = (await House(pages, Provider(label="<Agency>", troubled=True)).get("/login?next=/a%26b")).text
    assert "Log in with &lt;Agency&gt;" in told
    assert 'href="/login/provider?next=/a%26b"' in told
    assert "does not answer right now" in told


async def test_settings_that_do_not_fit_keep_nothing_from_starting(
    pages: Pages, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    """The service stands, the log names the setting, and the page says that this way in does not work."""
    settings = Settings(
        oidc_issuer="https://login.agency.example", oidc_client_id="trygg", oidc_client_secret_file=tmp_path / "none"
    )
    house = House(pages, None)
    made = entrance_of(settings, house.people, house.door, Watch(), secure=False)
    assert isinstance(made.provider, Unset)
    assert "TRYGG_OIDC_CLIENT_SECRET_FILE" in caplog.text
    tried = await House(pages, made.provider).get("/login/provider")
    assert tried.status_code == 503
    assert 'type="password"' in tried.text
    port: ProviderPort = made.provider
    await port.close()
    assert port.leave("https://trygg.example/login") is None


async def test_only_who_came_from_there_is_sent_there_to_log_out(pages: Pages) -> None:
    """A session with a password ends here and nowhere else."""
    house = House(pages, Provider())
    here = await house.door.begin_session(EVA)
    there = await house.entrance.arrivals.let_in("s-1", None)
    assert there is not None
    assert await leave(house.entrance, here.id, "b") is None
    assert await leave(house.entrance, there.id, "b") == "https://login.agency.example/logout?back=b"
    assert await leave(House(pages, None).entrance, there.id, "b") is None
