"""The service's own life: it starts, ends in order, refuses what it must not do, and says what to do instead."""

import asyncio
import contextlib
import re
import socket
import sqlite3
from pathlib import Path

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from parts.mosquitto import StartMosquitto
from parts.offices import lay_out
from parts.process import find_program, free_port, wait_until
from parts.service import Service, trygg
from parts.stock import press

pytestmark = pytest.mark.timeout(180)  # services start here, on a machine that may be busy


@pytest.fixture
def plans(tmp_path: Path) -> Path:
    """A folder with the invented offices."""
    return lay_out(tmp_path / "plans")


async def test_it_ends_in_order(mosquitto: StartMosquitto, plans: Path, tmp_path: Path) -> None:
    """Told to stop, it tells the screens, keeps what it heard, and ends with 0; what comes meanwhile waits."""
    broker = mosquitto(config={"persistence": "true"})
    with Service(tmp_path / "node", plans, broker.url) as service:
        async with service.screen("as") as screen:
            press(broker.port, "as/pendant-1", '{"id": "before"}')
            before = await screen.raised()
            stopping = asyncio.create_task(asyncio.to_thread(service.stop))
            await screen.until(lambda: bool(screen.told("superseded")))
            assert await stopping == 0
        assert "Traceback" not in service.log
        mark = tmp_path / "node" / "data" / "orderly"
        assert mark.exists(), "all that buttons were last is saved, and the next life may trust it"
        press(broker.port, "as/pendant-2", '{"id": "meanwhile"}')
        service.start()
        assert not mark.exists(), "whoever is killed leaves none"
        assert wait_until(lambda: len(service.alarms("as")) == 2)
        assert before in {alarm["alarm"] for alarm in service.alarms("as")}


async def test_a_damaged_record_keeps_no_press_out(mosquitto: StartMosquitto, plans: Path, tmp_path: Path) -> None:
    """With an open alarm that can no longer be read it starts, hears presses, and is never said to be in order."""
    broker = mosquitto()
    with Service(tmp_path / "node", plans, broker.url) as service:
        async with service.screen("as") as screen:
            press(broker.port, "as/pendant-1", '{"id": "1"}')
            await screen.raised()
        service.kill()
        with contextlib.closing(sqlite3.connect(service.database)) as connection, connection:
            for (guard,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                connection.execute(f"DROP TRIGGER {guard}")
            connection.execute("UPDATE entries SET facts = replace(facts, '{', '[')")
        service.start(wait_ready=False)
        service.wait_alive()
        async with service.screen("as") as screen:
            press(broker.port, "as/pendant-2", '{"id": "2"}')
            await screen.raised()
        assert service.http.get("/health/ready").json()["store"] is False
        assert "cannot be read" in service.log


async def test_its_own_broker_lives_as_long_as_it_does(plans: Path, tmp_path: Path) -> None:
    """Without a broker's address it runs one itself on loopback, which hears presses and is gone after kill -9."""
    find_program("mosquitto", package="mosquitto")
    with Service(tmp_path / "node", plans, None) as service:
        found = re.search(r"mqtt://127\.0\.0\.1:(\d+)", service.log)
        assert found is not None
        port = int(found.group(1))
        pressed = service.trygg("press", "as", "pendant-1", "--broker", f"mqtt://127.0.0.1:{port}")
        assert pressed.returncode == 0, pressed.stderr
        assert wait_until(lambda: len(service.alarms("as")) == 1)
        service.kill()
        assert wait_until(lambda: not _listens(port))


def test_it_refuses_other_addresses_than_loopback(plans: Path, tmp_path: Path) -> None:
    """Without TLS it listens on loopback only, and says why and what to set instead."""
    refused = Service(tmp_path, plans, "mqtt://127.0.0.1:9", more={"TRYGG_HTTP_HOST": "0.0.0.0"}).trygg("serve")
    assert refused.returncode == 1
    assert "does not listen on 0.0.0.0 without TLS" in refused.stderr
    assert "TRYGG_HTTP_HOST" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_taken_port_says_what_to_do(plans: Path, tmp_path: Path) -> None:
    """On a port where somebody listens it ends with a sentence that names the port and the setting."""
    service = Service(tmp_path / "node", plans, "mqtt://127.0.0.1:9")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", service.port))
        taken.listen()
        refused = service.trygg("serve")
    assert refused.returncode == 1
    assert f"port {service.port} on 127.0.0.1 is taken" in refused.stderr
    assert "TRYGG_HTTP_PORT" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_second_one_on_the_same_record_is_refused(mosquitto: StartMosquitto, plans: Path, tmp_path: Path) -> None:
    """Two services never write one SQLite file: the second says who holds it, and the first goes on."""
    broker = mosquitto()
    with Service(tmp_path / "node", plans, broker.url) as service:
        second = trygg("serve", settings={**service.environment, "TRYGG_HTTP_PORT": str(free_port())})
        assert second.returncode == 1
        assert "Traceback" not in second.stderr
        assert str(service.database) in second.stderr
        assert service.http.get("/health/ready").status_code == 200


async def test_it_answers_its_own_pages_only(mosquitto: StartMosquitto, plans: Path, tmp_path: Path) -> None:
    """A page from elsewhere can neither press nor watch: a foreign Origin or Host is refused."""
    broker = mosquitto()
    with Service(tmp_path / "node", plans, broker.url) as service:
        soft, key = "/api/v1/offices/as/alarms", {"Idempotency-Key": "1"}
        elsewhere = {"Origin": "https://elsewhere.example"}
        answer = service.http.post(soft, json={}, headers={**key, **elsewhere})
        assert (answer.status_code, answer.json()["code"]) == (403, "foreign_origin")
        answer = service.http.post(soft, json={}, headers={**key, "Sec-Fetch-Site": "cross-site"})
        assert (answer.status_code, answer.json()["code"]) == (403, "foreign_origin")
        answer = service.http.get("/api/v1/offices", headers={"Host": "rebound.example"})
        assert (answer.status_code, answer.json()["code"]) == (403, "foreign_host")
        stream = f"ws://127.0.0.1:{service.port}/api/v1/offices/as/stream?screen=staff"
        with pytest.raises(InvalidStatus, match="403"):
            await connect(stream, additional_headers=elsewhere, proxy=None)
        with pytest.raises(InvalidStatus, match="403"):
            await connect(stream.replace("127.0.0.1", "localhost"), origin=service.url, proxy=None)  # type: ignore[arg-type]
        assert service.alarms("as") == []
        answer = service.http.post(soft, json={}, headers={**key, "Origin": service.url})
        assert answer.status_code == 201


def test_health_tells_what_is_missing(plans: Path, tmp_path: Path) -> None:
    """Without a broker it lives, serves its pages, and is not ready: a press would not go all the way."""
    service = Service(tmp_path / "node", plans, f"mqtt://127.0.0.1:{free_port()}")
    with service.begun():
        service.wait_alive()
        answer = service.http.get("/health/ready")
        assert answer.status_code == 503
        told = answer.json()
        assert told.pop("since").keys() == {"broker", "canary"}
        assert told == {
            "ready": False,
            "broker": False,
            "store": True,
            "timers": True,
            "canary": False,
            "auditor": True,
            "plans": True,
            "plans_to_read": 0,
        }
        assert 'trygg_up{part="broker"} 0.0' in service.http.get("/metrics").text


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
