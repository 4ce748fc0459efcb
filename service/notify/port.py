"""What a channel is to the rest of the service: it hands one notice over, truthfully, and says when it cannot."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

Proof = Literal["handed_over", "delivered"]
"""What the other side's answer to a hand-over proves: that it has taken the notice, or that the receiver has it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """Where one person or contact is reached, as the plan in force and the service's settings know it now.

    It is looked up when a notice is sent and never stored with it. What is None is not known.
    """

    name: str
    phone: str | None = None
    """In international form, `+46…`."""
    email: str | None = None
    receiver: str | None = None
    """The name of an entry under `[receivers]` in routes.toml: a centre, a webhook, an apprise address."""
    subscriptions: tuple[Mapping[str, str], ...] = ()
    """The push subscriptions of her phones: `endpoint`, `p256dh`, `auth`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outgoing:
    """One notice as a channel gets it: to whom, about what, and in which words."""

    key: str
    """The same for every try: the idempotency key, at most 100 ASCII characters."""
    repeats: bool
    """Whether an earlier try may have reached the provider: who cannot take the key is told that this repeats it."""
    office: str
    office_name: str
    alarm: str
    mode: Literal["actual", "drill", "test"]
    kind: str
    """The alarm's kind; of a notice that tests a route, `self_test`."""
    purpose: Literal[
        "call",
        "muster",
        "over",
        "follow_up",
        "self_test",
        "button_lost",
        "button_heard",
        "meeting_well",
        "meeting_look",
        "overdue",
    ]
    language: str
    """sv, nb or en."""
    address: Address
    neutral: str
    """One sentence in her language that gives nothing away on a locked telephone; a drill and a repeat say so."""
    full: str
    """What may be said where only the called one reads or hears it: kind, place, role."""
    at: datetime
    """When the alarm was raised; aware."""
    zone: str | None = None
    """The zone's id; the name is in `zone_name`."""
    zone_name: str | None = None
    role: str | None = None
    role_title: str | None = None
    link: str | None = None
    """Her answer link for this alarm; None where nothing can be answered."""
    callback: str | None = None
    """Where the provider reports what became of it (complete address with its own key); None without a public one."""
    card: Mapping[str, str] = field(default_factory=dict)
    """The 112 card's known fields by name, in the police's order, for centres and police contacts; else empty."""
    next_door: Mapping[str, Any] = field(default_factory=dict)
    """What a neighbour's own Trygg is told of a closing, or answered to its own; empty for everybody else."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Handed:
    """That the other side has taken a notice."""

    proof: Proof = "handed_over"
    provider_id: str | None = None
    """What the other side calls it, at most 200 characters; callbacks are compared with it."""


class NotHandedOver(Exception):  # noqa: N818 - it reads as what happened
    """A notice could not be handed over, or nobody knows whether it was."""

    def __init__(self, reason: str, *, again: bool, detail: str = "", is_hers: bool = False) -> None:
        """Say why.

        Args:
            reason: a code of `REASONS`, for the timeline and the screens.
            again: whether a further try can help; never where the other side has refused for good.
            detail: for the operator's log, without secrets and without anybody's number or words.
            is_hers: whether it is about the address of the one who is called alone: the way is open all the same, and
                nobody else's calls go another way for it.
        """
        super().__init__(detail or reason)
        self.reason = reason
        self.again = again
        self.is_hers = is_hers


REASONS = (
    "no_address",
    "no_route",
    "refused",
    "unknown_number",
    "too_slow",
    "unreachable",
    "broken_answer",
    "not_acknowledged",
    "wrong_key",
    "wrong_clock",
    "unknown_account",
    "gone",
    "busy",
    "not_answered",
    "route_down",
    "expired",
    "no_office",
)
"""Why a notice failed; every code has its words in the pages' catalogue."""


class Channel(Protocol):
    """One way out. It keeps no notices: what is handed over twice with the same key is its caller's doing."""

    @property
    def route(self) -> str:
        """Return the route that it serves: a name of `service.alarm.routes.ROUTES`."""
        ...

    async def hand_over(self, notice: Outgoing) -> Handed:
        """Hand a notice over once; bounded by the channel's own time limit, at most 10 s.

        Raises:
            NotHandedOver: when the other side has not, or not provably, taken it.
        """
        ...

    async def probe(self, receiver: str | None = None) -> None:
        """Find out without disturbing anybody whether the way is open (of one receiver, where it has several).

        Raises:
            NotHandedOver: when it is not.
        """
        ...

    async def close(self) -> None:
        """Let go of connections."""
        ...
