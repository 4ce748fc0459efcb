"""What somebody reads in place of a page: in her language, nothing of hers made into markup, and nothing untrue."""

from http import HTTPStatus

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

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

    return TestClient(app)


def test_where_nothing_can_be_read_nobody_is_told_that_alarms_work_as_ever(client: TestClient) -> None:
    """She is told to use the telephone: then the record is away, and so may be what answers a press."""
    shown = client.get("/away", headers=BROWSER)
    assert (shown.status_code, shown.headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert "use the telephone" in shown.text
    assert "Larm fungerar" not in shown.text
    assert "Larm fungerar" in client.get("/nowhere", headers=BROWSER).text


def test_what_she_sent_is_told_as_words(client: TestClient) -> None:
    """No path is made into markup, and nothing of the page may run but what is ours."""
    shown = client.get("/wrong/<script>alert(1)<%2Fscript><img src=x>", headers=BROWSER)
    assert (shown.status_code, "<img" in shown.text, "<script>alert" in shown.text) == (409, False, False)
    assert "&lt;img src=x&gt;" in shown.text
    assert "default-src 'none'" in shown.headers["content-security-policy"]


@pytest.mark.parametrize(
    "accept", ["application/json, text/html;q=0.1", "text/html, application/problem+json", "*/*", ""]
)
def test_who_can_read_json_is_told_in_it(client: TestClient, accept: str) -> None:
    """Only programs name it: browsers that open a page never do."""
    told = client.get("/nowhere", headers={"accept": accept})
    assert (told.status_code, told.headers["content-type"]) == (404, "application/problem+json")
