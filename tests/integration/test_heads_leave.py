"""Signed heads leave a real record: into a folder, by mail, to a webhook, stamped by OpenSSL; and all are checked."""

import asyncio
import base64
import contextlib
import json
import sqlite3
import subprocess
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from parts.ear import until
from parts.head_keys import checks
from parts.http_receiver import HttpReceiver, http_receiver, make_authority
from parts.mail_server import PASSWORD, USER, MailServer, mail_server
from parts.offices import lay_out
from parts.process import free_port
from parts.service import Service
from parts.service import trygg as run_trygg
from parts.time_stamper import TimeStamper, time_stamper, verifies
from service.alarm.actor import SERVICE
from service.clock import Clock, SystemClock
from service.dispatch.faults import Faults
from service.jobs.heads import Heads
from service.notify.config import load
from service.notify.heads.key import HeadKey
from service.notify.links import Links
from service.notify.webhook.content import signature
from service.settings import Settings
from service.store.opening import open_store
from service.store.port import Store
from service.timeline.entry import Draft
from service.wiring.channels import Around, channels_of
from service.wiring.heads import HeadsPart

pytestmark = pytest.mark.timeout(180)

ROUTES = """
[email]
host = "localhost"
port = {mail}
username = "{user}"
password_file = "mail-password"
sender = "larm@example.se"
ca = "{ca}"

[receivers.archive]
kind = "webhook"
url = "http://127.0.0.1:{hook}/heads"
secret_file = "archive-secret"
allow_private = true

[heads]
folder = "outside"
mail_to = ["skyddsombud@example.se"]
webhook = "archive"
time_stamp = "http://127.0.0.1:{stamps}/"
time_stamp_private = true
"""


@dataclass(kw_only=True)
class House:
    """A record with all ways out of the house, and what the operator's computer is told of it."""

    folder: Path
    settings: Settings
    store: Store
    faults: Faults
    clock: Clock
    mail: MailServer
    hook: HttpReceiver
    stamps: TimeStamper

    async def look(self) -> None:
        """Look once, as a node does when it starts."""
        job = self._job()
        try:
            await job.step()
        finally:
            await job.close()

    def _job(self) -> Heads:
        file = load(self.settings.routes_path)
        around = Around(
            links=Links(b"k" * 32, None), subscriptions=self.store.push, clock=self.clock, data_dir=self.folder
        )
        channels, errors = channels_of(file, around)
        assert errors == []
        job = HeadsPart(file, channels, self).job
        assert job is not None
        return job

    async def write(self, *events: str) -> None:
        """Write entries."""
        drafts = [
            Draft(at=self.clock.now(), event=event, alarm="a-1", actor=SERVICE, facts={"mode": "actual"})
            for event in events
        ]
        await self.store.commit("as", lambda unit: unit.append(drafts))

    def change(self, *changes: str) -> None:
        """Do to the database what its owner can."""
        with contextlib.closing(sqlite3.connect(self.folder / "trygg.db")) as connection, connection:
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                connection.execute(f"DROP TRIGGER {name}")
            for change in changes:
                connection.execute(change)

    def trygg(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command with this house's settings."""
        settings = {"TRYGG_DATA_DIR": str(self.folder), "TRYGG_ROUTES_FILE": str(self.settings.routes_path)}
        return run_trygg(*words, settings=settings)

    def export(self) -> Path:
        """Return the file of what `trygg timeline export` prints."""
        (self.folder / "export.jsonl").write_text(self.trygg("timeline", "export", "as").stdout)
        return self.folder / "export.jsonl"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """Everything on this machine."""
    (tmp_path / "mail-password").write_text(PASSWORD)
    (tmp_path / "archive-secret").write_text("whsec_" + base64.b64encode(b"s" * 32).decode())
    (tmp_path / "outside").mkdir()
    authority = make_authority(tmp_path, "localhost")
    async with AsyncExitStack() as stack:
        mail = await stack.enter_async_context(mail_server(authority.server()))
        hook = await stack.enter_async_context(http_receiver())
        stamps = await stack.enter_async_context(time_stamper(tmp_path / "tsa"))
        routes = ROUTES.format(mail=mail.port, user=USER, ca=authority.ca, hook=hook.port, stamps=stamps.port)
        (tmp_path / "routes.toml").write_text(routes)
        settings = Settings(data_dir=tmp_path, routes_file=tmp_path / "routes.toml")
        clock = SystemClock()
        store = open_store("sqlite:///trygg.db", clock=clock, data_dir=tmp_path)
        try:
            yield House(
                folder=tmp_path,
                settings=settings,
                store=store,
                faults=Faults(clock),
                clock=clock,
                mail=mail,
                hook=hook,
                stamps=stamps,
            )
        finally:
            await store.close()


async def test_a_head_leaves_on_every_way_and_is_stamped(house: House) -> None:
    """The same line everywhere; a saved mail is read as it is, the webhook's signature and OpenSSL's stamp hold."""
    await house.write("AlarmRaised", "AlarmClosed")
    await house.look()
    head, stamp = (house.folder / "outside" / "as" / f"0000000002.{kind}" for kind in ("json", "tsr"))
    assert verifies(house.stamps, head, stamp)
    assert not verifies(house.stamps, house.folder / "routes.toml", stamp)

    [mail] = house.mail.mails
    assert house.mail.recipients == ["skyddsombud@example.se"]
    body = mail.get_body(("plain",))
    assert body is not None
    assert head.read_text().strip() in body.get_content().replace("\r", "")
    assert [one.get_filename() for one in mail.iter_attachments()] == ["as-0000000002.json", "as-0000000002.tsr"]

    [posted] = house.hook.received
    seconds = int(posted.headers["webhook-timestamp"])
    right = signature(b"s" * 32, posted.headers["webhook-id"], seconds, posted.body)
    assert posted.headers["webhook-signature"] == right
    files = {one["name"]: one for one in json.loads(posted.body)["files"]}
    assert files["as/0000000002.json"]["text"] == head.read_text()
    assert base64.b64decode(files["as/0000000002.tsr"]["base64"]) == stamp.read_bytes()

    key = HeadKey.load(house.folder / "heads.key").public
    assert house.trygg("timeline", "key").stdout.strip() == key
    for place in (house.folder / "outside", _saved(house.folder, house.mail.raw[0])):
        assert checks(place, house.export(), key)[0] == 0
        told = house.trygg("timeline", "verify", "as", "--heads", str(place), "--key", key)
        assert (told.returncode, "1 signed heads hold" in told.stdout) == (0, True), told
    assert "1 signed heads hold" in house.trygg("timeline", "verify").stdout


def _saved(folder: Path, raw: bytes) -> Path:
    (folder / "mail.eml").write_bytes(raw)
    return folder / "mail.eml"


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        (
            [
                "DELETE FROM entries WHERE position = 3",
                "UPDATE heads SET (position, hash) = (SELECT position, hash FROM entries WHERE position = 2)",
            ],
            "it was cut off",
        ),
        (["DELETE FROM entries", "DELETE FROM heads"], "it was cut off"),
    ],
    ids=["the last entry", "all of it"],
)
async def test_what_the_owner_of_the_database_takes_away_is_found(house: House, changes: list[str], says: str) -> None:
    """The chain alone holds, Trygg and the other programme both say what is missing, and the screens say so at once."""
    await house.write("AlarmRaised", "AlarmAcknowledged", "AlarmClosed")
    await house.look()
    key = HeadKey.load(house.folder / "heads.key").public
    house.change(*changes)
    (house.folder / "heads").rename(house.folder / "aside")
    alone = house.trygg("timeline", "verify")
    assert alone.returncode == 0, "this is what a chain cannot show"
    (house.folder / "aside").rename(house.folder / "heads")
    told = house.trygg("timeline", "verify")
    assert (told.returncode, says in told.stdout) == (1, True), told
    if house.export().read_text():
        code, said = checks(house.folder / "outside", house.export(), key)
        assert (code, says in said) == (1, True), said
        await house.look()
        assert house.faults.has("as", "record_differs")


async def test_a_key_that_follows_is_told_on_every_way(house: House) -> None:
    """Whoever knows the first key believes heads that the second has signed."""
    await house.write("AlarmRaised", "AlarmClosed")
    await house.look()
    first = HeadKey.load(house.folder / "heads.key").public
    changed = house.trygg("timeline", "key", "--new")
    assert changed.returncode == 0, changed.stderr
    await house.write("AlarmRaised", "AlarmClosed")
    await house.look()
    assert (
        json.loads((house.folder / "outside" / "as" / "0000000004.json").read_text())["key"] == changed.stdout.strip()
    )
    assert checks(house.folder / "outside", house.export(), first)[0] == 0
    assert house.trygg("timeline", "verify").returncode == 0
    told = house.trygg("timeline", "verify", "--heads", str(house.folder / "outside"), "--key", "0" * 64)
    assert (told.returncode, "DOES NOT HOLD" in told.stdout) == (1, True)


async def test_an_answer_that_is_no_stamp_is_none(house: House) -> None:
    """A stamp on something else, a refusal and rubbish: the head leaves without one."""
    await house.write("AlarmRaised", "AlarmClosed")
    await house.look()
    other = (house.folder / "heads" / "as" / "0000000002.tsr").read_bytes()
    refused = bytes.fromhex("30053003020102")
    for number, answer in enumerate((other, refused, b"", b"\x30\x84\xff\xff\xff\xff", b"<html>" * 100), start=2):
        house.stamps.answer = answer
        await house.write("AlarmRaised", "AlarmClosed")
        await house.look()
        assert (house.folder / "outside" / "as" / f"{2 * number:010}.json").exists()
        assert not (house.folder / "outside" / "as" / f"{2 * number:010}.tsr").exists()


async def test_a_table_that_cannot_be_used_costs_the_heads_and_nothing_else(house: House) -> None:
    """A receiver that nobody has set up: no node fails to start, and the screens say so."""
    routes = house.settings.routes_path
    routes.write_text(routes.read_text().replace('webhook = "archive"', 'webhook = "nobody"'))
    assert HeadsPart(load(routes), {}, house).job is None
    assert house.faults.has("as", "heads_stuck")


async def test_a_real_service_signs_by_itself(tmp_path: Path) -> None:
    """The key is made at the first start, and the first head is outside soon after it."""
    (tmp_path / "outside").mkdir()
    (tmp_path / "routes.toml").write_text('[heads]\nfolder = "outside"\n')
    more = {"TRYGG_ROUTES_FILE": str(tmp_path / "routes.toml")}
    service = Service(tmp_path / "node", lay_out(tmp_path / "plans"), f"mqtt://127.0.0.1:{free_port()}", more=more)

    def press() -> None:
        with service.begun():
            service.wait_alive()
            pressed = service.http.post("/api/v1/offices/as/alarms", json={}, headers={"Idempotency-Key": "1"})
            assert pressed.status_code == 201, pressed.text

    await asyncio.to_thread(press)
    again = Service(tmp_path / "node", tmp_path / "plans", f"mqtt://127.0.0.1:{free_port()}", more=more)
    await asyncio.to_thread(again.start, wait_ready=False)
    try:
        await until(lambda: any((tmp_path / "outside").glob("as/*.json")), within=60)
        told = await asyncio.to_thread(again.trygg, "timeline", "verify", "as")
        assert (told.returncode, "1 signed heads hold" in told.stdout) == (0, True), told
    finally:
        await asyncio.to_thread(again.stop)
        again.http.close()
