"""The design's properties of the decider, under whatever people, devices, clocks and rosters may do."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from parts.drawn_incident import PEOPLE, PRESSERS, longest_gap, people, rosters, scripts, somebody
from parts.incident import POLICE, START, Incident, by, names, press
from service.alarm.actor import SERVICE
from service.alarm.alarm import Alarm
from service.alarm.call import Roster
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
    EndPoliceCall,
    HandLead,
    HandOver,
    NeedMore,
    PassDeadline,
    ReportCall,
    SayMistake,
    TakeLead,
    TellSituation,
)
from service.alarm.deadline import LOOK_WITHIN, deadline
from service.alarm.events import Event
from service.alarm.evolve import FEEDBACK, SITUATION, replay
from service.alarm.refusal import Refusal
from service.alarm.response import Script
from service.alarm.snapshot import read, write
from service.alarm.states import TOWARDS_ACTUAL, Mode
from service.timeline.canonical import canonical

HELP_REFUSALS = {
    "lead_presser",
    "not_lead",
    "lead_not_coming",
    "no_role",
    "hand_over_whom",
    "hand_over_outside",
    "outside_by_rule",
    "has_role",
    "police_drill",
    "no_police_call",
    "police_not_answered",
    "police_answered",
    "nothing_told",
}
POLICE_REFUSALS = {"no_police_rule", "police_nobody_named", "police_presser", "police_not_entitled"}


def waits_to_look(alarm: Alarm) -> timedelta:
    """How much longer a step may take when who pressed says "by mistake" and somebody is on the way to look."""
    return LOOK_WITHIN if alarm.only_to_check and alarm.next_arrival_by else timedelta(0)


class AnyIncident(RuleBasedStateMachine):
    """One office where anything may be asked at any time, by anybody, of whoever the roster names."""

    def __init__(self) -> None:
        """Begin with nobody having pressed."""
        super().__init__()
        self.office = Incident()
        self.presses = 0
        self.raised: set[str] = set()
        self.joined: set[str] = set()
        self.feedback = "received"

    @initialize(script=scripts, mode=st.sampled_from(Mode), roster=rosters)
    def first_press(self, script: Script, mode: Mode, roster: Roster) -> None:
        """Somebody presses."""
        self._press("emergency", script, mode, "eva", roster, doubtful=False)

    @rule(
        kind=st.sampled_from(["emergency", "assist"]),
        script=scripts,
        mode=st.sampled_from(Mode),
        presser=st.sampled_from(PRESSERS),
        roster=rosters,
        doubtful=st.booleans(),
    )
    def further_press(
        self, *, kind: str, script: Script, mode: Mode, presser: str | None, roster: Roster, doubtful: bool
    ) -> None:
        """Somebody presses again, or for the first time after the end."""
        self._press(kind, script, mode, presser, roster, doubtful=doubtful)

    @rule(again=st.integers(min_value=1), roster=rosters)
    def hear_again(self, again: int, roster: Roster) -> None:
        """A press of this alarm is heard again: nothing happens."""
        keys = sorted(self.office.standing.press_keys)
        assert self.office.do(press(keys[again % len(keys)]), roster=roster) == ()

    @rule(who=people, what=st.sampled_from([Accept, Decline, Arrive]), is_lead=st.booleans(), roster=rosters)
    def answer(self, *, who: str, what: type[Accept | Decline | Arrive], is_lead: bool, roster: Roster) -> None:
        """Somebody answers, called or not; nobody who accepted or arrived is called off by another's answer."""
        before = {key: r for key, r in self.office.standing.responders.items() if key != who and not r.accept_by}
        command = what(actor=by(who), responder=who)
        self._ask(command if isinstance(command, Decline) else replace(command, is_lead=is_lead), roster)
        coming = {key: r for key, r in before.items() if r.state in ("accepted", "arrived")}
        assert coming.items() <= self.office.standing.responders.items()

    @rule(who=st.sampled_from([*PEOPLE, None]), is_lead=st.booleans(), roster=rosters)
    def ask_police(self, *, who: str | None, is_lead: bool, roster: Roster) -> None:
        """Somebody, called or not, asks for the police; never who pressed first, and nothing happens a second time."""
        before = self.office.standing
        asked_before = names(self.office.events).count("PoliceAskedFor")
        self._ask(AskForPolice(actor=by(who), is_lead=is_lead), roster)
        asked = names(self.office.events).count("PoliceAskedFor")
        if before.police_asked_at or who is None or who == before.presser or before.script.police is None:
            assert asked == asked_before

    @rule(who=st.sampled_from(["eva", "lena", "olle"]), roster=rosters)
    def press_elsewhere(self, who: str, roster: Roster) -> None:
        """Somebody presses in another alarm of the office."""
        self._ask(CountPress(actor=by(who), presser=who), roster)

    @rule(who=somebody, to=people, what=st.sampled_from([TakeLead, HandLead, HandOver]), roster=rosters)
    def lead_or_hand_over(
        self, who: str | None, to: str, what: type[TakeLead | HandLead | HandOver], roster: Roster
    ) -> None:
        """Somebody takes the lead, hands it on, or hands her role over."""
        outside = "outside" if to == POLICE else "inside"
        command: Command = TakeLead(actor=by(who))
        if what is HandLead:
            command = HandLead(actor=by(who), to=to)
        elif what is HandOver:
            command = HandOver(actor=by(who), to=to, reach=outside)
        self._ask(command, roster)

    @rule(who=somebody, count=st.none() | st.integers(1, 9), roster=rosters)
    def need_more(self, who: str | None, count: int | None, roster: Roster) -> None:
        """Somebody needs more help: the response goes on, whoever was there."""
        before, at = self.office.alarm, self.office.now
        self._ask(NeedMore(actor=by(who), count=count), roster)
        after = self.office.standing
        if after.more_asked and after.more_asked.at == at and after.more_asked != (before and before.more_asked):
            assert deadline(after) is not None, "who needs more is not left alone"

    @rule(who=somebody, what=st.sampled_from(["begin", "answer", "unanswered", "broken", "done"]))
    def call_police(self, who: str | None, what: str) -> None:
        """Somebody says what she does on the telephone with the police."""
        command: Command
        if what == "begin":
            command = BeginPoliceCall(actor=by(who), number="112")
        elif what == "answer":
            command = AnswerPoliceCall(actor=by(who))
        else:
            command = EndPoliceCall(actor=by(who), because=what)
        self._ask(command, Roster())

    @rule(who=somebody, told=st.dictionaries(st.sampled_from(SITUATION), st.sampled_from(["a", "b"]), max_size=2))
    def tell(self, who: str | None, told: dict[str, str]) -> None:
        """Somebody tells what the police will ask; what nobody told stays as it was."""
        before = dict(self.office.standing.situation)
        self._ask(TellSituation(actor=by(who), told=told), Roster())
        assert set(self.office.standing.situation.items()) <= {*before.items(), *told.items()}

    @invariant()
    def nobody_leads_who_is_to_be_helped_or_has_gone(self) -> None:
        """Who leads has not pressed, and a drill says nothing of the police."""
        alarm = self.office.alarm
        if alarm is None or not alarm.is_open:
            return
        if alarm.lead:
            assert not alarm.has_pressed(alarm.lead.responder)
        if alarm.mode is not Mode.ACTUAL:
            assert not alarm.police_calls

    @invariant()
    def nobody_loses_the_lead_silently(self) -> None:
        """Who leads is what the events about the lead say, one after another, and nothing else."""
        leads: str | None = None
        for event in self.office.events:
            if event.facts.get("turned"):
                leads = None
            elif event.name == "LeadTaken":
                assert event.facts["before"] == leads
                leads = event.facts["responder"]
            elif event.name == "LeadLost":
                assert event.facts["responder"] == leads
                leads = None
        if self.office.alarm:
            assert leads == (self.office.alarm.lead.responder if self.office.alarm.lead else None)

    @invariant()
    def two_pressers_are_two_people(self) -> None:
        """Where nobody asked by name, two different people are known to have pressed, and no copy was counted."""
        for event in self.office.events:
            if event.name == "PoliceAskedFor" and event.facts["because"] == "two_pressers":
                certain = {
                    e.facts["presser"]
                    for e in self.office.events
                    if e.name in ("AlarmRaised", "AlarmJoined") and e.facts.get("counts", not e.facts.get("doubtful"))
                }
                elsewhere = {
                    key for e in self.office.events if e.name == "PressesCounted" for key in e.facts["pressers"]
                }
                assert len(event.facts["pressers"]) >= 2
                assert set(event.facts["pressers"]) <= (certain | elsewhere) - {None}

    @rule(who=st.sampled_from([*PEOPLE, None]))
    def see(self, who: str | None) -> None:
        """Somebody has seen it."""
        self._ask(Acknowledge(actor=by(who)), Roster())

    @rule(who=people, outcome=st.sampled_from(["failed", "handed_over"]), roster=rosters)
    def report(self, who: str, outcome: str, roster: Roster) -> None:
        """A channel reports what became of a call."""
        self._ask(ReportCall(actor=SERVICE, responder=who, route=None, outcome=outcome, reason="no_route"), roster)

    @rule(who=st.sampled_from(PRESSERS), under_duress=st.booleans(), script=scripts, roster=rosters)
    def say_mistake(self, *, who: str | None, under_duress: bool, script: Script, roster: Roster) -> None:
        """Who pressed types a code: the alarm stays open, keeps a deadline, and calls off nobody."""
        before = self.office.standing
        self._ask(SayMistake(actor=by(who), under_duress=under_duress, plan="v2", emergency=script), roster)
        after = self.office.standing
        assert (after.state, after.mode, after.kind, after.feedback) == (
            before.state,
            before.mode,
            before.kind,
            before.feedback,
        )
        assert before.responders.keys() <= after.responders.keys()
        assert not before.is_under_duress or after.is_under_duress

    @rule(
        who=st.sampled_from([*PEOPLE, None]),
        entitled=st.booleans(),
        what=st.sampled_from([Clear, Cancel, Close]),
        seen_her=st.sampled_from([None, False, True]),
        is_lead=st.booleans(),
    )
    def end(
        self,
        *,
        who: str | None,
        entitled: bool,
        what: type[Clear | Cancel | Close],
        seen_her: bool | None,
        is_lead: bool,
    ) -> None:
        """Somebody, entitled or not, wants to end it; after "by mistake" nobody does who has not seen her."""
        command: Command
        before = self.office.standing
        if what is Clear:
            command = Clear(actor=by(who), entitled=entitled, seen_her=seen_her, is_lead=is_lead)
        elif what is Cancel:
            command = Cancel(actor=by(who), entitled=entitled, words="", seen_her=seen_her, is_lead=is_lead)
        else:
            command = Close(actor=by(who), outcome="over", words="")
        self._ask(command, Roster())
        if before.is_open and before.mistake and not self.office.standing.is_open:
            assert seen_her

    @rule(passed=st.integers(min_value=-7200, max_value=7200), roster=rosters)
    def time_passes_unserved(self, passed: int, roster: Roster) -> None:
        """The service was away, or the clock jumped; then the deadline is served, early or late."""
        self.office.unserved(passed)
        self._ask(PassDeadline(actor=SERVICE), roster)

    @precondition(lambda self: self.office.alarm is not None and deadline(self.office.alarm) is not None)
    @rule(roster=rosters, times=st.integers(1, 8))
    def deadlines_pass(self, roster: Roster, times: int) -> None:
        """Each deadline that is served makes something happen, and leaves the next one or a complete response."""
        for _ in range(times):
            due = deadline(self.office.standing)
            if due is None:
                return
            self.office.now = max(self.office.now, due)
            assert self.office.do(PassDeadline(actor=SERVICE), roster=roster), "a deadline without consequence"

    @invariant()
    def never_silent(self) -> None:
        """An open alarm has a deadline no further away than the plan's own pace, or somebody is there."""
        alarm = self.office.alarm
        if alarm is None or not alarm.is_open or alarm.is_answered:
            return
        due = deadline(alarm)
        assert due is not None
        assert due <= alarm.step_at + longest_gap(alarm.script) + waits_to_look(alarm)

    @invariant()
    def state_is_its_events(self) -> None:
        """The state equals the replay of its events and its stored form, through JSON text."""
        alarm = self.office.alarm
        if alarm is None:
            return
        assert replay(alarm.id, self.office.events) == alarm
        assert read(json.loads(json.dumps(write(alarm), sort_keys=True))) == alarm

    @invariant()
    def a_drill_reaches_nobody_outside(self) -> None:
        """No intent reaches outside unless the alarm is actual, and no contact even looks called."""
        alarm = self.office.alarm
        if alarm and alarm.mode is not Mode.ACTUAL:
            assert not [i for i in self.office.intents if i.reach == "outside"]
            assert POLICE not in self.office.answering("called")

    def _press(
        self, kind: str, script: Script, mode: Mode, presser: str | None, roster: Roster, *, doubtful: bool
    ) -> None:
        self.presses += 1
        key = f"press-{self.presses}"
        before = self.office.alarm
        command = press(key, kind=kind, script=script, mode=mode, presser=presser, doubtful=doubtful)
        if before is None or not before.is_open:
            self.office.intents.clear()
            self.feedback = "received"
        events = self._checked(self.office.do(command, roster=roster), before)
        first = events[0]
        assert first.facts["press_key"] == key
        if before is None or not before.is_open:
            assert first.name == "AlarmRaised"
            assert self.office.standing.id not in self.raised, "an alarm's id is never used twice"
            self.raised.add(self.office.standing.id)
        else:
            assert names(events).count("AlarmJoined") == 1
            assert key not in self.joined
            self.joined.add(key)
            assert TOWARDS_ACTUAL.index(self.office.standing.mode) >= TOWARDS_ACTUAL.index(before.mode)

    def _ask(self, command: Command, roster: Roster) -> None:
        before, code = self.office.alarm, ""
        try:
            self._checked(self.office.do(command, roster=roster), before)
        except Refusal as refused:
            code = refused.code
        assert code in {
            "",
            "wrong_state",
            "nobody_named",
            "not_entitled",
            "presser",
            "not_seen",
            "not_the_presser",
            *POLICE_REFUSALS,
            *HELP_REFUSALS,
        }

    def _checked(self, events: tuple[Event, ...], before: Alarm | None) -> tuple[Event, ...]:
        for event in events:
            canonical(dict(event.facts))
            canonical(event.actor.as_json())
        alarm = self.office.standing
        turned = any(e.facts.get("turned") for e in events)
        if before is not None and before.id == alarm.id and not turned:
            assert FEEDBACK.index(alarm.feedback) >= FEEDBACK.index(before.feedback), "feedback only goes forward"
        assert len(events) <= 2 + 2 * (len(PEOPLE) + 1) + 4 + 5, "one command has a bounded number of consequences"
        due = deadline(alarm)
        if events and alarm.is_open and not alarm.is_answered:
            assert due is not None
            patience = longest_gap(alarm.script) + waits_to_look(alarm)
            assert due <= self.office.now + patience, "late, whatever the clock has done"
        for event in events:
            promised = event.facts["next_at"]
            assert (promised is None) == (due is None)
            assert ("step_at" in event.facts) == (alarm.is_open and not alarm.is_answered)
        return events


QUICK = settings(max_examples=60, stateful_step_count=25)
thorough = settings.default is not None and settings.default.max_examples > 100  # `--hypothesis-profile=thorough`
AnyIncident.TestCase.settings = settings(max_examples=100, stateful_step_count=100) if thorough else QUICK
TestAnyIncident = AnyIncident.TestCase


@given(script=scripts, roster=rosters, mode=st.sampled_from(Mode))
def test_with_nobody_answering_it_goes_on_and_on(script: Script, roster: Roster, mode: Mode) -> None:
    """When nobody ever answers, steps never lie further apart than the plan says, and says so again and again."""
    office = Incident()
    office.do(press(script=script, mode=mode), roster=roster)
    steps, exhausted, instants = [START], 0, list[datetime]()
    while exhausted < 4:
        due = deadline(office.standing)
        assert due is not None
        office.now = max(office.now, due)
        instants.append(office.now)
        events = office.do(PassDeadline(actor=SERVICE), roster=roster)
        steps += [e.at for e in events if e.name in ("AlarmEscalated", "StepSkipped")]
        exhausted += names(events).count("ResponseExhausted")
        assert len(instants) < 60, "an endless number of steps in no time"
    assert all(b - a <= longest_gap(script) for a, b in pairwise(steps))
