"""Both codes look the same on the wire: the frames themselves, their number, order, moments and positions."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parts.incident import ASSIST, START, Incident, by, press
from parts.written_line import WrittenLine
from service.alarm.actor import SERVICE
from service.alarm.commands import BeginPoliceCall, EndPoliceCall, ReportNotice
from service.alarm.decide import decide_reports
from service.alarm.events import Event
from service.live.apart import Apart
from service.live.frame import NOBODY, Batch
from service.live.hub import Hub, Subscription
from service.live.office import LiveOffice
from service.live.render import Audience
from service.live.veil import person_tag, zone_tag
from service.timeline.chain import link, start
from service.timeline.entry import Draft, Entry, Head

EVA, IN_ROOM, ELSEWHERE = person_tag("eva"), zone_tag("room-114"), zone_tag("staff-room")
FINE: dict[str, Any] = {"broker": True, "store": True, "timers": True, "faults": []}
WATCHED: dict[str, tuple[Audience, frozenset[str]]] = {
    "her page": (Audience.STAFF, frozenset({EVA})),
    "her room": (Audience.STAFF, frozenset({IN_ROOM})),
    "security in her room": (Audience.SECURITY, frozenset({IN_ROOM})),
    "discreet": (Audience.DISCREET, frozenset({ELSEWHERE})),
    "public": (Audience.PUBLIC, NOBODY),
}
"""Those who must not know."""
HELPING = (Audience.STAFF, frozenset({ELSEWHERE}))

Do = Callable[["Scene"], Iterable[Event]]


class Time:
    """The incident's own time."""

    def __init__(self) -> None:
        self.at = START

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return (self.at - START).total_seconds()


@dataclass
class Line(WrittenLine):
    """What was written to one screen, and when: the bytes of each write."""

    time: Time
    wrote: list[tuple[datetime, bytes]] = field(default_factory=list)

    def write(self, batch: Batch) -> None:
        self.wrote.append((self.time.at, batch.framed))


class Scene:
    """One office: an incident, another alarm beside it, and everybody who watches, each over a line of bytes."""

    def __init__(self, *, under_duress: bool) -> None:
        self.under_duress = under_duress
        self.incident, self.other = Incident(), Incident()
        self.other.office = {"colleague": ("olof",), "manager": ("maja",)}
        self.time = Time()
        self.head = Head(office="as", position=0, hash=start("as"))
        self.entries: list[Entry] = []
        self.hub = Hub(self.time, "e", anew=lambda: "own-1")
        self.hub.open("as", 0, ())
        self.lines = {name: Line(self.time) for name in (*WATCHED, "helping")}
        self.screens = {name: self.watch(name, self.lines[name]) for name in self.lines}

    def watch(self, name: str, line: Line, after: int | None = None) -> Subscription:
        """Look on from now, or from behind what was told last."""
        audience, tags = WATCHED.get(name, HELPING)
        epoch = self.hub.board("as", audience)["epoch"]
        return self.hub.attach("as", audience, screen=name, after=after, epoch=epoch, line=line, tags=tags)

    def start_again(self) -> None:
        """Have the service begin anew, with what a record gives it: the entries of alarms that are not closed."""
        closed = {entry.alarm for entry in self.entries if entry.event == "AlarmClosed"}
        self.hub = Hub(self.time, "e", anew=lambda: "own-2")
        self.hub.open("as", self.head.position, [one for one in self.entries if one.alarm not in closed])

    async def tell(self, alarm: str, events: Iterable[Event]) -> None:
        """Write down what has happened and tell everybody, each moment by itself, with heartbeats between."""
        for event in events:
            self.time.at = max(self.time.at, event.at)
            draft = Draft(at=event.at, event=event.name, alarm=alarm, actor=event.actor, facts=event.facts, personal={})
            written = link(self.head, draft, salt="00" * 16)
            self.entries.append(written)
            self.head = Head(office="as", position=written.position, hash=written.hash)
            self.hub.publish("as", [written])
            await asyncio.sleep(0)

    async def do(self, doings: Iterable[Do]) -> None:
        """Let things happen; every deadline is served, and a heartbeat comes five seconds after each."""
        for doing in doings:
            at = self.incident.now
            self.time.at = max(self.time.at, at)
            await self.tell("a-press-1", doing(self))
            self.time.at = at + timedelta(seconds=5)
            await self.tell("a-press-1", self.incident.after(5))
            self.other.now = self.time.at = self.incident.now
            self.hub.heartbeat("as", FINE)
            await asyncio.sleep(0)


def pressed(scene: Scene) -> Iterable[Event]:
    """Eva presses for assistance."""
    return scene.incident.do(press(kind="assist", script=ASSIST))


def pressed_again(scene: Scene) -> Iterable[Event]:
    """She presses again, and means it."""
    key = f"press-{len(scene.incident.standing.press_keys) + 1}"
    return scene.incident.do(press(key, kind="assist", script=ASSIST))


def typed(scene: Scene) -> Iterable[Event]:
    """She types one of her codes."""
    return scene.incident.say_mistake(under_duress=scene.under_duress)


def heard_of(scene: Scene) -> Iterable[Event]:
    """A provider reports how far a call has come: the more were called, the more of it."""
    alarm = scene.incident.standing
    reports = [
        ReportNotice(
            actor=SERVICE, notice=f"{alarm.id}.3.0.sms", responder=key, role=None, route="sms", state="delivered"
        )
        for key, responder in sorted(alarm.responders.items())
        if responder.role
    ]
    events = decide_reports(alarm, reports, scene.incident.now)
    return scene.incident.take(events, reports[0]) if reports else ()


def called_police(scene: Scene) -> Iterable[Event]:
    """David rings 112, and nobody answers."""
    begun = scene.incident.do(BeginPoliceCall(actor=by("david"), number="112"))
    return (*begun, *scene.incident.do(EndPoliceCall(actor=by("david"), because="unanswered")))


def ended(scene: Scene) -> Iterable[Event]:
    """Anna is there, has seen her, and ends it; the record is closed, and one late report comes."""
    office = scene.incident
    happened = [*office.arrive("anna"), *office.clear("anna", seen_her=True), *heard_of(scene), *office.close("anna")]
    return (*happened, *heard_of(scene))


def answering(what: str, who: str) -> Do:
    """Somebody answers."""
    return lambda scene: getattr(scene.incident, what)(who)


doings = st.lists(
    st.one_of(
        st.builds(answering, st.sampled_from(["accept", "decline", "arrive", "see"]), st.sampled_from(["anna", "bo"])),
        st.just(heard_of),
        st.just(called_police),
    ),
    max_size=5,
)


def played(under_duress: bool, acts: Iterable[Do]) -> Scene:
    """Play the same scene with one of her codes."""
    scene = Scene(under_duress=under_duress)
    asyncio.run(scene.do(acts))
    return scene


def _same(acts: list[Do]) -> tuple[Scene, Scene]:
    scenes = played(False, acts), played(True, acts)
    for name in WATCHED:
        wrote = [scene.lines[name].wrote for scene in scenes]
        assert wrote[0] == wrote[1], name
    return scenes


@settings(max_examples=20, deadline=None)
@given(before=doings, after=doings, later=doings)
def test_both_codes_are_the_same_bytes_at_the_same_moments(before: list[Do], after: list[Do], later: list[Do]) -> None:
    """Frames, their order, heartbeats between them and late reports: not one byte tells one code from the other."""
    _same([pressed, *before, typed, *after, typed, *later, ended])


@settings(max_examples=20, deadline=None)
@given(before=doings, after=doings, later=doings)
def test_after_a_further_press_people_show_and_the_code_does_not(
    before: list[Do], after: list[Do], later: list[Do]
) -> None:
    """She is told again who comes; whom the service calls, and when, would still tell which code it was."""
    _same([pressed, *before, typed, *after, pressed_again, *later, typed, *after, ended])


def test_it_is_not_because_nothing_happens() -> None:
    """Under duress more is written, those who help are told all of it, and others not even that it is there."""
    mistake, duress = _same([pressed, typed, answering("accept", "anna"), pressed_again, answering("arrive", "anna")])
    assert len(duress.entries) > len(mistake.entries)
    assert duress.hub.position("as") == duress.head.position
    assert len(duress.lines["helping"].wrote) > len(mistake.lines["helping"].wrote)
    assert b"under_duress" in b"".join(written for _, written in duress.lines["helping"].wrote)
    left_out = [scene.head.position - scene.hub.number(scene.screens["her page"]) for scene in (mistake, duress)]
    assert left_out[1] > left_out[0] > 0
    assert duress.hub.number(duress.screens["helping"]) == duress.head.position


def test_who_comes_back_is_told_no_more() -> None:
    """A screen that lost its line, one that is new, and one after the service has started again: the same bytes."""
    acts = [pressed, typed, heard_of, answering("accept", "bo"), heard_of]
    scenes = _same(acts)
    for name, (audience, tags) in WATCHED.items():
        told, kinds = [], []
        for scene in scenes:
            back, new = Line(scene.time), Line(scene.time)
            scene.watch(name, back, after=1)
            scene.watch(name, new)
            anew = LiveOffice("as", "e", scene.head.position, scene.entries)
            told.append([back.wrote, new.wrote, anew.board(audience, "", tags)])
            kinds.append([b'"type":"snapshot"' in line.wrote[0][1] for line in (back, new)])
        assert told[0] == told[1], name
        assert kinds == [[name != "discreet", True]] * 2, "from whom something is kept gets a snapshot"


@pytest.mark.parametrize("name", ["discreet", "public"])
def test_a_restart_tells_where_visitors_may_look_no_more(name: str) -> None:
    """The alarm is over, and its record not even read: who was there before and comes back hears the same bytes."""
    scenes = _same([pressed, typed, answering("accept", "anna"), heard_of, ended])
    assert scenes[0].head.position != scenes[1].head.position
    wrote = []
    for scene in scenes:
        had = scene.hub.number(scene.screens[name])
        scene.start_again()
        (audience, tags), line = WATCHED[name], Line(scene.time)
        scene.hub.attach("as", audience, screen=name, after=had, epoch="own-1", line=line, tags=tags)
        scene.other.now = scene.incident.now
        scene.lines.clear()
        asyncio.run(_told_of_another(scene))
        wrote.append([written for _, written in line.wrote])
    assert wrote[0] == wrote[1]
    assert b'"position":0' in wrote[0][0]


def test_another_alarm_is_numbered_on_for_everybody() -> None:
    """What comes later follows directly for each, whatever was kept from her."""
    scene = played(True, [pressed, typed, heard_of])
    scene.other.now = scene.incident.now
    for name in scene.lines:
        scene.lines[name].wrote.clear()
    asyncio.run(_told_of_another(scene))
    assert scene.lines.pop("public").wrote == []
    for name, line in scene.lines.items():
        told = scene.hub.number(scene.screens[name])
        assert f'"position":{told}'.encode() in (line.wrote[0] if name == "discreet" else line.wrote[-1])[1], name


async def _told_of_another(scene: Scene) -> None:
    raised = scene.other.do(
        replace(press("press-9", presser="lena", zone="counter", device="as/pendant-2"), alarm="a-press-9")
    )
    await scene.tell("a-press-9", raised)


def test_everybody_counts_alike_until_somebody_has_said_something() -> None:
    """Positions are the record's for everybody; whoever counts apart does so from behind a position on."""
    apart = Apart()
    assert apart.tags_at(9) == NOBODY
    apart.begin(frozenset({EVA}), 3)
    apart.keep(frozenset({EVA}), 5)
    apart.keep(frozenset({IN_ROOM}), 6)
    assert [apart.number(n, frozenset({EVA})) for n in (4, 5, 6)] == [4, 4, 5]
    assert (apart.counts(frozenset({EVA}), 3), apart.counts(frozenset({EVA}), 4)) == (False, True)
    assert apart.number(9, frozenset({"person:bo"})) == 9
