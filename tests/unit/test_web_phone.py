"""What a telephone's browser keeps, and what its button counts for: nothing of an office, and nothing in coverage."""

import inspect
import re
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from devices.document import load
from devices.outputs import PATTERNS
from roles.coverage import coverage
from service.web.assets import our_assets
from service.web.frame import Pages
from service.web.i18n import load as load_texts
from service.web.phone_pages import router


@pytest.fixture(scope="module")
def client() -> TestClient:
    """The telephone's addresses alone, for an office that nobody knows."""

    def known(office: str) -> dict[str, Any]:
        raise AssertionError(f"nobody may ask for {office}")

    app = FastAPI()
    app.include_router(router(Pages(texts=load_texts(), assets=our_assets(), demo=False), known))
    return TestClient(app)


def test_the_frame_holds_nothing_of_an_office(client: TestClient) -> None:
    """The frame is the same for everybody: no office, no name, and the marks by which the page knows itself."""
    html = client.get("/phone-away").text
    assert "data-shell" in html
    assert "data-office" not in html
    assert 'data-facts="{}"' in html
    assert "<title>Daybook</title>" in html


def test_the_manifest_asks_no_office(client: TestClient) -> None:
    """Whatever office stands in the address, the manifest is made without looking it up, and stays an address."""
    told = client.get("/phone/a%22b%3C.webmanifest", headers={"accept-language": "sv"}).json()
    assert (told["name"], told["start_url"], told["scope"]) == ("Dagbok", "/p/a%22b%3C", "/p/")
    assert client.get(f"/phone/{'x' * 65}.webmanifest").status_code == 422


def test_the_worker_knows_every_file_of_the_frame(client: TestClient) -> None:
    """The page's module, with all that it imports, and its looks are kept under this version's name."""
    assets = our_assets()
    worker = client.get("/phone-worker.js")
    assert worker.headers["cache-control"] == "no-store"
    for name in ("presser.js", "sent-press.js", "plan/desk.js"):
        assert f"// {name}\n" in assets.files["phone.js"].content.decode()
    assert all(assets.address(name) in worker.text for name in ("phone.js", "phone.css", "presser.css"))
    looks = re.findall(r'rel="stylesheet" href="([^"]+)"', client.get("/phone-away").text)
    assert looks
    assert [one for one in looks if one not in worker.text] == []
    assert assets.address("screen.js") not in worker.text
    assert assets.digest in worker.text


def test_the_page_has_the_table_that_pendants_have(client: TestClient) -> None:
    """Every state's vibration is in the page as it is in the devices' table."""
    html = client.get("/phone-away").text
    for state, pattern in PATTERNS.items():
        assert f"&#34;{state}&#34;: [{', '.join(map(str, pattern.vibration))}]" in html


def test_the_phones_button_counts_in_no_coverage() -> None:
    """Coverage is worked out from plan, people and time; neither a telephone nor any other button is asked for."""
    asked = set(inspect.signature(coverage).parameters)
    assert not {name for name in asked if "device" in name or "phone" in name or "button" in name}
    assert load("trygg: 1", "x").inventory.devices == ()
