"""What can be asked of an alarm. Commands are imperatives; each says who asks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from service.alarm.actor import Actor
from service.alarm.closed_office import Plan as ClosingPlan
from service.alarm.closing_command import InClosing, ReleaseOutputs
from service.alarm.guide_commands import Guide
from service.alarm.muster_commands import Mustered
from service.alarm.response import Script
from service.alarm.routes import NoticeState
from service.alarm.states import Mode


@dataclass(frozen=True, kw_only=True, slots=True)
class Raise:
    """A trigger: raise an alarm, or join the open one that covers the same thing."""

    actor: Actor
    alarm: str
    """The id the alarm will have if it is raised; derived from `press_key`."""
    press_key: str
    """Names one physical press, for ever."""
    open_key: str
    """Names what an open alarm covers: a further press under the same key joins."""
    mode: Mode
    kind: str
    gesture: str
    zone: str | None
    device: str | None
    """`office/device` as pressed: where feedback goes; None for a soft button."""
    press: str | None
    """The press's own id as its device named it."""
    presser: str | None
    """Opaque key of the person who wears the device; None when nobody is known."""
    pressed_at: datetime | None
    """What the device's own clock said."""
    doubtful: bool
    """Perhaps a copy of a press already counted: it may raise, but never counts as a further press."""
    plan: str
    """The version of the plan in force."""
    script: Script
    elsewhere: frozenset[str] = frozenset()
    """Who is known to have pressed in other open alarms of the office that are of the same mode and count pressers."""
    scripts: Mapping[str, Script] = field(default_factory=dict)
    """The responses to the kinds to which the plan may raise the alarm by this press."""
    raised_from: str | None = None
    """The kind before the plan's rule raised it; None for a press that is as it was made."""
    calm: tuple[str, ...] = ()
    """Zones that have to stay calm in an alarm from this press's zone."""
    located: bool = False
    """Whether the press itself says where it is; else its zone is only the usual place."""
    closing: ClosingPlan | None = None
    """What a closing begins with; None for every press."""
    words: str = ""
    """The instruction that goes with a closing; a press says nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Acknowledge:
    """A person confirms having recognised the alarm."""

    actor: Actor
    words: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Accept:
    """A person is coming."""

    actor: Actor
    responder: str
    is_lead: bool = False
    """Whether the plan in force names her for the role that leads."""
    words: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Decline:
    """A person cannot come."""

    actor: Actor
    responder: str
    words: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrive:
    """A person is there."""

    actor: Actor
    responder: str
    is_lead: bool = False
    """Whether the plan in force names her for the role that leads."""
    words: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class AskForPolice:
    """A person asks for the police; whether she may, the rule says that is frozen into the alarm."""

    actor: Actor
    is_lead: bool
    """Whether the plan in force names the one who asks for the role that leads."""
    words: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class CountPress:
    """Somebody has pressed in another alarm of the office: count her where this alarm's response asks for it."""

    actor: Actor
    presser: str
    scripts: Mapping[str, Script] = field(default_factory=dict)
    """The responses to the kinds to which the plan may raise this alarm."""
    plan: str | None = None
    """The version of the plan that they are from."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PassDeadline:
    """A deadline has passed: look at what it was and take the plan's next step."""

    actor: Actor


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportCall:
    """What became of a call that left the screens; a failed one is answered like a decline, others change nothing."""

    actor: Actor
    responder: str
    route: str | None
    outcome: str
    """failed …"""
    reason: str
    """no_route …"""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportNotice:
    """What is known of a notice that left over a route; it changes nothing but what people are told."""

    actor: Actor
    notice: str
    """The notice's id."""
    responder: str
    role: str | None
    route: str
    state: NoticeState
    reason: str | None = None
    """Why it failed; None for every other state."""
    is_last: bool = False
    """Whether no route of this call is left that could still reach the one who is called."""
    purpose: Literal["call", "over", "follow_up"] = "call"
    """What it says: that she is needed, that the alarm is over, or that the follow-up is hers."""
    after: str | None = None
    """Of one handed over: the route before it in the same call that was late or failed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportOutput:
    """What is known of an output that the alarm has switched; it changes nothing but what people are told."""

    actor: Actor
    output: str
    on: bool
    """What it was told: to switch on, or off again."""
    tries: int
    reason: str | None = None
    """Why nothing proves it: no_answer, cannot_confirm, not_enrolled, not_reached, went_off; None: it is proven."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MeasureZone:
    """It was measured where she is."""

    actor: Actor
    zone: str
    confidence: Literal["clear", "likely", "unclear"]
    by: Literal["gateway", "device"]
    calm: tuple[str, ...] = ()
    """Zones that have to stay calm when she is there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DoubtZone:
    """A person says that she is not where the alarm says."""

    actor: Actor
    zone: str | None = None
    """The place that is meant, as it was shown; None where it is the alarm's by now."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TakeLead:
    """A person takes the lead, or takes it over openly."""

    actor: Actor
    words: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class HandLead:
    """Who leads hands the lead on to somebody who is coming or there."""

    actor: Actor
    to: str
    words: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class HandOver:
    """A person hands her role over to somebody else, who is called for it with the role's own deadlines."""

    actor: Actor
    to: str
    reach: str = "inside"
    """inside, staff or outside: how far from the office `to` is."""
    routes: tuple[str, ...] = ()
    """On which routes `to` is called beside the screens."""
    within: Mapping[str, tuple[timedelta, timedelta]] = field(default_factory=dict)
    """Role → how long to wait for an answer, and then for the arrival, by the plan in force."""
    words: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class NeedMore:
    """A person says that more help is needed: the plan's next step is taken at once."""

    actor: Actor
    count: int | None = None
    """How many more; None where she does not say."""
    words: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class BeginPoliceCall:
    """A person is calling the police herself."""

    actor: Actor
    number: str | None = None
    words: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class AnswerPoliceCall:
    """The police have answered a person's call; she says so."""

    actor: Actor
    words: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class EndPoliceCall:
    """A person's call to the police has ended."""

    actor: Actor
    because: str
    """unanswered, broken or done."""
    words: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class TellSituation:
    """A person tells what the police will ask; only what is told is changed."""

    actor: Actor
    told: Mapping[str, str]
    """Facts by field: those that `evolve.SITUATION` names."""
    entrance: str = ""
    words: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class SayMistake:
    """Somebody who pressed says, by one of her two codes, that it was a mistake; the alarm goes on."""

    actor: Actor
    under_duress: bool
    """Whether it was the code for when she is forced to say so."""
    plan: str
    """The version of the plan in force."""
    emergency: Script
    """Its response to an emergency, which begins when she is forced."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Clear:
    """The danger is over, said by somebody entitled to."""

    actor: Actor
    entitled: bool
    """Whether the plan gives the actor the right; who has come to help and is there has it in any case."""
    seen_her: bool | None = None
    """What she answered to "have you seen her yourself?"; None where nobody asked."""
    is_lead: bool = False
    words: str = ""
    own_eyes: bool = False
    """Whether only having come and having seen who pressed lets her end it, whatever the plan says of her."""
    is_drill_over: bool = False
    """Whether it ends because the drill that it belongs to has ended: never an alarm that is, or has become, real."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cancel:
    """The alarm was set off by mistake, said by somebody entitled to; never silently."""

    actor: Actor
    entitled: bool
    words: str
    seen_her: bool | None = None
    """As in `Clear`."""
    is_lead: bool = False
    own_eyes: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Close:
    """The record is complete."""

    actor: Actor
    outcome: str
    """over, mistake, drill, test, other."""
    words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AddNote:
    """Somebody adds to the record what she knows, also long after it was closed; nothing of the alarm changes."""

    actor: Actor
    words: str


Help = (
    TakeLead
    | HandLead
    | HandOver
    | NeedMore
    | BeginPoliceCall
    | AnswerPoliceCall
    | EndPoliceCall
    | TellSituation
    | DoubtZone
)
"""What those who help say while they help."""

AnyButRaise = (
    Acknowledge
    | Accept
    | Decline
    | Arrive
    | AskForPolice
    | CountPress
    | PassDeadline
    | ReportCall
    | ReportNotice
    | ReportOutput
    | MeasureZone
    | Guide
    | Help
    | SayMistake
    | Mustered
    | InClosing
    | ReleaseOutputs
    | Clear
    | Cancel
    | Close
    | AddNote
)
Command = Raise | AnyButRaise
