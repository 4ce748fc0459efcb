"""The model of a plan: who does what in an office when an alarm goes off."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final, Literal, Self

from roles.after_alarm import AfterAlarm
from roles.cadence import Cadence
from roles.closing import Closing
from roles.contact import Contact
from roles.duty import Duty
from roles.emergency_call import EVERYWHERE, EmergencyCall, helper_of, number_to
from roles.hours import Hours, Shifts
from roles.inspection import Inspection
from roles.level import RaisedBy
from roles.meeting import MeetingPlan
from roles.muster import MusterPlan
from roles.output import Output
from roles.overdue import OverduePlan
from roles.repeat import Repeat
from roles.route import NO_PATIENCE, PATIENCE, Patience, Route
from roles.sentence import Translate, say

Severity = Literal["error", "warning"]
"""An error keeps a plan from being used; a warning is shown and mended when there is time."""

Manner = Literal["silent", "discreet", "audible"]
"""How an alarm may be heard where the threat is."""

Audience = Literal["public", "staff", "security", "discreet"]
"""Who can read a screen, and so what it may show."""

PoliceRule = Literal["two_pressers", "responder", "lead"]
"""Who may call for the police: two different people by pressing, anybody called who asks, or the lead who asks."""

Texts = Mapping[str, str]
"""One text in several languages: language to words."""

Corner = tuple[float, float]
"""A point on a floor's drawing, in metres: to the right, and down."""

NO_TEXTS: Final[Texts] = MappingProxyType({})
"""Nothing said in any language."""

EVERYBODY: Final = "everybody"
"""The word a plan uses for all who are present; no role may be named so."""

NEAREST: Final = "nearest"
"""The word a plan uses for whoever has the shortest way; no role may be named so."""

PRESSER: Final = "presser"
"""The word a plan uses for whoever pressed: nobody is called to such a role, it is a card to be read before."""

EMERGENCY: Final = "emergency"
"""The kind of alarm that every plan answers, and that any kind without a response of its own is answered as."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One thing that is wrong with a plan: what, where (lines and columns count from 1), and what to do about it.

    Message and remedy are sentences in English until somebody asks `said` for them in another language.
    """

    code: str
    severity: Severity
    message: str
    line: int
    column: int
    remedy: str
    source: str

    def said(self, translate: Translate) -> Self:
        """Return the same finding with its message and remedy in the language of a catalogue."""
        return replace(self, message=say(self.message, translate), remedy=say(self.remedy, translate))

    def __str__(self) -> str:
        """Return the finding on one line, as a compiler would print it."""
        return f"{self.source}:{self.line}:{self.column}: {self.severity} {self.code}: {self.message} {self.remedy}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Floor:
    """One floor of the office: its number, what people call it, and the picture that lies under its drawing."""

    number: int
    name: str
    picture: str | None = None
    width: int | None = None  # metres of the drawing, from its upper left corner


@dataclass(frozen=True, kw_only=True, slots=True)
class Zone:
    """A place that an alarm can come from or a screen can stand in.

    What is None is not told. `lockable` is from inside; `room_for` so many people; `shape` has the zone's corners on
    the floor's drawing, in metres to the right and down. Zones are in sight of each other when one of them says so.
    """

    id: str
    name: str
    kind: str
    floor: int | None = None
    manner: Manner = "discreet"
    second_exit: bool | None = None
    sight_in: bool | None = None
    fixed_furniture: bool | None = None
    lockable: bool | None = None
    room_for: int | None = None
    shape: tuple[Corner, ...] = ()
    in_sight_of: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Door:
    """A door between two zones: which role keeps it shut in an alarm, whether it can be locked, and its ways out.

    `opens_without_power_from` are the zones from which it opens by hand, locked or not, with power or without.
    """

    id: str
    name: str
    between: tuple[str, str]
    kept_shut_by: str | None = None
    lockable: bool | None = None
    opens_without_power_from: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Walk:
    """The walking time between two neighbouring zones, the same both ways, and the door it leads through, if named."""

    start: str
    end: str
    time: timedelta
    door: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ScreenPlace:
    """A screen, the zone it hangs in, and who can read it there."""

    id: str
    name: str
    zone: str | None
    audience: Audience
    neighbour: str | None = None
    """The neighbour in whose office it hangs: it shows that this one closes, and answers for her; else nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """Somebody who works in the office; why a person does not go in is never stored.

    `languages` are codes, `training` is in the plan's own words, `reached_by` are the ways to her, the first first.
    """

    id: str
    name: str
    home: str | None = None
    goes_in: bool = True
    phone: str | None = None
    email: str | None = None
    languages: tuple[str, ...] = ()
    training: tuple[str, ...] = ()
    reached_by: tuple[Route, ...] = ()
    receiver: str | None = None  # an entry of the service's settings, for a way that has no number


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """Holders by name: people and contacts, in the order in which they are asked."""

    ids: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """People who are named together: the words the plan uses for them, and whom these mean."""

    id: str
    name: str
    named: tuple[str, ...]
    people: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Nearest:
    """Holders by place: those with the shortest way, if possible within a walking time, and with all this training."""

    within: timedelta | None = None
    training: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class All:
    """Everybody who is present holds the role."""


Holders = Listed | Nearest | All


@dataclass(frozen=True, kw_only=True, slots=True)
class Role:
    """A part in an alarm: its duty in words, who holds it, who stands in, how many are needed and by when.

    `duty` is the one line that everybody is shown, what to do first; `then`, `done_when` and `never` say the rest of it
    where the plan does. Groups and rosters among holders and deputies are replaced by their people; `named` and
    `named_deputies` keep the plan's own words. Nobody holds this role and one of `not_with` at once. A role that
    `is_card` is the presser's: nobody is called to it.
    """

    id: str
    title: Texts
    duty: Texts
    holders: Holders
    deputies: tuple[str, ...] = ()
    needed: int = 1
    accept_within: timedelta = timedelta(seconds=20)
    arrive_within: timedelta = timedelta(seconds=90)
    goes_in: bool = False
    not_with: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    named_deputies: tuple[str, ...] = ()
    then: Texts = field(default_factory=lambda: NO_TEXTS)
    done_when: Texts = field(default_factory=lambda: NO_TEXTS)
    never: Texts = field(default_factory=lambda: NO_TEXTS)
    is_card: bool = False

    def duty_in(self, language: str) -> Duty:
        """Return the whole duty in one language."""
        first, then, done_when, never = (part.get(language, "") for part in self.parts)
        return Duty(first=first, then=then, done_when=done_when, never=never)

    @property
    def parts(self) -> tuple[Texts, Texts, Texts, Texts]:
        """Return what the duty says: first, then, when it is done, never."""
        return self.duty, self.then, self.done_when, self.never


@dataclass(frozen=True, kw_only=True, slots=True)
class Condition:
    """How many must have answered, or pressed; a count of 0 is not asked for.

    `pressers` counts different people who are known to have pressed, and is asked for by conditions of steps only.
    """

    accepted: int = 0
    arrived: int = 0
    pressers: int = 0

    def is_met(self, *, accepted: int, arrived: int, pressers: int = 0) -> bool:
        """Tell whether so many who accepted, arrived and pressed are enough; never where nothing is asked for."""
        asked = (self.accepted, self.arrived, self.pressers)
        return max(asked) > 0 and all(
            have >= want for have, want in zip((accepted, arrived, pressers), asked, strict=True)
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One step of a response: which roles are called, which outputs switched on, and how long after the step before.

    It is left out when what `unless` asks for is there by then, and when what `only_if` asks for is not.
    """

    call: tuple[str, ...]
    after: timedelta = timedelta(0)
    unless: Condition | None = None
    only_if: Condition | None = None
    switch: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class LastResort:
    """Whom to call when nobody has answered: a number, the contact who has it (if any), and the words."""

    phone: str
    contact: str | None = None
    say: Texts = field(default_factory=lambda: NO_TEXTS)


@dataclass(frozen=True, kw_only=True, slots=True)
class Police:
    """The police contact by rule: which roles are called at once as soon as one of the rules is met."""

    call: tuple[str, ...]
    when: tuple[PoliceRule, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Response:
    """What happens at one kind of alarm: steps, when help is there, what is repeated, and the last resort.

    `police` says who may call for the police before a step does; None where nobody may. `level` names the known kind
    that a kind of the office's own is as grave as. `raised_by` says which presses raise it to another kind.
    """

    kind: str
    steps: tuple[Step, ...]
    done_when: Condition
    repeat: Repeat | None
    last_resort: LastResort | None
    police: Police | None = None
    title: Texts = field(default_factory=lambda: NO_TEXTS)
    level: str | None = None
    raised_by: RaisedBy | None = None


@dataclass(frozen=True, kw_only=True, slots=True, weakref_slot=True, eq=False)
class Plan:
    """An office's plan as one version; two plans are the same when their `version` is."""

    version: str
    source: str
    office: str
    name: str
    country: str
    languages: tuple[str, ...]
    time_zone: str
    hours: Mapping[int, tuple[Hours, ...]]
    closed: frozenset[date]
    open_on_holidays: bool
    expires: date | None
    zones: Mapping[str, Zone]
    walks: tuple[Walk, ...]
    screens: Mapping[str, ScreenPlace]
    people: Mapping[str, Person]
    contacts: Mapping[str, Contact]
    roles: Mapping[str, Role]
    responses: Mapping[str, Response]
    groups: Mapping[str, Group] = field(default_factory=lambda: MappingProxyType({}))
    rosters: Mapping[str, Shifts] = field(default_factory=lambda: MappingProxyType({}))
    lead: str | None = None  # the role whose holders and deputies lead in an alarm
    floors: Mapping[int, Floor] = field(default_factory=lambda: MappingProxyType({}))
    doors: Mapping[str, Door] = field(default_factory=lambda: MappingProxyType({}))
    emergency_call: EmergencyCall = EmergencyCall()  # noqa: RUF009  it never changes
    patience: Mapping[str, Patience] = field(default_factory=lambda: NO_PATIENCE)
    after_alarm: AfterAlarm | None = None
    muster: MusterPlan | None = None
    meetings: MeetingPlan | None = None
    overdue: OverduePlan | None = None
    outputs: Mapping[str, Output] = field(default_factory=lambda: MappingProxyType({}))
    drills: Cadence | None = None
    closing: Closing | None = None
    inspections: Mapping[str, Inspection] = field(default_factory=lambda: MappingProxyType({}))

    def patience_of(self, route: str) -> Patience:
        """Return how long a call over a route that leads out is waited for."""
        return self.patience.get(route) or PATIENCE[route]

    def response_to(self, kind: str) -> Response | None:
        """Return the response to a kind of alarm; a kind that has none of its own is answered as an emergency."""
        return self.responses.get(kind) or self.responses.get(EMERGENCY)

    def last_resort_number(self, kind: str) -> str:
        """Return what the screens say to dial when nobody comes to a kind of alarm.

        A plan's 112 stands for the emergency number, as the country, the house and the kind need it: an ambulance in
        Norway has 113. Any other number, and a contact's, is what it is.
        """
        response = self.response_to(kind)
        resort = response.last_resort if response else None
        if resort is not None and (resort.contact is not None or resort.phone != EVERYWHERE):
            return resort.phone
        return number_to(helper_of(kind), self.country, self.emergency_call.numbers)

    def name_of(self, who: str) -> str:
        """Return the name of a person or a contact, or the id itself when the plan does not know it."""
        known = self.people.get(who) or self.contacts.get(who)
        return known.name if known else who
