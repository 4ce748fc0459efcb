"""What somebody reads in place of a page: in her language, nothing of hers made into markup, and nothing untrue."""

import html
import re
from http import HTTPStatus
from typing import cast

import pytest
from fastapi import FastAPI, HTTPException
from fastapi.testclient import TestClient

from service.api.guard import Guard
from service.api.problem import PAGE, Problem, install
from service.store.port import StoreUnavailable
from service.web import refused_page
from service.web.assets import our_assets
from service.web.frame import Pages
from service.web.i18n import load

BROWSER = {"accept": "text/html,*/*;q=0.8", "accept-language": "sv"}


@pytest.fixture
def client() -> TestClient:
    """Pages that all are refused."""
    app = FastAPI()
    install(app)
    setattr(app.state, PAGE, refused_page.of(Pages(texts=load(), assets=our_assets(), demo=False)))

    @app.get("/away")
    async def away() -> None:
        raise StoreUnavailable("away")

    @app.get("/wrong/{what:path}")
    async def wrong(what: str) -> None:
        raise Problem(HTTPStatus.CONFLICT, "wrong", f"This is wrong: {what}")

    @app.get("/status/{status}")
    async def status(status: int) -> None:
        raise Problem(HTTPStatus(status), "wrong", "English words.")

    @app.get("/own")
    async def own() -> None:
        raise HTTPException(HTTPStatus.FORBIDDEN, "Your own alarm's record is open to you when it is closed.")

    return TestClient(app)


def test_where_nothing_can_be_read_nobody_is_told_that_alarms_work_as_ever(client: TestClient) -> None:
    """She is told to use the telephone: then the record is away, and so may be what answers a press."""
    shown = client.get("/away", headers=BROWSER)
    assert (shown.status_code, shown.headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert "ring, vänta inte" in shown.text
    assert "use the telephone" in shown.text
    assert "Larm fungerar" not in shown.text
    assert "Larm fungerar" in client.get("/nowhere", headers=BROWSER).text


def test_what_she_sent_is_told_as_words(client: TestClient) -> None:
    """No path is made into markup, and nothing of the page may run but what is ours."""
    shown = client.get("/wrong/<script>alert(1)<%2Fscript><img src=x>", headers=BROWSER)
    assert (shown.status_code, "<img" in shown.text, "<script>alert" in shown.text) == (409, False, False)
    assert "&lt;img src=x&gt;" in shown.text
    assert "default-src 'none'" in shown.headers["content-security-policy"]


@pytest.mark.parametrize("lang", ["sv", "nb"])
def test_whatever_kind_it_is_she_reads_why_in_her_language(client: TestClient, lang: str) -> None:
    """Heading and reason are translated for every status there is; English stands only where it is marked as such."""
    known = load().translations[lang]
    for status in (one for one in HTTPStatus if one >= HTTPStatus.BAD_REQUEST):
        read = client.get(f"/status/{status.value}", headers={**BROWSER, "accept-language": lang}).text
        said = re.findall(r'<(?:h1|p class="said")>(.*?)<', read)
        assert len(said) == 2
        for words in map(html.unescape, said):
            assert words in known.values(), status
            assert words not in known, "these are the English ones"
        assert "English words." not in re.sub(r'<span lang="en">.*?</span>', "", read)


@pytest.mark.parametrize(
    ("method", "heads", "status", "said"),
    [
        ("GET", {"host": "elsewhere.test"}, 403, "svarar bara på sin egen adress"),
        ("POST", {"origin": "http://elsewhere.test"}, 403, "kom från en annan webbplats"),
        ("POST", {"content-length": "70000"}, 413, "Skicka mindre åt gången"),
    ],
)
def test_whom_the_guard_turns_away_reads_why_as_well(
    client: TestClient, method: str, heads: dict[str, str], status: int, said: str
) -> None:
    """A wrong address, a form from elsewhere and a text that is too long: no browser shows braces and codes."""
    app = cast("FastAPI", client.app)
    guarded = TestClient(Guard(app, frozenset({"testserver"}), state=app.state))
    shown = guarded.request(method, "/status/404", headers={**BROWSER, **heads})
    assert (shown.status_code, shown.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert said in shown.text
    assert "script-src 'self'" in shown.headers["content-security-policy"]
    program = guarded.request(method, "/status/404", headers={**heads, "accept": "application/json"})
    assert (program.status_code, program.headers["content-type"]) == (status, "application/problem+json")
    api = guarded.request(method, "/api/v1/offices", headers={**BROWSER, **heads})
    assert api.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("status", [400, 401, 405, 408, 409, 410, 413, 414, 415, 422, 429, 502])
def test_each_kind_has_words_of_its_own(status: int) -> None:
    """What to do about a text that is too long is not what to do about one that came too often."""
    assert HTTPStatus(status) in refused_page.SAYS
    assert refused_page.SAYS[HTTPStatus(status)] not in (refused_page.NOT_DONE, refused_page.NOT_NOW)


def test_a_reason_that_a_page_gives_itself_is_said_in_place_of_what_holds_for_all(client: TestClient) -> None:
    """Who pressed is not sent to ask for rights: her own alarm's record is open to her when it is closed."""
    read = client.get("/own", headers=BROWSER).text
    assert "Ditt eget larm" in read
    assert "Fråga den" not in read
    assert "Your own" not in read


@pytest.mark.parametrize(
    "accept", ["application/json, text/html;q=0.1", "text/html, application/problem+json", "*/*", ""]
)
def test_who_can_read_json_is_told_in_it(client: TestClient, accept: str) -> None:
    """Only programs name it: browsers that open a page never do."""
    told = client.get("/nowhere", headers={"accept": accept})
    assert (told.status_code, told.headers["content-type"]) == (404, "application/problem+json")
