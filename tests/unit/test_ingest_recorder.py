"""What waits for the record: an office in which nothing can be written holds up no other's presses."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest

from parts.button_press import button_press
from parts.stores import Watch
from service.dispatch.faults import Faults
from service.dispatch.handle import Dispatch
from service.dispatch.memory import Memory
from service.dispatch.outcome import Outcome
from service.dispatch.trigger import Trigger
from service.ingest import recorder as under_test
from service.ingest import spooled
from service.ingest.recorder import NotKept, Recorder
from service.ingest.spool import Spool
from service.store.port import StoreUnavailable

AT = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


class Locked:
    """Takes the place of dispatch: in some offices nothing can be written."""

    def __init__(self, *offices: str) -> None:
        self.memory, self.offices = Memory(), set(offices)
        self.tried: list[str] = []

    async def trigger(self, trigger: Trigger, _times: int = 1) -> Outcome:
        """Write a press, where that can be."""
        self.tried.append(trigger.office)
        if trigger.office in self.offices:
            raise StoreUnavailable(f"somebody has locked {trigger.office}")
        self.memory.heard(trigger.press_key, f"alarm of {trigger.office}")
        return Outcome(office=trigger.office, alarm=f"alarm of {trigger.office}", state="raised")


def pressed(office: str, press: int = 1) -> Trigger:
    """Return a press in an office."""
    return button_press(f"{office}/button", press, AT)


async def waiting_in(dispatch: Locked, *offices: str) -> tuple[Recorder, list[str]]:
    """Return what holds a press of each office, which could be neither written nor kept; and where what is written."""
    recorded: list[str] = []
    recorder = Recorder(
        dispatch=cast("Dispatch", dispatch),
        spool=None,
        faults=Faults(Watch(at=AT)),
        on_recorded=lambda trigger, _shown, _outcome: recorded.append(trigger.office),
    )
    for office in offices:
        with pytest.raises(NotKept):
            await recorder.record(pressed(office), None)
    dispatch.tried.clear()
    return recorder, recorded


async def test_a_press_of_an_office_that_is_locked_holds_up_no_other_office_s() -> None:
    """After an outage the oldest is tried first; where its office alone is locked, the others' are written."""
    dispatch = Locked("a", "b", "c")
    recorder, recorded = await waiting_in(dispatch, "a", "b", "c")
    dispatch.offices = {"a"}
    assert not await recorder.try_waiting()
    assert recorded == ["b", "c"]
    assert recorder.waiting == 1
    dispatch.offices.clear()
    assert await recorder.try_waiting()
    assert recorded == ["b", "c", "a"]


async def test_a_store_that_does_not_answer_is_not_asked_for_every_press() -> None:
    """Each question may take seconds: after some offices it is taken that nothing can be written anywhere."""
    offices = [f"office-{number}" for number in range(10)]
    dispatch = Locked(*offices)
    recorder, recorded = await waiting_in(dispatch, *offices)
    assert not await recorder.try_waiting()
    assert dispatch.tried == offices[: under_test.OFFICES_AWAY]
    assert recorded == []


async def test_somebody_who_cannot_be_told_of_a_press_costs_no_other_press_its_place_in_the_record() -> None:
    """Whoever takes back what was shown fails for one; the others are written, and the trying goes on."""
    dispatch, told = Locked("a", "b", "c"), list[str]()

    def tell(trigger: Trigger, _shown: str | None, _outcome: Outcome) -> None:
        told.append(trigger.office)
        if trigger.office == "a":
            raise RuntimeError("nobody foresaw this")

    recorder = Recorder(dispatch=cast("Dispatch", dispatch), spool=None, faults=Faults(Watch(at=AT)), on_recorded=tell)
    for office in ("a", "b", "c"):
        with pytest.raises(NotKept):
            await recorder.record(pressed(office), None)
    dispatch.offices.clear()
    running = asyncio.create_task(recorder.run())
    try:
        async with asyncio.timeout(10):
            while recorder.waiting and not running.done():
                await asyncio.sleep(0.01)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert running.cancelled()
    assert told == ["a", "b", "c"]


async def test_what_waits_is_tried_again_by_a_loop_that_has_just_begun() -> None:
    """Whatever has ended the one before: a press that only the spool holds must not wait for the next one's trouble."""
    dispatch = Locked("a")
    recorder, recorded = await waiting_in(dispatch, "a")
    recorder._wanted.clear()  # taken by the loop that has ended
    dispatch.offices.clear()
    running = asyncio.create_task(recorder.run())
    try:
        async with asyncio.timeout(10):
            while not recorded:
                await asyncio.sleep(0.01)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert recorded == ["a"]


async def test_what_a_former_life_has_left_is_read_once_however_many_offices_it_is_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full spool of hundreds of offices would else be read for minutes, in which a node that starts hears nobody."""
    offices = [f"office-{number}" for number in range(20)]
    former = Spool(tmp_path / "spool")
    former.append(spooled.write(pressed(office, press)) for press in range(3) for office in offices)
    former.append([b"nobody can read this"])
    former.close()
    read: list[bytes] = []

    def counted(payload: bytes) -> Trigger:
        read.append(payload)
        return spooled_read(payload)

    spooled_read = spooled.read
    monkeypatch.setattr(spooled, "read", counted)
    dispatch, recorded = Locked(), list[tuple[str, str]]()
    recorder = Recorder(
        dispatch=cast("Dispatch", dispatch),
        spool=Spool(tmp_path / "spool"),
        faults=Faults(Watch(at=AT)),
        on_recorded=lambda trigger, _shown, _outcome: recorded.append((trigger.office, trigger.press_key)),
    )
    assert recorder.offices_left() == offices
    for office in offices:
        recorder.restore(lambda _: None, office, "moved" if office == "office-7" else office)
    assert len(read) == 3 * len(offices) + 1
    assert recorder.waiting == 3 * len(offices)
    assert await recorder.try_waiting()
    assert sorted(recorded) == sorted(
        ("moved" if office == "office-7" else office, pressed(office, press).press_key)
        for press in range(3)
        for office in offices
    )
    await recorder.close()
