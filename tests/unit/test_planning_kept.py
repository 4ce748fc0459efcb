"""Plans that are kept as they were read: fetched for what they came of, and for nothing else."""

import os
import pickle
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from parts.offices import AS
from roles.document import load
from roles.loaded import Loaded
from roles.plan import Plan
from roles.resolve import Question, resolve
from roles.roster import Roster
from service.planning import kept
from service.planning.kept import KeptPlans

TODAY = date(2026, 11, 29)
TEXT = AS.read_bytes()
DIGEST = sha256(TEXT).hexdigest()


def _read(text: bytes = TEXT) -> Loaded:
    loaded = load(text, source="as.yaml", today=TODAY)
    assert loaded.plan is not None
    return loaded


def _called(plan: Plan) -> list[Roster]:
    at = datetime(2026, 11, 30, 9, tzinfo=UTC)
    step = plan.responses["emergency"].steps[0].call
    return [
        resolve(plan, Question(at=at, roles=step, zone=zone, presser=next(iter(plan.people)))) for zone in plan.zones
    ]


@pytest.fixture
def plans(tmp_path: Path) -> KeptPlans:
    """An empty folder that is made when it is needed."""
    return KeptPlans(tmp_path / "plans-read")


def test_what_is_fetched_is_what_was_read(plans: KeptPlans, tmp_path: Path) -> None:
    """Plan, findings, text and day come back; the plan calls whom it called, and nobody else can read the file."""
    loaded = _read()
    plans.keep("as", DIGEST, {}, loaded, TODAY)
    found = plans.fetch("as", DIGEST, {})
    assert found is not None
    assert found.day == TODAY
    assert replace(found.loaded, plan=None) == replace(loaded, plan=None)
    assert found.loaded.plan is not None
    assert loaded.plan is not None
    for part in fields(Plan):  # a plan is like no other one, its parts are
        assert getattr(found.loaded.plan, part.name) == getattr(loaded.plan, part.name), part.name
    assert _called(found.loaded.plan) == _called(loaded.plan)
    with pytest.raises(TypeError):
        found.loaded.plan.people["new"] = next(iter(found.loaded.plan.people.values()))  # type: ignore[index]
    (file,) = (tmp_path / "plans-read").iterdir()
    assert file.stat().st_mode & 0o077 == 0


def test_another_text_office_or_standard_is_not_fetched(plans: KeptPlans) -> None:
    """Each text is read once: one that has changed, another office's, and one whose standard has changed or gone."""
    loaded = _read()
    on_standard = Loaded(plan=loaded.plan, findings=(), text=loaded.text, standards=("agency", "missing"))
    plans.keep("as", DIGEST, {"agency": b"one", "other": b"x"}, on_standard, TODAY)
    assert plans.fetch("as", DIGEST, {"agency": b"one", "other": b"y"}) is not None
    assert plans.fetch("as", sha256(b"else").hexdigest(), {"agency": b"one"}) is None
    assert plans.fetch("bo", DIGEST, {"agency": b"one"}) is None
    assert plans.fetch("as", DIGEST, {"agency": b"two"}) is None
    assert plans.fetch("as", DIGEST, {}) is None
    assert plans.fetch("as", DIGEST, {"agency": b"one", "missing": b"there now"}) is None


def test_what_another_version_has_read_is_read_again(plans: KeptPlans, monkeypatch: pytest.MonkeyPatch) -> None:
    """After an upgrade the code that reads plans is another one."""
    plans.keep("as", DIGEST, {}, _read(), TODAY)
    monkeypatch.setattr(kept, "_code", lambda: "another")
    assert plans.fetch("as", DIGEST, {}) is None


def test_where_nobody_can_tell_which_code_it_is_nothing_is_kept(
    plans: KeptPlans, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without its sources two versions of the reader look alike, so that each text is read at each start."""
    monkeypatch.setattr(kept, "_code", lambda: None)
    plans.keep("as", DIGEST, {}, _read(), TODAY)
    assert not (tmp_path / "plans-read").exists()


def test_a_plan_with_errors_is_not_kept(plans: KeptPlans, tmp_path: Path) -> None:
    """What is wrong is read and said at every start."""
    plans.keep("as", DIGEST, {}, load(b"trygg: 1\n", source="as.yaml", today=TODAY), TODAY)
    assert not (tmp_path / "plans-read").exists()


def test_whatever_byte_has_changed_nothing_is_fetched(plans: KeptPlans, tmp_path: Path) -> None:
    """A file that is cut off, or of which one byte is another, is as good as none."""
    plans.keep("as", DIGEST, {}, _read(), TODAY)
    file = tmp_path / "plans-read" / "as.plan"
    whole = file.read_bytes()
    for place in range(0, len(whole), 101):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert plans.fetch("as", DIGEST, {}) is None
        file.write_bytes(whole[:place])
        assert plans.fetch("as", DIGEST, {}) is None
    file.write_bytes(whole)
    assert plans.fetch("as", DIGEST, {}) is not None


class Evil:
    """Asks whoever reads it to call something."""

    def __init__(self, does: Any, *arguments: Any) -> None:
        self.does = (does, arguments)

    def __reduce__(self) -> Any:
        return self.does


@pytest.mark.parametrize("does", [os.mkdir, exec, getattr, load, pickle.loads])
def test_nothing_but_plans_is_made_of_a_file(
    plans: KeptPlans, tmp_path: Path, does: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """A file that is sealed as ours, and asks for a function to be called, calls none."""
    plans.keep("as", DIGEST, {}, _read(), TODAY)
    file = tmp_path / "plans-read" / "as.plan"
    _, head, _ = file.read_bytes().split(b"\n", 2)
    body = pickle.dumps(Evil(does, str(tmp_path / "made")))
    file.write_bytes(b"\n".join((kept._seal(head, body), head, body)))
    assert plans.fetch("as", DIGEST, {}) is None
    assert "is no part of a plan" in caplog.text
    assert not (tmp_path / "made").exists()


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(tmp_path: Path) -> None:
    """Where the folder cannot be made, what was read is used and not kept."""
    (tmp_path / "file").write_text("in the way")
    plans = KeptPlans(tmp_path / "file" / "plans-read")
    plans.keep("as", DIGEST, {}, _read(), TODAY)
    assert plans.fetch("as", DIGEST, {}) is None
