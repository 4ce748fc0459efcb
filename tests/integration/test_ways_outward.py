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
from parts.unencrypted import NO_TLS

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
    """The invented office: a notification, then mail, and when that is not answered a programme at the duty desk."""
    text = re.sub(
        r"^  (\w+): \{name: ([^,]+), home: ([\w-]+)[^}]*\}$",
        r"  \1: {name: \2, home: \3, email: \1@example.se, receiver: duty-desk,"
        r" reached_by: [screen, push, email, webhook]}",
        AS.read_text(),
        flags=re.MULTILINE,
    )
    assert "bo@example.se" in text
    return text + "routes: {email: {answered_within: 3 s}}\n"


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
    async with httpx2.AsyncClient(
        base_url=f"{way.service.url}/api/v1", timeout=30, trust_env=False, verify=NO_TLS
    ) as client:
        assert (await client.post("/session", json={"login": login, "password": LOGIN})).status_code == 201
        yield client


async def test_a_call_goes_by_the_next_way_until_somebody_answers(way: Way) -> None:
    """Bo's notification cannot be sent, the mail follows, nobody opens it, the desk is told; his link then answers."""
    async with _in(way, "bo") as bo, _in(way, "anna") as anna:
        key = (await bo.get("/me/push")).json()["key"]
        assert len(key) == 87
        one = BO.subscription
        said = {"endpoint": one["endpoint"], "keys": {"p256dh": one["p256dh"], "auth": one["auth"]}}
        assert (await bo.post("/me/push", json=said)).status_code == 204
        tried = await bo.post("/me/push/test", json={"office": "as", "language": "sv"})
        assert (tried.status_code, tried.json()["code"]) == (502, "not_handed_over")

        async with way.service.screen("as", None, cookie=bo.cookies) as screen:
            pressed = await anna.post(
                "/offices/as/alarms", json={"kind": "emergency", "zone": "room-114"}, headers={"Idempotency-Key": "k1"}
            )
            assert pressed.status_code == 201, pressed.text
            alarm = pressed.json()["alarm"]

            def key_of_bo() -> str | None:
                names = [entry["data"].get("names", {}) for entry in screen.entries("ResponderCalled", alarm)]
                return next((key for some in names for key, name in some.items() if name == "Bo Lind"), None)

            def of_bo(event: str, route: str) -> list[dict[str, Any]]:
                told = [entry["data"] for entry in screen.entries(event, alarm)]
                return [one for one in told if (one["responder"], one["route"]) == (key_of_bo(), route)]

            def shown() -> dict[str, Any]:
                [row] = [row for row in screen.showing(alarm)["responders"] if row["responder"] == key_of_bo()]
                return dict(row)

            await screen.until(lambda: bool(of_bo("NoticeHandedOver", "email")))
            assert [one["reason"] for one in of_bo("NoticeFailed", "push")] == ["no_address"]
            mail = next(mail for mail in way.mail.mails if str(mail["To"]) == "bo@example.se")
            await screen.until(lambda: bool(of_bo("NoticeDelivered", "webhook")))
            [late] = of_bo("NoticeDelivered", "webhook")
            assert late["after"] == "email"
            assert {one["route"]: one["state"] for one in shown()["notices"]} == {
                "push": "failed",
                "email": "handed_over",
                "webhook": "delivered",
            }
            ids = [one.headers["webhook-id"] for one in way.hook.received]
            assert ids.count(late["notice"].replace(".", "_")) == 1

            plain = mail.get_body(("plain",))
            assert plain is not None
            [link] = re.findall(r"https://larm\.example\.se(/a/\S+)", plain.get_content())
            assert "114" not in mail.as_string()
            async with httpx2.AsyncClient(
                base_url=way.service.url, timeout=30, trust_env=False, verify=NO_TLS
            ) as phone:
                assert (await phone.get(link)).status_code == 200
                assert shown()["state"] == "called", "looking is no answer"
                form = {"content-type": "application/x-www-form-urlencoded"}
                assert (await phone.post(link, content="says=coming", headers=form)).status_code == 303
            await screen.until(lambda: shown()["state"] == "accepted")
        log = (way.service.folder / "serve.log").read_text()
        assert "the address leads into a network of the house" in log, "Bo's own subscription was never tried"
        assert "localhost/bo" not in log


async def test_every_way_that_is_set_up_is_looked_at(way: Way) -> None:
    """A self-test logs in at the mail server and reaches the webhook's receiver; neither is sent anything."""
    async with _in(way, "bo") as bo:
        before = len(way.mail.mails), len(way.hook.received)
        for route in ("email", "webhook?receiver=duty-desk"):
            path, _, query = route.partition("?")
            answer = await bo.post(f"/routes/{path}/test?{query}")
            assert answer.json().get("state") == "up", answer.text
        assert (len(way.mail.mails), len(way.hook.received)) == before


async def test_a_telephone_reports_only_with_its_own_key(way: Way) -> None:
    """A wrong key and a notice that is not there are the same; a form of elsewhere changes nothing."""
    async with httpx2.AsyncClient(
        base_url=f"{way.service.url}/api/v1", timeout=30, trust_env=False, verify=NO_TLS
    ) as nobody:
        for notice in ("as-1.2.3.push", "x" * 110):
            answer = await nobody.post(f"/notices/{notice}/report/{'a' * 22}", data={"state": "delivered"})
            assert answer.status_code == 404
    key = way.service.folder / "data" / "push.key"
    assert key.stat().st_mode & 0o777 == 0o600
