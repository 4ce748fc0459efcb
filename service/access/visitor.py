"""Who is at the door: a person with her account, a program with its token, a screen or a phone in its place."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal, assert_never

from roles.plan import Audience
from service.access.action import Action
from service.access.rights import Grant, may, may_in_person

Kind = Literal["account", "token", "screen", "phone", "open"]
"""`open` is anybody on this machine while the service has no account yet and listens on loopback only."""

_SEES: Final = frozenset({Action.SEE_BOARD})
_SHARED: Final = _SEES | {
    Action.SEE_OFFICE,
    Action.SEE_TODAY,
    Action.SAY_TODAY,
    Action.PRESS,
    Action.ANSWER,
    Action.HELP,
    Action.ACCOUNT,
    Action.ASK_POLICE,
}
_WITH_PIN: Final = frozenset({Action.ARRIVE, Action.CLEAR, Action.CANCEL, Action.CLOSE, Action.STOP_WATCH})

SCREEN_MAY: Final[Mapping[Audience, frozenset[Action]]] = MappingProxyType(
    {
        # What a public screen is sent holds no alarm; nobody can answer or end anything at it.
        "public": _SEES,
        "discreet": _SEES | {Action.PRESS, Action.ANSWER},
        "staff": _SHARED,
        "security": _SHARED,
    }
)
"""What anybody who stands before a screen may do at it, by who can read it there."""

PIN_MAY: Final[Mapping[Audience, frozenset[Action]]] = MappingProxyType(
    {"public": frozenset(), "discreet": frozenset(), "staff": _WITH_PIN, "security": _WITH_PIN}
)
"""What the screen's PIN adds, for the one request that brings it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Visitor:
    """Somebody or something that was let in, with what it may do.

    `id` is the account's or the credential's; `persons` is office → opaque key of the person whose account it is.
    `office`, `screen` and `audience` are those of a screen or phone; it may nothing anywhere else.
    """

    kind: Kind
    id: str
    name: str
    grants: tuple[Grant, ...] = ()
    persons: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    account: str | None = None
    """Whose phone it is."""
    office: str | None = None
    screen: str | None = None
    audience: Audience = "public"
    source: str | None = None
    """The directory whose people a token may look after."""
    maker: str | None = None
    """The account that had a token made, and answers for it."""
    has_pin: bool = False
    """Whether this request brought the screen's right PIN."""
    asks_pin: bool = False
    """Whether the screen has one at all."""


NOT_BY_PHONE: Final = frozenset(
    {
        Action.MANAGE_PEOPLE,
        Action.MANAGE_SCREENS,
        Action.MANAGE_DEVICES,
        Action.ENROL_DEVICES,
        # Whoever publishes a plan says who is called.
        Action.APPROVE_PLAN,
    }
)
"""What asks for logging in: a paired phone lies about, and stays let in until somebody notices that it is gone."""

OPEN: Final = Visitor(kind="open", id="open", name="anybody on this machine")


def answers_for(visitor: Visitor) -> str | None:
    """Return the account that answers for what a visitor does; None where there is none: a command had it made."""
    return visitor.id if visitor.kind == "account" else visitor.account or visitor.maker


def allowed(visitor: Visitor, action: Action, office: str | None) -> bool:
    """Tell whether a visitor may do something in an office; None stands for what belongs to no office."""
    match visitor.kind:
        case "open":
            return True
        case "token":
            return may(visitor.grants, action, office)
        case "account":
            return may(visitor.grants, action, office) or by_own_eyes(visitor, action, office)
        case "phone":
            by_role = may(visitor.grants, action, office) or by_own_eyes(visitor, action, office)
            return office == visitor.office and action not in NOT_BY_PHONE and by_role
        case "screen":
            at_it = SCREEN_MAY[visitor.audience] | (PIN_MAY[visitor.audience] if visitor.has_pin else frozenset())
            return office is not None and office == visitor.office and action in at_it
        case _:
            assert_never(visitor.kind)


def by_own_eyes(visitor: Visitor, action: Action, office: str | None) -> bool:
    """Tell whether somebody may do something only because she herself has come and has seen it."""
    is_herself = visitor.kind in ("account", "phone") and office is not None and office in visitor.persons
    return is_herself and may_in_person(visitor.grants, action, office) and not may(visitor.grants, action, office)


def allowed_somewhere(visitor: Visitor, action: Action) -> bool:
    """Tell whether a visitor may do something in any office at all; what it comes to is asked again for each."""
    offices = {None, visitor.office, *(grant.office for grant in visitor.grants)}
    return any(allowed(visitor, action, office) for office in offices)
