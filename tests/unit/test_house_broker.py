"""The files of a house's own mosquitto, kept in step with the credentials."""

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
from service.ingest.broker_files import FilesError, write_for_another
from service.settings import Settings
from service.wiring.house_broker import HouseBroker

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


async def test_what_somebody_else_has_changed_is_put_right(tmp_path: Path) -> None:
    """Within the hour; a folder that the command was never run for is said to be, and nothing is made up."""
    devices, watch = Devices(), Watch()
    house = HouseBroker(tmp_path, devices, watch, lambda: None)
    with pytest.raises(FilesError, match="run `trygg broker config"):
        await house.look()
    write_for_another(tmp_path, access_files(NODES, [], AT), 1883, None)
    assert not await house.look()
    (tmp_path / "access-list").write_text("topic #\n")
    watch.at += timedelta(hours=1)
    assert await house.look()
    assert "topic #" not in (tmp_path / "access-list").read_text().splitlines()


async def test_the_doctor_names_files_that_are_older_than_the_record(tmp_path: Path) -> None:
    """Told of the text, not of a clock."""
    settings = Settings(mqtt_url="mqtt://:secret@127.0.0.1", broker_files=tmp_path)  # type: ignore[arg-type]
    devices, watch = Devices(), Watch()
    assert [fine for fine, _ in told_of_files(settings, [], AT)] == [False]
    write_for_another(tmp_path, access_files(NODES, [], AT), 1883, None)
    assert [fine for fine, _ in told_of_files(settings, [], AT)] == [True]
    await DeviceCredentials(devices, watch).give("as", "z2m", "gateway", topics_of_gateway(["site"]))
    ((fine, said),) = told_of_files(settings, await devices.credentials(), AT)
    assert (fine, "older than the record" in said, "reload mosquitto" in said) == (False, True, True)
    assert told_of_files(Settings(), [], AT) == []
