"""A backup of a running service is restored on another machine: everything is there, and nothing old begins again."""

import fcntl
import gzip
import io
import json
import os
import shutil
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from parts.nursery import bear
from parts.offices import lay_out
from parts.postgres import Postgres
from parts.process import Started, wait_until
from parts.service import Service, environment, trygg
from parts.small_disk import SmallDisk
from service.backup.archive import MANIFEST, read_manifest, unpack
from service.backup.kept import Kept, kept_in
from service.backup.make import UNFINISHED
from service.backup.restore import STAGE
from service.backup.unfinished import NOTE
from service.store.versions import VERSIONS

DONE, WRONG, MISUSED = 0, 1, 2
NO_BROKER = "mqtt://127.0.0.1:9"
pytestmark = pytest.mark.timeout(240)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the service of these tests lives."""
    return tmp_path_factory.mktemp("old")


@pytest.fixture(scope="module")
def busy(home: Path) -> Iterator[tuple[Service, str]]:
    """A service with one open alarm, and that alarm; no backup does it any harm."""
    with Service(home / "node", lay_out(home / "plans"), NO_BROKER).begun() as service:
        service.wait_alive()
        headers = {"Idempotency-Key": "1"}
        answer = service.http.post("/api/v1/offices/as/alarms", json={"person": "bo"}, headers=headers)
        assert wait_until(lambda: bool(service.alarms("as")))
        yield service, str(answer.json()["alarm"])


@pytest.fixture(scope="module")
def file(home: Path, busy: tuple[Service, str]) -> Path:
    """A backup of that service."""
    made = busy[0].trygg("backup", str(home / "kept"))
    assert made.returncode == DONE, made.stderr
    return _only(home / "kept").path


def _only(folder: Path) -> Kept:
    [one] = kept_in(folder)
    return one


def _backed_up(service: Service, alarm: str, file: Path) -> list[dict[str, Any]]:
    """Return an alarm's entries as far as they are in a backup; the service goes on meanwhile."""
    last = read_manifest(file).heads["as"][0]
    return [entry for entry in service.entries(alarm) if entry["position"] <= last]


def _elsewhere(folder: Path, **more: str) -> dict[str, str]:
    return environment(TRYGG_DATA_DIR=str(folder / "data"), TRYGG_PLANS_DIR=str(folder / "plans"), **more)


@contextmanager
def _begun(*command: str, settings: dict[str, str], folder: Path) -> Iterator[Started]:
    """Run a command beside the test."""
    with Path(os.devnull).open("r+b") as nothing:
        running = bear(command, environment=settings, folder=folder, stdin=nothing, stdout=nothing, stderr=nothing)
    try:
        yield running
    finally:
        running.kill()
        running.wait(60)


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
async def test_a_restored_service_has_everything_and_repeats_nothing(
    tmp_path: Path, busy: tuple[Service, str], file: Path, postgres: Postgres, database: str
) -> None:
    """Backed up while it runs, restored on either database, verified; the open alarm waits until somebody decides."""
    old, alarm = busy
    before = _backed_up(old, alarm, file)
    epoch = old.get("/offices/as/board")["epoch"]
    assert file.stat().st_mode & 0o777 == 0o600
    assert "Open alarms at that time: 1." in trygg("restore", str(file), "--show").stdout
    more = {"TRYGG_DATABASE_URL": postgres.url(postgres.create_database())} if database == "postgresql" else {}
    folder = tmp_path / "new"
    settings = _elsewhere(folder, **more)
    restored = trygg("restore", str(file), settings=settings)
    assert (restored.returncode, "Under way then: 1." in restored.stdout) == (DONE, True), restored
    again = trygg("restore", str(file), settings=settings)
    assert (again.returncode, "not empty" in again.stderr) == (WRONG, True), again.stderr
    new = Service(folder, folder / "plans", NO_BROKER, database_url=more.get("TRYGG_DATABASE_URL"))
    with new.begun():
        new.wait_alive()
        assert f"alarm:{alarm}" in new.trygg("held", "list").stdout
        async with new.screen("as", epoch=epoch, after=1) as screen:
            await screen.fault("restored_waiting")
            assert screen.epoch != epoch, "a screen of before gets a snapshot"
            assert [one["alarm"] for one in screen.alarms] == [alarm]
            assert new.entries(alarm) == before, "no deadline was passed, and nobody was called again"
            assert new.trygg("timeline", "verify").returncode == DONE
            assert new.trygg("held", "release", f"alarm:{alarm}").returncode == DONE
            await screen.until(lambda: len(new.entries(alarm)) > len(before))
            await screen.until(lambda: "restored_waiting" not in screen.faults)
        assert new.trygg("held", "list").stdout.endswith("Nothing waits any more.\n")
        assert new.trygg("held", "drop", f"alarm:{alarm}").returncode == WRONG
        assert new.trygg("held", "drop").returncode == MISUSED


async def test_a_service_makes_the_day_s_backup_by_itself(tmp_path: Path) -> None:
    """Where a folder is set there is a backup soon after the first start, and no secret is in the log."""
    kept = tmp_path / "kept"
    more = {"TRYGG_BACKUP_DIR": str(kept), "TRYGG_HEARTBEAT_URL": "https://127.0.0.1:9/very-secret"}
    with Service(tmp_path / "node", lay_out(tmp_path / "plans"), NO_BROKER, more=more).begun() as service:
        assert wait_until(lambda: bool(kept_in(kept)), within=120)
        assert read_manifest(_only(kept).path).node == "node-1"
        assert wait_until(lambda: "a backup was made" in service.log, within=60)
        assert "very-secret" not in service.log


def test_a_backup_that_was_killed_leaves_nothing_that_looks_like_one(tmp_path: Path, busy: tuple[Service, str]) -> None:
    """Killed (-9) in the middle: whatever bears a backup's name is whole, and the next one clears up."""
    kept, service = tmp_path / "killed", busy[0]
    for _ in range(3):
        before = len(kept_in(kept))
        with _begun("backup", str(kept), settings=service.environment, folder=tmp_path) as running:
            assert wait_until(lambda: (kept / UNFINISHED).is_dir() or len(kept_in(kept)) > before, within=60)  # noqa: B023
            running.kill()
    assert service.trygg("backup", str(kept)).returncode == DONE
    for number, one in enumerate(kept_in(kept)):
        unpack(one.path, tmp_path / f"whole-{number}")
    assert not (kept / UNFINISHED).exists()


def test_a_restore_that_was_killed_is_run_again(tmp_path: Path, file: Path) -> None:
    """Killed (-9) in the middle: the next restore into the same place is whole, unless the first one was done."""
    data = tmp_path / "new" / "data"
    settings = _elsewhere(tmp_path / "new")
    with _begun("restore", str(file), settings=settings, folder=tmp_path) as running:
        assert wait_until(lambda: (data / STAGE).is_dir() or (data / "trygg.db").exists(), within=60)
        running.kill()
    if not (data / "trygg.db").exists() or (data / NOTE).exists():
        restored = trygg("restore", str(file), settings=settings)
        assert restored.returncode == DONE, restored.stderr
    assert trygg("timeline", "verify", settings=settings).returncode == DONE


def test_nothing_is_started_on_half_of_a_restore(tmp_path: Path, home: Path, file: Path) -> None:
    """Where a restore broke off with most of it in its place the service refuses to start, and it is run again."""
    folder = tmp_path / "new"
    settings = _elsewhere(folder)
    for half in ("data/links.key", "plans/as.yaml"):
        (folder / half).parent.mkdir(parents=True)
        (folder / half).write_text("half")
    places = {"plans_in": str(folder / "plans"), "record_in": str(folder / "data" / "trygg.db")}
    (folder / "data" / NOTE).write_text(json.dumps({"data": ["links.key"], "plans": ["as.yaml"], **places}))
    refused = trygg("serve", settings=settings)
    assert (refused.returncode, "was broken off" in refused.stderr) == (WRONG, True), refused.stderr
    restored = trygg("restore", str(file), settings=settings)
    assert restored.returncode == DONE, restored.stderr
    assert (folder / "plans" / "as.yaml").read_text() == (home / "plans" / "as.yaml").read_text()
    assert sorted(path.name for path in (folder / "data").iterdir() if path.name.startswith((".", "restore"))) == []


def test_of_two_restores_at_once_one_is_refused(tmp_path: Path, file: Path) -> None:
    """Exactly one is done, whichever; the other one says why it is not."""
    settings = _elsewhere(tmp_path / "new")
    with (
        _begun("restore", str(file), settings=settings, folder=tmp_path) as one,
        _begun("restore", str(file), settings=settings, folder=tmp_path) as other,
    ):
        assert sorted((one.wait(60), other.wait(60))) == [DONE, WRONG]
    assert trygg("timeline", "verify", settings=settings).returncode == DONE
    with (tmp_path / "new" / "data" / f"{STAGE}.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        refused = trygg("restore", str(file), settings=settings)
    assert (refused.returncode, "another restore goes on" in refused.stderr) == (WRONG, True), refused.stderr


def test_two_backups_at_once_do_not_mix(tmp_path: Path, busy: tuple[Service, str]) -> None:
    """While one is being made in a folder, another one there is refused."""
    kept = tmp_path / "kept"
    kept.mkdir()
    with (kept / f"{UNFINISHED}.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        refused = busy[0].trygg("backup", str(kept))
    assert (refused.returncode, "another backup is being made" in refused.stderr) == (WRONG, True), refused.stderr


def _newer(told: dict[str, object]) -> None:
    told["schema"] = "9999"


def _another_head(told: dict[str, object]) -> None:
    told["heads"] = {"as": [1, "0" * 64]}


@pytest.mark.parametrize(("change", "says"), [(_newer, "newer Trygg"), (_another_head, "is not the one")])
def test_what_is_not_understood_or_not_itself_is_not_restored(
    tmp_path: Path, file: Path, change: Callable[[dict[str, object]], None], says: str
) -> None:
    """A backup of a newer schema, and one that holds another record than it says: nothing of it is taken into use."""
    strange, folder = tmp_path / "strange.tar.gz", tmp_path / "new"
    with (
        tarfile.open(file) as tar,
        gzip.open(strange, "wb") as out,
        tarfile.open(fileobj=out, mode="w|") as into,
    ):
        for member in tar:
            content = tar.extractfile(member)
            assert content is not None
            data = content.read()
            if member.name == MANIFEST:
                told = json.loads(data)
                change(told)
                data = json.dumps(told).encode()
                member.size = len(data)
            into.addfile(member, io.BytesIO(data))
    refused = trygg("restore", str(strange), settings=_elsewhere(folder))
    assert (refused.returncode, says in refused.stderr) == (WRONG, True), refused.stderr
    assert not (folder / "data" / "trygg.db").exists()
    assert trygg("restore", str(file), settings=_elsewhere(folder)).returncode == DONE, "the place is as it was"


def test_a_backup_of_an_older_schema_is_brought_up(tmp_path: Path, file: Path) -> None:
    """What an older Trygg backed up is restored by this one, with its schema brought up to date and its chain whole."""
    older, newer = _elsewhere(tmp_path / "older"), _elsewhere(tmp_path / "newer")
    assert trygg("restore", str(file), settings=older).returncode == DONE
    before = VERSIONS[-2]
    assert trygg("migrate", "--to", before, settings=older).returncode == DONE
    made = trygg("backup", str(tmp_path / "older.tar.gz"), settings=older)
    assert made.returncode == DONE, made.stderr
    assert read_manifest(tmp_path / "older.tar.gz").schema == before
    restored = trygg("restore", str(tmp_path / "older.tar.gz"), settings=newer)
    assert restored.returncode == DONE, restored.stderr
    assert trygg("timeline", "verify", settings=newer).returncode == DONE, "which reads the newest schema only"


def test_only_an_empty_place_is_restored_into(tmp_path: Path, file: Path) -> None:
    """A data folder with a file, plans that are there, a database with a table: each is left as it is."""
    for number, there in enumerate(("data/links.key", "plans/as.yaml")):
        folder = tmp_path / f"used-{number}"
        (folder / there).parent.mkdir(parents=True)
        (folder / there).write_text("mine")
        refused = trygg("restore", str(file), settings=_elsewhere(folder))
        assert (refused.returncode, "not empty" in refused.stderr) == (WRONG, True), refused.stderr
        assert (folder / there).read_text() == "mine"


def test_a_full_disk_costs_no_backup_that_is_there(tmp_path: Path, busy: tuple[Service, str], file: Path) -> None:
    """Where there is no room the command says so; the one before stays whole, and the service goes on."""
    with SmallDisk(tmp_path / "small", 2_000_000) as disk:
        before = disk.folder / file.name
        shutil.copy(file, before)
        disk.fill()
        full = busy[0].trygg("backup", str(disk.folder))
        assert (full.returncode, "room" in full.stderr) == (WRONG, True), full.stderr
        assert _only(disk.folder).path == before
        unpack(before, tmp_path / "whole")
        assert busy[0].http.get("/health/live").status_code == 200
        restored = trygg("restore", str(file), settings=_elsewhere(disk.folder / "new"))
        assert restored.returncode == WRONG, restored
        disk.clear()


def test_settings_come_back_on_a_machine_that_has_none(tmp_path: Path, busy: tuple[Service, str]) -> None:
    """The settings' file is in the backup, is written where nobody else reads it, and replaces nothing."""
    config = tmp_path / "trygg.toml"
    config.write_text('node = "node-1"\n')
    service, kept = busy[0], tmp_path / "one.tar.gz"
    assert service.trygg("backup", str(kept), "--config", str(config)).returncode == DONE
    back = tmp_path / "back" / "trygg.toml"
    assert trygg("restore", str(kept), "--settings-to", str(back)).returncode == DONE
    assert (back.read_text(), back.stat().st_mode & 0o077) == (config.read_text(), 0)
    assert trygg("restore", str(kept), "--settings-to", str(back)).returncode == WRONG
    assert service.trygg("backup", str(kept)).returncode == WRONG, "no backup is replaced"
    assert service.trygg("backup").returncode == MISUSED
