"""An older backup is restored after heads have left: whoever checks is told what was lost, and new heads leave."""

import asyncio
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from parts.head_keys import checks
from parts.service import environment, trygg
from service.alarm.actor import SERVICE
from service.clock import Clock, SystemClock
from service.dispatch.faults import Faults
from service.notify.config import load
from service.notify.heads.key import HeadKey
from service.settings import Settings
from service.store.opening import open_store
from service.store.port import Store
from service.timeline.entry import Draft
from service.wiring.heads import HeadsPart

pytestmark = pytest.mark.timeout(120)
DONE, WRONG = 0, 1


@dataclass(kw_only=True)
class Node:
    """A node's data folder, its record, and what it signs; every node gives its heads to one folder outside."""

    folder: Path
    store: Store
    faults: Faults
    settings: Settings
    clock: Clock

    @classmethod
    def at(cls, folder: Path) -> "Node":
        """Open the record in a folder."""
        clock = SystemClock()
        settings = Settings(data_dir=folder / "data", routes_file=folder.parent / "routes.toml")
        store = open_store("sqlite:///trygg.db", clock=clock, data_dir=settings.data_dir)
        return cls(folder=folder, store=store, faults=Faults(clock), settings=settings, clock=clock)

    async def end_alarm(self, *events: str) -> None:
        """Write entries, the last of which ends an alarm, and look at the heads once."""
        drafts = [
            Draft(at=self.clock.now(), event=event, alarm="a-1", actor=SERVICE, facts={"mode": "actual"})
            for event in events
        ]
        await self.store.commit("as", lambda unit: unit.append(drafts))
        await self.look()

    async def look(self) -> None:
        """Sign what is due, and give on what waits."""
        job = HeadsPart(load(self.settings.routes_path), {}, self).job
        assert job is not None
        try:
            await job.step()
        finally:
            await job.close()

    def trygg(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command with this node's settings."""
        return run(self.folder, *words)

    def export(self) -> Path:
        """Return the file of what `trygg timeline export` prints."""
        (self.folder / "export.jsonl").write_text(self.trygg("timeline", "export", "as").stdout)
        return self.folder / "export.jsonl"


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command with the settings of a folder."""
    places = {"TRYGG_DATA_DIR": str(folder / "data"), "TRYGG_PLANS_DIR": str(folder / "plans")}
    return trygg(*words, settings=environment(**places, TRYGG_ROUTES_FILE=str(folder.parent / "routes.toml")))


def left(outside: Path) -> dict[str, int]:
    """Return what has left of the office, and which entry each is of."""
    return {path.name: json.loads(path.read_text())["position"] for path in sorted((outside / "as").iterdir())}


async def test_what_a_restore_lost_is_told_and_new_heads_still_leave(tmp_path: Path) -> None:
    """Two heads of one position, as the record came there twice, stand beside each other; each is told for what it is.

    Also the other node's: its heads were not restored, so it signs nothing over a record that is not the one it knew,
    and does again once its heads were put aside, as the page says.
    """
    outside = tmp_path / "outside"
    outside.mkdir()
    (tmp_path / "routes.toml").write_text('[heads]\nfolder = "outside"\n')
    (tmp_path / "old" / "data").mkdir(parents=True)
    old = Node.at(tmp_path / "old")
    await old.end_alarm("AlarmRaised", "AlarmClosed")
    made = old.trygg("backup", str(tmp_path / "kept.tar.gz"))
    assert made.returncode == DONE, made.stderr
    await old.end_alarm("AlarmRaised", "AlarmClosed")
    await old.store.close()
    assert left(outside) == {"0000000002.json": 2, "0000000004.json": 4}
    key = HeadKey.load(old.folder / "data" / "heads.key").public

    restored = await asyncio.to_thread(run, tmp_path / "new", "restore", str(tmp_path / "kept.tar.gz"))
    assert restored.returncode == DONE, restored.stderr
    new = Node.at(tmp_path / "new")
    try:
        await new.look()
        alone = new.trygg("timeline", "verify")
        assert alone.returncode == DONE, "its own heads came out of the backup"
        told = new.trygg("timeline", "verify", "as", "--heads", str(outside), "--key", key)
        assert (told.returncode, "was cut off" in told.stdout) == (WRONG, True), told
        assert "was restored here" in told.stdout
        code, said = checks(outside, new.export(), key)
        assert (code, said.count("DOES NOT HOLD")) == (WRONG, 1)
        assert "the head of entry 4 of as" in said
        assert "; entry 3: a backup of" in said

        # The record comes to entry 4 once more, and it is another one.
        await new.end_alarm("AlarmClosed")
        assert left(outside) == {"0000000002.json": 2, "0000000004-2.json": 4, "0000000004.json": 4}
        await new.end_alarm("AlarmRaised", "AlarmClosed")
        assert left(outside).keys() > {"0000000006.json"}
        assert not new.faults.has("as", "heads_stuck")
        code, said = checks(outside, new.export(), key)
        assert (code, said.count("DOES NOT HOLD")) == (WRONG, 1), "the lost one alone"
        assert "; entry 3: a backup of" in said
        assert "written anew" in said
        told = new.trygg("timeline", "verify", "as", "--heads", str(outside), "--key", key)
        assert (told.returncode, "was rewritten" in told.stdout) == (WRONG, True), told
        assert "was restored here" in told.stdout

        # What is taken away afterwards is not explained by it.
        lines = new.export().read_text().splitlines(keepends=True)
        (tmp_path / "cut.jsonl").write_text("".join(lines[:4]))
        code, said = checks(outside, tmp_path / "cut.jsonl", key)
        assert code == WRONG
        assert [line for line in said.splitlines() if "head of entry 6" in line and "; entry 3" not in line]

        (new.folder / "data" / "heads").rename(tmp_path / "restored-heads")
        (old.folder / "data" / "heads").rename(new.folder / "data" / "heads")
        await new.end_alarm("AlarmRaised", "AlarmClosed")
        assert new.faults.has("as", "record_differs")
        assert "0000000008.json" not in left(outside)
        (new.folder / "data" / "heads").rename(tmp_path / "aside")
        await new.look()
        assert not new.faults.has("as", "record_differs")
        assert "0000000008.json" in left(outside)
    finally:
        await new.store.close()
