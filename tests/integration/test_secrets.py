"""Secrets stay where they belong: not in the log, not in an answer, not in the process list, not in the database."""

import asyncio
import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import httpx2
import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from parts.offices import lay_out
from parts.postgres import Postgres
from parts.process import wait_until
from parts.service import Service
from parts.unencrypted import NO_TLS
from service.access.rights import Grant, Role
from service.access.roll import Roll
from service.clock import SystemClock
from service.store.opening import open_store

pytestmark = pytest.mark.timeout(180)

PASSWORD, WRONG = "regnet faller tungt över taken", "hemligt men fel lösenord"
BROKER, PIN, WRONG_PIN, DATABASE = "maklarens-hemlighet", "739105842617", "820516937428", "databasens-hemlighet"
HEARTBEAT, HOUSE, ELKS = "livstecknets-hemlighet", "husets-hemlighet", "elkarnas-hemlighet"
NEIGHBOUR, DESK = (
    "whsec_" + base64.b64encode(f"{who} hemlighet".encode() * 3).decode() for who in ("grannens", "vakt")
)
CHAT = "ntfy://jour:chattens-hemlighet@127.0.0.1:9/jour"
ROUTES = """
public_url = "https://larm.example.se"
[elks]
username = "u0123456789abcdef"
password_file = "elks"
sender = "Trygg"
number = "+46766861004"
[receivers.jobcentre]
kind = "trygg"
url = "https://127.0.0.1:9"
office = "jc"
secret_file = "neighbour"
allow_private = true
[receivers.desk]
kind = "webhook"
url = "https://127.0.0.1:9/trygg"
secret_file = "desk"
allow_private = true
[receivers.chat]
kind = "other"
address_file = "chat"
"""
HOUSE_BROKER = """
[[broker]]
name = "house"
url = "mqtt://127.0.0.1:9"
user = "trygg"
password_file = "{file}"
"""


@dataclass(kw_only=True)
class Told:
    """All that a service has answered, and the secrets that were used."""

    service: Service
    kept: Callable[[], str]
    """Returns all that is kept beside the data folder: the rows of a PostgreSQL database, and its server's log."""
    secrets: dict[str, str] = field(default_factory=dict)
    answers: list[str] = field(default_factory=list)

    def ask(
        self, browser: httpx2.Client, method: str, address: str, *, gives: bool = False, **more: object
    ) -> httpx2.Response:
        """Send a request and keep its answer; one that gives a secret out, which it does once, is not kept."""
        answer = browser.request(method, address, **more)  # type: ignore[arg-type]
        if not gives:
            self.answers.append(f"{method} {address}: {answer.headers} {answer.content!r} {answer.text}")
        return answer


async def _people(folder: Path, url: str) -> str:
    """Make an account that may nearly everything, and a token."""
    folder.mkdir(parents=True)
    store = await asyncio.to_thread(open_store, url, clock=SystemClock(), data_dir=folder)
    try:
        roll = Roll(store.access, SystemClock())
        grants = [Grant(role=role, office=None) for role in (Role.OPERATOR, Role.LEAD, Role.OFFICE_ADMINISTRATOR)]
        await roll.add("eva", "Eva Lundin", grants=grants, typed=PASSWORD)
        return (await roll.make_token("wall", Role.OPERATOR)).text
    finally:
        await store.close()


def _rows(server: Postgres, database: str) -> str:
    """Return every row of a database as text, and all that its server has logged."""
    with psycopg.connect(server.url(database)) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        rows = [connection.execute(SQL("SELECT * FROM {}").format(Identifier(name))).fetchall() for (name,) in tables]
    return f"{rows} {(server.folder / 'postgres.log').read_text(errors='replace')}"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """A service that says all it can, after a day on which everything secret was used, rightly and wrongly."""
    folder = tmp_path_factory.mktemp("secrets")
    url, at = f"mqtt://trygg:{BROKER}@127.0.0.1:9", None
    kept: Callable[[], str] = str
    secrets = {"broker's password": BROKER, "PIN": PIN, "wrong PIN": WRONG_PIN}
    if request.param == "postgresql":
        server: Postgres = request.getfixturevalue("postgres")
        name = server.create_database()
        kept = partial(_rows, server, name)
        at = server.url(name).replace("postgres@", f"postgres:{DATABASE}@")  # it asks for none and takes any
        secrets["database's password"] = DATABASE
    more = _confided(folder, secrets)
    token = asyncio.run(_people(folder / "node" / "data", at or "sqlite:///trygg.db"))
    service = Service(
        folder / "node", lay_out(folder / "plans"), url, database_url=at, more={"TRYGG_LOG_LEVEL": "debug", **more}
    )
    told = Told(service=service, kept=kept, secrets={"token": token, "password": PASSWORD, "wrong password": WRONG})
    told.secrets |= secrets
    with service.begun():
        service.wait_alive()
        _log_in(told)
        _pair(told)
        _use_token(told)
        asyncio.run(_streams(told))
        if at is None:  # it looks at every setting, every file and every way out, and takes its time for it
            looked = service.trygg("doctor")
            assert "sign of life" in looked.stdout.lower() or "heartbeat" in looked.stdout.lower(), looked.stdout
            told.answers.append(f"trygg doctor: {looked.stdout} {looked.stderr}")
        yield told


def _confided(folder: Path, secrets: dict[str, str]) -> dict[str, str]:
    """Write what other services let Trygg in by, each into a file of its own, and return the settings."""
    own = folder / "etc"
    own.mkdir(parents=True)
    for name, secret in (("elks", ELKS), ("neighbour", NEIGHBOUR), ("desk", DESK), ("chat", CHAT), ("house", HOUSE)):
        (own / name).write_text(secret)
        (own / name).chmod(0o600)
    (own / "routes.toml").write_text(ROUTES)
    (own / "brokers.toml").write_text(HOUSE_BROKER.format(file=own / "house"))
    secrets |= {
        "46elks' password": ELKS,
        "neighbour's secret": NEIGHBOUR,
        "receiver's secret": DESK,
        "chat's password": "chattens-hemlighet",
        "house's password": HOUSE,
        "heartbeat's address": HEARTBEAT,
    }
    return {
        "TRYGG_ROUTES_FILE": str(own / "routes.toml"),
        "TRYGG_BROKERS_FILE": str(own / "brokers.toml"),
        "TRYGG_HEARTBEAT_URL": f"https://127.0.0.1:9/ping/{HEARTBEAT}",
    }


def _browser(told: Told) -> httpx2.Client:
    return httpx2.Client(base_url=told.service.url, timeout=30.0, trust_env=False, verify=NO_TLS)


def _log_in(told: Told) -> None:
    with _browser(told) as browser:
        for wrong in (
            {"login": "eva", "password": WRONG},
            {"login": WRONG, "password": ""},
            {"login": "eva", "password": [PASSWORD]},
            {"login": "eva", "password": "", "pasword": PASSWORD},
            {"login": "eva", "password": PASSWORD * 40},
            [PASSWORD],
        ):
            assert told.ask(browser, "POST", "/api/v1/session", json=wrong).status_code in (401, 422, 429)
        right = {"login": "eva", "password": PASSWORD}
        made = told.ask(browser, "POST", "/api/v1/session", gives=True, json=right)
        assert made.status_code == 201, made.text
        told.secrets["session"] = browser.cookies["trygg_session"]
        assert told.secrets["session"] not in made.text
        for address in ("/", "/api/v1/session", "/api/v1/offices", "/plan/as", "/api/openapi.json"):
            assert told.ask(browser, "GET", address).status_code == 200
        assert told.ask(browser, "GET", "/plan-print/as/wall.pdf").status_code == 200
        told.ask(browser, "POST", "/api/v1/offices/as/plan/read", json={})
        code = told.ask(browser, "POST", "/api/v1/offices/as/paired/codes", gives=True, json={"screen": "staff"})
        told.secrets["code"] = code.json()["code"]


def _pair(told: Told) -> None:
    with _browser(told) as screen, _browser(told) as browser:
        told.ask(screen, "POST", "/api/v1/pair", json={"code": "BBBB-BBBB", "name": PASSWORD})
        assert told.ask(screen, "POST", "/api/v1/pair", gives=True, json={"code": told.secrets["code"]}).is_success
        told.secrets["screen"] = screen.cookies["trygg_session"]
        told.ask(screen, "POST", "/api/v1/pair", json={"code": told.secrets["code"]})
        browser.cookies.set("trygg_session", told.secrets["session"])
        [paired] = told.ask(browser, "GET", "/api/v1/offices/as/paired").json()
        pin = f"/api/v1/offices/as/paired/{paired['id']}/pin"
        told.ask(browser, "PUT", pin, json={"pin": f"{PIN}0"})
        assert told.ask(browser, "PUT", pin, json={"pin": PIN}).is_success
        key = {"Idempotency-Key": "1"}
        alarm = told.ask(screen, "POST", "/api/v1/offices/as/alarms", headers=key, json={}).json()["alarm"]
        clear = f"/api/v1/alarms/{alarm}/clear"
        for shown in (WRONG_PIN, PIN):
            told.ask(screen, "POST", clear, headers={"trygg-pin": shown}, json={"person": "gunilla"})
        told.ask(browser, "GET", f"/api/v1/alarms/{alarm}/timeline")
        told.ask(browser, "GET", f"/review/as/{alarm}")
        exports = [told.ask(browser, "GET", f"/review/as/{alarm}/export.{form}") for form in ("json", "csv", "zip")]
        assert [one.status_code for one in exports] == [200] * 3
        with ZipFile(BytesIO(exports[-1].content)) as package:
            told.answers += [f"{name}: {package.read(name).decode(errors='replace')}" for name in package.namelist()]


def _use_token(told: Told) -> None:
    token = told.secrets["token"]
    with _browser(told) as program:
        headers = {"Authorization": f"Bearer {token}"}
        assert told.ask(program, "GET", "/metrics", headers=headers).status_code == 200
        routes = told.ask(program, "GET", "/api/v1/routes", headers=headers).json()["routes"]
        assert {one["receiver"] for one in routes} >= {"jobcentre", "desk", "chat"}
        for one in routes:
            told.ask(
                program,
                "POST",
                f"/api/v1/routes/{one['route']}/test",
                headers=headers,
                params={"receiver": one["receiver"]} if one["receiver"] else {},
            )
        person = {"login": "bo", "name": "Bo", "roles": [{"role": "presser", "office": "as"}]}
        invited = told.ask(program, "POST", "/api/v1/accounts", gives=True, headers=headers, json=person)
        told.secrets["invitation"] = invited.json()["invitation"]["address"].partition("#")[2]
        told.ask(program, "POST", "/api/v1/invitation", json={"invitation": told.secrets["invitation"], "password": ""})
        told.secrets["knock"] = told.ask(program, "POST", "/api/v1/pair/knock", gives=True).json()["knock"]
        told.ask(program, "POST", "/api/v1/pair/knock/answer", json={"knock": told.secrets["knock"]})
        told.ask(program, "GET", "/api/v1/offices", headers={"Authorization": f"Basic {token}"})
        for address in (f"/api/v1/offices?token={token}", f"/api/v1/offices/{token}", f"/static/{token}/x"):
            answer = told.ask(program, "GET", address, gives=True, headers=headers)  # what it was asked it may repeat
            assert answer.status_code < 500
        page = told.ask(program, "GET", "/review/as", headers={"Accept": "text/html", "Authorization": "Bearer x"})
        assert page.status_code in (200, 303, 401)


async def _streams(told: Told) -> None:
    address = f"ws://127.0.0.1:{told.service.port}/api/v1/offices/as/stream"
    cookie = {"Cookie": f"trygg_session={told.secrets['session']}"}
    async with connect(address, additional_headers=cookie, proxy=None) as stream:
        told.answers.append(str(await stream.recv()))
        await stream.send(told.secrets["session"])
    with pytest.raises(InvalidStatus):
        await connect(f"{address}?token={told.secrets['token']}", proxy=None)


def test_the_log_holds_none(told: Told) -> None:
    """At the loudest level, through everything that was done right and wrong."""
    assert wait_until(lambda: "broker" in told.service.log or "mqtt" in told.service.log.lower())
    assert _found(told, told.service.log) == []
    assert "Traceback" not in told.service.log


def test_no_answer_holds_one_but_the_one_that_gives_it(told: Told) -> None:
    """Neither pages nor PDFs, nor exports, nor the words in which something wrong is refused."""
    for answer in told.answers:
        assert _found(told, answer) == [], answer[:100]


def test_the_process_list_holds_none(told: Told) -> None:
    """The service's own line, and for each of its children line and environment: all that other programs look at."""
    children = [int(pid) for task in Path(f"/proc/{told.service.pid}/task").iterdir() for pid in _children(task)]
    assert children, "the process that works plans out is one"
    seen = [Path(f"/proc/{told.service.pid}/cmdline").read_bytes()]
    for child in children:
        seen += [Path(f"/proc/{child}/cmdline").read_bytes(), Path(f"/proc/{child}/environ").read_bytes()]
    assert _found(told, "\n".join(part.decode(errors="replace") for part in seen)) == []
    assert not any(b"TRYGG_" in part for part in seen[1:])


def test_nothing_that_is_kept_lets_anybody_in(told: Told) -> None:
    """The database, what waits beside it, and every other file of the data folder hold digests only."""
    files = [path for path in told.service.folder.rglob("*") if path.is_file()]
    rows = told.kept()
    assert (told.service.database in files) != ("$argon2id$" in rows), "one of both is the database"
    assert _found(told, rows) == []
    for path in files:
        assert _found(told, path.read_bytes().decode("utf-8", "replace")) == [], path


def _children(task: Path) -> list[str]:
    return (task / "children").read_text().split()


def _found(told: Told, text: str) -> list[str]:
    """Return which secrets stand in a text; of ours the last part is the secret one."""
    return [what for what, secret in told.secrets.items() if secret.rpartition("_")[2] in text]
