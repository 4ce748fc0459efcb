"""What must not work at a broker with Trygg's access list, and what must: tried against a real mosquitto."""

import contextlib
import itertools
import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta

import pytest

from devices.adapters.generic.adapter import Rule
from devices.command import OutputDevice
from devices.inventory import Device
from devices.own_topics import OwnTopics, topics_of_device, topics_of_gateway, topics_of_output
from devices.switches import switch
from parts.broker_client import BrokerClient
from parts.guarded import NODE_PASSWORD, NOW, GuardedMosquitto
from parts.process import wait_until
from parts.service import trygg
from service.access import device_password
from service.ingest import signing
from service.ingest.broker_files import FilesError, files_of_another, update_for_another
from service.ingest.mosquitto_config import TlsListener
from service.store.device_port import DeviceCredential, DeviceCredentialKind

PASSWORDS = {name: device_password.make() for name in ("pendant-1", "pendant-2", "knob-1", "z2m", "siren")}
PRESS_1, PRESS_2 = "trygg/v1/as/pendant-1/press", "trygg/v1/as/pendant-2/press"
FEEDBACK_1, FEEDBACK_2 = "trygg/v1/as/pendant-1/feedback", "trygg/v1/as/pendant-2/feedback"
SIREN = OutputDevice(office="as", output="siren", family="native", address="siren", channel="out")
_marks = (b"mark-%d" % number for number in itertools.count())


def _credential(device: str, topics: OwnTopics, kind: DeviceCredentialKind = "device") -> DeviceCredential:
    return DeviceCredential(
        user=f"as.{device}",
        office="as",
        device=device,
        generation=1,
        kind=kind,
        publishes=topics.publishes,
        hears=topics.hears,
        digest=device_password.digest(PASSWORDS[device]),
        created_at=NOW,
    )


def _device(device: str, *rules: Rule) -> DeviceCredential:
    return _credential(device, topics_of_device(Device(office="as", device=device, name=device), rules))


ALL = (
    _device("pendant-1"),
    _device("pendant-2"),
    _device("knob-1", Rule(topic="site/{device}/event", office="as")),
    _credential("z2m", topics_of_gateway(["zigbee2mqtt"]), "gateway"),
    _credential("siren", topics_of_output(SIREN)),
)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GuardedMosquitto]:
    """One broker for the whole file."""
    broker = GuardedMosquitto(tmp_path_factory.mktemp("guarded"))
    broker.write(ALL)
    broker.start()
    yield broker
    broker.stop()


@pytest.fixture
def broker(running: GuardedMosquitto) -> GuardedMosquitto:
    """The broker with every credential as it was at first."""
    running.write(ALL)
    running.reload()
    return running


def _as(broker: GuardedMosquitto, device: str, **more: object) -> BrokerClient:
    return BrokerClient(broker.port, f"as.{device}", PASSWORDS[device], **more)  # type: ignore[arg-type]


def test_a_press_is_heard_and_answered(broker: GuardedMosquitto) -> None:
    """A device presses, Trygg hears it and answers, the device hears the answer; a foreign one and a gateway too."""
    with broker.node() as node, broker.node(telemetry=True) as telemetry:
        with _as(broker, "pendant-1", hears=[FEEDBACK_1]) as device:
            device.publish(PRESS_1, b"help")
            telemetry.publish(FEEDBACK_1, b"received")
            assert wait_until(lambda: device.heard == [(FEEDBACK_1, b"received", False)])
        with _as(broker, "knob-1") as knob:
            knob.publish("site/knob-1/event", b"sos")
        assert wait_until(lambda: {b"help", b"sos"} <= {one[1] for one in node.heard})
    with _as(broker, "z2m", hears=["zigbee2mqtt/+/set"]) as gateway, _as(broker, "z2m"):
        assert wait_until(lambda: gateway.ended), "a gateway that comes again takes its own place"


def test_a_siren_hears_its_order_and_says_how_it_stands(broker: GuardedMosquitto) -> None:
    """Trygg is let tell it, and those behind a gateway too; what it answers is heard."""
    order = switch(SIREN, on=True, seconds=9, token="t")
    plug = switch(replace(SIREN, family="zigbee2mqtt", address="plug", channel="state"), on=True, seconds=9, token="t")
    assert order is not None
    assert plug is not None
    with ExitStack() as open_:
        hears = ["trygg/v1/+/+/state"]
        telemetry = open_.enter_context(BrokerClient(broker.port, "trygg-node-1-telemetry", NODE_PASSWORD, hears=hears))
        siren = open_.enter_context(_as(broker, "siren", hears=["trygg/v1/as/siren/set"]))
        gateway = open_.enter_context(_as(broker, "z2m", hears=["zigbee2mqtt/+/set"]))
        for command in (order, plug):
            telemetry.publish(command.topic, command.payload)
        assert wait_until(lambda: (order.topic, order.payload, False) in siren.heard)
        assert wait_until(lambda: (plug.topic, plug.payload, False) in gateway.heard)
        siren.publish("trygg/v1/as/siren/state", b"on")
        assert wait_until(lambda: ("trygg/v1/as/siren/state", b"on", False) in telemetry.heard)


FORBIDDEN_TO_PUBLISH = [
    ("siren", "trygg/v1/as/siren/press"),
    ("pendant-1", PRESS_2),
    ("pendant-1", "trygg/v1/as/pendant-2/status"),
    ("pendant-1", "trygg/v1/as/pendant-2/telemetry"),
    ("pendant-1", FEEDBACK_1),
    ("pendant-1", FEEDBACK_2),
    ("pendant-1", "trygg/v1/other/pendant-1/press"),
    ("pendant-1", "trygg/v1/as/pendant-1/press/more"),
    ("pendant-1", "trygg/v1/as/pendant-1"),
    ("pendant-1", "trygg/v1/service/node-1/status"),
    ("pendant-1", "site/knob-1/event"),
    ("pendant-1", "zigbee2mqtt/knob/action"),
    ("knob-1", "site/knob-2/event"),
    ("knob-1", PRESS_1),
    ("z2m", PRESS_1),
    ("z2m", "zigbee2mqtt2/knob/action"),
    ("z2m", "site/knob-1/event"),
    ("pendant-1", "$SYS/broker/version"),
    ("pendant-1", "$share/group/trygg/v1/as/pendant-2/press"),
]


@pytest.mark.parametrize(("device", "topic"), FORBIDDEN_TO_PUBLISH)
def test_nobody_speaks_for_another(broker: GuardedMosquitto, device: str, topic: str) -> None:
    """What a device says on a topic that is not its own is heard by nobody, not even by Trygg, retained or not."""
    own = {
        "pendant-1": PRESS_1,
        "knob-1": "site/knob-1/event",
        "z2m": "zigbee2mqtt/knob/action",
        "siren": "trygg/v1/as/siren/state",
    }[device]
    listener = BrokerClient(broker.port, "trygg-node-1-telemetry", NODE_PASSWORD, hears=["#", "$SYS/#"])
    mark = next(_marks)
    with listener, _as(broker, device) as speaker:
        before = len(listener.heard)  # what was retained is nobody's news
        speaker.publish(topic, b"forged", receipt=not topic.startswith("$"))
        speaker.publish(topic, b"forged", retain=True, receipt=not topic.startswith("$"))
        speaker.publish(own, mark)
        assert wait_until(lambda: (own, mark, False) in listener.heard)
        assert [one for one in listener.heard[before:] if one[1] == b"forged"] == []


FILTERS = [
    *("#", "+/#", "trygg/#", "trygg/v1/+/+/press", PRESS_2, "trygg/v1/as/+/feedback", FEEDBACK_2),
    *("trygg/v1/as/pendant-1/#", "$SYS/#", "$SYS/broker/version", "$share/group/trygg/v1/+/+/press"),
    *("trygg/v1/service/#", "zigbee2mqtt/#", "site/#"),
]


def test_nobody_hears_what_is_not_its_own(broker: GuardedMosquitto) -> None:
    """Whatever filters it asks for, wildcards and shared ones too, a device hears its own feedback and nothing else."""
    with ExitStack() as open_:
        spy = open_.enter_context(_as(broker, "pendant-1", hears=FILTERS))
        other = open_.enter_context(_as(broker, "pendant-2"))
        gateway = open_.enter_context(_as(broker, "z2m"))
        telemetry = open_.enter_context(broker.node(telemetry=True))
        node = open_.enter_context(broker.node())
        node.publish("trygg/v1/service/node-1/status", b"online", retain=True)
        spy.publish(PRESS_1, b"my own press")
        for leaf in ("press", "status", "telemetry"):
            other.publish(f"trygg/v1/as/pendant-2/{leaf}", b"another's")
        gateway.publish("zigbee2mqtt/knob", b"a gateway's")
        telemetry.publish(FEEDBACK_2, b"another's feedback")
        telemetry.publish(FEEDBACK_1, b"my own")
        assert wait_until(lambda: (FEEDBACK_1, b"my own", False) in spy.heard)
        assert {one[:2] for one in spy.heard} == {(FEEDBACK_1, b"my own")}


OF_1, OF_2 = "the password of pendant-1", "the password of pendant-2"
STRANGERS = [
    (None, None),
    ("as.pendant-1", None),
    ("as.pendant-1", ""),
    ("as.pendant-1", "wrong"),
    ("as.pendant-1", OF_2),
    ("as.pendant-9", OF_1),
    ("pendant-1", OF_1),
    ("trygg-node-1-press", OF_1),
    ("trygg-node-2-press", NODE_PASSWORD),
    ("", ""),
]


@pytest.mark.parametrize(("user", "password"), STRANGERS)
def test_a_stranger_is_refused(broker: GuardedMosquitto, user: str | None, password: str | None) -> None:
    """No credential, a wrong one, another's, and a node's name with a device's password."""
    said = {OF_1: PASSWORDS["pendant-1"], OF_2: PASSWORDS["pendant-2"]}.get(password or "", password)
    with BrokerClient(broker.port, user, said) as stranger:
        assert not stranger.welcome


@pytest.mark.parametrize("client_id", ["trygg-node-1-press", "trygg-node-1-telemetry", "as.pendant-2", "#", ""])
def test_no_session_is_taken_over(broker: GuardedMosquitto, client_id: str) -> None:
    """A device that sends another's client id is called by its own name: nobody is thrown out, and it hears nothing."""
    with ExitStack() as open_:
        node = open_.enter_context(broker.node())
        telemetry = open_.enter_context(broker.node(telemetry=True))
        other = open_.enter_context(_as(broker, "pendant-2"))
        thief = open_.enter_context(_as(broker, "pendant-1", client_id=client_id, hears=["#"], clean=True))
        assert thief.welcome
        mark = next(_marks)
        other.publish(PRESS_2, mark)
        assert wait_until(lambda: (PRESS_2, mark, False) in node.heard)
        telemetry.publish(FEEDBACK_1, mark)
        assert wait_until(lambda: (FEEDBACK_1, mark, False) in thief.heard)
        assert (node.ended, telemetry.ended, other.ended, thief.ended) == (False, False, False, False)


def test_a_will_is_bound_like_everything_else(broker: GuardedMosquitto) -> None:
    """A device that vanishes cannot leave a press in another's name; its own last words are heard."""
    with broker.node() as node, _as(broker, "pendant-2") as witness:
        for topic, words in ((PRESS_2, b"a foreign will"), (PRESS_1, b"an own will")):
            with _as(broker, "pendant-1", will=(topic, words)) as device:
                device.vanish()
                assert wait_until(lambda device=device: device.ended)  # type: ignore[misc]
        assert wait_until(lambda: (PRESS_1, b"an own will", False) in node.heard)
        witness.publish(PRESS_2, b"after")
        assert wait_until(lambda: (PRESS_2, b"after", False) in node.heard)
        assert (PRESS_2, b"a foreign will", False) not in node.heard


def test_a_revoked_device_is_out_at_once(broker: GuardedMosquitto) -> None:
    """Its open connection ends, it does not come in again, and nobody else notices."""
    with ExitStack() as open_:
        node = open_.enter_context(broker.node())
        revoked = open_.enter_context(_as(broker, "pendant-1"))
        other = open_.enter_context(_as(broker, "pendant-2"))
        broker.write([replace(ALL[0], ended_at=NOW), *ALL[1:]])
        broker.reload()
        assert wait_until(lambda: revoked.ended)
        with _as(broker, "pendant-1") as again:
            assert not again.welcome
        other.publish(PRESS_2, b"still here")
        assert wait_until(lambda: (PRESS_2, b"still here", False) in node.heard)
        assert not node.ended


def test_a_rotation_lets_both_in_until_the_old_one_ends(broker: GuardedMosquitto) -> None:
    """Old and new press side by side, each under a name of its own; at its end the old one is thrown out."""
    until = NOW + timedelta(hours=24)
    new = replace(ALL[0], user="as.pendant-1.2", generation=2, digest=device_password.digest("new"))
    credentials = [replace(ALL[0], expires_at=until), new, *ALL[1:]]
    broker.write(credentials)
    broker.reload()
    with ExitStack() as open_:
        node = open_.enter_context(broker.node())
        fresh = open_.enter_context(BrokerClient(broker.port, new.user, "new"))
        assert wait_until(lambda: fresh.welcome is True)
        old = open_.enter_context(_as(broker, "pendant-1"))
        old.publish(PRESS_1, b"from the old one")
        fresh.publish(PRESS_1, b"from the new one")
        assert wait_until(lambda: {b"from the old one", b"from the new one"} <= {one[1] for one in node.heard})
        broker.write(credentials, until)
        broker.reload()
        assert wait_until(lambda: old.ended)
        with _as(broker, "pendant-1") as again:
            assert not again.welcome
        assert not fresh.ended


def test_no_press_is_lost_by_reloads(broker: GuardedMosquitto) -> None:
    """While 200 presses come in, the access list is written and reloaded again and again: each is heard once."""
    presses = [b"press %d" % number for number in range(200)]
    with broker.node() as node, _as(broker, "pendant-1") as device:
        for number in range(10):
            broker.write(ALL if number % 2 else ALL[:3])
            broker.reload()
            device.burst(PRESS_1, presses[number * 20 : number * 20 + 20])
        assert wait_until(lambda: len([one for one in node.heard if one[1].startswith(b"press ")]) >= 200)
        assert [one[1] for one in node.heard if one[1].startswith(b"press ")] == presses
        assert not node.ended


def test_a_press_waits_for_a_trygg_that_is_away(broker: GuardedMosquitto) -> None:
    """Through a reload, and through a restart of the broker."""
    with broker.node():
        pass
    with _as(broker, "pendant-1") as device:
        device.publish(PRESS_1, b"away 1")
        broker.reload()
        device.publish(PRESS_1, b"away 2")
    broker.stop()
    broker.start()
    with _as(broker, "pendant-1") as device:
        device.publish(PRESS_1, b"away 3")
    with broker.node() as node:
        assert wait_until(lambda: any(one[1] == b"away 3" for one in node.heard))
        waited = [one[1] for one in node.heard if one[1].startswith(b"away")]
        assert waited == [b"away 1", b"away 2", b"away 3"]


def test_a_retained_press_is_a_replay(broker: GuardedMosquitto) -> None:
    """A device may leave a press with the broker; whoever subscribes later gets it marked, and it raises nothing."""
    with _as(broker, "pendant-1") as device:
        device.publish(PRESS_1, b"kept", retain=True)
        with broker.node() as node:
            assert wait_until(lambda: (PRESS_1, b"kept", True) in node.heard)
        device.publish(PRESS_1, b"", retain=True)


def test_too_large_a_packet_ends_its_sender(broker: GuardedMosquitto) -> None:
    """And nobody else."""
    with broker.node() as node, _as(broker, "pendant-1") as device:
        device.publish(PRESS_1, bytes(2 * 1024 * 1024 + 1), receipt=False)
        assert wait_until(lambda: device.ended)
        assert not node.ended


def test_over_tls_with_the_authority_only(broker: GuardedMosquitto) -> None:
    """Whoever trusts Trygg's authority comes in over TLS; without it, and without TLS, nobody."""
    with broker.node() as node:
        secure = BrokerClient(
            broker.tls_port, "as.pendant-1", PASSWORDS["pendant-1"], trusts=broker.certificate.authority
        )
        with secure:
            secure.publish(PRESS_1, b"over TLS")
        assert wait_until(lambda: (PRESS_1, b"over TLS", False) in node.heard)
    stranger = signing.new_authority(NOW, NOW + timedelta(days=1)).certificate_pem.decode()
    distrusting = ssl.create_default_context(cadata=stranger)
    place = ("127.0.0.1", broker.tls_port)
    with pytest.raises(ssl.SSLCertVerificationError), socket.create_connection(place, timeout=10) as raw:
        distrusting.wrap_socket(raw, server_hostname="127.0.0.1")
    with BrokerClient(broker.tls_port, trusts=broker.certificate.authority) as nameless:
        assert not nameless.welcome
    with socket.create_connection(place, timeout=10) as plain, contextlib.suppress(ConnectionResetError):
        plain.sendall(b"\x10\x0c\x00\x04MQTT\x04\x02\x00\x0a\x00\x00")
        assert not plain.recv(4).startswith(b"\x20\x02"), "a CONNECT without TLS is not answered"


def test_without_tls_on_loopback_only(broker: GuardedMosquitto) -> None:
    """What is written listens without TLS on 127.0.0.1 alone, and its files are for their owner alone."""
    text = (broker.written / "trygg.conf").read_text()
    listeners = [line for line in text.splitlines() if line.startswith("listener ")]
    assert listeners == [f"listener {broker.port} 127.0.0.1", f"listener {broker.tls_port} 127.0.0.1"]
    modes = {path.name: path.stat().st_mode & 0o777 for path in broker.written.iterdir()}
    secret = ("passwords", "access-list", "broker.key", "trygg.conf")
    assert {name: modes[name] for name in secret} == dict.fromkeys(secret, 0o600)


def test_the_command_presses_with_the_device_s_credential(broker: GuardedMosquitto) -> None:
    """Its password is read, never an argument; without one it is told that the broker refuses it."""
    words = ("press", "as", "pendant-1", "--broker", f"mqtt://127.0.0.1:{broker.port}", "--id", "by-command")
    with broker.node() as node:
        pressed = trygg(*words, "--user", "as.pendant-1", given=f"{PASSWORDS['pendant-1']}\n".encode())
        assert pressed.returncode == 0, pressed.stderr
        assert wait_until(lambda: any(b"by-command" in one[1] for one in node.heard))
    refused = trygg(*words)
    assert refused.returncode == 1
    assert "refuses whoever has no credential" in refused.stderr


def test_the_files_of_a_house_follow_while_it_runs(broker: GuardedMosquitto) -> None:
    """A revoked device is out after the reload; the nodes, the modes and what has not changed stay as they were."""
    broker.write(ALL)
    broker.reload()
    passwords = broker.written / "passwords"
    passwords.chmod(0o640)
    tls = TlsListener(
        host="127.0.0.1",
        port=broker.tls_port,
        certificate=broker.certificate.certificate,
        key=broker.certificate.key,
    )
    assert not update_for_another(broker.written, ALL, NOW, tls, NODE_PASSWORD)[1]
    assert files_of_another(broker.written, ALL, NOW, NODE_PASSWORD).differ == ()
    with broker.node() as node, _as(broker, "pendant-1") as revoked:
        fewer = [replace(ALL[0], ended_at=NOW), *ALL[1:]]
        assert sorted(files_of_another(broker.written, fewer, NOW, NODE_PASSWORD).differ) == [
            "access-list",
            "passwords",
        ]
        assert update_for_another(broker.written, fewer, NOW, tls, NODE_PASSWORD)[1]
        assert passwords.stat().st_mode & 0o777 == 0o640
        broker.reload()
        assert wait_until(lambda: revoked.ended)
        assert not node.ended
    with pytest.raises(FilesError, match="trygg broker config"):
        update_for_another(broker.folder / "nowhere", ALL, NOW, tls)
    broker.write(ALL)
    broker.reload()
