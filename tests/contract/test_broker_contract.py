"""What every broker that Trygg runs itself has to keep: mosquitto and amqtt under one suite."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from parts.ear import Ear, say, until
from parts.process import MissingPartError, free_port, wait_until
from service.ingest.broker import Broker, BrokerError, Kind, PortTakenError, find_mosquitto, start_broker
from service.ingest.child import listens, port_is_free, speaks_mqtt


@pytest.fixture(params=["mosquitto", "amqtt"])
def kind(request: pytest.FixtureRequest) -> Kind:
    """Each broker Trygg can run."""
    if request.param == "amqtt":
        return "amqtt"
    if find_mosquitto() is None:
        raise MissingPartError("mosquitto", package="mosquitto")
    return "mosquitto"


@pytest.fixture
async def broker(kind: Kind, tmp_path: Path) -> AsyncIterator[Broker]:
    """A running broker in a folder with a space and a letter from here in its name."""
    broker = await start_broker(tmp_path / "Kontoret på ön", port=free_port(), prefer=kind)
    yield broker
    await broker.stop()


def alive(pid: int) -> bool:
    """Whether a process with this id still runs."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


async def test_it_is_up_when_it_is_started(broker: Broker, kind: Kind) -> None:
    """Once started it answers on its own port, in a process of its own, and says what it is."""
    assert broker.kind == kind
    assert broker.running
    assert broker.url.endswith(f"127.0.0.1:{broker.port}")
    assert broker.pid is not None
    assert broker.pid != os.getpid()
    assert listens(broker.pid, broker.port)
    assert await speaks_mqtt(broker.port, 10)


async def test_only_this_machine_reaches_it(broker: Broker) -> None:
    """It listens on loopback and nowhere else."""
    rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    here = {row[1] for row in rows if row[3] == "0A" and row[1].endswith(f":{broker.port:04X}")}
    assert here == {f"0100007F:{broker.port:04X}"}


async def test_messages_pass(broker: Broker) -> None:
    """What is published is heard, and gets the broker's receipt."""
    async with Ear(broker.url) as ear:
        assert await ear.session.publish("press/one", b"help")
        assert (await ear.count(1))[0].payload == b"help"


async def test_a_press_waits_for_a_session_that_is_away(broker: Broker) -> None:
    """What is said while a persistent session is away is heard when it comes back."""
    async with Ear(broker.url):
        pass
    await say(broker.url, b"help")
    async with Ear(broker.url) as ear:
        assert [each.payload for each in await ear.count(1)] == [b"help"]


async def test_nobody_else_hears_what_waited(broker: Broker) -> None:
    """A message for one session is not passed to a client that comes with another name."""
    async with Ear(broker.url, "first"):
        pass
    await say(broker.url, b"help")
    async with Ear(broker.url, "second") as second:
        await say(broker.url, b"new")
        assert [each.payload for each in await second.count(1)] == [b"new"]


async def test_restart_keeps_the_port(broker: Broker) -> None:
    """After a restart it is another process on the same port, and sessions come back by themselves."""
    before, port = broker.pid, broker.port
    async with Ear(broker.url) as ear:
        await broker.restart()
        assert (broker.port, broker.running) == (port, True)
        assert broker.pid != before
        await until(lambda: ear.session.connected and ear.session.connection > 1)


async def test_stop_and_start_again(broker: Broker) -> None:
    """Stopped it is gone, its port is free, and it can be started again; stopping twice does nothing."""
    pid = broker.pid
    assert pid is not None
    await broker.stop()
    await broker.stop()
    assert (broker.running, broker.pid, alive(pid), port_is_free(broker.port)) == (False, None, False, True)
    await broker.restart()
    assert broker.running


async def test_a_crash_is_seen(broker: Broker) -> None:
    """A broker that was killed is seen not to run, and can be started again."""
    await broker.kill()
    assert not broker.running
    await broker.restart()
    assert await speaks_mqtt(broker.port, 10)


async def test_one_broker_to_a_folder(broker: Broker, kind: Kind) -> None:
    """A second broker on the same folder is refused, with the process that has it and what to do."""
    with pytest.raises(BrokerError, match=rf"process {os.getpid()}\).*TRYGG_DATA_DIR"):
        await start_broker(broker.log.parent, port=free_port(), prefer=kind)
    assert await speaks_mqtt(broker.port, 10)


async def test_a_taken_port_is_said(kind: Kind, tmp_path: Path) -> None:
    """A port somebody else listens on is refused with what to do, and the folder stays free."""
    with socket.create_server(("127.0.0.1", free_port())) as stranger:
        taken = stranger.getsockname()[1]
        with pytest.raises(PortTakenError, match=f"port {taken} on 127.0.0.1 is taken.*TRYGG_MQTT_URL"):
            await start_broker(tmp_path, port=taken, prefer=kind)
    broker = await start_broker(tmp_path, port=taken, prefer=kind)
    await broker.stop()


async def test_without_a_port_it_takes_the_next_free_one(kind: Kind, tmp_path: Path) -> None:
    """Two brokers that name no port get two, one after the other."""
    first = await start_broker(tmp_path / "1", prefer=kind)
    second = await start_broker(tmp_path / "2", prefer=kind)
    assert 1883 <= first.port < second.port
    await first.stop()
    await second.stop()


_PARENT = """
import asyncio, sys
from pathlib import Path
from service.ingest.broker import start_broker

async def parent() -> None:
    broker = await start_broker(Path(sys.argv[1]), port=int(sys.argv[2]), prefer=sys.argv[3])
    print(broker.pid, flush=True)
    await asyncio.sleep(60)

asyncio.run(parent())
"""


async def test_it_dies_with_its_parent(kind: Kind, tmp_path: Path) -> None:
    """When the parent is killed with kill -9 the broker goes too, and the folder can be used again at once."""
    said, port = tmp_path / "said", free_port()
    with said.open("wb") as output:
        parent = subprocess.Popen(
            [sys.executable, "-c", _PARENT, str(tmp_path / "data"), str(port), kind], stdout=output, cwd=Path.cwd()
        )
    try:
        assert wait_until(lambda: said.read_bytes().endswith(b"\n"), within=30)
        pid = int(said.read_text())
        assert alive(pid)
    finally:
        parent.send_signal(signal.SIGKILL)
        parent.wait()
    assert wait_until(lambda: not alive(pid))
    again = await start_broker(tmp_path / "data", port=port, prefer=kind)
    await again.stop()


async def test_a_long_log_is_put_aside(broker: Broker) -> None:
    """A log over a megabyte is kept once under another name, so that it never fills the disk."""
    await broker.stop()
    broker.log.write_bytes(b"x" * 1_000_001)
    await broker.restart()
    assert (broker.log.parent / "broker.log.1").stat().st_size == 1_000_001
    assert broker.log.stat().st_size < 1_000_001


async def test_only_the_one_for_trying_out_has_a_notice(broker: Broker, kind: Kind) -> None:
    """The one for trying out says plainly that nobody should rely on it; mosquitto has nothing to say."""
    assert (broker.notice is None) == (kind == "mosquitto")
    assert broker.notice is None or "do not rely on it" in broker.notice


async def test_what_waits_outlives_a_crash(tmp_path: Path) -> None:
    """Our mosquitto, killed with kill -9, still has the press that waited for a session (amqtt does not promise it)."""
    if find_mosquitto() is None:
        raise MissingPartError("mosquitto", package="mosquitto")
    broker = await start_broker(tmp_path, port=free_port(), prefer="mosquitto")
    async with Ear(broker.url):
        pass
    await say(broker.url, b"help")
    await until(lambda: b"help" in (tmp_path / "mosquitto.db").read_bytes())
    await broker.kill()
    await broker.restart()
    async with Ear(broker.url) as ear:
        assert [each.payload for each in await ear.count(1)] == [b"help"]
    await broker.stop()


async def test_a_message_nobody_can_want_ends_its_sender(tmp_path: Path) -> None:
    """Above 2 MiB our mosquitto ends the connection instead of giving a receipt and dropping the message."""
    if find_mosquitto() is None:
        raise MissingPartError("mosquitto", package="mosquitto")
    broker = await start_broker(tmp_path, port=free_port(), prefer="mosquitto")
    async with Ear(broker.url) as ear, Ear(broker.url, "device", (), clean=True) as device:
        async with asyncio.timeout(20):
            assert await device.session.publish("press/one", bytes(3 * 1024 * 1024)) is False
        await say(broker.url, b"help")
        assert [each.payload for each in await ear.count(1)] == [b"help"]
    await broker.stop()


async def test_a_broker_that_ends_at_once_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the program itself gives up, the error has its exit code and its last words, and the folder is free."""
    program = tmp_path / "bin" / "mosquitto"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\necho 'Error: the disk is full'\nexit 3\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    for _ in range(2):
        with pytest.raises(BrokerError, match=r"exit code 3.*the disk is full"):
            await start_broker(tmp_path / "data", port=free_port(), prefer="mosquitto")
