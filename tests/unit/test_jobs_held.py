"""After a restore the screens say what stands still, once for each change, and no more when it is decided."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from parts.stores import AT, Watch
from service.alarm.actor import Actor
from service.cli.held import said_of
from service.dispatch.faults import Faults
from service.jobs.held import WatchHeld
from service.store.held_port import Done, Held, Restored

ALARM = Held(
    kind="alarm",
    id="alarm:a-1",
    office="as",
    alarm="a-1",
    due_at=AT,
    row={
        "mode": "actual",
        "kind": "emergency",
        "zone": "room-114",
        "state": "raised",
        "raised_at": "2026-11-23T14:02:07.120000Z",
    },
)
CALL = Held(
    kind="notice",
    id="notice:n-1",
    office="so",
    alarm="a-2",
    due_at=AT,
    row={"purpose": "call", "route": "sms", "responder": "p-anna", "state": "queued"},
)


class Waiting:
    """A store after a restore, or before any."""

    def __init__(self, *held: Held, restored: bool = True) -> None:
        """Hold these."""
        self.there = list(held)
        self.is_restored = restored
        self.tidied = 0

    async def hold(self, copied_at: datetime, at: datetime) -> int:
        """Hold nothing more."""
        return 0

    async def restored(self) -> Restored | None:
        """Say when it was restored."""
        return Restored(copied_at=AT, restored_at=AT + timedelta(hours=1)) if self.is_restored else None

    async def held(self) -> Sequence[Held]:
        """Return what waits."""
        return self.there

    async def release(self, name: str, by: Actor, at: datetime) -> Done:
        """Release nothing."""
        return "gone"

    async def drop(self, name: str, by: Actor, at: datetime) -> Done:
        """Drop nothing."""
        return "gone"

    async def tidy(self) -> None:
        """Count that it was asked."""
        self.tidied += 1


async def test_each_office_is_told_what_stands_still_there() -> None:
    """Its own count and no other's; not told again while nothing changes; mended when nothing waits any more."""
    faults, store = Faults(Watch()), Waiting(ALARM, replace(ALARM, id="alarm:a-3"), CALL)
    watch = WatchHeld(store, faults)
    await watch.look()
    await watch.look()
    assert store.tidied == 2
    [told] = faults.of("as")
    assert (told.code, told.args["count"], told.count) == ("restored_waiting", "2", 1)
    assert [fault.args["count"] for fault in faults.of("so")] == ["1"]
    store.there = [ALARM]
    await watch.look()
    assert [fault.args["count"] for fault in faults.of("as")] == ["1"]
    assert faults.of("so") == []
    assert dict(watch.waiting) == {"as": 1}
    store.there = []
    await watch.look()
    assert faults.of("as") == []


async def test_a_record_that_was_never_restored_costs_nothing() -> None:
    """Nothing is looked for and nothing is said."""
    faults, store = Faults(Watch()), Waiting(ALARM, restored=False)
    await WatchHeld(store, faults).look()
    assert (store.tidied, faults.of("as")) == (0, [])


def test_each_thing_is_said_with_names() -> None:
    """Whoever decides reads what would have happened, where, to whom; an opaque key only where no name is known."""
    assert "open alarm: emergency at room-114, raised" in said_of(ALARM, {})
    assert "open alarm (drill)" in said_of(replace(ALARM, row={**ALARM.row, "mode": "drill"}), {})
    assert "waiting for a person" in said_of(replace(ALARM, due_at=None), {})
    assert "call by sms to Anna Berg" in said_of(CALL, {"p-anna": "Anna Berg"})
    assert "to p-anna" in said_of(CALL, {})
    order = {"output": "siren", "wanted": "on", "until": "2026-11-23T14:05:07.120000Z", "state": "waiting"}
    assert "siren on until 2026-11-23T14:05:07Z" in said_of(replace(ALARM, kind="output", row=order), {})
    word = {"kind": "feedback", "address": "as/pendant-1"}
    assert "feedback to as/pendant-1" in said_of(replace(ALARM, kind="feedback", row=word), {})
    assert said_of(replace(ALARM, kind="undertaking", row={"kind": "report"}), {}).startswith("report, due")
