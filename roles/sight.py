"""Which places can be seen from each other, which stay calm in an alarm, and which a visitor can read."""

from collections.abc import Iterator

from roles.plan import Audience, Plan, ScreenPlace
from roles.word import PUBLIC_ZONES, SHARED_ZONES


def in_sight(plan: Plan, zone: str) -> frozenset[str]:
    """Return the zones that can be seen from a zone, without itself; it is enough that one of the two says so."""
    own = plan.zones.get(zone)
    told = own.in_sight_of if own else ()
    others = (other.id for other in plan.zones.values() if zone in other.in_sight_of)
    return frozenset(one for one in (*told, *others) if one in plan.zones and one != zone)


def calm_zones(plan: Plan, zone: str | None) -> tuple[str, ...]:
    """Return the zones that stay calm in an alarm from a zone, in order; none for a place that nobody knows.

    The zone itself and every zone in sight of it, unless its manner is audible. Silent asks for more than discreet: no
    sound is to get through a wall either, so the zones one walk away where visitors may be stay calm with it.
    """
    own = plan.zones.get(zone or "")
    if own is None or own.manner == "audible":
        return ()
    calm = {own.id, *in_sight(plan, own.id)}
    if own.manner == "silent":
        calm |= {one for one in _beside(plan, own.id) if plan.zones[one].kind in PUBLIC_ZONES + SHARED_ZONES}
    return tuple(sorted(calm))


def visitors_see(plan: Plan, zone: str | None) -> tuple[str, ...]:
    """Return the visitors' zones from which a screen in a zone can be read, itself among them, in order."""
    own = plan.zones.get(zone or "")
    if own is None:
        return ()
    return tuple(sorted(one for one in (own.id, *in_sight(plan, own.id)) if plan.zones[one].kind in PUBLIC_ZONES))


def audience_shown(plan: Plan, screen: ScreenPlace) -> Audience:
    """Return for whom a screen shows what it shows: as the plan says, but discreet where visitors can read it."""
    if screen.audience in ("staff", "security") and visitors_see(plan, screen.zone):
        return "discreet"
    return screen.audience


def _beside(plan: Plan, zone: str) -> Iterator[str]:
    for walk in plan.walks:
        for here, there in ((walk.start, walk.end), (walk.end, walk.start)):
            if here == zone and there in plan.zones:
                yield there
