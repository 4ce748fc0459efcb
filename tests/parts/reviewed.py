"""An alarm of the invented office played to its end by its own plan, with the entries that tell of it afterwards."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import roles
from parts.incident import Incident, by
from roles.document import load
from roles.plan import Plan
from service.alarm.actor import SERVICE, Actor
from service.alarm.call import Roster
from service.alarm.commands import Command, Raise, ReportNotice
from service.alarm.routes import NoticeState
from service.alarm.states import Mode
from service.alarm.wanted import calls_anew, wanted
from service.dispatch.asked import raise_command
from service.dispatch.book import OfficePage
from service.dispatch.calling import call_sheet
from service.dispatch.trigger import Trigger
from service.dispatch.write import people_in
from service.timeline.chain import link, start
from service.timeline.entry import Draft, Entry, Head

TEXT = (Path(roles.__file__).parent / "examples" / "as.yaml").read_text()
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""Ten in the morning there, with the office open."""


@cache
def plan() -> Plan:
    """The invented office's plan."""
    found = load(TEXT, source="as.yaml").plan
    assert found is not None
    return found


@cache
def page() -> OfficePage:
    """Its page: everybody's key is `p-` and her name in the plan."""
    return OfficePage(plan=plan(), keys={person: f"p-{person}" for person in plan().people})


class Reviewed(Incident):
    """One alarm of that office: whom to call says its plan, of the moment at which it is asked."""

    def __init__(self, day_facts: Mapping[str, str] | None = None) -> None:
        """Begin on a Monday morning; `day_facts` says who is `absent` or `here`, by key."""
        super().__init__()
        self.now = MONDAY
        self._day_facts = day_facts or {}

    def press(self, *, zone: str = "room-114", mode: Mode = Mode.ACTUAL, presser: str = "p-farid") -> None:
        """Press Farid's button, in room 114 unless told otherwise."""
        trigger = Trigger(
            office="as",
            actor=Actor(via="device:as/pendant-1"),
            press_key=f"as/pendant-1:{len(self.events)}",
            open_key="device:as/pendant-1",
            mode=mode,
            kind="emergency",
            gesture="single",
            zone=zone,
            device="as/pendant-1",
            press="1",
            presser=presser,
            pressed_at=None,
            heard_at=self.now,
        )
        self.do(raise_command(page(), trigger, self.alarm))

    def people(self, command: Command) -> Roster:
        """Who is called by the plan, now."""
        alarm = self.alarm
        source = command if isinstance(command, Raise) else self.standing
        return call_sheet(
            page(),
            wanted(alarm, command, self.now),
            at=self.now,
            zone=source.zone,
            presser=source.presser,
            mode=source.mode,
            alarm=None if calls_anew(alarm, command) else alarm,
            day_facts=self._day_facts,
            engaged=frozenset(),
        )

    def notice(self, who: str, state: NoticeState, *, route: str = "push", role: str | None = None) -> None:
        """Let a call over a route come so far."""
        told = ReportNotice(
            actor=SERVICE, responder=who, role=role, route=route, notice=f"n-{who}-{route}", state=state
        )
        self.do(told)

    def seconds(self, number: float) -> None:
        """Let so many seconds pass; every deadline on the way is served."""
        self.after(number)

    def entries(self) -> tuple[Entry, ...]:
        """Return what has happened, as the timeline holds it."""
        head, found = Head(office="as", position=0, hash=start("as")), list[Entry]()
        for event in self.events:
            names = {key: name for key in people_in(event) if (name := page().name_of(key))}
            personal = {**({"names": names} if names else {}), **({"words": event.words} if event.words else {})}
            draft = Draft(
                at=event.at,
                event=event.name,
                alarm=self.standing.id,
                actor=event.actor,
                facts=event.facts,
                personal=personal,
            )
            found.append(link(head, draft, salt="00" * 16))
            head = Head(office="as", position=found[-1].position, hash=found[-1].hash)
        return tuple(found)


def said_by(who: str) -> Actor:
    """Somebody at the staff screen."""
    return by(who)


def s(number: float) -> timedelta:
    """Seconds, written short."""
    return timedelta(seconds=number)
