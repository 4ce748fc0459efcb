"""Where an office's plan stands, computed from its events and from nothing else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from service.alarm.instant import parse_instant
from service.life.events import Event
from service.life.states import State


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """Who said something about a version, and when; the words stand in the entry."""

    by: str | None
    at: datetime
    position: int | None = None
    """The entry's position, where its words are found."""


@dataclass(frozen=True, kw_only=True, slots=True)
class View:
    """What the safety representative thinks, and what was answered to an objection."""

    opinion: str
    said: Said
    answer: Said | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is an objection that nobody has answered."""
        return self.opinion == "objects" and self.answer is None


@dataclass(frozen=True, kw_only=True, slots=True)
class Publication:
    """How a version came to hold, from when on, and until which day."""

    said: Said
    through: str
    """editor, file or roll_back."""
    holds_from: datetime
    expires: date
    """The last day; from the next one on it is expired, and goes on being used."""
    in_place_of: str | None = None
    """The version that held before."""
    withdrawn: str | None = None
    """The version that had been published for later, and now is not."""
    reasons: tuple[str, ...] = ()
    """What a reason had to be given for."""
    gaps: int | None = None
    errors: int = 0
    warnings: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Version:
    """One version of the plan: what was said about it."""

    id: str
    approval: Said | None = None
    view: View | None = None
    publication: Publication | None = None
    """The last one."""
    held_from: datetime | None = None
    """When it last began to hold; None for one that never has."""

    @property
    def is_approved(self) -> bool:
        """Whether there is an approval that has not been used up: one that came after it last began to hold."""
        if self.approval is None:
            return False
        return self.held_from is None or self.approval.at > self.held_from


@dataclass(frozen=True, kw_only=True, slots=True)
class Life:
    """Everything about an office's plan that was decided by people."""

    versions: Mapping[str, Version] = field(default_factory=dict)
    current: str | None = None
    """The version that holds; None before the first one."""
    next: str | None = None
    """The one that was published for later: at its time it holds, with no further event."""
    file: str | None = None
    """The digest of the file that was last taken."""
    readings: Mapping[tuple[str, str], tuple[str, datetime]] = field(default_factory=dict)
    """(person, role) → digest of the duty that was read, and when."""
    gone: frozenset[str] = frozenset()
    """Opaque keys of people who have left."""
    gone_at: Mapping[str, datetime] = field(default_factory=dict)
    """When it was said of each; nothing for what was said before Trygg kept it."""

    def version(self, version: str) -> Version:
        """Return what is known of a version; nothing, for one that nobody has said anything about."""
        return self.versions.get(version) or Version(id=version)

    def at(self, now: datetime) -> "Life":
        """Return the life as it stands at a moment: what was published for later may have begun to hold."""
        if self.next is None:
            return self
        publication = self.version(self.next).publication
        if publication is None or publication.holds_from > now:
            return self
        begun = replace(self.version(self.next), held_from=publication.holds_from)
        return replace(self, versions={**self.versions, begun.id: begun}, current=begun.id, next=None)

    def state(self, version: str, now: datetime, today: date) -> State:
        """Return where a version stands at a moment, `today` being the office's day."""
        life = self.at(now)
        known = life.version(version)
        if version == life.current:
            past = known.publication is not None and known.publication.expires < today
            return State.EXPIRED if past else State.IN_FORCE
        if version == life.next:
            return State.PUBLISHED
        if known.held_from is not None:
            return State.SUPERSEDED
        return State.APPROVED if known.approval else State.DRAFT

    def has_read(self, person: str, role: str, duty: str) -> datetime | None:
        """Return when somebody read a duty with exactly this text; None when they have not."""
        found = self.readings.get((person, role))
        return found[1] if found and found[0] == duty else None


def replay(events: Iterable[tuple[Event, int | None]]) -> Life:
    """Return the life that events, each with the position of its entry, have led to."""
    life = Life()
    for event, position in events:
        life = evolve(life, event, position)
    return life


def evolve(life: Life, event: Event, position: int | None = None) -> Life:
    """Return the life after an event, whose entry has a position."""
    life, facts = life.at(event.at), event.facts
    said = Said(by=event.actor.who, at=event.at, position=position)
    match event.name:
        case "PlanApproved":
            return _with(life, replace(life.version(facts["version"]), approval=said))
        case "PlanViewRecorded":
            view = View(opinion=facts["view"], said=said)
            return _with(life, replace(life.version(facts["version"]), view=view))
        case "ObjectionAnswered":
            known = life.version(facts["version"])
            return _with(life, replace(known, view=replace(known.view, answer=said) if known.view else None))
        case "PlanPublished" | "PlanRolledBack":
            return _published(life, event, said)
        case "DutyRead":
            read = {(facts["person"], facts["role"]): (facts["duty"], event.at)}
            return replace(life, readings={**life.readings, **read})
        case "PersonGone":
            gone_at = {**life.gone_at, facts["person"]: event.at}
            return replace(life, gone=life.gone | {facts["person"]}, gone_at=gone_at)
        case "PersonBack":
            gone_at = {who: at for who, at in life.gone_at.items() if who != facts["person"]}
            return replace(life, gone=life.gone - {facts["person"]}, gone_at=gone_at)
        case _:
            return life


def _published(life: Life, event: Event, said: Said) -> Life:
    facts = event.facts
    publication = Publication(
        said=said,
        through=facts["through"],
        holds_from=parse_instant(facts["holds_from"]),
        expires=date.fromisoformat(facts["expires"]),
        in_place_of=facts["in_place_of"],
        withdrawn=facts["withdrawn"],
        reasons=tuple(facts["reasons"]),
        gaps=facts["gaps"],
        errors=facts["errors"],
        warnings=facts["warnings"],
    )
    version = replace(life.version(facts["version"]), publication=publication)
    life = replace(_with(life, version), next=version.id, file=facts["file"] or life.file)
    return life.at(event.at)


def _with(life: Life, version: Version) -> Life:
    return replace(life, versions={**life.versions, version.id: version})
