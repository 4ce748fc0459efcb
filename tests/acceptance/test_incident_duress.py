"""A bad day on which the man beside her makes her call it off: told as an incident, against a real service."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from parts.mosquitto import StartMosquitto
from parts.offices import lay_out
from parts.process import wait_until
from parts.service import Service
from parts.stock import press
from parts.unencrypted import NO_TLS

pytestmark = pytest.mark.timeout(120)
PASSWORD = "en lång mening om regn"
MISTAKE, DURESS = "4711", "8266"
PEOPLE = {"anna": "presser", "elin": "lead", "bo": "security"}


@contextmanager
def _as(service: Service, login: str) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=f"{service.url}/api/v1", timeout=30, trust_env=False, verify=NO_TLS) as client:
        assert client.post("/session", json={"login": login, "password": PASSWORD}).status_code == 201
        yield client


def _shown(client: httpx2.Client) -> dict[str, Any]:
    [alarm] = client.get("/offices/as/board").json()["alarms"]
    return dict(alarm)


def test_she_is_made_to_call_it_off(mosquitto: StartMosquitto, tmp_path: Path) -> None:
    """She says the code that looks like a mistake: he sees it called off, and those who come know better."""
    broker = mosquitto()
    with Service(tmp_path / "node", lay_out(tmp_path / "plans"), broker.url) as service:
        for login, role in PEOPLE.items():
            added = service.trygg(
                "user", "add", login, login.title(), "--role", f"{role}@as", "--person", f"as/{login}",
                given=f"{PASSWORD}\n".encode(),
            )  # fmt: skip
            assert added.returncode == 0, added.stderr
        with _as(service, "anna") as anna, _as(service, "elin") as elin, _as(service, "bo") as bo:
            assert anna.put("/codes", json={"mistake": MISTAKE, "duress": DURESS}).status_code == 200

            # Her hand finds the pendant under the table; Elin is on her way.
            press(broker.port, "as/pendant-1", '{"id": "under-the-table"}')
            assert wait_until(lambda: len(anna.get("/offices/as/board").json()["alarms"]) == 1)
            alarm = _shown(elin)["alarm"]
            assert elin.post(f"/alarms/{alarm}/accept", json={}).status_code == 200

            # "Call it off", he says, and looks on. What he sees is what the other code would have shown him.
            said = anna.post(f"/alarms/{alarm}/mistake", json={"code": DURESS})
            assert (said.status_code, "duress" in said.text) == (200, False)
            hers = _shown(anna)
            assert hers["mistake"].keys() == {"by", "at"}
            assert "duress" not in str(hers)
            assert anna.get(f"/alarms/{alarm}/timeline").status_code in (403, 409), "her telephone tells nobody"

            # The others are told what it is; it goes on, and it can still not be ended from afar.
            for helper in (elin, bo):
                assert _shown(helper)["mistake"]["under_duress"] is True
                assert _shown(helper)["state"] in ("raised", "acknowledged")
            afar = bo.post(f"/alarms/{alarm}/clear", json={"seen_her": False, "words": "hon avblåste"})
            assert afar.status_code in (403, 409)

            # Elin is there and has seen her: only now it is over, and the record verifies.
            assert elin.post(f"/alarms/{alarm}/arrive", json={}).status_code == 200
            assert elin.post(f"/alarms/{alarm}/clear", json={"seen_her": True}).status_code == 200
            assert _shown(elin)["state"] == "cleared"
        assert service.trygg("timeline", "verify").returncode == 0
        assert "duress" not in service.log
