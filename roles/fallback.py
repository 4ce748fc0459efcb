"""The plan for when there is no valid one: whoever can be read is called, all at once, again and again.

A press must never meet silence because a document has a mistake in it. This plan is valid whatever the text is.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from types import MappingProxyType
from typing import Final

from roles.cadence import POSSIBLE, Cadence
from roles.document import no_standards, read
from roles.emergency_call import DIALLED, EmergencyCall, Entrance
from roles.inherit import Standards
from roles.plan import (
    EMERGENCY,
    EVERYBODY,
    Condition,
    LastResort,
    Plan,
    Response,
    ScreenPlace,
    Step,
    Zone,
)
from roles.repeat import Repeat
from roles.route import NO_PATIENCE
from roles.sight import visitors_see
from roles.word import LANGUAGES, SHARED_ZONES, VISITOR_ROOMS, is_slug

RESPONSE: Final = Response(
    kind=EMERGENCY,
    steps=(Step(call=(EVERYBODY,)),),
    done_when=Condition(arrived=1),
    repeat=Repeat(every=timedelta(seconds=30), call=(EVERYBODY,)),
    last_resort=LastResort(
        phone="112",
        say=MappingProxyType(
            {
                "sv": "Ingen har svarat. Ring 112.",
                "nb": "Ingen har svart. Ring 112.",
                "en": "Nobody has answered. Call 112.",
            }
        ),
    ),
)
"""The answer to every kind of alarm: everybody at once, again every 30 seconds, and then 112."""


def fallback_plan(text: str | bytes | None, *, office: str, standards: Standards = no_standards) -> Plan:
    """Return a plan for an office that calls everybody a text names, however faulty it is (None: no text at all)."""
    draft = None if text is None else read(text, source="", standards=standards)[0]
    if draft is None:
        draft = _nothing_known(text)
    zones = {id_: zone for id_, zone in draft.zones.items() if is_slug(id_)}
    zones = {
        id_: _agreed(replace(zone, in_sight_of=tuple(one for one in zone.in_sight_of if one in zones and one != id_)))
        for id_, zone in zones.items()
    }
    people = {
        id_: person if person.home in zones else replace(person, home=None)
        for id_, person in draft.people.items()
        if is_slug(id_)
    }
    seen = replace(draft, zones=MappingProxyType(zones))
    screens = {
        id_: _harmless(screen, seen)
        for id_, screen in draft.screens.items()
        if is_slug(id_) and not _hangs_next_door(screen)
    }
    contacts = {id_: one for id_, one in draft.contacts.items() if is_slug(id_) and id_ not in people}
    walks = tuple(
        replace(walk, door=None)
        for walk in draft.walks
        if walk.start in zones and walk.end in zones and walk.time >= timedelta(0)
    )
    return replace(
        draft,
        source="fallback",
        office=office,
        name=draft.name or office,
        languages=draft.languages or LANGUAGES,
        zones=MappingProxyType(zones),
        walks=walks,
        screens=MappingProxyType(screens),
        people=MappingProxyType(people),
        contacts=MappingProxyType(contacts),
        roles=MappingProxyType({}),
        responses=MappingProxyType({EMERGENCY: RESPONSE}),
        # Nobody is off duty in it: a roster that was read wrong must not keep anybody from being called.
        groups=MappingProxyType({}),
        rosters=MappingProxyType({}),
        lead=None,
        floors=MappingProxyType({}),
        doors=MappingProxyType({}),
        outputs=MappingProxyType({}),
        inspections=MappingProxyType({}),
        emergency_call=_call(draft, zones),
        # No role is left that could be told or follow up, and no wait that was read wrong holds up the next route.
        patience=NO_PATIENCE,
        after_alarm=None,
        muster=None,
        meetings=None,
        overdue=None,
        drills=None if draft.drills is None else _possible(draft.drills),
        closing=None,
    )


def _agreed(zone: Zone) -> Zone:
    """Return a zone whose kind and lock can both be true; what a mistake has mixed up is not relied on."""
    if zone.kind in VISITOR_ROOMS and zone.lockable:
        return replace(zone, lockable=None)
    # Without a lock nobody can hide there, so nobody is to be sent there: it is a room of the staff like any other.
    is_open = zone.kind == "retreat_room" and zone.lockable is False
    return replace(zone, kind="staff_room") if is_open else zone


def _call(draft: Plan, zones: dict[str, Zone]) -> EmergencyCall:
    """Return what is said of the call for help: no number that nobody can dial, so that the country's own stands."""
    call = draft.emergency_call
    return replace(
        call,
        call_back=call.call_back if call.call_back and DIALLED.fullmatch(call.call_back) else None,
        entrances=_entrances(draft, zones),
        numbers=MappingProxyType({who: one for who, one in call.numbers.items() if DIALLED.fullmatch(one)}),
    )


def _entrances(draft: Plan, zones: dict[str, Zone]) -> Mapping[str, Entrance]:
    """Return the entrances; one that leads into no zone anybody knows goes on being told, without it."""
    every = draft.emergency_call.entrances.items()
    kept = {id_: one if one.zone in zones else replace(one, zone=None) for id_, one in every if is_slug(id_)}
    return MappingProxyType(kept)


def _possible(drills: Cadence) -> Cadence:
    """Return how often the office drills, as far as that can be."""
    return Cadence(
        whole=drills.whole if drills.whole in POSSIBLE else None,
        micro=drills.micro if drills.micro in POSSIBLE else None,
    )


def _hangs_next_door(screen: ScreenPlace) -> bool:
    """Tell whether a screen is a neighbour's: it shows the closing only, and there is none in this plan."""
    return screen.neighbour is not None and screen.audience == "public" and screen.zone is None


def _harmless(screen: ScreenPlace, plan: Plan) -> ScreenPlace:
    """Return a screen that shows visitors nothing they must not see, and hangs in no zone nobody knows."""
    zone = plan.zones.get(screen.zone or "")
    # Where one hangs that is said to be here and next door, nobody knows: it goes on showing, and tells nobody much.
    may_be_seen = screen.neighbour is not None or (
        zone is not None and (zone.kind in SHARED_ZONES or bool(visitors_see(plan, zone.id)))
    )
    is_told = screen.audience in {"staff", "security"}
    return replace(
        screen,
        zone=screen.zone if zone else None,
        neighbour=None,
        audience="discreet" if may_be_seen and is_told else screen.audience,
    )


def _nothing_known(text: str | bytes | None) -> Plan:
    content = text.encode(errors="surrogatepass") if isinstance(text, str) else text or b""
    return Plan(
        version=sha256(content).hexdigest(),
        source="fallback",
        office="",
        name="",
        country="SE",
        languages=LANGUAGES,
        time_zone="UTC",
        hours=MappingProxyType({}),
        closed=frozenset(),
        open_on_holidays=False,
        expires=None,
        zones=MappingProxyType({}),
        walks=(),
        screens=MappingProxyType({}),
        people=MappingProxyType({}),
        contacts=MappingProxyType({}),
        roles=MappingProxyType({}),
        responses=MappingProxyType({}),
    )
