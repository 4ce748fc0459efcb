"""Who may give what to whom: one table, and the rules around it. Pure.

Whoever looks after an office's people gives roles in that office alone, and none through which somebody could see or do
more than the office itself. Nobody gives herself anything; nobody takes away the last account that could help out.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from roles.plan import Audience
from service.access.action import Action
from service.access.rights import MAY, PROGRAMS, Grant, Role, may

MAY_GIVE: Final[Mapping[Role, frozenset[Role]]] = MappingProxyType(
    {
        # Who leads, answers and speaks for the others is an office's own affair. Security is not: it sees what is
        # withheld from the office, and is given by whoever runs the service.
        Role.OFFICE_ADMINISTRATOR: frozenset(
            {
                Role.PRESSER,
                Role.RESPONDER,
                Role.LEAD,
                Role.OFFICE_ADMINISTRATOR,
                Role.SAFETY_REPRESENTATIVE,
                Role.LEADERSHIP,
            }
        ),
        # Somebody has to begin; what she gives stands in the record under her name.
        Role.OPERATOR: frozenset(Role) - {Role.DIRECTORY},
    }
)
"""Role → the roles that it may give and take, in the offices in which it is held; what stands nowhere gives none."""

HELP_OUT: Final = (Role.OPERATOR, Role.OFFICE_ADMINISTRATOR)
"""Roles of which an account has to stay: without it nobody could give anything any more."""

WIDTH: Final[tuple[Audience, ...]] = ("public", "discreet", "staff", "security")
"""Audiences, by how much they are shown."""

BEFORE_IT_WAS_KEPT: Final[Audience] = "staff"
"""How much a screen may show that was paired before it was kept what was allowed: all but what security alone sees."""

Refusal = Literal["unknown_account", "not_yours", "your_own", "last_one", "no_role", "has_ended", "programs"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Holder:
    """What counts of an account here."""

    id: str
    grants: frozenset[Grant]
    offices: frozenset[str] = frozenset()
    """Offices in whose plans she is a person."""
    can_log_in: bool = True


def may_give(giver: Iterable[Grant], grant: Grant) -> bool:
    """Tell whether somebody with these roles may give, or take away, one role."""
    return any(grant.role in MAY_GIVE.get(own.role, ()) and own.office in (None, grant.office) for own in giver)


def may_place(giver: Iterable[Grant], audience: Audience, office: str) -> bool:
    """Tell whether somebody may have a screen of an audience paired, or give it its PIN: what it shows is hers to give.

    A screen for security shows what security alone sees, to whoever stands before it.
    """
    return audience != "security" or may_give(giver, Grant(role=Role.SECURITY, office=office))


def narrower(one: Audience, other: Audience) -> Audience:
    """Return the one of two audiences that is shown less."""
    return min(one, other, key=WIDTH.index)


def manages(giver: Iterable[Grant], office: str | None) -> bool:
    """Tell whether somebody looks after the people of an office; None: of all."""
    return may(giver, Action.MANAGE_PEOPLE, office)


def sees(giver: Iterable[Grant], holder: Holder) -> bool:
    """Tell whether somebody sees that an account is there: it has to do with an office whose people she looks after.

    Who has a role in all offices has one in hers.
    """
    own = tuple(giver)
    touched = holder.offices | {grant.office for grant in holder.grants if grant.office is not None}
    everywhere = any(grant.office is None for grant in holder.grants)
    return (
        manages(own, None)
        or any(manages(own, office) for office in touched)
        or (everywhere and any(Action.MANAGE_PEOPLE in MAY[grant.role] for grant in own))
    )


def wholly_hers(giver: Iterable[Grant], holder: Holder) -> bool:
    """Tell whether all that an account may do is somebody's to give.

    Only then may she end it, or send it an invitation or a pairing code, by which its reader becomes that person.
    """
    own = tuple(giver)
    return all(may_give(own, grant) for grant in holder.grants) and all(manages(own, one) for one in holder.offices)


def is_programs(grants: Iterable[Grant]) -> bool:
    """Tell whether any of these is a role of programs, which no account is given."""
    return any(grant.role in PROGRAMS for grant in grants)


def refused_change(
    giver: Iterable[Grant], giver_id: str | None, holder: Holder, wanted: frozenset[Grant], others: Iterable[Holder]
) -> Refusal | None:
    """Return why somebody may not give an account exactly these roles; None: she may.

    Args:
        giver: her own roles.
        giver_id: her own account; that of whoever made the token, for a program.
        holder: the account as it is.
        wanted: the roles it shall have.
        others: all other accounts that go on.
    """
    own = tuple(giver)
    if not sees(own, holder):
        return "unknown_account"
    given, taken = wanted - holder.grants, holder.grants - wanted
    if given and holder.id == giver_id:
        return "your_own"
    if is_programs(given):
        return "programs"
    if not all(may_give(own, grant) for grant in given | taken):
        return "not_yours"
    if _is_missed(holder, wanted, others):
        return "last_one"
    return None if wanted else "no_role"


def refused_end(giver: Iterable[Grant], holder: Holder, others: Iterable[Holder]) -> Refusal | None:
    """Return why somebody may not end an account; None: she may."""
    own = tuple(giver)
    if not sees(own, holder):
        return "unknown_account"
    if not wholly_hers(own, holder):
        return "not_yours"
    return "last_one" if _is_missed(holder, frozenset(), others) else None


def helpers_of(holders: Iterable[Holder]) -> tuple[Holder, ...]:
    """Return as many of those who could help out as it takes to answer every question above: two of each such role.

    Of two, one is left when the other is the one who is asked about; so a long list is gone through once.
    """
    kept: dict[str, Holder] = {}
    count: Counter[Grant] = Counter()
    for holder in holders:
        wanted = [one for one in holder.grants if one.role in HELP_OUT and count[one] < 2] if holder.can_log_in else []
        if wanted:
            kept[holder.id] = holder
            count.update(wanted)
    return tuple(kept.values())


def _is_missed(holder: Holder, wanted: frozenset[Grant], others: Iterable[Holder]) -> bool:
    """Tell whether a role would be left with nobody who can log in and help out."""
    if not holder.can_log_in or not any(grant.role in HELP_OUT for grant in holder.grants):
        return False
    rest = [one.grants for one in others if one.can_log_in]
    return any(
        grant.role in HELP_OUT and not any(_covers(one, grant) for grants in (wanted, *rest) for one in grants)
        for grant in holder.grants
    )


def _covers(one: Grant, grant: Grant) -> bool:
    return one.role is grant.role and one.office in (None, grant.office)
