"""Watched meetings as people ask for them: who may, who is away or in another one, and how patient the watch is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

from roles.meeting import USUAL
from roles.presence import off_duty
from service.alarm.actor import Actor
from service.alarm.alarm import Alarm
from service.clock import Clock
from service.dispatch.book import Book, OfficePage
from service.dispatch.meeting import alarm_of, meeting_of
from service.dispatch.undertake import Undertaken, Undertaking, state_of
from service.meeting.commands import Begin, CallHelp, CheckIn, Command, End, Extend, PlanMeeting
from service.meeting.meeting import Meeting, PlaceKind
from service.meeting.planning import MOST_OPEN
from service.meeting.times import Times
from service.store.port import Store, Unit

Asked = Literal["begin", "check-in", "extend", "end", "call-help"]

LISTED: Final = MOST_OPEN
"""All of them: one that was not listed could not be answered."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """A meeting as somebody wants it watched; people stand under their opaque keys."""

    place: PlaceKind
    zone: str | None
    person: str
    colleague: str | None
    watcher: str
    begins_at: datetime
    ends_at: datetime
    where: str | None = None


class Meetings:
    """An office's watched meetings."""

    def __init__(self, store: Store, book: Book, undertaking: Undertaking, clock: Clock) -> None:
        """Work through what carries all undertakings."""
        self._store = store
        self._book = book
        self._undertaking = undertaking
        self._clock = clock

    async def plan(self, office: str, wanted: Wanted, actor: Actor, key: str, *, believed: bool) -> Undertaken:
        """Have a meeting watched; the same key is the same meeting, however often it is sent.

        Args:
            office: the office.
            wanted: the meeting.
            actor: who wants it.
            key: of the request.
            believed: whether a shared screen or a program speaks: it is believed as it says.

        Raises:
            UndertakingRefusal: it cannot be watched; in words.
            StoreUnavailable: nothing was written.
        """
        meeting = "meeting-" + sha256(f"trygg meeting 1\n{office}\n{key}".encode()).hexdigest()[:24]

        def make(page: OfficePage, unit: Unit, _state: Meeting | None) -> PlanMeeting:
            said = page.plan.meetings or USUAL
            others = [state_of(kept) for kept in unit.open_undertakings("meeting") if kept.id != meeting]
            times = Times(
                grace=said.grace,
                ask_person=said.ask_person,
                ask_watcher=said.ask_watcher,
                check_every=None if wanted.place == "room" else said.check_every,
            )
            return PlanMeeting(
                actor=actor,
                entitled=believed or actor.who == wanted.person or actor.who in page.leads,
                place=wanted.place,
                zone=wanted.zone,
                person=wanted.person,
                colleague=wanted.colleague,
                watcher=wanted.watcher,
                begins_at=wanted.begins_at,
                ends_at=wanted.ends_at,
                times=times,
                alarm_kind=said.kind,
                where=wanted.where,
                knows_zone=wanted.zone is None or wanted.zone in page.plan.zones,
                absent=_absent(page, unit, wanted),
                busy=_busy(others, wanted),
                open_now=len(others),
            )

        return await self._undertaking.ask(office, "meeting", meeting, make)

    async def ask(self, office: str, meeting: str, asked: Asked, actor: Actor, *, minutes: int = 15) -> Undertaken:
        """Ask something of a meeting.

        Raises:
            UndertakingRefusal: its state, or who asks, do not allow it.
            StoreUnavailable: nothing was written.
        """

        def make(page: OfficePage, _unit: Unit, state: Meeting | None) -> Command:
            entitled = state is not None and _concerns(page, state, actor.speaker)
            made: dict[str, Any] = {"actor": actor, "entitled": entitled}
            match asked:
                case "begin":
                    return Begin(**made)
                case "check-in":
                    return CheckIn(**made)
                case "extend":
                    return Extend(**made, by=timedelta(minutes=minutes))
                case "end":
                    return End(**made)
                case "call-help":
                    return CallHelp(**made, alarm=alarm_of(meeting))

        return await self._undertaking.ask(office, "meeting", meeting, make)

    async def check_in_of(self, office: str, person: str, actor: Actor) -> Undertaken | None:
        """Take somebody's word that she is well for her running meeting; None where she has none.

        Raises:
            StoreUnavailable: nothing was written.
        """
        for kept in await self._store.undertakings(office, "meeting", open_only=True, limit=LISTED):
            state = state_of(kept)
            if state.person == person and state.stage in ("running", "asked", "watcher_asked"):
                return await self.ask(office, kept.id, "check-in", actor)
        return None

    async def open(self, office: str) -> Sequence[tuple[str, Meeting]]:
        """Return an office's meetings that are not over, those that begin first first."""
        found = await self._store.undertakings(office, "meeting", open_only=True, limit=LISTED)
        return sorted(((kept.id, state_of(kept)) for kept in found), key=lambda one: (one[1].begins_at, one[0]))

    async def place_of(self, meeting: str) -> str | None:
        """Return where a home visit is; None for what has no place of its own, and once it is over."""
        return await place_of(self._store, meeting)


async def place_of(store: Store, meeting: str) -> str | None:
    """Return where a home visit is; None for what has no place of its own, and once it is over."""
    for entry in await store.undertaking_entries(meeting):
        if entry.personal and (place := entry.personal.content.get("place")):
            return str(place)
    return None


async def visit_of(store: Store, alarm: Alarm) -> tuple[str, Meeting] | None:
    """Return the home visit that an alarm was raised for; None for every other alarm. Raises StoreUnavailable."""
    meeting = meeting_of(alarm.open_key)
    kept = await store.undertaking(meeting) if meeting else None
    if kept is None or kept.kind != "meeting":
        return None
    state: Meeting = state_of(kept)
    return (kept.id, state) if state.place == "home_visit" else None


def may_read_place(page: OfficePage, meeting: Meeting, who: str | None, called: frozenset[str]) -> bool:
    """Tell whether somebody may read where a visit is: she, who is beside, the watcher, and in an alarm the called.

    Args:
        page: the office.
        meeting: the visit.
        who: the opaque key of who asks; None for somebody unknown.
        called: who is called to the meeting's alarm.
    """
    return who is not None and (
        who in (meeting.person, meeting.colleague, meeting.watcher)
        or (meeting.alarm is not None and (who in called or who in page.leads))
    )


def _concerns(page: OfficePage, meeting: Meeting, who: str | None) -> bool:
    concerned = {meeting.person, meeting.colleague, meeting.watcher, *page.leads}
    return who is not None and who in concerned


def _absent(page: OfficePage, unit: Unit, wanted: Wanted) -> frozenset[str]:
    """Return who is away: as was said of the day, who has left, and in the house also whom the roster has elsewhere."""
    facts = unit.day_facts(wanted.begins_at.astimezone(ZoneInfo(page.plan.time_zone)).date())
    away = {key for key, fact in facts.items() if fact == "absent"} | set(page.gone)
    if wanted.place == "room":
        off = {page.keys[who] for who in off_duty(page.plan, wanted.begins_at) if who in page.keys}
        away |= off - {key for key, fact in facts.items() if fact == "here"}
    return frozenset(away)


def _busy(others: Iterable[Meeting], wanted: Wanted) -> frozenset[str]:
    """Return who has another meeting watched at some moment of this one."""
    return frozenset(
        other.person
        for other in others
        if other.begins_at < wanted.ends_at and wanted.begins_at < max(other.ends_at, other.begins_at)
    )
