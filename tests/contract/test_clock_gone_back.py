"""On both databases: an alarm from before the wall clock went back takes its steps as if it had not."""

from datetime import timedelta
from pathlib import Path

import pytest

import roles
from parts.stores import AT, Stores, Watch
from roles.document import load
from service.alarm.actor import Actor
from service.alarm.commands import Accept
from service.alarm.states import Mode
from service.dispatch.book import Book, OfficePage
from service.dispatch.handle import Dispatch
from service.dispatch.trigger import Trigger

PLAN = load((Path(roles.__file__).parent / "examples" / "as.yaml").read_bytes(), source="as.yaml").plan


def _press(key: str, seconds: float) -> Trigger:
    return Trigger(
        office="as",
        actor=Actor(via="device:as/pendant-1"),
        press_key=key,
        open_key="device:as/pendant-1",
        mode=Mode.ACTUAL,
        kind="emergency",
        gesture="single",
        zone="room-114",
        device="as/pendant-1",
        press=key,
        presser="p-eva",
        pressed_at=None,
        heard_at=AT + timedelta(seconds=seconds),
    )


@pytest.mark.parametrize("back", [timedelta(minutes=1), timedelta(hours=1), timedelta(days=400)])
async def test_what_is_said_after_the_clock_went_back_puts_no_step_off(stores: Stores, back: timedelta) -> None:
    """Somebody answers by the clock of before: her short time must not stand before a step that is due sooner."""
    assert PLAN is not None
    clock, book = Watch(), Book()
    book.put(OfficePage(plan=PLAN, keys={who: f"p-{who}" for who in PLAN.people}))
    dispatch = Dispatch(stores.open(), book, clock)
    raised = await dispatch.trigger(_press("1", 0))
    assert raised.due_at is not None
    clock.at = AT - back
    called = next(entry.facts["responder"] for entry in raised.entries if entry.event == "ResponderCalled")
    coming = Accept(actor=Actor(via="phone", who=called), responder=called)
    said = await dispatch.ask("as", raised.alarm, lambda _page: coming)
    assert said.entries
    assert all(one.at >= AT for one in said.entries)
    assert said.due_at is not None
    assert said.due_at >= AT
    joined = await dispatch.trigger(_press("2", -back.total_seconds() + 1))
    assert all(one.at >= AT for one in joined.entries)
    assert joined.due_at is not None
    assert joined.due_at > AT
