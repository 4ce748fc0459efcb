"""A real service with a routes.toml of its own: notifications, mail and a webhook, from the press to the mailbox."""

import asyncio
import base64
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
import pytest_asyncio

from parts.browser_push import BrowserPush
from parts.http_receiver import HttpReceiver, http_receiver, make_authority
from parts.mail_server import PASSWORD, USER, MailServer, mail_server
from parts.offices import AS
from parts.process import free_port
from parts.service import Service

pytestmark = pytest.mark.timeout(300)
LOGIN = "en lång mening om regn"
BO = BrowserPush("https://localhost/bo")  # a name that leads into the house: nothing is ever sent there
ROUTES = """
public_url = "https://larm.example.se"

[push]
subject = "mailto:larm@example.se"
services = ["localhost"]

[email]
host = "localhost"
port = {mail}
username = "{user}"
password_file = "mail-password"
sender = "larm@example.se"
ca = "{ca}"

[receivers.duty-desk]
kind = "webhook"
url = "http://127.0.0.1:{hook}/trygg"
secret_file = "desk-secret"
allow_private = true
"""


@dataclass(frozen=True, kw_only=True)
class Way:
    service: Service
    mail: MailServer
    hook: HttpReceiver


def _plan() -> str:
    """The invented office, where everybody is reached by notification and then by mail."""
    text = re.sub(
        r"^  (\w+): \{name: ([^,]+), home: ([\w-]+)[^}]*\}$",
        r"  \1: {name: \2, home: \3, email: \1@example.se, reached_by: [screen, push, email]}",
        AS.read_text(),
        flags=re.MULTILINE,
    )
    assert "bo@example.se" in text
    return text


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def way(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Way]:
    """A service with ways out on this machine, and with Bo, who may answer."""
    folder = tmp_path_factory.mktemp("ways")
    (folder / "plans").mkdir()
    (folder / "plans" / "as.yaml").write_text(_plan())
    (folder / "mail-password").write_text(PASSWORD)
    (folder / "desk-secret").write_text("whsec_" + base64.b64encode(b"s" * 32).decode())
    authority = make_authority(folder, "localhost")
    async with mail_server(authority.server()) as mail, http_receiver() as hook:
        routes = folder / "routes.toml"
        routes.write_text(ROUTES.format(mail=mail.port, user=USER, ca=authority.ca, hook=hook.port))
        service = Service(
            folder / "node",
            folder / "plans",
            f"mqtt://127.0.0.1:{free_port()}",
            more={"TRYGG_ROUTES_FILE": str(routes)},
        )
        await asyncio.to_thread(service.start, wait_ready=False)
        try:
            await asyncio.to_thread(service.wait_alive)
            for login, role in (("bo", "operator"), ("anna", "presser@as")):
                added = await asyncio.to_thread(
                    service.trygg,
                    *("user", "add", login, login, "--role", "security@as", "--role", role, "--person", f"as/{login}"),
                    given=f"{LOGIN}\n".encode(),
                )
                assert added.returncode == 0, added.stderr
            yield Way(service=service, mail=mail, hook=hook)
        finally:
            await asyncio.to_thread(service.stop)
            service.http.close()


@asynccontextmanager
async def _in(way: Way, login: str) -> AsyncIterator[httpx2.AsyncClient]:
    """Log somebody in."""
    async with httpx2.AsyncClient(base_url=f"{way.service.url}/api/v1", timeout=30, trust_env=False) as client:
        assert (await client.post("/session", json={"login": login, "password": LOGIN})).status_code == 201
        yield client


async def test_whoever_is_called_gets_a_mail_when_no_notification_reaches_her(way: Way) -> None:
    """Bo subscribes, his notification cannot be sent, and the mail follows at once; the record says both."""
    async with _in(way, "bo") as bo, _in(way, "anna") as anna:
        key = (await bo.get("/me/push")).json()["key"]
        assert len(key) == 87
        one = BO.subscription
        said = {"endpoint": one["endpoint"], "keys": {"p256dh": one["p256dh"], "auth": one["auth"]}}
        assert (await bo.post("/me/push", json=said)).status_code == 204
        tried = await bo.post("/me/push/test", json={"office": "as", "language": "sv"})
        assert (tried.status_code, tried.json()["code"]) == (502, "not_handed_over")

        pressed = await anna.post(
            "/offices/as/alarms", json={"kind": "emergency", "zone": "room-114"}, headers={"Idempotency-Key": "k1"}
        )
        assert pressed.status_code == 201, pressed.text
        told: list[dict[str, Any]] = []
        async with asyncio.timeout(60):
            while not way.mail.mails or not any(one["event"] == "NoticeHandedOver" for one in told):
                told = (await bo.get(f"/alarms/{pressed.json()['alarm']}/timeline")).json()["entries"]
                await asyncio.sleep(0.1)
        failed = [one["facts"] for one in told if one["event"] == "NoticeFailed"]
        assert {(one["route"], one["reason"]) for one in failed} == {("push", "no_address")}
        assert {one["facts"]["route"] for one in told if one["event"] == "NoticeHandedOver"} == {"email"}
        log = (way.service.folder / "serve.log").read_text()
        assert "the address leads into a network of the house" in log, "Bo's own subscription was never tried"
        assert "localhost/bo" not in log
        mail = way.mail.mails[0]
        assert str(mail["To"]).endswith("@example.se")
        plain = mail.get_body(("plain",))
        assert plain is not None
        assert "https://larm.example.se/a/" in plain.get_content()
        assert "114" not in mail.as_string()


async def test_every_way_that_is_set_up_is_looked_at(way: Way) -> None:
    """A self-test logs in at the mail server and reaches the webhook's receiver; neither is sent anything."""
    async with _in(way, "bo") as bo:
        before = len(way.mail.mails)
        for route in ("email", "webhook?receiver=duty-desk"):
            path, _, query = route.partition("?")
            answer = await bo.post(f"/routes/{path}/test?{query}")
            assert answer.json().get("state") == "up", answer.text
        assert (len(way.mail.mails), way.hook.received) == (before, [])


async def test_a_telephone_reports_only_with_its_own_key(way: Way) -> None:
    """A wrong key and a notice that is not there are the same; a form of elsewhere changes nothing."""
    async with httpx2.AsyncClient(base_url=f"{way.service.url}/api/v1", timeout=30, trust_env=False) as nobody:
        for notice in ("as-1.2.3.push", "x" * 110):
            answer = await nobody.post(f"/notices/{notice}/report/{'a' * 22}", data={"state": "delivered"})
            assert answer.status_code == 404
    key = way.service.folder / "data" / "push.key"
    assert key.stat().st_mode & 0o777 == 0o600
