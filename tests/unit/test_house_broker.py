"""The files of a house's own mosquitto, kept in step with the credentials."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from devices.own_topics import topics_of_gateway
from parts.devices import Devices
from parts.stores import AT, Watch
from service.access import device_password
from service.access.device_credentials import DeviceCredentials
from service.cli.doctor_credentials import told_of_files
from service.ingest.access_list import NodeUser, access_files
from service.ingest.broker_certificate import ensure_broker_certificate
from service.ingest.broker_files import FilesError, update_for_another, write_for_another
from service.ingest.files_read import password_of
from service.ingest.knock import NoAnswerError
from service.ingest.mosquitto_config import TlsListener
from service.settings import Settings
from service.wiring.broker_place import broker_place
from service.wiring.house_broker import OTHER_HANDS_EVERY, READ_WITHIN, HouseBroker, NotReadError, certificate_of

NODES = [NodeUser(node=name, digest=device_password.digest("secret")) for name in ("node-1", "node-2")]


async def test_each_change_is_written_once_and_the_nodes_stay(tmp_path: Path) -> None:
    """Given, rotated, run out by itself: the files follow, and both nodes keep their passwords."""
    devices, watch = Devices(), Watch()
    write_for_another(tmp_path, access_files(NODES, [], AT), 1883, None)
    before = (tmp_path / "passwords").read_text()
    house = HouseBroker(tmp_path, devices, watch, lambda: None)
    credentials = DeviceCredentials(devices, watch)
    assert not await house.look()
    await credentials.give("as", "z2m", "gateway", topics_of_gateway(["zigbee2mqtt"]))
    assert await house.look()
    assert not await house.look()
    await credentials.rotate("as", "z2m", old_holds=timedelta(minutes=5))
    assert await house.look()
    text = (tmp_path / "passwords").read_text()
    assert text.startswith(before)
    assert [line.split(":")[0] for line in text.splitlines()[4:]] == ["as.z2m", "as.z2m.2"]
    watch.at += timedelta(minutes=5)
    assert await house.look()
    assert "as.z2m:" not in (tmp_path / "passwords").read_text()


async def test_what_another_hand_has_written_is_put_right(tmp_path: Path) -> None:
    """At the next look; and once a minute at most, so that two that never agree do not reload mosquitto for ever."""
    devices, watch = Devices(), Watch()
    house = HouseBroker(tmp_path, devices, watch, lambda: None)
    with pytest.raises(FilesError, match="run `trygg broker config"):
        await house.look()
    write_for_another(tmp_path, access_files(NODES, [], AT), 1883, None)
    assert not await house.look()
    for _ in range(2):
        (tmp_path / "access-list").write_text("topic #\n")
        assert await house.look()
        assert "topic #" not in (tmp_path / "access-list").read_text().splitlines()
        (tmp_path / "access-list").write_text("topic #\n")
        assert not await house.look()
        watch.at += OTHER_HANDS_EVERY
    (tmp_path / "passwords").unlink()
    with pytest.raises(FilesError, match="run `trygg broker config"):
        await house.look()


async def test_a_command_with_an_older_record_does_not_last(tmp_path: Path) -> None:
    """It read who may come in, a button was given its password meanwhile, and it wrote last: the button gets in."""
    devices, watch = Devices(), Watch()
    write_for_another(tmp_path, access_files(NODES, [], AT), 1883, None)
    house = HouseBroker(tmp_path, devices, watch, lambda: None)
    await house.look()
    older = access_files([*NODES, NodeUser(node="node-3", digest=device_password.digest("secret"))], [], AT)
    await DeviceCredentials(devices, watch).give("as", "z2m", "gateway", topics_of_gateway(["zigbee2mqtt"]))
    assert await house.look()
    write_for_another(tmp_path, older, 1883, None)
    assert await house.look()
    text = (tmp_path / "passwords").read_text()
    assert "as.z2m:" in text
    assert "trygg-node-3-press:" in text, "what the command alone says stays"


async def test_several_nodes_write_the_same(tmp_path: Path) -> None:
    """Whichever comes first has written; the others find it done, and none of them undoes it."""
    devices, watch = Devices(), Watch()
    write_for_another(tmp_path, access_files(NODES, [], AT), 1883, None, "secret")
    houses = [HouseBroker(tmp_path, devices, watch, lambda: None, secret="secret") for _ in range(3)]
    assert [await house.look() for house in houses] == [False, False, False]
    await DeviceCredentials(devices, watch).give("as", "z2m", "gateway", topics_of_gateway(["zigbee2mqtt"]))
    assert [await house.look() for house in houses] == [True, False, False]
    assert [await house.look() for house in houses] == [False, False, False]


async def test_mosquitto_is_asked_until_it_has_read(tmp_path: Path) -> None:
    """Then no more. While it says no the files are written once more every time, and in the end that is a fault."""
    devices, watch = Devices(), Watch()
    write_for_another(tmp_path, access_files(NODES, [], AT), 1883, None, "secret")
    answers: list[bool | None] = []
    asked: list[str] = []

    async def ask(password: str) -> bool:
        asked.append(password)
        answer = answers.pop(0)
        if answer is None:
            raise NoAnswerError("away")
        return answer

    house = HouseBroker(tmp_path, devices, watch, lambda: None, secret="secret", ask=ask)
    await house.look()
    answers[:] = [False, True]
    for _ in range(3):
        await house.see_that_it_is_read()
    assert (len(asked), len({*asked})) == (2, 1)

    await DeviceCredentials(devices, watch).give("as", "z2m", "gateway", topics_of_gateway(["zigbee2mqtt"]))
    await house.look()
    written = (tmp_path / "passwords").stat().st_ino
    answers[:] = [None, *[False] * READ_WITHIN, False, True]
    for _ in range(READ_WITHIN):
        await house.see_that_it_is_read()
        assert (tmp_path / "passwords").stat().st_ino == written, "a broker that is away is asked later"
    with pytest.raises(NotReadError, match="reload it"):
        await house.see_that_it_is_read()
    assert (tmp_path / "passwords").stat().st_ino != written
    with pytest.raises(NotReadError):
        await house.see_that_it_is_read()
    await house.see_that_it_is_read()
    assert answers == []
    assert len({*asked}) == 2, "other words are another password"
    told = access_files(NODES, await devices.credentials(), watch.at)
    assert password_of(told, "secret") == asked[-1]
    assert password_of(told, "another") != asked[-1]


def test_of_several_nodes_certificates_the_newest_stays(tmp_path: Path) -> None:
    """A node whose certificate is older leaves that of another alone; what cannot be read is replaced."""
    made = [ensure_broker_certificate(tmp_path / f"{n}", ["a.example"], AT + timedelta(days=n)) for n in range(2)]
    old, new = (TlsListener(host="0.0.0.0", port=8883, certificate=one.certificate, key=one.key) for one in made)
    folder = tmp_path / "files"
    write_for_another(folder, access_files(NODES, [], AT), 1883, old)
    shown = [update_for_another(folder, [], AT, tls)[1] for tls in (old, new, old, new, None)]
    assert shown == [False, True, False, False, False]
    assert (folder / "broker.pem").read_bytes() == new.certificate.read_bytes()
    assert (folder / "broker.key").read_bytes() == new.key.read_bytes()
    (folder / "broker.pem").write_text("no certificate")
    assert update_for_another(folder, [], AT, old)[1]


def test_both_files_are_on_the_disk_before_one_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever reloads mosquitto at the first change finds the second done too, however long the disk takes."""
    write_for_another(tmp_path, access_files(NODES, [], AT), 1883, None)
    names = ("access-list", "passwords")
    before = [(tmp_path / name).read_text() for name in names]
    stands = []
    really = os.fsync

    def slow(handle: int) -> None:
        really(handle)
        stands.append([(tmp_path / name).read_text() for name in names] == before)

    monkeypatch.setattr(os, "fsync", slow)
    fewer = access_files(NODES[:1], [], AT)
    write_for_another(tmp_path, fewer, 1883, None)
    assert stands == [True, True, True]
    assert [(tmp_path / name).read_text() for name in names] == [fewer.access_list, fewer.passwords]


def test_the_command_leaves_each_file_its_mode(tmp_path: Path) -> None:
    """Run once more, it does not shut out mosquitto's group from what it could read."""
    for _ in range(2):
        write_for_another(tmp_path, access_files(NODES, [], AT), 1883, None)
        (tmp_path / "passwords").chmod(0o640)
    write_for_another(tmp_path, access_files(NODES, [], AT), 1883, None)
    assert (tmp_path / "passwords").stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "access-list").stat().st_mode & 0o777 == 0o600


def test_a_node_without_the_authority_leaves_the_certificate_alone(tmp_path: Path) -> None:
    """It makes no authority of its own beside the one that devices trust; what they have to trust it is told."""
    authority = tmp_path / "ca.pem"
    authority.write_text("what devices trust")
    settings = Settings(
        data_dir=tmp_path / "data",
        mqtt_url="mqtts://:secret@broker.example",  # type: ignore[arg-type]
        mqtt_ca=authority,
        broker_files=tmp_path,
        broker_host="0.0.0.0",
        broker_names=["broker.example"],
    )
    assert certificate_of(settings, Watch()) is None
    assert not (tmp_path / "data").exists()
    assert broker_place(settings, "mqtts://:secret@broker.example").authority == "what devices trust"
    made = ensure_broker_certificate(tmp_path / "data" / "broker-tls", ["broker.example"], AT)
    found = certificate_of(settings, Watch())
    assert found is not None
    assert found.certificate.read_bytes() == made.certificate.read_bytes()


async def test_the_doctor_names_files_that_are_older_than_the_record(tmp_path: Path) -> None:
    """Told of the text, not of a clock."""
    settings = Settings(mqtt_url="mqtt://:secret@127.0.0.1", broker_files=tmp_path)  # type: ignore[arg-type]
    devices, watch = Devices(), Watch()
    assert [fine for fine, _ in told_of_files(settings, [], AT)] == [False]
    write_for_another(tmp_path, access_files(NODES, [], AT), 1883, None, "secret")
    assert [fine for fine, _ in told_of_files(settings, [], AT)] == [True]
    await DeviceCredentials(devices, watch).give("as", "z2m", "gateway", topics_of_gateway(["site"]))
    ((fine, said),) = told_of_files(settings, await devices.credentials(), AT)
    assert (fine, "older than the record" in said, "reload mosquitto" in said) == (False, True, True)
    assert told_of_files(Settings(), [], AT) == []
