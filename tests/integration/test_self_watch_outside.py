"""What a node tells outside itself: systemd, and whoever waits for a sign of life."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr

from parts.ear import until
from parts.http_receiver import DROP, NONSENSE, http_receiver
from service.clock import SystemClock
from service.dispatch.faults import Faults
from service.jobs.sign_of_life import MISSED, SignOfLife
from service.jobs.systemd import Systemd
from service.settings import Settings
from service.wiring.front import ServeError
from service.wiring.outside import outside


def settings(url: str) -> Settings:
    """Return settings with an address outside."""
    return Settings(heartbeat_url=SecretStr(url))


class Standing:
    """Whether all is well."""

    well = True


@asynccontextmanager
async def giving(url: str, faults: Faults, standing: Standing) -> AsyncIterator[SignOfLife]:
    """Give signs of life to an address, fifty times a second."""
    there = outside(settings(url))
    assert there is not None
    sign = SignOfLife(there, lambda: standing.well, faults, SystemClock(), every_s=0.02)
    running = asyncio.create_task(sign.run())
    try:
        yield sign
    finally:
        running.cancel()
        await asyncio.wait({running})


async def test_signs_stop_while_anything_is_wrong() -> None:
    """Whoever waits outside hears nothing while the service is not well, and hears again when it is."""
    standing = Standing()
    async with http_receiver() as there, giving(f"http://127.0.0.1:{there.port}/p", Faults(SystemClock()), standing):
        await until(lambda: len(there.received) > 2)
        standing.well = False
        await asyncio.sleep(0.1)
        heard = len(there.received)
        await asyncio.sleep(0.2)
        assert len(there.received) == heard
        standing.well = True
        await until(lambda: len(there.received) > heard)
        assert {one.body for one in there.received} == {b""}


@pytest.mark.parametrize("answer", [302, 404, 500, DROP, NONSENSE])
async def test_signs_that_do_not_arrive_are_said(answer: int, caplog: pytest.LogCaptureFixture) -> None:
    """After three in a row the screens say so, until one arrives; nothing is followed, and no log names the address."""
    faults, caught = Faults(SystemClock()), caplog.at_level(logging.DEBUG, logger="service")
    async with http_receiver() as elsewhere, http_receiver() as there:
        there.status, there.more = answer, f"Location: http://127.0.0.1:{elsewhere.port}/followed\r\n"
        with caught:
            async with giving(f"http://127.0.0.1:{there.port}/kept-secret", faults, Standing()) as sign:
                await until(lambda: [fault.code for fault in faults.of("as")] == ["heartbeat_unreachable"])
                assert sign.failed >= MISSED
                there.status = 200
                await until(lambda: not faults.of("as"))
        assert elsewhere.received == []
    assert "did not arrive" in caplog.text
    assert "kept-secret" not in caplog.text


@pytest.mark.parametrize(
    "url", ["http://watch.example/p", "ftp://watch.example/p", "https://user:word@watch.example/p", "nonsense", ""]
)
def test_an_address_that_cannot_be_used_is_refused_without_naming_it(url: str) -> None:
    """Plain http across a network could be forged; the text says what to set, and repeats no secret."""
    with pytest.raises(ServeError, match="TRYGG_HEARTBEAT_URL") as refused:
        outside(settings(url))
    assert not url or url not in str(refused.value)


def test_systemd_is_told_where_it_listens(tmp_path: Path) -> None:
    """Each word goes to its socket as one datagram, of either kind of address; without one nothing is told."""
    for name in (str(tmp_path / "notify"), f"@trygg-{tmp_path.name}-{id(tmp_path)}"):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
            listening.settimeout(5)
            listening.bind(f"\0{name[1:]}" if name.startswith("@") else name)
            Systemd({"NOTIFY_SOCKET": name}).tell("READY=1", "STATUS=ready")
            assert listening.recv(100) == b"READY=1\nSTATUS=ready"
    Systemd({}).tell("READY=1")
    Systemd({"NOTIFY_SOCKET": str(tmp_path / "nobody")}).tell("READY=1")


@pytest.mark.parametrize(
    ("environment", "patience_s"),
    [
        ({"WATCHDOG_USEC": "60000000"}, 60.0),
        ({"WATCHDOG_USEC": "60000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({}, None),
    ],
)
def test_it_is_known_whether_systemd_watches(environment: dict[str, str], patience_s: float | None) -> None:
    """A watch that is meant for another process, or cannot be read, is none."""
    assert Systemd(environment).patience_s == patience_s
