"""A backup of a running service is restored on another machine: everything is there, and nothing old begins again."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from parts.offices import lay_out
from parts.postgres import Postgres
from parts.process import wait_until
from parts.service import Service, environment, trygg
from parts.small_disk import SmallDisk
from service.backup.archive import read_manifest
from service.backup.kept import kept_in
from service.backup.restore import NOTE
from service.store.versions import NEWEST

DONE, WRONG, MISUSED = 0, 1, 2
pytestmark = pytest.mark.timeout(180)


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[tuple[Service, str]]:
    """A service with one open alarm, and that alarm."""
    with Service(tmp_path / "old", lay_out(tmp_path / "plans"), "mqtt://127.0.0.1:9").begun() as service:
        service.wait_alive()
        yield service, _alarm(service)


def _alarm(service: Service) -> str:
    headers = {"Idempotency-Key": "1"}
    answer = service.http.post("/api/v1/offices/as/alarms", json={"person": "bo"}, headers=headers)
    assert wait_until(lambda: bool(service.alarms("as")))
    return str(answer.json()["alarm"])


def _elsewhere(tmp_path: Path, name: str = "new", **more: str) -> dict[str, str]:
    folder = tmp_path / name
    return environment(TRYGG_DATA_DIR=str(folder / "data"), TRYGG_PLANS_DIR=str(folder / "plans"), **more)


def test_a_restored_service_has_everything_and_repeats_nothing(
    tmp_path: Path, busy: tuple[Service, str], postgres: Postgres
) -> None:
    """Backed up while it runs; restored on SQLite and on PostgreSQL; verified; the open alarm waits for a person."""
    old, alarm = busy
    made = old.trygg("backup", str(tmp_path / "kept"))
    assert made.returncode == DONE, made.stderr
    [file] = [one.path for one in kept_in(tmp_path / "kept")]
    assert file.stat().st_mode & 0o777 == 0o600
    before, epoch = old.entries(alarm), old.get("/offices/as/board")["epoch"]
    shown = trygg("restore", str(file), "--show")
    assert "Open alarms at that time: 1." in shown.stdout
    old.kill()
    for name, more in (
        ("sqlite", {}),
        ("postgresql", {"TRYGG_DATABASE_URL": postgres.url(postgres.create_database())}),
    ):
        settings = _elsewhere(tmp_path, name, **more)
        restored = trygg("restore", str(file), settings=settings)
        assert restored.returncode == DONE, restored.stderr
        assert "1 things were under way" in restored.stdout
        again = trygg("restore", str(file), settings=settings)
        assert (again.returncode, "not empty" in again.stderr) == (WRONG, True), again.stderr
        folder = tmp_path / name
        new = Service(
            folder, folder / "plans", "mqtt://127.0.0.1:9", database_url=more.get("TRYGG_DATABASE_URL")
        )
        with new.begun():
            new.wait_alive()
            held = new.trygg("held", "list")
            assert f"alarm:{alarm}" in held.stdout
            board = new.get("/offices/as/board")
            assert board["epoch"] != epoch
            assert [one["id"] for one in board["alarms"]] == [alarm]
            assert new.entries(alarm) == before, "no deadline was passed, and nobody was called again"
            assert wait_until(lambda: "restored_waiting" in _faults(new))
            assert new.trygg("timeline", "verify").returncode == DONE
            assert new.trygg("held", "release", f"alarm:{alarm}").returncode == DONE
            assert wait_until(lambda: len(new.entries(alarm)) > len(before)), "the plan goes on"
            assert wait_until(lambda: "restored_waiting" not in _faults(new))
            assert new.trygg("held", "list").stdout.endswith("Nothing waits any more.\n")


def _faults(service: Service) -> set[str]:
    return {fault["code"] for fault in service.get("/offices/as/board").get("faults", ())}
