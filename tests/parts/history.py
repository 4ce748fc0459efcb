"""Histories as the real decider makes them: random commands in, the entries of one office out."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Literal

from service.alarm.actor import SERVICE, Actor
from service.alarm.alarm import Alarm
from service.alarm.call import Call, Missing, Roster
from service.alarm.commands import (
    Accept,
    Acknowledge,
    AnswerPoliceCall,
    Arrive,
    AskForPolice,
    BeginPoliceCall,
    Cancel,
    Clear,
    Close,
    Command,
    CountPress,
    Decline,
    DoubtZone,
    EndPoliceCall,
    HandLead,
    HandOver,
    MeasureZone,
    NeedMore,
    PassDeadline,
    Raise,
    ReportCall,
    ReportNotice,
    ReportOutput,
    SayMistake,
    TakeLead,
    TellSituation,
)
from service.alarm.deadline import deadline
from service.alarm.decide import decide
from service.alarm.events import Event
from service.alarm.evolve import evolve
from service.alarm.guide_commands import Instruct, ReportDoor, ReportZone
from service.alarm.muster_commands import AccountFor, BeginMuster, CountVisitors, EndMuster
from service.alarm.notice import EVENTS as NOTICES
from service.alarm.refusal import Refusal
from service.alarm.response import Condition, Police, Script, Step, Switch
from service.alarm.states import Mode, State
from service.alarm.wanted import wanted
from service.timeline.chain import link, start
from service.timeline.entry import Draft, Entry, Head

OFFICE = "as"
NAMES = {"p-1": "Anna Berg", "p-2": "Bo Ek", "p-3": "Çelik Ærø", "p-4": "Dag <b>Ås</b>"}
PEOPLE = tuple(NAMES)
POLICE = "contact:police"
STARTED = datetime(2026, 11, 23, 14, 2, 7, 120_000, tzinfo=UTC)

SCRIPT = Script(
    steps=(
        Step(
            call=("guard", "nearest"),
            after=timedelta(0),
            unless=Condition(),
            switch=(
                Switch(output="siren", kind="siren", zone="yard", on_for=timedelta(minutes=2)),
                Switch(output="lock", kind="door", zone="room-203", on_for=timedelta(hours=1), in_drills=True),
            ),
        ),
        Step(call=("manager",), after=timedelta(seconds=20), unless=Condition(accepted=2)),
        Step(call=("police",), after=timedelta(seconds=30), unless=Condition(arrived=1)),
    ),
    repeat_every=timedelta(seconds=30),
    repeat_call=("guard", "nearest", "manager"),
    done_when=Condition(accepted=1, arrived=1),
    last_resort="112",
    police=Police(call=("police",), when=("two_pressers", "responder", "lead")),
    lead="manager",
)


def random_history(random: Random, commands: int) -> list[tuple[Entry, ...]]:
    """Return what so many commands wrote, one tuple per transaction; refused commands wrote nothing."""
    return list(History().run(random, commands))


@dataclass(kw_only=True)
class History:
    """One office being told things; keeps the state that the decider needs."""

    at: datetime = STARTED
    head: Head = field(default_factory=lambda: Head(office=OFFICE, position=0, hash=start(OFFICE)))
    alarms: dict[str, Alarm] = field(default_factory=dict)
    presses: int = 0

    def run(self, random: Random, commands: int) -> Iterator[tuple[Entry, ...]]:
        """Tell the office so many random things and yield what each wrote."""
        for _ in range(commands):
            self.at += timedelta(seconds=random.choice((0.4, 3, 11, 25)))
            entries = self.random_command(random)
            if entries:
                yield entries

    def random_command(self, random: Random) -> tuple[Entry, ...]:
        """Tell the office one random thing."""
        known = [a for a in self.alarms.values() if a.state is not State.CLOSED]
        if not known or random.randrange(5) == 0:
            zone = random.choice(("room-114", "room-203", None))
            return self.press(random, zone=zone, mode=random.choice((Mode.ACTUAL, Mode.ACTUAL, Mode.DRILL)))
        alarm = random.choice(known)
        due = deadline(alarm)
        if due is not None and random.randrange(3) == 0:
            self.at = max(self.at, due)
            return self.tell(random, alarm, PassDeadline(actor=SERVICE))
        return self.tell(random, alarm, self._anything(random))

    def _anything(self, random: Random) -> Command:
        who = random.choice(PEOPLE)
        actor = Actor(via="screen:as/staff", who=who, behalf_of=random.choice((None, None, "p-1")))
        if random.randrange(2):
            return self._help(random, who, actor)
        match random.randrange(12):
            case 0:
                return Acknowledge(actor=actor)
            case 1 | 2:
                return Accept(actor=replace(actor, channel="telephone"), responder=who, words="strax")
            case 3:
                return Decline(actor=actor, responder=who)
            case 4:
                return Arrive(actor=actor, responder=who)
            case 5:
                return ReportCall(actor=SERVICE, responder=POLICE, route=None, outcome="failed", reason="no_route")
            case 6:
                return Clear(actor=actor, entitled=True, seen_her=random.choice((True, True, None)))
            case 7:
                return AskForPolice(actor=actor, is_lead=random.randrange(2) == 0)
            case 8:
                return CountPress(actor=Actor(via="device:as/pendant-2", who="p-3"), presser="p-3")
            case 9:
                seen_her = random.choice((True, True, None))
                return Cancel(actor=actor, entitled=True, words="fel “knapp” – förlåt", seen_her=seen_her)
            case 10:
                presser = Actor(via="phone:as", who=random.choice(("p-1", "p-2")))
                under_duress = random.randrange(2) == 0
                return SayMistake(actor=presser, under_duress=under_duress, plan="v2", emergency=SCRIPT)
            case _:
                return Close(actor=actor, outcome="over", words="")

    def _report(self, random: Random) -> Command:
        if random.randrange(5) == 0:
            return random.choice((_place, _guide))(random)
        if random.randrange(3):
            return self._notice(random)
        reason = random.choice((None, "no_answer"))
        output, on = random.choice(("siren", "lock")), random.choice((True, True, False))
        return ReportOutput(actor=SERVICE, output=output, on=on, tries=2, reason=reason)

    def _notice(self, random: Random) -> Command:
        state = random.choice(tuple(NOTICES))
        route = random.choice(("push", "sms", "voice"))
        return ReportNotice(
            actor=SERVICE,
            notice=f"a-1.{random.choice((2, 9_999))}.0.{route}",  # of an earlier call, or of this one
            responder=random.choice((*PEOPLE, POLICE)),
            role="guard",
            route=route,
            state=state,
            reason=random.choice(("unreachable", "busy")) if state == "failed" else None,
            is_last=state == "failed" and random.randrange(2) == 0,
            after=random.choice((None, "push")) if state == "handed_over" else None,
        )

    def _help(self, random: Random, who: str, actor: Actor) -> Command:
        match random.randrange(14):
            case 12 | 13:
                return _muster(random, who, actor)
            case 0:
                return TakeLead(actor=actor, words="jag leder")
            case 1:
                return HandLead(actor=Actor(via="screen:as/staff", who=who), to=random.choice(PEOPLE))
            case 2:
                return HandOver(actor=replace(actor, behalf_of=None), to=random.choice(PEOPLE))
            case 3:
                return NeedMore(actor=replace(actor, channel="radio"), count=random.choice((None, 2)))
            case 9 | 10 | 11:
                return self._report(random)
            case 4 | 7:
                return BeginPoliceCall(actor=actor, number=random.choice((None, "112")))
            case 5:
                return AnswerPoliceCall(actor=actor)
            case 6:
                return EndPoliceCall(actor=actor, because=random.choice(("unanswered", "broken", "done")))
            case _:
                told = {"weapons": random.choice(("none", "seen")), "meets": who}
                entrance = random.choice(("", "porten på gården"))
                return TellSituation(actor=replace(actor, channel="telephone"), told=told, entrance=entrance)

    def press(self, random: Random, *, zone: str | None = "room-114", mode: Mode = Mode.ACTUAL) -> tuple[Entry, ...]:
        """Press the pendant of a zone: raises an alarm, or joins the open one of the same zone."""
        self.presses += 1
        open_key = f"zone:{zone}"
        joined = next((a for a in self.alarms.values() if a.open_key == open_key and a.is_open), None)
        command = Raise(
            actor=Actor(via="device:as/pendant-1"),
            alarm=f"a-{self.presses:026}",
            press_key=f"press-{self.presses}",
            open_key=open_key,
            mode=mode,
            kind=random.choice(("emergency", "assist")),
            gesture="single",
            zone=zone,
            device="as/pendant-1",
            press=str(self.presses),
            presser=random.choice(("p-1", "p-2", None)),
            pressed_at=self.at,
            doubtful=random.randrange(4) == 0,
            plan="v1",
            script=SCRIPT,
            located=zone is not None and random.randrange(4) == 0,
        )
        return self.tell(random, joined, command)

    def tell(self, random: Random, alarm: Alarm | None, command: Command) -> tuple[Entry, ...]:
        """Have a command decided and written; nothing when it is refused."""
        roster = _roster(random, wanted(alarm, command, self.at))
        try:
            events = decide(alarm, command, roster, self.at)
        except Refusal:
            return ()
        if isinstance(command, Raise):
            alarm_id = alarm.id if alarm else command.alarm
        else:
            assert alarm is not None, "only a press comes without an alarm"
            alarm_id = alarm.id
        return tuple(self.written(alarm_id, event) for event in events)

    def written(self, alarm_id: str, event: Event) -> Entry:
        """Fold an event into its alarm, and put it at the end of the chain."""
        self.alarms[alarm_id] = evolve(self.alarms.get(alarm_id), alarm_id, event)
        people = [event.actor.who, event.facts.get("responder"), event.facts.get("presser")]
        names = {key: NAMES[key] for key in people if key in NAMES}
        personal = {**({"names": names} if names else {}), **({"words": event.words} if event.words else {})}
        personal |= {"entrance": event.entrance} if event.entrance else {}
        draft = Draft(
            at=event.at, event=event.name, alarm=alarm_id, actor=event.actor, facts=event.facts, personal=personal
        )
        entry = link(self.head, draft, salt="00" * 16)
        self.head = Head(office=OFFICE, position=entry.position, hash=entry.hash)
        return entry


def _muster(random: Random, who: str, actor: Actor) -> Command:
    match random.randrange(6):
        case 0 | 1:
            people: dict[str, str | None] = {"p-1": "room-114", "p-2": None, "p-4": "yard"}
            because: Literal["plan", "asked"] = random.choice(("plan", "asked"))
            within, routes = timedelta(seconds=30), {"p-2": ("push", "sms")}
            return BeginMuster(
                actor=actor, because=because, people=people, within=within, call=("manager",), at="yard", routes=routes
            )
        case 2:
            return CountVisitors(actor=actor, count=random.randrange(5), zone=random.choice((None, "yard")))
        case 3:
            return EndMuster(actor=actor, entitled=True, words=random.choice(("", "alla är ute")))
        case _:
            state: Literal["safe", "needs_help"] = random.choice(("safe", "safe", "needs_help"))
            several = tuple(random.sample(PEOPLE, k=2)) if random.randrange(2) else (who,)
            near = random.randrange(2) == 0
            return AccountFor(actor=actor, people=several, state=state, how="screen", zone="yard", with_them=near)


def _guide(random: Random) -> Command:
    who = Actor(via="screen:as/staff", who=random.choice((*PEOPLE, None)))
    match random.randrange(3):
        case 0:
            return ReportDoor(actor=who, door="glass", state=random.choice(("locked", "open", "propped")))
        case 1:
            return ReportZone(actor=who, zone="yard", state=random.choice(("compromised", "safe")))
        case _:
            told = {"zone": "yard", "do": "go", "to": "b", "way": ["b"], "doors": [None], "why": "way", "seconds": 4}
            return Instruct(actor=SERVICE, zones=(told,), basis=random.choice(("d1", "d2")))


def _place(random: Random) -> Command:
    if random.randrange(3) == 0:
        return DoubtZone(actor=Actor(via="screen:as/staff", who=random.choice(PEOPLE)))
    zone = random.choice(("room-114", "yard"))
    confidence: Literal["clear", "likely"] = random.choice(("clear", "likely"))
    return MeasureZone(actor=SERVICE, zone=zone, confidence=confidence, by="gateway", calm=(zone,))


def _roster(random: Random, roles: tuple[str, ...]) -> Roster:
    calls: list[Call] = []
    missing: list[Missing] = []
    for role in roles:
        if role == "police":
            calls.append(_call(POLICE, role, random))
            continue
        chosen = random.sample(PEOPLE, k=random.randrange(3))
        calls += [_call(person, role, random) for person in chosen]
        if not chosen:
            missing.append(Missing(role=role, missing=random.randrange(1, 3), reason={"code": "nobody", "args": {}}))
    return Roster(calls=tuple(calls), missing=tuple(missing))


def _call(responder: str, role: str, random: Random) -> Call:
    return Call(
        responder=responder,
        role=role,
        reach="outside" if responder == POLICE else "inside",
        position=random.choice(("goes_in", "waits_at_door", "duty")),
        walk=random.choice((None, timedelta(seconds=24))),
        reason={"code": "nearest", "args": {"walk_ms": 24_000}},
        accept_within=timedelta(seconds=15),
        arrive_within=timedelta(seconds=120),
        presence={"p-1": "here_today", "p-2": "by_roster"}.get(responder),
        routes={"p-1": (), "p-2": ("push", "sms")}.get(responder, ("sms", "voice")),
    )
