"""The doors of a plan: which of them keep visitors out of a safe zone."""

from roles.plan import Door, Plan
from roles.word import CLOSED_ZONES


def boundary_doors(plan: Plan) -> tuple[Door, ...]:
    """Return the doors between a safe zone and a zone where visitors may come, in the plan's order."""
    return tuple(door for door in plan.doors.values() if _is_boundary(plan, door))


def _is_boundary(plan: Plan, door: Door) -> bool:
    kinds = [plan.zones[zone].kind for zone in door.between if zone in plan.zones]
    return len(kinds) == 2 and "safe_zone" in kinds and any(kind not in CLOSED_ZONES for kind in kinds)
