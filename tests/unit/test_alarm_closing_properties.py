"""What holds of every closing, whatever people, clocks and rosters may do."""

import json
from dataclasses import replace
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from parts.closed import CAFE, CLOSES, EXPECTS, HOLD, OFFICE, begin
from parts.incident import Incident, by, names, press
from service.alarm.actor import SERVICE
from service.alarm.call import Roster
from service.alarm.closing_command import AnswerItem, CloseOffice, DescribeReturn, LookAgain, ReleaseOutputs
from service.alarm.commands import (
    Accept,
    Acknowledge,
    Arrive,
    Cancel,
    Clear,
    Command,
    Decline,
    PassDeadline,
    ReportOutput,
)
from service.alarm.deadline import deadline, next_step_at
from service.alarm.decide import decide
from service.alarm.evolve import replay
from service.alarm.refusal import Refusal
from service.alarm.snapshot import read, write
from service.alarm.states import Mode

WHO = st.sampled_from(["anna", "bo", "cecilia", "maja", "hugo", CAFE, "nobody-known", None])
NAMED = st.sampled_from(["anna", "bo", "cecilia", "maja", "hugo", CAFE])
ITEM = st.sampled_from(["door", "hall", "desk", "outside/hugo", f"neighbours/{CAFE}", "roof"])
PLANS = st.sampled_from([CLOSES, EXPECTS, HOLD, replace(CLOSES, behind=None), replace(CLOSES, items=(), calls=())])
HEARD = {"ResponderCalled", "RespondersReminded", "ResponseExhausted"}


class AnyClosing(RuleBasedStateMachine):
    """One closing of which anything may be asked at any time, by anybody."""

    def __init__(self) -> None:
        """Begin with the office open."""
        super().__init__()
        self.office = Incident(office=OFFICE)

    @initialize(plan=PLANS, mode=st.sampled_from([Mode.ACTUAL, Mode.DRILL]))
    def begin(self, plan: object, mode: Mode) -> None:
        """Somebody closes the office, expects somebody, or holds people at the reception."""
        self.office.do(begin(plan, mode=mode))  # type: ignore[arg-type]  # one of the plans above

    @rule(who=WHO, item=ITEM, said=st.sampled_from(["done", "cannot"]))
    def answer(self, who: str | None, item: str, said: str) -> None:
        """Somebody answers a line."""
        self._ask(AnswerItem(actor=by(who), item=item, answer="done" if said == "done" else "cannot"))

    @rule(who=NAMED, what=st.sampled_from([Accept, Decline, Arrive]))
    def come(self, who: str, what: type[Accept | Decline | Arrive]) -> None:
        """Somebody answers her call, for instance by a link."""
        self._ask(what(actor=by(who), responder=who))

    @rule(who=WHO, minutes=st.integers(5, 240))
    def look(self, who: str | None, minutes: int) -> None:
        """Somebody looks at it again."""
        self._ask(LookAgain(actor=by(who), after=timedelta(minutes=minutes)))

    @rule(who=WHO)
    def say(self, who: str | None) -> None:
        """Somebody has seen it, and somebody describes who may come."""
        self._ask(Acknowledge(actor=by(who)))
        self._ask(DescribeReturn(actor=by(who), words="a red car"))

    @rule(who=WHO)
    def close(self, who: str | None) -> None:
        """The office that expected somebody closes."""
        self._ask(CloseOffice(actor=by(who), plan=CLOSES))

    @rule(because=st.sampled_from(["fire", "behind", "asked"]), zones=st.sampled_from([None, frozenset({"hall"})]))
    def release(self, because: str, zones: frozenset[str] | None) -> None:
        """Locks are let go."""
        known = ReleaseOutputs(actor=SERVICE, because="fire", zones=zones)
        self._ask(known if because == "fire" else replace(known, because="behind" if because == "behind" else "asked"))

    @rule(on=st.booleans(), reason=st.sampled_from([None, "no_answer"]))
    def report(self, on: bool, reason: str | None) -> None:
        """The lock says how it stands."""
        self._ask(ReportOutput(actor=SERVICE, output="front-lock", on=on, tries=1, reason=reason))

    @rule(passed=st.integers(min_value=-7200, max_value=7200))
    def time_passes(self, passed: int) -> None:
        """The service was away, or the clock jumped; then the deadline is served."""
        self.office.unserved(passed)
        self._ask(PassDeadline(actor=SERVICE))

    @precondition(lambda self: self.office.standing.is_open)
    @rule(times=st.integers(1, 6))
    def deadlines_pass(self, times: int) -> None:
        """Each deadline that is served makes something happen."""
        for _ in range(times):
            due = deadline(self.office.standing)
            if due is None:
                return
            self.office.now = max(self.office.now, due)
            events = self.office.do(PassDeadline(actor=SERVICE))
            assert events, "a deadline without consequence"
            closing = self.office.standing.closing
            if closing and closing.left and "AlarmEscalated" in names(events):
                assert {*names(events)} & HEARD, "a line that nobody could do, and nobody hears of it"

    @rule(who=WHO, entitled=st.booleans(), what=st.sampled_from([Clear, Cancel]))
    def end(self, who: str | None, what: type[Clear | Cancel], *, entitled: bool) -> None:
        """Somebody opens the office again, or wants to: only a name that is entitled does."""
        was_open = self.office.standing.is_open
        command = Clear(actor=by(who), entitled=entitled)
        self._ask(command if what is Clear else Cancel(actor=by(who), entitled=entitled, words="by mistake"))
        if was_open and not self.office.standing.is_open:
            assert entitled
            assert who is not None

    @invariant()
    def every_open_closing_is_looked_at_again(self) -> None:
        """It has a deadline, and one no later than the next look."""
        alarm = self.office.alarm
        if alarm is None or not alarm.is_open:
            return
        due = deadline(alarm)
        assert due is not None
        assert alarm.closing is not None
        assert due <= alarm.closing.look_again_at

    @invariant()
    def nobody_is_the_last_link(self) -> None:
        """While a line that somebody could not do waits, the plan goes on: its next step or repeat is due."""
        alarm = self.office.alarm
        if alarm is None or not alarm.is_open or alarm.closing is None or not alarm.closing.left:
            return
        due = deadline(alarm)
        assert not alarm.is_answered
        assert due is not None
        assert due <= next_step_at(alarm)

    @invariant()
    def nobody_is_kept_and_no_press_swallowed(self) -> None:
        """It makes nobody busy, and a press under any key raises an alarm of its own."""
        alarm = self.office.alarm
        if alarm is None:
            return
        assert alarm.engaged == frozenset()
        pressed = decide(alarm, replace(press("real"), open_key=alarm.open_key), Roster(), self.office.now)
        assert names(pressed).count("AlarmRaised") == 1
        assert pressed[0].facts["kind"] == "emergency"

    @invariant()
    def state_is_its_events(self) -> None:
        """The state equals the replay of its events with every word erased, and its stored form."""
        alarm = self.office.alarm
        if alarm is None:
            return
        assert replay(alarm.id, [replace(event, words=None) for event in self.office.events]) == alarm
        assert read(json.loads(json.dumps(write(alarm), sort_keys=True))) == alarm

    @invariant()
    def nothing_is_locked_after_a_fire(self) -> None:
        """Once there is a fire, no lock is switched on any more."""
        told = names(self.office.events)
        fires = [i for i, e in enumerate(self.office.events) if e.facts.get("because") == "fire"]
        assert not fires or "OutputCommanded" not in told[fires[0] :]

    def _ask(self, command: Command) -> None:
        try:
            events = self.office.do(command)
        except Refusal:
            return
        assert len(events) < 25


AnyClosing.TestCase.settings = settings(max_examples=40, stateful_step_count=25)
TestAnyClosing = AnyClosing.TestCase
