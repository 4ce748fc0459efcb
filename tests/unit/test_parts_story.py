"""What the stories' own measure of a gap finds: it has to fail where a plan lets go."""

from typing import Any

import pytest

from parts.story import gaps

SCRIPT = {"steps": [{"after_ms": 0}, {"after_ms": 20_000}], "repeat_ms": 30_000}


def _at(second: int) -> str:
    return f"2026-11-23T09:{second // 60:02}:{second % 60:02}.000Z"


def _entry(second: int, event: str, next_at: int | None = None, **facts: Any) -> dict[str, Any]:
    promised = {} if next_at is None else {"next_at": _at(next_at)}
    return {"at": _at(second), "event": event, "facts": {**facts, **promised}}


def _record(*rest: dict[str, Any]) -> list[dict[str, Any]]:
    raised = _entry(0, "AlarmRaised", script=SCRIPT)
    return [raised, _entry(0, "ResponderCalled", 20, arrive_within_ms=90_000), *rest]


def test_a_plan_that_goes_on_has_no_gap() -> None:
    """Each step promises the next, and comes when it was promised or a little later."""
    record = _record(
        _entry(20, "AlarmEscalated", 50), _entry(21, "CallFailed"), _entry(22, "ResponderAccepted", 112),
        _entry(113, "ResponderOverdue", 140), _entry(140, "AlarmEscalated", 170),
    )  # fmt: skip
    assert gaps(record) == []


@pytest.mark.parametrize(
    ("entry", "found"),
    [
        (_entry(5, "ResponderAccepted", 200), "195000 ms after ResponderAccepted, where the plan allows 90000"),
        (_entry(10, "AlarmEscalated", 30), "AlarmEscalated came before it was due"),
        (_entry(5, "AlarmAcknowledged"), "nothing follows AlarmAcknowledged"),
    ],
)
def test_a_gap_is_found(entry: dict[str, Any], found: str) -> None:
    """A wait that is too long, a step too early, an answer after which nothing follows."""
    assert gaps(_record(entry, _entry(201, "RespondersReminded", 202))) == [found]
