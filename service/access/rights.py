"""Which role may do what: one table, and the one function that looks into it. What stands nowhere is denied."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from service.access.action import Action


class Role(StrEnum):
    """What somebody is to an office. It is no role of a plan: those say who does what in an alarm."""

    PRESSER = "presser"
    RESPONDER = "responder"
    LEAD = "lead"
    OFFICE_ADMINISTRATOR = "office_administrator"
    SECURITY = "security"
    SAFETY_REPRESENTATIVE = "safety_representative"
    LEADERSHIP = "leadership"
    OPERATOR = "operator"
    DIRECTORY = "directory"
    """No person: a directory that looks after accounts over SCIM."""
    METRICS = "metrics"
    """No person: a program that reads how the service is, and nothing else."""


_PRESSER: Final = frozenset(
    {
        Action.PRESS,
        Action.TEST_BUTTON,
        Action.SAY_MISTAKE,
        Action.ACCOUNT,
        Action.STOP_WATCH,
        Action.SEE_BOARD,
        Action.SEE_OFFICE,
        Action.SEE_TODAY,
        Action.SEE_PLAN,
        Action.READ_DUTY,
        Action.INSPECT,
        Action.REPORT,
    }
)
_RESPONDER: Final = _PRESSER | {Action.ANSWER, Action.ARRIVE, Action.HELP, Action.ASK_POLICE, Action.SAY_TODAY}
_LEAD: Final = _RESPONDER | {
    Action.CLEAR,
    Action.CANCEL,
    Action.CLOSE,
    Action.START_DRILL,
    Action.SEE_DRILLS,
    Action.SEE_ALARMS,
    Action.ADD_NOTE,
    Action.EXPORT_ALARMS,
    Action.SEE_REPORTS,
    Action.FOLLOW_UP,
    Action.ASK_STAFF,
    Action.SEE_FIGURES,
}

MAY: Final[Mapping[Role, frozenset[Action]]] = MappingProxyType(
    {
        Role.PRESSER: _PRESSER,
        Role.RESPONDER: _RESPONDER,
        Role.LEAD: _LEAD,
        # She looks after plan, people and screens. What happens in an alarm is the lead's, and hers only if she is one.
        Role.OFFICE_ADMINISTRATOR: _PRESSER
        | {
            Action.SAY_TODAY,
            Action.TRY_PLAN,
            Action.EDIT_PLAN,
            Action.APPROVE_PLAN,
            Action.MANAGE_PEOPLE,
            Action.MANAGE_SCREENS,
            Action.ENROL_DEVICES,
            Action.ASK_STAFF,
            Action.SEE_FIGURES,
            Action.SEE_DRILLS,
            Action.SEE_ROUTES,
        },
        Role.SECURITY: _LEAD | {Action.TRY_PLAN, Action.SEE_HEALTH, Action.SEE_METRICS, Action.SEE_ROUTES},
        # Sees how plans are made and what has happened, and decides nothing.
        Role.SAFETY_REPRESENTATIVE: _PRESSER
        | {
            Action.TRY_PLAN,
            Action.GIVE_VIEW,
            Action.AGREE_DRILL,
            Action.SEE_DRILLS,
            Action.SEE_ALARMS,
            Action.ADD_NOTE,
            Action.SEE_REPORTS,
            Action.SEE_FIGURES,
        },
        # Aggregates only: no name, no alarm, no screen.
        Role.LEADERSHIP: frozenset({Action.SEE_FIGURES}),
        # Runs the machine and reads nothing of what people did.
        Role.OPERATOR: frozenset(
            {
                Action.MANAGE_PEOPLE,
                Action.MANAGE_SCREENS,
                Action.MANAGE_DEVICES,
                Action.ENROL_DEVICES,
                Action.TEST_BUTTON,
                Action.SEE_HEALTH,
                Action.SEE_METRICS,
                Action.SEE_ROUTES,
            }
        ),
        # A program of the agency's directory: it sees and changes the accounts that are its own, and nothing else.
        Role.DIRECTORY: frozenset({Action.SYNC_PEOPLE}),
        # A program that watches: whoever finds its token in a file on another machine learns figures, and does nothing.
        Role.METRICS: frozenset({Action.SEE_METRICS}),
    }
)
"""Role → what it may do in its offices."""

PROGRAMS: Final = frozenset({Role.DIRECTORY, Role.METRICS})
"""Roles of programs alone: no file and no directory gives them to an account."""


IN_PERSON: Final[Mapping[Role, frozenset[Action]]] = MappingProxyType(
    {Role.RESPONDER: frozenset({Action.CLEAR, Action.CANCEL})}
)
"""What a role may besides in one's own name alone, with one's own account or phone, and no program may: the alarm then
asks whether she has come and has seen who pressed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Grant:
    """One role in one office, or in all of them (office None)."""

    role: Role
    office: str | None


def may(grants: Iterable[Grant], action: Action, office: str | None) -> bool:
    """Tell whether any grant allows an action in an office; what belongs to no office (None) needs a grant for all."""
    return any(action in MAY[grant.role] and grant.office in (None, office) for grant in grants)


def may_in_person(grants: Iterable[Grant], action: Action, office: str | None) -> bool:
    """Tell whether any grant allows an action in an office to somebody who does it in her own name."""
    return any(action in IN_PERSON.get(grant.role, ()) and grant.office in (None, office) for grant in grants)


def offices_of(grants: Iterable[Grant], action: Action, offices: Iterable[str]) -> tuple[str, ...]:
    """Return those offices in which any grant allows an action, in their order."""
    held = tuple(grants)
    return tuple(office for office in offices if may(held, action, office))
