"""An alarm's state: what its events have made of it, and what follows from that."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from service.alarm.closed_office import Closing
from service.alarm.instruct import Guidance
from service.alarm.muster import Muster
from service.alarm.response import Condition, Script
from service.alarm.states import OPEN, Mode, ResponderState, State

COMING = frozenset({ResponderState.ACCEPTED, ResponderState.ARRIVED})
CONTACT = "contact:"
"""How the key of an outside contact begins; every other key is a person's."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Responder:
    """One person or contact called to act, or who came without being called."""

    state: ResponderState
    role: str | None
    """None for somebody who came without being called."""
    reach: str = "inside"
    accept_by: datetime | None = None
    """Until when an answer is awaited; only while called, None once reminded: the next repeat asks again."""
    arrive_within: timedelta | None = None
    arrive_by: datetime | None = None
    """Until when the arrival is awaited; only while accepted."""
    routes: tuple[str, ...] = ()
    """On which routes she was called beside the screens; a reminder calls over the same ones."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Lead:
    """Who leads in an alarm, since when and why."""

    responder: str
    since: datetime
    because: str
    """first, taken or handed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MoreAsked:
    """That more help was asked for: by whom, when, and how many more."""

    by: str
    at: datetime
    count: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class PoliceCall:
    """One person's call to the police while it is on."""

    at: datetime
    number: str | None
    answered_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Mistake:
    """Somebody who pressed has said by her code that it was a mistake; the alarm goes on until somebody has looked."""

    by: str
    at: datetime
    under_duress: bool
    """Whether she was forced to say so; it stays, whatever she says later."""
    stands: bool = True
    """Whether nobody has pressed since."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Switched:
    """An output that this alarm has switched on: until when, and what is known of it."""

    until: datetime
    state: str
    """commanded, on, off, failed (told to switch on, and nothing proves it) or stuck (the same for off)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Located:
    """What is known in this alarm of where she is, beyond the usual place of what was pressed."""

    usual: str | None
    """The place that the press was taken to be in before anything was measured."""
    zone: str | None = None
    """Where she was last measured; None where she never was."""
    at: datetime | None = None
    by: str | None = None
    """gateway (something that hears her button) or device (what was pressed says it itself)."""
    confidence: str | None = None
    """clear or likely."""
    doubted_by: str | None = None
    doubted_at: datetime | None = None
    """When somebody said that she is not where the alarm says; None where nobody has since it moved."""


def told_as(*, on: bool, proven: bool) -> str:
    """Return the state of an output of which it is known whether it did what it was told."""
    return ("on" if proven else "failed") if on else ("off" if proven else "stuck")


@dataclass(frozen=True, kw_only=True, slots=True)
class Alarm:
    """The latched thing with a life cycle."""

    id: str
    state: State
    mode: Mode
    kind: str
    zone: str | None
    open_key: str
    presser: str | None
    plan: str
    script: Script
    raised_at: datetime
    step: int = 0
    """The index of the step last taken or left out; `len(script.steps)` and above count the repeats."""
    step_at: datetime
    """When that step was taken: the next one counts from here."""
    responders: Mapping[str, Responder] = field(default_factory=dict)
    press_keys: frozenset[str] = frozenset()
    pressers: frozenset[str] = frozenset()
    """Different people known to have pressed in this alarm, doubtful presses left out."""
    also_pressed: frozenset[str] = frozenset()
    """Different people known to have pressed in other open alarms of the office; they may be help in this one."""
    uncounted: frozenset[str] = frozenset()
    """Who was there already when help was asked for again: they are not the help that is awaited."""
    devices: Mapping[str, str | None] = field(default_factory=dict)
    """Devices that pressed → the press's own id: where feedback goes."""
    feedback: str = "received"
    """The furthest state the presser has been told."""
    seen_by: frozenset[str] = frozenset()
    """Different people who have recognised the alarm: who acknowledged, answered or came, but pressed not."""
    police_asked_at: datetime | None = None
    """When the police were asked for by the plan's rule; whether a call reached them is for the responders to tell."""
    lead: Lead | None = None
    """Who leads; None while nobody does."""
    more_asked: MoreAsked | None = None
    """The last time somebody who helps said that more help is needed."""
    police_calls: Mapping[str, PoliceCall] = field(default_factory=dict)
    """Who is on the telephone with the police, or waits to be answered; calls that have ended are not kept."""
    situation: Mapping[str, str] = field(default_factory=dict)
    """What the police will ask, as last told, by its field; words are not here."""
    mistake: Mistake | None = None
    calm: frozenset[str] = frozenset()
    """Zones in which nothing may sound or shine."""
    outputs: Mapping[str, Switched] = field(default_factory=dict)
    """What this alarm has switched on, by the output's slug."""
    located: Located | None = None
    """None where the place is only the usual one: nothing was measured in this alarm, and nobody has doubted it."""
    muster: Muster | None = None
    """The head count; None where there was none."""
    closing: Closing | None = None
    """None for every alarm but the closing of an office."""
    released: bool = False
    """Whether its locks were let go because of a fire: it locks none again."""
    let_go: frozenset[str] = frozenset()
    """Its locks that were let go because something may be behind them: it locks none of them again."""
    guidance: Guidance | None = None
    """None while no zone was told where to go, and nobody has said anything of a door or a zone."""

    @property
    def is_open(self) -> bool:
        """Whether a further press joins and deadlines run."""
        return self.state in OPEN

    @property
    def known_until(self) -> datetime:
        """The newest instant at which anything of it is known to have happened; what follows is no earlier."""
        calls = self.police_calls.values()
        said = [self.step_at, self.police_asked_at, *(at for call in calls for at in (call.at, call.answered_at))]
        said += [one.at for one in (self.more_asked, self.mistake, self.located) if one]
        said += [self.lead.since] if self.lead else []
        return max(self.raised_at, *(at for at in said if at))

    @property
    def level(self) -> int:
        """How grave it is, from 1 (observe) to 4 (emergency)."""
        return self.script.level

    @property
    def coming(self) -> int:
        """How many responders are coming or there; who pressed is not her own help."""
        return sum(r.state in COMING for _, r in self._counted())

    @property
    def arrived(self) -> int:
        """How many responders are there; who pressed is not her own help."""
        return sum(r.state is ResponderState.ARRIVED for _, r in self._counted())

    @property
    def pressed(self) -> frozenset[str]:
        """Who is known to have pressed, here or in another open alarm: whom rules and conditions count."""
        return self.pressers | self.also_pressed

    def has_pressed(self, who: str | None) -> bool:
        """Whether somebody pressed in this alarm: it is she who is to be helped."""
        return who is not None and (who == self.presser or who in self.pressers)

    def meets(self, condition: Condition) -> bool:
        """Whether enough responders are coming or there, and enough people have pressed."""
        return (
            self.coming >= condition.accepted
            and self.arrived >= condition.arrived
            and len(self.pressed) >= condition.pressers
        )

    @property
    def is_under_duress(self) -> bool:
        """Whether who pressed was forced to say that it was a mistake."""
        return self.mistake is not None and self.mistake.under_duress

    @property
    def is_measured(self) -> bool:
        """Whether it was measured in this alarm where she is, and nobody has said since that she is not there."""
        return self.located is not None and self.located.zone is not None and self.located.doubted_at is None

    @property
    def only_to_check(self) -> bool:
        """Whether it was set off by mistake, as the one who pressed says: somebody comes and looks, and that is enough.

        Where somebody else has pressed as well it is not hers to say.
        """
        said = self.mistake
        is_said = said is not None and said.stands and not said.under_duress
        return is_said and all(who == said.by for who in (*self.pressers, self.presser) if said and who is not None)

    @property
    def is_answered(self) -> bool:
        """Whether the plan's response is complete; never before somebody is there, whatever the plan asks for.

        The closing of an office is, once each line of its checklist has an answer and somebody could do it.
        """
        if self.closing is not None:
            return self.closing.is_complete and (self.closing.is_done_by_some or self._is_only_to_be_seen)
        return self.arrived > 0 and (self.only_to_check or self.meets(self.script.done_when))

    @property
    def calls_nobody(self) -> bool:
        """Whether the office next door closes and the plan calls nobody for it: the screens say so, and that is all."""
        return self.closing is not None and self.closing.stage == "neighbour" and not self.script.steps

    @property
    def _is_only_to_be_seen(self) -> bool:
        return self.closing is not None and not self.closing.items and bool(self.seen_by)

    @property
    def next_arrival_by(self) -> datetime | None:
        """Until when the first of those who are on their way is awaited; None when nobody is."""
        return self.first_arrival_by(())

    def first_arrival_by(self, without: Collection[str]) -> datetime | None:
        """Return until when the first of those on their way is awaited, some of them left out; None for nobody."""
        counted = (r for key, r in self._counted() if key not in without)
        return min((r.arrive_by for r in counted if r.arrive_by), default=None)

    @property
    def engaged(self) -> frozenset[str]:
        """Who is busy with this alarm and should not be called to another one; a drill or a closing keeps nobody back.

        Who pressed is, until she says that it was a mistake: a telephone that rings may give her away.
        """
        if not self.is_open or self.mode is not Mode.ACTUAL or self.closing is not None:
            return frozenset()
        busy = frozenset(key for key, r in self.responders.items() if r.state in COMING or r.accept_by)
        return busy if self.only_to_check else busy | self.pressers | ({self.presser} if self.presser else set())

    def _counted(self) -> Iterable[tuple[str, Responder]]:
        left_out = self.pressers | self.uncounted | {self.presser}
        return ((key, r) for key, r in self.responders.items() if key not in left_out)
