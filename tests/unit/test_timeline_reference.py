"""docs/reference/timeline.md describes every event as it is, and its example holds."""

import json
import re
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

from parts.closed import CAFE, CLOSES, EXPECTS, OFFICE, begin
from parts.incident import ASSIST, PLAN, RULED, START, Incident, by, press
from service.alarm.actor import SERVICE, Actor
from service.alarm.closed_office import Plan as ClosingPlan
from service.alarm.closing_command import (
    AnswerItem,
    CloseOffice,
    DescribeReturn,
    HearAnswer,
    HearNeighbour,
    LookAgain,
    ReleaseOutputs,
)
from service.alarm.commands import (
    AddNote,
    AnswerPoliceCall,
    BeginPoliceCall,
    CountPress,
    DoubtZone,
    EndPoliceCall,
    HandOver,
    MeasureZone,
    NeedMore,
    ReportNotice,
    ReportOutput,
    TakeLead,
    TellSituation,
)
from service.alarm.events import EVENTS, Event
from service.alarm.evolve import replay
from service.alarm.guide_commands import Instruct, ReportDoor, ReportZone
from service.alarm.instant import parse_instant
from service.alarm.muster_commands import AccountFor, BeginMuster, CountVisitors, EndMuster
from service.alarm.next_door import KIND, NextDoor
from service.alarm.response import RaisedBy, Switch
from service.alarm.routes import NoticeState
from service.alarm.states import Mode, State
from service.timeline.chain import export, hashed_part, verify
from service.timeline.entry import Entry, Personal
from service.timeline.modes import Modes

THEIRS = Actor(via="neighbour:cafe", who=CAFE)
PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "timeline.md").read_text(encoding="utf-8")


def block(language: str) -> str:
    """The page's one block in a language."""
    [found] = re.findall(rf"```{language}\n(.*?)\n```", PAGE, re.DOTALL)
    return str(found)


def facts_in(section: str) -> set[str]:
    """The facts that a section's table names."""
    return set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE))


def read(shown: dict[str, Any]) -> Entry:
    """An entry as it was exported."""
    personal = shown["personal"]
    return Entry(
        office=shown["office"],
        position=shown["position"],
        at=parse_instant(shown["at"]),
        event=shown["event"],
        alarm=shown["alarm"],
        actor=Actor(**shown["actor"]),
        facts=shown["facts"],
        personal=Personal(**personal) if personal else None,
        personal_digest=shown["personal_digest"],
        previous=shown["previous"],
        hash=shown["hash"],
    )


def notice_of(responder: str, state: NoticeState) -> ReportNotice:
    """What is told of a text message that was sent because no push had arrived."""
    return ReportNotice(
        actor=SERVICE,
        notice="a-1.3.0.sms",
        responder=responder,
        role="colleague",
        route="sms",
        state=state,
        reason="gone" if state == "failed" else None,
        is_last=state == "failed",
        after="push" if state != "failed" else None,
    )


def placed_and_switched() -> list[Event]:
    """An incident whose place is measured and doubted, and whose plan switches a lock and a siren."""
    lock = Switch(output="lock", kind="door", zone="room-114", on_for=timedelta(minutes=10))
    siren = Switch(output="siren", kind="siren", zone="yard", on_for=timedelta(minutes=1))
    first, *rest = PLAN.steps
    script = replace(PLAN, steps=(replace(first, switch=(lock, siren)), *rest))
    office = Incident()
    events = [*office.do(press("press-5", script=script, calm=("room-114", "yard"), located=True))]
    events += office.do(ReportOutput(actor=SERVICE, output="lock", on=True, tries=4, reason="no_answer"))
    events += office.do(ReportOutput(actor=SERVICE, output="lock", on=True, tries=5))
    measured = MeasureZone(actor=SERVICE, zone="corridor", confidence="clear", by="gateway", calm=("corridor",))
    events += office.do(measured)
    events += office.do(DoubtZone(actor=by("anna"), zone="corridor"))
    told = {"zone": "desk", "do": "go", "to": "b", "way": ["b"], "doors": ["glass"], "why": "way", "seconds": 9}
    events += office.do(Instruct(actor=SERVICE, zones=(told,), basis="digest"))
    events += office.do(ReportDoor(actor=by("anna"), door="glass", state="locked"))
    events += office.do(ReportZone(actor=by("anna"), zone="b", state="compromised"))
    return events


def mustered() -> list[Event]:
    """An incident in which everybody is counted."""
    office = Incident()
    events = [*office.do(press("press-6"))]
    people, routes = {"anna": "desk-1", "bo": None}, {"bo": ("sms",)}
    three = timedelta(minutes=3)
    begin = BeginMuster(
        actor=by("maja"), because="asked", people=people, within=three, call=("manager",), routes=routes
    )
    events += office.do(begin)
    events += office.do(AccountFor(actor=by("maja"), people=("anna",), state="safe", how="screen", zone="yard"))
    events += office.do(CountVisitors(actor=by("maja"), count=4, zone="yard"))
    events += office.after(180)
    events += office.do(EndMuster(actor=by("maja"), entitled=True, words="Bo has gone home"))
    return events


def closed() -> list[Event]:
    """An office that expects somebody, closes, answers, is looked at again, and has a fire."""
    office = Incident(office=OFFICE)
    expects = replace(EXPECTS, expected_at=START)
    events = [*office.do(begin(expects))]
    events += office.do(DescribeReturn(actor=by("maja"), words="a blue jacket"))
    closes = replace(CLOSES, entrance="main", expected_at=START)
    events += office.do(CloseOffice(actor=by("maja"), plan=closes))
    events += office.do(AnswerItem(actor=by("anna"), item="hall", answer="done"))
    events += office.after(1801)
    events += office.do(LookAgain(actor=by("maja"), after=timedelta(minutes=30)))
    events += office.do(HearAnswer(actor=THEIRS, responder=CAFE, answer="done", stage="closing", version=1))
    events += office.do(ReleaseOutputs(actor=SERVICE, because="fire"))
    return events


def closed_next_door() -> list[Event]:
    """An office that hears from the one next door that it expects somebody, then that it closes and goes on."""
    office = Incident(office=OFFICE)
    theirs = NextDoor(contact="cafe", closing="a-theirs", stage="expected", version=1, name="Cafe", since=START)
    plan = ClosingPlan(
        stage="neighbour",
        look_again=timedelta(minutes=30),
        look_again_at=START + timedelta(minutes=30),
        next_door=theirs,
    )
    events = [*office.do(replace(begin(plan), actor=THEIRS, kind=KIND))]
    closes = replace(plan, next_door=replace(theirs, version=2, stage="closing"))
    events += office.do(HearNeighbour(actor=THEIRS, plan=closes))
    goes_on = replace(theirs, version=3, stage="closing")
    later = replace(plan, look_again_at=START + timedelta(hours=1), next_door=goes_on)
    events += office.do(HearNeighbour(actor=THEIRS, plan=later))
    return events


def everything() -> list[Event]:
    """Incidents in which every event of an alarm's life happens."""
    events: list[Event] = []
    office = Incident(office={"colleague": ("anna", "bo"), "manager": ("maja",)})
    events += office.do(press(mode=Mode.DRILL, script=RULED))
    events += office.do(press("press-2", script=RULED))
    events += office.do(CountPress(actor=by("lena"), presser="lena"))
    events += office.fail_call("bo")
    for state in get_args(NoticeState):
        events += office.do(notice_of("anna", state))
        events += office.do(replace(notice_of("anna", state), purpose="over"))
    events += office.see("anna")
    events += office.accept("anna")
    events += office.accept("hugo")
    events += office.after(300)
    events += office.say_mistake(under_duress=True)
    events += office.decline("anna")
    events += office.arrive("hugo")
    events += office.do(TakeLead(actor=by("hugo")))
    events += office.do(NeedMore(actor=by("hugo")))
    events += office.do(BeginPoliceCall(actor=by("hugo"), number="112"))
    events += office.do(AnswerPoliceCall(actor=by("hugo")))
    events += office.do(EndPoliceCall(actor=by("hugo"), because="done"))
    told = {"weapons": "none", "injured": "unknown", "person": "gone", "whereabouts": "hall", "meets": "hugo"}
    events += office.do(TellSituation(actor=by("hugo"), told=told))
    events += office.do(HandOver(actor=by("maja"), to="frida", routes=("sms",)))
    events += office.do(press("press-9", presser="hugo", script=RULED))
    events += office.arrive("david")
    events += office.say_mistake(under_duress=True)
    events += office.arrive("david")
    events += office.clear("david", seen_her=True)
    events += office.close("maja")
    events += office.do(AddNote(actor=by("maja"), words="The police came after all."))
    rule = replace(ASSIST, raised_by=RaisedBy(other_presser="emergency"))
    events += office.do(press("press-4", kind="assist", script=rule))
    events += office.do(CountPress(actor=by("lena"), presser="lena", scripts={"emergency": PLAN}))
    events += office.clear("maja", entitled=True)
    events += office.do(press("press-3"))
    events += office.cancel("maja", words="by mistake")
    return events + placed_and_switched() + mustered() + closed() + closed_next_door()


def test_every_event_and_every_fact_is_described() -> None:
    """Each event has its section, and its table names exactly the facts that occur."""
    found: dict[str, set[str]] = defaultdict(set)
    for event in everything():
        found[event.name] |= set(event.facts)
    assert set(found) == EVENTS
    of_every_event = facts_in(PAGE.partition("## Facts of every event\n")[2].partition("\n## ")[0])
    assert of_every_event == {"next_at", "answered", "step_at"}
    told = PAGE.partition("\n## The events\n")[2].partition("\n## ")[0]
    sections = dict(re.findall(r"^### (\w+)\n(.*?)(?=^### |\Z)", told, re.MULTILINE | re.DOTALL))
    assert {name: facts_in(text) for name, text in sections.items()} == {
        name: facts - of_every_event for name, facts in found.items()
    }


def test_every_key_of_an_entry_is_described() -> None:
    """The table of an entry's keys names exactly those that an export has."""
    described = facts_in(PAGE.partition("## An entry\n")[2].partition("\n## ")[0])
    [first, *_] = block("jsonl").splitlines()
    entry = read(json.loads(first))
    assert described == set(export(entry, "actual"))
    assert described - set(hashed_part(entry)) == {"hash", "personal", "mode"}


def test_the_example_holds() -> None:
    """The example's chain verifies, with Trygg and with the page's own program, and tells an alarm's life."""
    lines = block("jsonl").splitlines()
    entries = [read(json.loads(line)) for line in lines]
    assert verify("as", entries).broken is None
    modes = Modes()
    assert [json.dumps(export(e, modes.of(e)), ensure_ascii=False, sort_keys=True) for e in entries] == [
        json.dumps(json.loads(line), ensure_ascii=False, sort_keys=True) for line in lines
    ]
    exec(block("python"), {"lines": lines})  # noqa: S102 - the page's program is what is tested
    alarm = replay("a-1", (Event(name=e.event, at=e.at, actor=e.actor, facts=e.facts) for e in entries))
    assert alarm is not None
    assert alarm.state is State.CANCELLED
    assert entries[-1].personal is None
    assert entries[-1].personal_digest is not None


def test_the_pages_program_finds_a_change() -> None:
    """The page's own program fails when one word of the example is changed."""
    lines = block("jsonl").replace("room-114", "room-115").splitlines()
    try:
        exec(block("python"), {"lines": lines})  # noqa: S102 - the page's program is what is tested
    except AssertionError:
        return
    raise AssertionError("the page's program did not see that the zone was changed")
