"""Backups as files: what is in one, what is believed of one, which are kept, and when one is due."""

import gzip
import io
import json
import tarfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from parts.stores import AT, Watch
from service.backup.archive import MANIFEST, Manifest, part_of, read_manifest, unpack, write
from service.backup.contents import RECORD, sources
from service.backup.kept import due_since, kept_in, let_go, name_of
from service.backup.make import make_backup
from service.backup.request import request_of
from service.backup.restore import restore
from service.backup.trouble import BackupError
from service.backup.unfinished import NOTE
from service.dispatch.faults import Faults
from service.jobs.backups import LATE, Backups
from service.settings import Settings, load

HEAD = {"as": (3, "a" * 64)}


def _backup(folder: Path, files: dict[str, bytes] | None = None) -> Path:
    paths = {}
    for number, (name, content) in enumerate((files or {RECORD: b"record", "plans/as.yaml": b"plan"}).items()):
        paths[name] = folder / f"part-{number}"
        paths[name].write_bytes(content)
    parts = tuple(part_of(name, path) for name, path in paths.items())
    to = folder / name_of(AT)
    write(to, Manifest(made_at=AT, node="node-1", schema="0024", heads=HEAD, open_alarms=1, parts=parts), paths)
    return to


def test_what_was_packed_is_unpacked(tmp_path: Path) -> None:
    """Every part comes back as it was, closed to others, and the file says when and of what it was made."""
    file = _backup(tmp_path)
    assert file.stat().st_mode & 0o777 == 0o600
    manifest = unpack(file, tmp_path / "out")
    assert manifest == read_manifest(file)
    assert (manifest.made_at, manifest.heads, manifest.open_alarms) == (AT, HEAD, 1)
    assert (tmp_path / "out" / RECORD).read_bytes() == b"record"
    assert (tmp_path / "out" / "plans" / "as.yaml").read_bytes() == b"plan"
    assert (tmp_path / "out" / "plans" / "as.yaml").stat().st_mode & 0o777 == 0o600


def test_a_file_cut_off_anywhere_is_refused(tmp_path: Path) -> None:
    """Wherever a copy broke off, or nothing of it came, it is not taken for a backup."""
    file = _backup(tmp_path, {RECORD: bytes(range(256)) * 40})
    whole = file.read_bytes()
    for length in (0, 1, 10, len(whole) // 3, len(whole) // 2, len(whole) - 9, len(whole) - 1):
        file.write_bytes(whole[:length])
        with pytest.raises(BackupError):
            unpack(file, tmp_path / f"out-{length}")


def test_a_file_with_one_changed_byte_is_refused(tmp_path: Path) -> None:
    """A byte that turned on the disk is found, wherever it is."""
    file = _backup(tmp_path, {RECORD: bytes(range(256)) * 4})
    whole = file.read_bytes()
    for place in range(12, len(whole), max(1, len(whole) // 40)):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 0x41]) + whole[place + 1 :])
        with pytest.raises(BackupError):
            unpack(file, tmp_path / f"out-{place}")


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told.update(trygg_backup=2),
        lambda told: told.update(parts=[]),
        lambda told: told["parts"].append({"name": "../outside", "size": 1, "sha256": ""}),
        lambda told: told["parts"].append({"name": "/outside", "size": 1, "sha256": ""}),
        lambda told: told["parts"].append(told["parts"][0]),
        lambda told: told.pop("heads"),
        lambda told: told.update(made_at="yesterday"),
        lambda told: told["parts"].append({"name": "data/missing", "size": 1, "sha256": "0"}),
    ],
)
def test_a_backup_that_says_strange_things_of_itself_is_refused(
    tmp_path: Path, change: Callable[[dict[str, object]], object]
) -> None:
    """Another format, paths that lead out, parts twice or not there: nothing of it is written outside, or believed."""
    told = json.loads(json.dumps(read_manifest(_backup(tmp_path)).as_json()))
    change(told)
    file = tmp_path / "strange.tar.gz"
    _tarred(file, {MANIFEST: json.dumps(told).encode(), RECORD: b"record", "plans/as.yaml": b"plan"})
    with pytest.raises(BackupError):
        unpack(file, tmp_path / "inner" / "out")
    assert not (tmp_path / "inner" / "outside").exists()


def test_a_foreign_file_is_refused(tmp_path: Path) -> None:
    """A tar of something else, a picture, an empty archive, nothing at all: each is said to be no backup."""
    tar, picture = tmp_path / "other.tar.gz", tmp_path / "picture.png"
    _tarred(tar, {"readme.txt": b"hello"})
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    empty = tmp_path / "empty.tar.gz"
    _tarred(empty, {})
    for file in (tar, picture, empty, tmp_path / "none.tar.gz"):
        with pytest.raises(BackupError):
            read_manifest(file)


def test_a_member_nobody_announced_is_refused(tmp_path: Path) -> None:
    """What was put into the archive beside what it says of itself is not unpacked."""
    told = json.dumps(read_manifest(_backup(tmp_path)).as_json()).encode()
    file = tmp_path / "more.tar.gz"
    _tarred(file, {MANIFEST: told, RECORD: b"record", "plans/as.yaml": b"plan", "data/.ssh": b"key"})
    with pytest.raises(BackupError, match="does not belong there"):
        unpack(file, tmp_path / "out")


def test_what_a_new_machine_needs_is_in_a_backup(tmp_path: Path) -> None:
    """Settings, plans, keys, ways out and pictures are; old presses, the broker's messages and the file itself not."""
    data, plans, elsewhere = tmp_path / "data", tmp_path / "plans", tmp_path / "etc" / "routes.toml"
    kept = ("links.key", "push.pem", "pictures/1a.png", "broker-tls/ca.key", "brokers.toml", "dc09-centre.json")
    left = ("trygg.db", "trygg.db-wal", "trygg.db.lock", "spool", "broker/mosquitto.db", "listened", "listened-yard")
    for path in (*(data / name for name in (*kept, *left)), plans / "as.yaml", plans / "as.devices.yaml", elsewhere):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    config = tmp_path / "trygg.toml"
    config.write_text("")
    (plans / "..data").mkdir()  # as a cluster lays out a folder of files: each is a link into a hidden one
    (plans / "..data" / "so.yaml").write_text("x")
    (plans / "so.yaml").symlink_to(plans / "..data" / "so.yaml")
    (data / "backups").mkdir()
    (data / "backups" / "old.tar.gz").write_text("x")
    settings = Settings(data_dir=data, plans_dir=plans, routes_file=elsewhere)
    found = {one.name for one in sources(settings, config, beside=data / "backups")}
    assert found == {
        *(f"data/{name}" for name in kept),
        *("plans/as.yaml", "plans/so.yaml", "plans/as.devices.yaml", "settings.toml", "named/routes_file.toml"),
    }


@pytest.mark.parametrize("backups", [".", "data", "data/backups", "elsewhere", "plans"])
def test_wherever_backups_lie_all_that_is_needed_is_in_them(tmp_path: Path, backups: str) -> None:
    """Around the data folder, in it, or as that very folder: keys and plans are there, and no backup is."""
    data, plans, place = tmp_path / "data", tmp_path / "plans", tmp_path / backups
    for file in (data / "links.key", data / "pictures" / "plan.png", plans / "as.yaml", place / name_of(AT)):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x")
    settings = Settings(data_dir=data, plans_dir=plans)
    found = {one.name for one in sources(settings, None, beside=place)}
    assert found == {"data/links.key", "data/pictures/plan.png", "plans/as.yaml"}


@pytest.mark.parametrize("way", ["link", "data/../data/backups"])
def test_no_backup_is_in_another_one_by_whichever_way_their_folder_is_named(tmp_path: Path, way: str) -> None:
    """Through a link, or by a way back: else each backup would hold all before it, and be twice as large."""
    data = tmp_path / "data"
    for file in (data / "links.key", data / "backups" / name_of(AT)):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"x")
    (tmp_path / "link").symlink_to(data / "backups")
    settings = Settings(data_dir=data, plans_dir=tmp_path / "plans")
    assert {one.name for one in sources(settings, None, beside=tmp_path / way)} == {"data/links.key"}


def test_only_the_newest_are_kept(tmp_path: Path) -> None:
    """Older ones go, newest first; whatever else lies in the folder is nobody's to remove."""
    days = [AT - timedelta(days=day) for day in range(5)]
    for day in days:
        (tmp_path / name_of(day)).write_text("x")
    (tmp_path / "trygg-my-own.tar.gz").write_text("x")
    assert [one.made_at for one in kept_in(tmp_path)] == [day.replace(microsecond=0) for day in days]
    assert let_go(tmp_path, 2) == 3
    assert {path.name for path in tmp_path.iterdir()} == {name_of(days[0]), name_of(days[1]), "trygg-my-own.tar.gz"}
    assert kept_in(tmp_path / "none") == ()


def test_a_backup_is_due_once_a_day() -> None:
    """Before the hour it is yesterday's that counts, from the hour on today's."""
    noon = datetime(2026, 11, 29, 12, tzinfo=UTC).astimezone()
    assert due_since(noon.replace(hour=2), 3) == noon.replace(hour=3) - timedelta(days=1)
    assert due_since(noon.replace(hour=3), 3) == noon.replace(hour=3)
    assert due_since(noon.replace(hour=23), 3) == noon.replace(hour=3)


async def test_the_day_s_backup_is_made_once_and_missed_aloud(tmp_path: Path) -> None:
    """One a day, tried again while it fails; after three days the screens say so, and no more once there is one."""
    watch, made, works = Watch(at=datetime(2026, 11, 29, 12, tzinfo=UTC)), [], True
    faults = Faults(watch)

    async def make() -> bool:
        made.append(watch.at)
        if works:
            (tmp_path / name_of(watch.at)).write_text("x")
        return works

    job = Backups(Settings(backup_dir=tmp_path), faults, watch, make=make)
    for _ in range(3):
        await job.look(tmp_path)
    assert (len(made), job.made, job.failed) == (1, 1, 0)
    works = False
    watch.at += LATE - timedelta(minutes=1)
    await job.look(tmp_path)
    assert (len(made), job.failed) == (2, 1)
    assert not faults.has("as", "backup_late")
    watch.at += timedelta(minutes=2)
    await job.look(tmp_path)
    assert faults.has("as", "backup_late")
    works = True
    await job.look(tmp_path)
    assert not faults.has("as", "backup_late")


def test_the_process_is_told_its_settings_with_their_secrets(tmp_path: Path) -> None:
    """What goes over the pipe is what was set, secrets included; a service without a folder tells nothing else."""
    settings = Settings(data_dir=tmp_path, database_url=SecretStr("postgresql://u:secret@h/d"), backup_dir=tmp_path)
    told = json.loads(request_of(settings, None))
    assert told["config"] is None
    assert Settings(**told["settings"]) == settings


def test_settings_say_from_which_file_they_were_read(tmp_path: Path) -> None:
    """The file goes into backups, so its name is kept; settings from the environment have none."""
    config = tmp_path / "trygg.toml"
    config.write_text('node = "node-7"\n')
    assert load(config).read_from == config
    assert load().read_from is None


def _tarred(file: Path, members: dict[str, bytes]) -> None:
    with gzip.open(file, "wb") as packed, tarfile.open(fileobj=packed, mode="w|") as tar:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))


def test_a_restore_begun_elsewhere_takes_nothing_away_here(tmp_path: Path) -> None:
    """Broken off, then run again for another record or other plans: what lies there belongs to somebody."""
    file = _backup(tmp_path)
    data, plans, live = tmp_path / "data", tmp_path / "plans", tmp_path / "live"
    for folder in (data, plans, live):
        folder.mkdir()
    note = {"data": [], "plans": ["as.yaml"], "plans_in": str(plans), "record_in": str(data / "trygg.db")}
    (data / NOTE).write_text(json.dumps(note))
    (live / "as.yaml").write_text("plan")
    (live / "trygg.db").write_bytes(b"record")
    for elsewhere in ({"plans_dir": live}, {"plans_dir": plans, "database_url": f"sqlite:///{live / 'trygg.db'}"}):
        settings = Settings.model_validate({"data_dir": data, **elsewhere})
        with pytest.raises(BackupError, match="was broken off"):
            restore(file, settings, Watch())
        assert sorted(path.name for path in live.iterdir() if path.is_file() and ".lock" not in path.name) == [
            "as.yaml",
            "trygg.db",
        ]


def test_half_of_a_restore_is_not_backed_up(tmp_path: Path) -> None:
    """Its record may be whole and its plans may not: it would push a whole backup out of the folder."""
    data, kept = tmp_path / "data", tmp_path / "kept"
    data.mkdir()
    (data / NOTE).write_text("{}")
    with pytest.raises(BackupError, match="was broken off"):
        make_backup(Settings(data_dir=data, plans_dir=tmp_path / "plans"), kept, Watch(), keep=1)
    assert not kept.exists()
