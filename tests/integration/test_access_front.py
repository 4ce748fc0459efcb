"""Reached from elsewhere: only over TLS, only with an account, only under its own names."""

import ssl
from pathlib import Path

import httpx2
import pytest
from websockets.asyncio.client import connect

from parts.certificate import make_certificate
from parts.offices import lay_out
from parts.service import Service

pytestmark = pytest.mark.timeout(180)
PASSWORD = "en lång mening om regn"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for `trygg.test`, signed by itself."""
    return make_certificate(tmp_path_factory.mktemp("tls"), "trygg.test", "localhost")


def _service(folder: Path, **more: str) -> Service:
    return Service(folder / "node", lay_out(folder / "plans"), "mqtt://127.0.0.1:9", more=more)


def _with_account(service: Service) -> None:
    added = service.trygg("user", "add", "eva", "Eva Lundin", "--role", "lead", given=f"{PASSWORD}\n".encode())
    assert added.returncode == 0, added.stderr


def test_without_an_account_nobody_reaches_it_from_elsewhere(tmp_path: Path, certificate: tuple[Path, Path]) -> None:
    """TLS alone is not enough, and it says which command makes the first account."""
    tls = {"TRYGG_TLS_CERTIFICATE": str(certificate[0]), "TRYGG_TLS_KEY": str(certificate[1])}
    refused = _service(tmp_path, TRYGG_HTTP_HOST="0.0.0.0", TRYGG_HTTP_NAMES='["trygg.test"]', **tls).trygg("serve")
    assert refused.returncode == 1
    assert "trygg user add" in refused.stderr


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"TRYGG_HTTP_HOST": "0.0.0.0"}, "does not listen on 0.0.0.0 without TLS"),
        ({"TRYGG_HTTP_HOST": "::"}, "does not listen on :: without TLS"),
        ({"TRYGG_TLS_CERTIFICATE": "/nowhere.pem"}, "needs both files"),
        ({"TRYGG_TLS_CERTIFICATE": "/nowhere.pem", "TRYGG_TLS_KEY": "/nowhere.pem"}, "cannot be used"),
        ({"TRYGG_PROXY": "a-name.example"}, "is the address of one proxy"),
        ({"TRYGG_PROXY": "10.0.0.5"}, "until somebody has an account"),
    ],
)
def test_settings_that_do_not_fit_are_refused(tmp_path: Path, wrong: dict[str, str], says: str) -> None:
    """Each says what is wrong and which setting to look at; nothing listens meanwhile."""
    refused = _service(tmp_path, **wrong).trygg("serve")
    assert refused.returncode == 1
    assert says in refused.stderr
    assert "Traceback" not in refused.stderr


async def test_over_tls_with_an_account(tmp_path: Path, certificate: tuple[Path, Path]) -> None:
    """The cookie travels over TLS only, pages say so to browsers, and the stream comes framed as ever."""
    trust = ssl.create_default_context(cafile=str(certificate[0]))
    service = _service(
        tmp_path,
        TRYGG_HTTP_NAMES='["trygg.test"]',
        TRYGG_TLS_CERTIFICATE=str(certificate[0]),
        TRYGG_TLS_KEY=str(certificate[1]),
    )
    _with_account(service)
    with (
        service.begun(),
        httpx2.Client(base_url=f"https://localhost:{service.port}", verify=trust, trust_env=False) as browser,
    ):
        service.http = browser
        service.wait_alive()
        page = browser.get("/review/as", headers={"Accept": "text/html"}, follow_redirects=False)
        assert (page.status_code, page.headers["location"]) == (303, "/login?next=/review/as")
        wrong = browser.post("/api/v1/session", json={"login": "eva", "password": "not this one"})
        assert (wrong.status_code, wrong.json()["code"]) == (401, "wrong_login")
        right = browser.post("/api/v1/session", json={"login": "eva", "password": PASSWORD})
        assert right.status_code == 201
        cookie = right.headers["set-cookie"]
        assert cookie.startswith("__Host-trygg_session=trygg_")
        assert all(word in cookie for word in ("HttpOnly", "Secure", "SameSite=strict", "Path=/"))
        assert browser.get("/review/as").status_code == 200
        assert "max-age" in right.headers["strict-transport-security"]
        secret = cookie.split("=", 1)[1].split(";")[0]
        headers = {"Cookie": f"__Host-trygg_session={secret}"}
        address = f"wss://localhost:{service.port}/api/v1/offices/as/stream"
        async with connect(address, additional_headers=headers, ssl=trust, proxy=None) as stream:
            assert '"snapshot"' in str(await stream.recv())
        assert browser.delete("/api/v1/session").status_code == 204
        assert browser.get("/api/v1/offices/as").status_code == 401
        assert secret not in service.log


def test_a_proxy_is_believed_and_nobody_else(tmp_path: Path) -> None:
    """Who is not the named proxy cannot say that it comes from elsewhere; a foreign name is refused either way."""
    service = _service(tmp_path, TRYGG_HTTP_NAMES='["trygg.test"]', TRYGG_PROXY="192.0.2.1")
    _with_account(service)
    with service.begun():
        service.wait_alive()
        forged = {"X-Forwarded-For": "198.51.100.7", "X-Forwarded-Proto": "https"}
        for _ in range(5):
            answer = service.http.post("/api/v1/session", json={"login": "eva", "password": "x"}, headers=forged)
            assert answer.status_code == 401
        other = {**forged, "X-Forwarded-For": "198.51.100.8"}
        waits = service.http.post("/api/v1/session", json={"login": "eva", "password": "x"}, headers=other)
        assert waits.status_code == 429  # it is still the same address that guesses
        foreign = service.http.get("/health/live", headers={"Host": "evil.test"})
        assert foreign.status_code == 403
        assert service.http.get("/health/live", headers={"Host": "trygg.test"}).status_code == 200


def test_through_the_named_proxy_nobody_says_where_she_is_herself(tmp_path: Path) -> None:
    """What the proxy has added last counts, and nothing that its client has made up before; nor that it has no TLS."""
    service = _service(tmp_path, TRYGG_HTTP_NAMES='["trygg.test"]', TRYGG_PROXY="127.0.0.1")
    _with_account(service)

    def guess(*came_from: str, typed: str = "x", **more: str) -> httpx2.Response:
        said = [("X-Forwarded-For", one) for one in came_from] + list(more.items())
        headers = [(name.encode(), value.encode()) for name, value in said]
        content = {"login": "eva", "password": typed}
        return service.http.post("/api/v1/session", json=content, headers=headers)

    with service.begun():
        service.wait_alive()
        for number in range(5):
            assert guess(f"198.51.100.{number}, 203.0.113.5").status_code == 401
        for made_up in ("198.51.100.9, 203.0.113.5", "127.0.0.1, 203.0.113.5", "x" * 3_000 + ", 203.0.113.5"):
            assert guess(made_up).status_code == 429, "it is the same client, whatever it says of itself"
        assert guess("198.51.100.9", "203.0.113.5").status_code == 429, "nor in a line of its own"
        assert guess("203.0.113.5:40123").status_code == 429, "nor from another port"
        assert guess("203.0.113.6").status_code == 401, "another client of the proxy is another"
        for strange in ("", ",", "unknown", "[::1", "203.0.113.999", "\u00e5"):
            assert guess(strange).status_code in (401, 429)
        without = {"X-Forwarded-Proto": "http", "X-Forwarded-Host": "evil.test", "X-Forwarded-Port": "80"}
        entered = guess("203.0.113.7", typed=PASSWORD, **without)
        assert entered.status_code == 201
        assert entered.headers["set-cookie"].startswith("__Host-trygg_session=")
        assert "Secure" in entered.headers["set-cookie"]
        assert "evil" not in str(entered.headers)
        plain = {"Cookie": entered.headers["set-cookie"].split(";")[0].removeprefix("__Host-"), **without}
        assert service.http.get("/api/v1/session", headers=plain).status_code == 401, "a cookie that anybody could set"
