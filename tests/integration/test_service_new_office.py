"""An office that has no file: its first plan is begun from a template, published, and protects it from then on."""

import time
from pathlib import Path
from typing import Any

import httpx2
import pytest

from parts.mosquitto import StartMosquitto
from parts.offices import lay_out
from parts.service import Service
from parts.stock import press

pytestmark = pytest.mark.timeout(300)  # services start here, on a machine that may be busy

BUTTON = """
trygg: 1
enrolled:
  norrby:
    button-1: {name: Knappen i rum 1, holder: astrid, place: room-1}
"""


def ask(service: Service, method: str, path: str, *, office: str = "norrby", **said: Any) -> httpx2.Response:
    """Ask something of a plan."""
    return service.http.request(method, f"/api/v1/offices/{office}/plan{path}", json=said, timeout=60.0)


def offices(service: Service) -> set[str]:
    """Return the offices that a node knows."""
    return {one["office"] for one in service.get("/offices")}


async def test_a_new_office_from_a_template_to_its_first_press(mosquitto: StartMosquitto, tmp_path: Path) -> None:
    """Template, draft, approval by the one it names, publication; a press calls its people; a restart keeps it."""
    broker, plans = mosquitto(), lay_out(tmp_path / "plans")
    (plans / "norrby.devices.yaml").write_text(BUTTON)
    with Service(tmp_path / "node", plans, broker.url) as service:
        begun = service.http.get("/plan?name=Norrby", follow_redirects=True)
        assert (begun.status_code, begun.url.path) == (200, "/plan/norrby")
        for name in ("Norrby", "a_b", "%00", "x" * 70):
            assert service.http.get(f"/api/v1/offices/{name}/plan").status_code == 404
        nothing = service.get("/offices/norrby/plan")
        assert (nothing["in_force"], nothing["draft"], nothing["versions"]) == (None, None, [])
        text = str(service.get("/offices/norrby/plan/templates?lang=sv")[0]["text"])
        assert ask(service, "POST", "/read", text=text).json()["usable"] is True
        half = ask(service, "PUT", "/draft", text=text.replace("holders: [clara]", "holders: [klara]"), by="clara")
        assert half.status_code == 200, half.text
        revision = half.json()["revision"]
        saved = ask(service, "PUT", "/draft", text=text, revision=revision, by="clara")
        assert saved.status_code == 200, saved.text
        version = saved.json()["version"]
        assert "norrby" not in offices(service), "a draft alone makes no office"
        assert ask(service, "POST", "/approve", version=version, by="hugo").status_code == 403
        assert ask(service, "POST", "/approve", version=version, by="clara").status_code == 200
        assert "norrby" not in offices(service), "an approval alone makes no office"
        done = ask(service, "POST", "/publish", version=version, by="clara", reason="Det första.")
        assert done.status_code == 200, done.text
        for _ in range(400):
            if "norrby" in offices(service):
                break
            time.sleep(0.05)
        assert "/screen/norrby/office" in service.http.get("/").text
        async with service.screen("norrby", "office") as screen:
            press(broker.port, "norrby/button-1", '{"id": "first"}')
            alarm = await screen.raised()
            names = {screen.showing(alarm)["names"][one["responder"]] for one in screen.showing(alarm)["responders"]}
            assert {"Clara Holm", "Hugo Falk"} <= names
        service.kill()
        service.start()
        assert "norrby" in offices(service)
        held = service.get("/offices/norrby/plan")["in_force"]
        assert (held["version"], held["published"]["through"]) == (version, "editor")
        async with service.screen("norrby", "office") as screen:
            assert screen.showing(alarm)
