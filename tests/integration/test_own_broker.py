"""Trygg's own broker beside the store: open until the first credential, and never again after it."""

import asyncio
import contextlib
import resource
import socket
import ssl
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from devices.inventory import Device
from devices.own_topics import topics_of_device
from parts.broker_client import BrokerClient
from parts.ear import Ear, until
from parts.process import MissingPartError, free_port, wait_until
from parts.stores import Watch
from service.access import device_password
from service.access.device_credentials import DeviceCredentials, Given
from service.clock import Clock, SystemClock
from service.ingest.access_list import NodeUser, access_files, press_client
from service.ingest.broker import Broker, BrokerError, PortTakenError, find_mosquitto, start_broker
from service.ingest.broker_certificate import ensure_broker_certificate
from service.ingest.mosquitto_config import DESCRIPTORS, TlsListener
from service.settings import Settings
from service.store.opening import open_store
from service.store.port import Store
from service.wiring.own_broker import CERTIFICATE_EVERY, OwnBroker, start_own_broker

PRESS = "trygg/v1/as/pendant-1/press"
CLOCK = SystemClock()


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """An empty store."""
    store = open_store(f"sqlite:///{tmp_path}/trygg.db", clock=CLOCK, data_dir=tmp_path)
    yield store
    await store.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A node that listens for devices beyond loopback, as far as this machine has a beyond."""
    if find_mosquitto() is None:
        raise MissingPartError("mosquitto", package="mosquitto")
    return Settings(
        data_dir=tmp_path / "Kontoret på ön",
        broker_host="127.0.0.2",
        broker_port=free_port(),
        broker_local_port=free_port(),
    )


@contextlib.asynccontextmanager
async def _begun(settings: Settings, store: Store, clock: Clock = CLOCK) -> AsyncIterator[OwnBroker]:
    own = await start_own_broker(settings, store, clock)
    try:
        yield own
    finally:
        await own.broker.stop()


async def _given(store: Store, device: str = "pendant-1") -> Given:
    topics = topics_of_device(Device(office="as", device=device, name=""))
    return await DeviceCredentials(store.devices, CLOCK).give("as", device, "device", topics)


def _ear(own: OwnBroker) -> Ear:
    return Ear(own.url, press_client("node-1"), ["trygg/v1/+/+/press"])


def _pressing(port: int, given: Given | None = None, **more: object) -> BrokerClient:
    user, password = (given.user, given.password) if given else (None, None)
    return BrokerClient(port, user, password, **more)  # type: ignore[arg-type]


async def test_from_the_first_credential_on_everybody_is_asked(settings: Settings, store: Store) -> None:
    """Open on loopback before; then nobody without a credential, also when all of them are revoked again."""
    async with _begun(settings, store) as own, _ear(own) as ear:
        with _pressing(own.broker.port) as nameless:
            nameless.publish(PRESS, b"without a name")
        await ear.count(1)
        given = await _given(store)
        await own.look(lambda: ear.session.connected)
        await until(lambda: ear.session.connected and ear.session.connection > 1)
        with _pressing(own.broker.port) as nameless:
            assert not nameless.welcome
        trusts = settings.data_dir / "broker-tls" / "ca.pem"
        elsewhere = _pressing(settings.broker_port, given, trusts=trusts, host="127.0.0.2")
        with elsewhere, _pressing(own.broker.port, given) as here:
            await until(lambda: elsewhere.ended)  # one credential is one connection
            here.publish(PRESS, b"with a name")
            assert [one.payload for one in await ear.count(2)] == [b"without a name", b"with a name"]
            connection = ear.session.connection
            await DeviceCredentials(store.devices, CLOCK).revoke("as", "pendant-1")
            await own.look(lambda: ear.session.connected)
            await until(lambda: here.ended)
            with _pressing(own.broker.port, given) as again:
                assert not again.welcome
            assert ear.session.connection == connection, "a reload leaves Trygg's own session alone"
    async with _begun(settings, store) as own:
        with _pressing(own.broker.port) as nameless:
            assert not nameless.welcome


async def test_what_waits_outlives_the_change(settings: Settings, store: Store) -> None:
    """Presses for a Trygg that is away are kept through the first credential, a revocation and a restart."""
    lost = await _given(store, "pendant-2")
    given = await _given(store)
    async with _begun(settings, store) as own:
        async with _ear(own):
            pass
        with _pressing(own.broker.port, given) as device:
            device.publish(PRESS, b"before")
        with _pressing(own.broker.port, lost) as device:
            device.publish("trygg/v1/as/pendant-2/press", b"of one that is revoked then")
        await DeviceCredentials(store.devices, CLOCK).revoke("as", "pendant-2")
        await own.look(lambda: False)  # away: a reload would lose what comes after a restart of the broker
        with _pressing(own.broker.port, given) as device:
            device.publish(PRESS, b"after")
        await own.broker.stop()
        await own.look(lambda: False)
        with _pressing(own.broker.port, given) as device:
            device.publish(PRESS, b"after an end")
        async with _ear(own) as ear:
            heard = [one.payload for one in await ear.count(4)]
        assert heard == [b"before", b"of one that is revoked then", b"after", b"after an end"]


async def test_a_list_that_cannot_be_written_is_noticed(settings: Settings, store: Store) -> None:
    """Whoever was let in stays in and nobody else comes in, screens are told, and it is done once it can be."""
    given = await _given(store)
    async with _begun(settings, store) as own:
        states: list[bool] = []
        tending = asyncio.create_task(own.tend(lambda: False, states.append))
        passwords = own.broker.log.with_name("passwords")
        passwords.unlink()
        passwords.mkdir()  # what takes its place cannot be put there, as on a disk that is full
        await DeviceCredentials(store.devices, CLOCK).revoke("as", "pendant-1")
        await until(lambda: states == [False])
        with _pressing(own.broker.port, given) as device:
            assert device.welcome
        passwords.rmdir()
        await until(lambda: states == [False, True])
        tending.cancel()
        with _pressing(own.broker.port, given) as device:
            assert not device.welcome


async def test_a_port_that_is_taken_leaves_the_broker_as_it_is(settings: Settings, store: Store) -> None:
    """At the start it is said; at the first credential the broker rather goes on asking nobody than not at all."""
    async with _begun(settings, store) as own:
        await _given(store)
        with socket.create_server(("127.0.0.2", settings.broker_port)):
            with pytest.raises(BrokerError, match="TRYGG_BROKER_PORT"):
                await own.look(lambda: True)
            with _pressing(own.broker.port) as device:
                assert device.welcome
            with pytest.raises(BrokerError, match="TRYGG_BROKER_PORT"):
                await start_own_broker(settings, store, CLOCK)
        await own.look(lambda: True)
        with _pressing(own.broker.port) as device:
            assert not device.welcome


async def test_a_port_on_this_computer_that_was_chosen_is_had_or_nothing(settings: Settings, store: Store) -> None:
    """Where buttons of this computer were told to press, no other port is taken instead: they would not be heard."""
    async with _begun(settings, store) as own:
        assert own.broker.port == settings.broker_local_port
        assert own.url.endswith(f":{settings.broker_local_port}")
    taken = pytest.raises(PortTakenError, match=f"port {settings.broker_local_port} on 127.0.0.1 is taken")
    with socket.create_server(("127.0.0.1", settings.broker_local_port or 0)), taken:
        await start_own_broker(settings, store, CLOCK)


async def test_a_certificate_of_your_own_is_tried_before_it_is_used(settings: Settings, store: Store) -> None:
    """A key of another certificate, or none: the start says so."""
    one = ensure_broker_certificate(settings.data_dir / "one", ["a.example"], CLOCK.now())
    other = ensure_broker_certificate(settings.data_dir / "other", ["a.example"], CLOCK.now())
    for certificate, key in ((one.certificate, other.key), (one.key, one.key), (one.certificate, one.key.parent)):
        changed = settings.model_copy(update={"broker_certificate": certificate, "broker_key": key})
        with pytest.raises(BrokerError, match="certificate and its key"):
            await start_own_broker(changed, store, CLOCK)
    half = settings.model_copy(update={"broker_certificate": one.certificate})
    with pytest.raises(BrokerError, match="belong together"):
        await start_own_broker(half, store, CLOCK)
    nameless = settings.model_copy(update={"broker_host": "0.0.0.0"})
    with pytest.raises(BrokerError, match="TRYGG_BROKER_NAMES"):
        await start_own_broker(nameless, store, CLOCK)
    chosen = settings.model_copy(update={"broker_certificate": one.certificate, "broker_key": one.key})
    async with _begun(chosen, store) as own:
        assert own.broker.running


async def test_strangers_do_not_fill_the_disk(settings: Settings, store: Store) -> None:
    """What they make the broker write is kept once, and then begun anew."""
    async with _begun(settings, store) as own:
        with own.broker.log.open("ab") as log:
            log.write(b"a stranger was refused\n" * 50_000)
        await own.look(lambda: True)
        assert own.broker.log.with_suffix(".log.1").stat().st_size > 1_000_000
        with _pressing(own.broker.port, client_id="after-that"):
            pass
        await until(lambda: "after-that" in own.broker.log.read_text())
        assert own.broker.log.stat().st_size < 10_000


async def test_an_old_credential_runs_out_by_itself(settings: Settings, store: Store) -> None:
    """Nothing has to be done at the end of a rotation: the next look leaves it out."""
    await _given(store)
    rotated = await DeviceCredentials(store.devices, CLOCK).rotate("as", "pendant-1", old_holds=timedelta(hours=1))
    assert rotated.old_until is not None
    known = await store.devices.credentials()
    node = NodeUser(node="node-1", digest="$7$1$a$b")
    now = access_files([node], known, CLOCK.now())
    later = access_files([node], known, rotated.old_until)
    assert ("as.pendant-1:" in now.passwords, "as.pendant-1:" in later.passwords) == (True, False)
    assert "as.pendant-1.2:" in later.passwords


async def test_the_broker_for_trying_out_cannot_ask(tmp_path: Path) -> None:
    """Where credentials are given it is not started at all, and the sentence says what to install."""
    broker = Broker(tmp_path, "amqtt")
    node = NodeUser(node="node-1", digest="$7$1$a$b")
    with pytest.raises(BrokerError, match="install mosquitto"):
        broker.write_access(access_files([node], [], CLOCK.now()))
    assert not broker.guarded


def _shown(settings: Settings) -> str:
    """Return the serial number of the certificate that devices elsewhere are shown now."""
    trusting = ssl.create_default_context(cafile=settings.data_dir / "broker-tls" / "ca.pem")
    place = ("127.0.0.2", settings.broker_port)
    raw = socket.create_connection(place, timeout=10)
    with raw, trusting.wrap_socket(raw, server_hostname="127.0.0.2") as secure:
        return str((secure.getpeercert() or {})["serialNumber"])


async def test_a_certificate_is_renewed_while_the_broker_runs(settings: Settings, store: Store) -> None:
    """A year before its end, below the same authority: no session ends, and a try that fails ends none either."""
    given = await _given(store)
    watch = Watch(at=CLOCK.now() - timedelta(days=800))
    folder = settings.data_dir / "broker-tls"
    async with _begun(settings, store, watch) as own, _ear(own) as ear:
        first, authority = await asyncio.to_thread(_shown, settings), (folder / "ca.pem").read_bytes()
        with _pressing(settings.broker_port, given, trusts=folder / "ca.pem", host="127.0.0.2") as device:
            connection = ear.session.connection
            watch.at = CLOCK.now()
            key = (folder / "ca.key").read_bytes()
            (folder / "ca.key").write_bytes(b"damaged")
            (folder / "broker.key").unlink()
            await own.look(lambda: ear.session.connected)
            assert await asyncio.to_thread(_shown, settings) == first, "it goes on with the one it has"
            (folder / "ca.key").write_bytes(key)
            await own.look(lambda: ear.session.connected)
            assert not (folder / "broker.key").exists(), "there is one try a day"
            watch.at += CERTIFICATE_EVERY
            await own.look(lambda: ear.session.connected)
            second = await asyncio.to_thread(_until_another, settings, first)
            assert (folder / "ca.pem").read_bytes() == authority
            device.publish(PRESS, b"over the session from before")
            await ear.count(1)
            assert (device.ended, ear.session.connection) == (False, connection)
        watch.at += CERTIFICATE_EVERY
        await own.look(lambda: ear.session.connected)
        assert await asyncio.to_thread(_shown, settings) == second


def _until_another(settings: Settings, before: str) -> str:
    """Return what is shown once it is another one."""
    assert wait_until(lambda: _shown(settings) != before)
    return _shown(settings)


async def test_strangers_cannot_take_what_trygg_needs(settings: Settings, store: Store) -> None:
    """However many hold the TLS listener's connections, who was there presses on, and loopback has room."""
    given = await _given(store)
    node = NodeUser(node="node-1", digest=device_password.digest("node"))
    made = ensure_broker_certificate(settings.data_dir / "tls", ["127.0.0.2"], CLOCK.now())
    tls = TlsListener(
        host="127.0.0.2",
        port=settings.broker_port,
        certificate=made.certificate.absolute(),
        key=made.key.absolute(),
        connections=4,
    )
    files = access_files([node], await store.devices.credentials(), CLOCK.now())
    broker = await start_broker(settings.data_dir / "limited", port=free_port(), access=files, tls=tls)
    secure = {"trusts": made.authority, "host": "127.0.0.2"}
    strangers: list[socket.socket] = []
    try:
        assert broker.pid is not None
        soft, hard = resource.prlimit(broker.pid, resource.RLIMIT_NOFILE)
        assert soft >= min(DESCRIPTORS, hard)
        with _pressing(tls.port, given, **secure) as device:
            strangers = [socket.create_connection((tls.host, tls.port), timeout=10) for _ in range(12)]
            assert wait_until(lambda: sum(_is_closed(one) for one in strangers) >= 9)
            with BrokerClient(broker.port, press_client("node-1"), "node", hears=["trygg/v1/+/+/press"]) as trygg:
                assert trygg.welcome
                device.publish(PRESS, b"in the flood")
                assert wait_until(lambda: (PRESS, b"in the flood", False) in trygg.heard)
            assert not device.ended
    finally:
        for one in strangers:
            one.close()
        await broker.stop()


def _is_closed(connection: socket.socket) -> bool:
    """Whether the other side has ended a connection on which it says nothing first."""
    connection.setblocking(False)
    try:
        return connection.recv(1) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True
