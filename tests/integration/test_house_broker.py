"""A mosquitto that a house runs itself, and the nodes that keep its files: what is given counts, whatever breaks."""

import asyncio
import contextlib
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from devices.own_topics import topics_of_gateway
from parts.broker_client import BrokerClient
from parts.devices import Devices
from parts.ear import until
from parts.guarded import NODE_PASSWORD, NOW, GuardedMosquitto
from parts.offices import lay_out
from parts.process import Process, dying_with_parent, find_program, free_port, wait_until
from parts.service import Service, environment
from parts.stores import Watch
from service.access import device_password
from service.access.device_credentials import DeviceCredentials
from service.ingest.access_list import NodeUser, access_files
from service.ingest.address import Address, read_address
from service.ingest.broker_certificate import ensure_broker_certificate
from service.ingest.broker_files import write_for_another
from service.ingest.files_read import ASKER, password_of
from service.ingest.knock import NoAnswerError, lets_in
from service.ingest.mosquitto_config import TlsListener
from service.wiring import house_broker
from service.wiring.house_broker import HouseBroker

SCRIPT = Path(__file__).parents[2] / "deploy" / "container" / "broker"


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[GuardedMosquitto]:
    """A broker with no device in its files."""
    broker = GuardedMosquitto(tmp_path)
    broker.write([])
    broker.start()
    yield broker
    broker.stop()


@contextlib.asynccontextmanager
async def _kept(broker: GuardedMosquitto, devices: Devices, states: list[bool]) -> AsyncIterator[HouseBroker]:
    """Keep a broker's files as a node does; nobody reloads it."""
    address = read_address(f"mqtt://:{NODE_PASSWORD}@127.0.0.1:{broker.port}")
    house = HouseBroker(
        broker.written,
        devices,
        Watch(at=NOW),
        lambda: None,
        secret=NODE_PASSWORD,
        ask=lambda password: lets_in(address, ASKER, password),
    )
    tending = asyncio.create_task(house.tend(states.append))
    try:
        yield house
    finally:
        tending.cancel()


def _welcome(port: int, user: str, password: str) -> bool | None:
    with BrokerClient(port, user, password) as device:
        return device.welcome


async def test_a_reload_that_was_lost_is_asked_for_again(
    broker: GuardedMosquitto, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The files change once more, so that whoever watches them reloads; until then the screens say so."""
    monkeypatch.setattr(house_broker, "LOOK_EVERY_S", 0.05)
    devices, states, passwords = Devices(), list[bool](), broker.written / "passwords"
    async with _kept(broker, devices, states):
        given = await DeviceCredentials(devices, Watch(at=NOW)).give("as", "z2m", "gateway", topics_of_gateway(["z"]))
        await until(lambda: given.user in passwords.read_text())
        first = passwords.stat().st_ino, passwords.stat().st_mtime_ns
        assert _welcome(broker.port, given.user, given.password) is False, "nobody has reloaded it"
        await until(lambda: (passwords.stat().st_ino, passwords.stat().st_mtime_ns) != first)
        await until(lambda: states == [False])
        broker.reload()
        await until(lambda: states == [False, True])
        assert _welcome(broker.port, given.user, given.password) is True


async def test_what_it_goes_by_is_asked_of_mosquitto_itself(broker: GuardedMosquitto) -> None:
    """Who asks may do nothing, comes in with what stands in the files alone, and is out when they have changed."""
    devices = Devices()
    async with _kept(broker, devices, []) as house:
        await until(lambda: house.is_read)
        await DeviceCredentials(devices, Watch(at=NOW)).give("as", "z2m", "gateway", topics_of_gateway(["z"]))
        await until(lambda: "as.z2m:" in (broker.written / "passwords").read_text())
        await until(lambda: not house.is_read)
        broker.reload()
        await until(lambda: house.is_read)
    assert f"user {ASKER}\n" in (broker.written / "access-list").read_text()
    assert (broker.written / "access-list").read_text().endswith(f"user {ASKER}\n"), "no right stands behind it"


async def test_over_tls_it_is_asked_with_the_authority_of_the_house(broker: GuardedMosquitto, tmp_path: Path) -> None:
    """Yes, no, and no answer where somebody else's certificate is shown or nobody listens: never a yes by mistake."""
    node = NodeUser(node="node-1", digest=device_password.digest(NODE_PASSWORD))
    there = access_files([node], [], NOW)
    certificate, key = broker.certificate.certificate, broker.certificate.key
    tls = TlsListener(host="127.0.0.1", port=broker.tls_port, certificate=certificate, key=key)
    write_for_another(broker.written, there, broker.port, tls, NODE_PASSWORD)
    right = password_of(there, NODE_PASSWORD)
    address = Address(host="localhost", port=broker.tls_port, tls=True, ca_file=broker.certificate.authority)
    broker.reload()
    async with asyncio.timeout(20):
        while not await lets_in(address, ASKER, right):
            await asyncio.sleep(0.05)
    assert not await lets_in(address, ASKER, password_of(there, "another"))
    assert not await lets_in(address, "trygg-node-1-press", right)
    another = ensure_broker_certificate(tmp_path / "another", ["localhost"], NOW)
    for wrong in (replace(address, ca_file=another.authority), replace(address, port=free_port())):
        with pytest.raises(NoAnswerError):
            await lets_in(wrong, ASKER, right)


@contextlib.contextmanager
def _in_its_container(nodes: list[Service], folder: Path, port: int) -> Iterator[Path]:
    """Run mosquitto as its container does, on files that the command has written for these nodes."""
    find_program("mosquitto", package="mosquitto")
    files, names = folder / "files", [word for one in nodes for word in ("--node", one.environment["TRYGG_NODE"])]
    wrote = nodes[0].trygg("broker", "config", "--out", str(files), *names)
    assert wrote.returncode == 0, wrote.stderr
    told = files / "trygg.conf"
    told.write_text(told.read_text().replace("listener 1883 ", f"listener {port} "))
    conf = folder / "container.conf"
    user = "user root\n" if shutil.which("id") and Path("/proc/self").owner() == "root" else ""
    conf.write_text(f"{user}persistence_location {folder}/\nlog_dest stderr\ninclude_dir {files}\n")
    script = dying_with_parent(["/bin/bash", str(SCRIPT), str(conf), str(files)])
    log = folder / "broker.log"
    process = Process(script, log=log, environment=environment(PATH="/usr/sbin:/usr/bin:/bin"))
    try:
        assert wait_until(lambda: "running" in log.read_text(), within=30)
        yield files
    finally:
        process.end()


def _given(node: Service, device: str) -> tuple[str, str]:
    """Give a device its credential by the command, and return its user name and password."""
    done = node.trygg("device", "credential", f"as/{device}")
    assert done.returncode == 0, done.stderr
    return f"as.{device}", done.stdout.strip()


@pytest.mark.timeout(240)  # two services, a database and commands, on a machine that may be busy
async def test_whichever_node_is_dead_a_new_button_gets_in(postgres_database: str, tmp_path: Path) -> None:
    """The first dead, a button is given its password and presses; both up again, and it is revoked: it is out."""
    port = free_port()
    plans = lay_out(tmp_path / "plans", quick=True)
    more = {"TRYGG_BROKER_FILES": str(tmp_path / "files")}
    one, other = (
        Service(
            tmp_path / node,
            plans,
            f"mqtt://:secret@127.0.0.1:{port}",
            database_url=postgres_database,
            node=node,
            more=more,
        )
        for node in ("node-1", "node-2")
    )
    with _in_its_container([one, other], tmp_path, port), one, other:
        one.kill()
        given = _given(other, "pendant-1")
        assert wait_until(lambda: _welcome(port, *given) is True, within=60)
        async with other.screen("as") as there:
            with BrokerClient(port, *given) as device:
                device.publish("trygg/v1/as/pendant-1/press", b'{"id": "1"}')
            await there.raised()
        # It came back with what it knew, another one dies, and a button that is revoked is out all the same.
        one.start()
        other.kill()
        assert one.trygg("device", "revoke", "as/pendant-1").returncode == 0
        assert wait_until(lambda: _welcome(port, *given) is False, within=60)
        assert "does not follow" not in one.log + other.log
