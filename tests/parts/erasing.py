"""Alarms that are over, with names and words in them, for what erases them."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final

from parts.stores import AT, OFFICE, keep, raising
from service.alarm.actor import Actor
from service.alarm.call import Roster
from service.alarm.commands import AddNote, AnyButRaise, Clear, Close
from service.alarm.decide import decide
from service.store.port import Store, Unit
from service.timeline.entry import Entry

YEAR: Final = timedelta(days=365)
KEEPS: Final = {"alarms": YEAR}
ANNA = Actor(via="api", who="p-anna")
SECRET = "he shouted that he knows where Bo lives"
OVER: Sequence[AnyButRaise] = (
    Clear(actor=ANNA, entitled=True, words=SECRET),
    AddNote(actor=ANNA, words="a note of its own time"),
    Close(actor=ANNA, outcome="over", words=SECRET),
)


def asking(alarm: str, command: AnyButRaise) -> Callable[[Unit], None]:
    """Return a work that asks an alarm for something."""

    def work(unit: Unit) -> None:
        before = unit.alarm(alarm)
        assert before is not None
        keep(unit, alarm, before, decide(before, command, Roster(calls=()), AT))

    return work


async def past(store: Store, number: int, commands: Sequence[AnyButRaise] = OVER) -> str:
    """Raise an alarm and ask it for things; return its id."""
    alarm = f"a-{number}"
    await store.commit(OFFICE, raising(f"press-{number}", alarm=alarm, covers=f"device:as/{number}", calls=["p-bo"]))
    for command in commands:
        await store.commit(OFFICE, asking(alarm, command))
    return alarm


async def every(store: Store, office: str = OFFICE) -> list[Entry]:
    """Return an office's whole timeline."""
    return await store.entries(office, 0, 5000)
