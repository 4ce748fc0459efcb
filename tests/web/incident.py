"""Two alarms as the timeline holds them, for the review's pages."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from service.alarm.actor import SERVICE, Actor
from service.alarm.instant import instant
from service.timeline.entry import Entry, Personal
from service.web.ports import Record

RAISED = datetime(2026, 11, 23, 13, 2, 7, tzinfo=UTC)
ALARM = "a-2h7k4q5m6n7p2r3s4t5v6w7x2y"
DRILL = "a-drill7k4q5m6n7p2r3s4t5v6w7x"
NAMES = {
    "p-fatima": "Fatima Hassan",
    "p-anna": "Anna Berg",
    "p-cecilia": "Cecilia Ek",
    "p-david": "David Nilsson",
    "p-eva": "Eva Strand",
}
SCRIPT = {
    "steps": [
        {"call": ["colleague", "guard"], "after_ms": 0, "accepted": 0, "arrived": 0},
        {"call": ["manager"], "after_ms": 20_000, "accepted": 2, "arrived": 0},
    ],
    "repeat_ms": 30_000, "repeat_call": ["everybody"], "done_accepted": 0, "done_arrived": 1, "last_resort": "112",
}  # fmt: skip


class Teller:
    """Writes one alarm's entries, second by second."""

    def __init__(self, alarm: str, *, first: int, raised: datetime = RAISED, names: dict[str, str] = NAMES) -> None:
        self.alarm = alarm
        self.entries: list[Entry] = []
        self._first = first
        self._raised = raised
        self._names = names

    def tell(
        self, after: float, event: str, /, *, by: str | None = None, words: str | None = None, **facts: Any
    ) -> None:
        """Add one entry `after` seconds after the press."""
        actor = SERVICE if by is None else Actor(via="screen:as/staff", who=by)
        if event in ("AlarmAcknowledged", "AlarmCleared", "AlarmCancelled", "AlarmClosed"):
            facts["by"] = by
        personal: dict[str, Any] = {"names": self._names, **({"words": words} if words else {})}
        self.entries.append(
            Entry(
                office="as",
                position=self._first + len(self.entries),
                at=self._raised + timedelta(seconds=after),
                event=event,
                alarm=self.alarm,
                actor=actor,
                facts=facts,
                personal=Personal(salt="0" * 32, content=personal),
                personal_digest="0" * 64,
                previous="0" * 64,
                hash="0" * 64,
            )
        )

    def raised(self, *, mode: str = "actual", zone: str | None = "room-114") -> None:
        """Begin with the press."""
        self.tell(
            0, "AlarmRaised", mode=mode, kind="emergency", zone=zone, device="as/pendant-1", presser="p-fatima",
            press_key="k", open_key="o", gesture="single", press="1", pressed_at=None, doubtful=False,
            plan="9f2c1d7e3b5a4c6d8e", script=SCRIPT,
        )  # fmt: skip

    def called(self, after: float, who: str, role: str, *, within: float = 20) -> None:
        """Call somebody."""
        until = instant(self._raised + timedelta(seconds=after + within))
        self.tell(
            after, "ResponderCalled", responder=who, role=role, reach="inside", position="goes_in", walk_ms=12_000,
            reason={"code": "holder", "args": {}}, accept_by=until, arrive_within_ms=90_000, step=0,
        )  # fmt: skip

    def accepted(self, after: float, who: str, *, within: float = 90) -> None:
        """Let somebody come."""
        until = instant(self._raised + timedelta(seconds=after + within))
        self.tell(after, "ResponderAccepted", by=who, responder=who, called=True, arrive_by=until)

    def record(self, *, verified: bool | None = None) -> Record:
        """Return what has been told."""
        return Record(office="as", alarm=self.alarm, entries=tuple(self.entries), verified=verified)


def real() -> Record:
    """Return an alarm in which two colleagues came and the guard was silent."""
    told = Teller(ALARM, first=812)
    told.raised()
    told.called(0, "p-anna", "colleague")
    told.called(0, "p-cecilia", "colleague")
    told.called(0, "p-david", "guard")
    told.tell(0, "RoleUnfilled", role="door", missing=1, reason={"code": "nobody_left", "args": {}}, step=0)
    told.tell(9, "AlarmAcknowledged", by="p-anna")
    told.accepted(9, "p-anna")
    told.tell(20, "ResponderSilent", responder="p-david", role="guard")
    told.tell(20, "ResponderSilent", responder="p-cecilia", role="colleague")
    told.tell(20, "AlarmEscalated", step=1, round=0)
    told.called(20, "p-eva", "manager")
    told.accepted(26, "p-cecilia")
    told.tell(31, "ResponderDeclined", by="p-eva", responder="p-eva")
    told.tell(48, "ResponderArrived", by="p-anna", responder="p-anna", called=True)
    told.tell(71, "ResponderArrived", by="p-cecilia", responder="p-cecilia", called=True)
    told.tell(132, "AlarmCleared", by="p-anna")
    told.tell(1080, "AlarmClosed", by="p-eva", words="Högljudd kund, gick när vi kom in två.", outcome="over")
    return told.record(verified=True)


def drill() -> Record:
    """Return a drill whose entries somebody has changed."""
    told = Teller(DRILL, first=790, raised=RAISED - timedelta(days=6))
    told.raised(mode="drill", zone="room-221")
    told.called(0, "p-anna", "colleague")
    told.tell(20, "ResponderSilent", responder="p-anna", role="colleague")
    told.tell(50, "ResponseExhausted", round=1, last_resort="112")
    told.tell(64, "AlarmCancelled", by="p-eva", words="Övningen avbröts")
    return told.record(verified=False)


def records() -> list[Record]:
    """Return both, the newest first."""
    return [real(), drill()]


def many(count: int) -> Sequence[Record]:
    """Return so many short alarms, one an hour."""
    found = []
    for number in range(count):
        told = Teller(f"a-{number:026d}", first=1 + number * 10, raised=RAISED - timedelta(hours=count - number))
        told.raised()
        found.append(told.record())
    return found
