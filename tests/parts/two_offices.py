"""Two invented offices in one house, each with a Trygg of its own, that tell each other when they close."""

import base64
import hashlib
import json
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import httpx2

from parts.offices import AS
from parts.process import free_port
from parts.service import Service
from service.clock import SystemClock
from service.notify.webhook.content import signature

CLOCK: Final = SystemClock()
SECRET: Final = b"two offices in one house, and nobody else"
OTHER_SECRET: Final = b"the secret that comes after the first one"
_AT_CAFE: Final = "  at-cafe: {name: Skärmen på kaféet, audience: public, neighbour: cafe}\n"
_CONTACT: Final = "  cafe: {name: Kaféet i huset,"


def plan_of(office: str, name: str, neighbour: str, *, text: str | None = None) -> str:
    """Return the invented office's plan under another name, with a neighbour that runs Trygg too."""
    text = AS.read_text(encoding="utf-8") if text is None else text
    told = f"  next-door: {{name: {neighbour}, reached_by: webhook, receiver: next-door, reach: outside}}\n{_CONTACT}"
    for old, new in (
        ("\noffice: as\nname: Medborgarkontoret Ås\n", f"\noffice: {office}\nname: {name}\n"),
        (_CONTACT, told),
        ("  neighbours: [cafe]\n", "  neighbours: [next-door, cafe]\n"),
        ("\nscreens:\n", f"\nscreens:\n{_AT_CAFE}"),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def laid_out(folder: Path, plan: str, office: str, their_office: str, port: int) -> Path:
    """Write an office's plan, and a routes.toml that names the neighbour; return the folder of plans."""
    plans, data = folder / "plans", folder / "data"
    plans.mkdir(parents=True)
    data.mkdir(parents=True)
    (plans / f"{office}.yaml").write_text(plan, encoding="utf-8")
    for name, secret in (("now", SECRET), ("next", OTHER_SECRET)):
        (data / f"{name}.secret").write_text(f"whsec_{base64.b64encode(secret).decode()}")
    (data / "routes.toml").write_text(
        f'[receivers.next-door]\nkind = "trygg"\nurl = "http://127.0.0.1:{port}"\noffice = "{their_office}"\n'
        'secret_file = "now.secret"\nalso_accepted_file = "next.secret"\nallow_private = true\n'
    )
    return plans


class Office:
    """One of the two: its service, and what is said to it."""

    def __init__(self, folder: Path, office: str, name: str, neighbour: tuple[str, str, int]) -> None:
        self.office, self.name = office, name
        their_office, their_name, their_port = neighbour
        self.their_office = their_office
        plans = laid_out(folder, plan_of(office, name, their_name), office, their_office, their_port)
        self.service = Service(folder, plans, "mqtt://127.0.0.1:9")

    def close(self, key: str, **more: Any) -> str:
        """Somebody closes the office; return the alarm that it is."""
        told = {"person": "gunilla", "words": "Släpp inte in någon.", "entrance": "main", **more}
        path = f"/api/v1/offices/{self.office}/closing"
        answer = self.service.http.post(path, json=told, headers={"Idempotency-Key": key})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["alarm"])

    def say(self, alarm: str, action: str, **said: Any) -> None:
        """Somebody says something to an alarm."""
        answer = self.service.http.post(f"/api/v1/alarms/{alarm}/{action}", json=said)
        assert answer.status_code == 200, answer.text

    def alarm(self, alarm: str) -> dict[str, Any]:
        """Return an alarm as it stands."""
        found: dict[str, Any] = self.service.get(f"/alarms/{alarm}")
        return found

    def line(self, alarm: str, neighbour: str = "next-door") -> dict[str, Any]:
        """Return a neighbour's line of a closing's checklist."""
        items = self.alarm(alarm)["closing"]["items"]
        return next(dict(item) for item in items if item["id"] == f"neighbours/contact:{neighbour}")

    def board(self) -> list[dict[str, Any]]:
        """Return the alarms that the staff's screen shows."""
        found: list[dict[str, Any]] = self.service.get(f"/offices/{self.office}/board")["alarms"]
        return found

    def next_door(self) -> dict[str, Any] | None:
        """Return the neighbour's closing that goes on, as the staff's screen shows it."""
        shown = [one for one in self.board() if one["kind"] == "neighbour" and one["state"] != "closed"]
        assert len(shown) <= 1
        return shown[0] if shown else None

    def hear(
        self,
        word: dict[str, Any] | bytes,
        *,
        secret: bytes = SECRET,
        at: datetime | None = None,
        office: str | None = None,
    ) -> httpx2.Response:
        """Post a word to the office as its neighbour's Trygg does, or as somebody who would like to be taken for it."""
        told = {"format": 1, "from": self.their_office, "to": self.office, **word} if isinstance(word, dict) else word
        body = told if isinstance(told, bytes) else json.dumps(told).encode()
        seconds, id_ = int((CLOCK.now() if at is None else at).timestamp()), hashlib.sha256(body).hexdigest()[:20]
        headers = {
            "webhook-id": id_,
            "webhook-timestamp": str(seconds),
            "webhook-signature": signature(secret, id_, seconds, body),
        }
        return self.service.http.post(f"/api/v1/neighbours/{office or self.office}", content=body, headers=headers)


def two_offices(folder: Path) -> tuple[Office, Office]:
    """Return the two, neither of them started."""
    one = Office(folder / "one", "as", "Medborgarkontoret Ås", ("jc", "Jobbcentrum plan 3", free_port()))
    other = Office(folder / "other", "jc", "Jobbcentrum plan 3", ("as", "Medborgarkontoret Ås", one.service.port))
    routes = one.service.folder / "data" / "routes.toml"
    text = routes.read_text()
    begun = text.index("127.0.0.1:") + len("127.0.0.1:")
    routes.write_text(f"{text[:begun]}{other.service.port}{text[text.index(chr(34), begun) :]}")
    return one, other


def until(what: Callable[[], Any], *, within_s: float = 40.0) -> Any:
    """Wait until something is so, and return it."""
    ends = CLOCK.monotonic() + within_s
    while not (found := what()):
        assert CLOCK.monotonic() < ends, "it has not come so far"
        time.sleep(0.05)
    return found
