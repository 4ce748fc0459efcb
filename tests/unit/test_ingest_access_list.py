"""The access list and the configuration that mosquitto is given."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from parts.stores import AT
from service.ingest.access_list import NodeUser, access_files
from service.ingest.mosquitto_config import Guard, TlsListener, config_of_another, mosquitto_config
from service.store.device_port import DeviceCredential

NODE = NodeUser(node="node-1", digest="$7$1$a$b")
GUARD = Guard(passwords=Path("/data/passwords"), access_list=Path("/data/access-list"))
TLS = TlsListener(host="0.0.0.0", port=8883, certificate=Path("/data/broker.pem"), key=Path("/data/broker.key"))


def _credential(device: str, *publishes: str, **times: object) -> DeviceCredential:
    return DeviceCredential(
        user=f"as.{device}",
        office="as",
        device=device,
        generation=1,
        kind="device",
        publishes=publishes,
        hears=(),
        digest="$7$2$c$d",
        created_at=AT,
        **times,  # type: ignore[arg-type]
    )


def test_who_stands_in_it() -> None:
    """Trygg's two sessions by their client ids, and each device that holds a credential; nothing before a user."""
    files = access_files(
        [NODE],
        [
            _credential("b", "t/b"),
            _credential("a", "t/a"),
            _credential("gone", "t/gone", ended_at=AT),
            _credential("old", "t/old", expires_at=AT),
            _credential("soon", "t/soon", expires_at=AT + timedelta(seconds=1)),
        ],
        AT,
    )
    names = ["trygg-node-1-press", "trygg-node-1-telemetry", "as.a", "as.b", "as.soon"]
    assert [line.split(":")[0] for line in files.passwords.splitlines()] == names
    rights = [line for line in files.access_list.splitlines() if line and not line.startswith("#")]
    assert [line[5:] for line in rights if line.startswith("user ")] == names
    assert rights[0].startswith("user "), "a right before the first user would be everybody's"
    assert "topic read $SYS/#" not in rights
    assert {line for line in rights if "#" in line} == {"topic read #"}


def test_a_gateway_also_hears_whether_the_node_is_there() -> None:
    """It may be Home Assistant, which says so of what the node shows there; a button is not told."""
    credentials = [replace(_credential("home", "ha/#"), kind="gateway", hears=("ha/#",)), _credential("a", "t/a")]
    rights = access_files([NODE], credentials, AT).access_list
    assert rights.split("user as.home\n")[1].splitlines() == [
        "topic write ha/#",
        "topic read ha/#",
        "topic read trygg/v1/service/node-1/status",
    ]
    assert "topic read" not in rights.split("user as.a\n")[1].split("user ")[0]


def test_an_empty_list_is_never_written() -> None:
    """Mosquitto lets everybody do everything where its list is empty."""
    with pytest.raises(ValueError, match="everybody"):
        access_files([], [], AT)


@pytest.mark.parametrize("topic", ["", " a", "a ", "a\ntopic readwrite #", "a\rb", "a\u2028b"])
def test_no_topic_becomes_another_line(topic: str) -> None:
    """What would change the list's shape is refused, wherever it came from."""
    with pytest.raises(ValueError, match="cannot stand in an access list"):
        access_files([NODE], [_credential("a", topic)], AT)


@pytest.mark.parametrize("guard", [GUARD, Guard(passwords=Path("/p"), access_list=Path("/a"), tls=TLS)])
def test_nobody_comes_in_unasked(guard: Guard) -> None:
    """With credentials no listener is left on which a client has no name, and beyond loopback there is TLS."""
    for text in (mosquitto_config(Path("/data"), 1899, "anna", guard), config_of_another(1899, guard)):
        lines = text.splitlines()
        assert "allow_anonymous false" in lines
        assert "allow_anonymous true" not in lines
        listeners = [place for place, line in enumerate(lines) if line.startswith("listener ")]
        assert len(listeners) == (1 if guard.tls is None else 2)
        assert lines[listeners[0]] == "listener 1899 127.0.0.1"
        assert all(lines[place + 1] == "use_username_as_clientid true" for place in listeners)
        if guard.tls is not None:
            assert {"certfile /data/broker.pem", "keyfile /data/broker.key"} <= set(lines[listeners[1] :])


def test_topics_that_only_this_house_has_are_let_through_once() -> None:
    """Trygg may tell devices something below the base topics of the documents, and the usual ones stand there once."""
    usual = access_files([NODE], [], AT).access_list
    assert access_files([NODE], [], AT, ("zigbee2mqtt/+/set",)).access_list == usual
    other = access_files([NODE], [], AT, ("torget/z2m/+/set",)).access_list
    assert "topic write torget/z2m/+/set" in other.split("user trygg-node-1-telemetry")[1]
