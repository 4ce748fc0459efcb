"""Notices in the store: one row for each call and route, leased while it is sent, and moved only forward."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

from service.alarm.states import Mode

RowState = Literal["waiting", "queued", "sending", "handed_over", "delivered", "seen", "answered", "failed", "spared"]
"""`waiting`: for its turn after the route before it. `sending`: leased by a node. `spared`: no longer needed."""

OVER: frozenset[str] = frozenset({"answered", "failed", "spared"})
"""States that are final."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """One call for help over one route. Whom it is for is an opaque key; address and words are made when it is sent."""

    id: str
    """`{alarm}.{position}.{number}.{route}`: the idempotency key, the same for each try and on each node."""
    call: str
    """`{alarm}.{position}.{number}`: the notices of one call share it."""
    office: str
    alarm: str
    responder: str
    role: str | None
    route: str
    place: int
    """0 for the first route of the call, 1 for the next one."""
    reach: str
    mode: Mode
    purpose: Literal["call", "over", "follow_up"]
    urgent: bool
    """Whether it belongs to an alarm's first step: these go before everything else."""
    content: Mapping[str, Any]
    """Facts without names: `kind`, `zone`, `raised_at`; `by` where a later route keeps the turn of a call before."""
    due_at: datetime
    """When it is to be sent; of a later route, when the one before counts as late."""
    created_at: datetime
    state: RowState = "queued"
    attempts: int = 0
    leased_by: str | None = None
    leased_until: datetime | None = None
    handed_over_at: datetime | None = None
    provider_id: str | None = None
    reason: str | None = None
    answer_digest: str | None = None
    """SHA-256 of the key in her answer link, in hexadecimal; None where nothing can be answered."""
    answer_until: datetime | None = None


class NoticeUnit(Protocol):
    """What one transaction can do with the notices of its office (part of `Unit`)."""

    def queue_notices(self, notices: Sequence[Notice]) -> None:
        """Put notices of saved alarms into the outbox; one whose id is there already changes nothing."""
        ...

    def notice(self, notice_id: str) -> Notice | None:
        """Return a notice of this office."""
        ...

    def unsent_notices_of(self, alarm: str) -> tuple[Notice, ...]:
        """Return those notices of one alarm that wait or are queued, in the order in which they were made."""
        ...

    def notices_of(self, alarm: str) -> tuple[Notice, ...]:
        """Return the notices of one alarm, in the order in which they were made."""
        ...

    def notices_of_call(self, call: str) -> tuple[Notice, ...]:
        """Return the notices of one call, the first route first."""
        ...

    def move_notice(
        self,
        notice_id: str,
        state: RowState,
        at: datetime,
        *,
        reason: str | None = None,
        provider_id: str | None = None,
    ) -> bool:
        """Move a notice forward; False, and nothing changes, where it is as far already or has ended."""
        ...

    def try_notice_again(
        self, notice_id: str, due_at: datetime, reason: str, *, was_tried: bool = True, attempt: int | None = None
    ) -> bool:
        """Queue a leased notice for a further try; False when it is not leased any more.

        One that was not tried at all, because its route is known to be down, counts no attempt. Where `attempt` is
        given and another attempt is under way by now, nothing changes.
        """
        ...

    def hasten_notice(self, call: str, place: int, due_at: datetime) -> str | None:
        """Set when a notice that still waits for its turn is due, and return its route; None when it does not wait."""
        ...

    def spare_notices(self, alarm: str, responder: str | None) -> int:
        """Spare what has not been sent yet of one responder's calls, or of all of the alarm's; return how many."""
        ...


class NoticeStore(Protocol):
    """What the event loop asks of the notices of all offices."""

    async def lease(
        self, node: str, routes: Collection[str], limit: int, lasts: timedelta, *, urgent_only: bool = False
    ) -> list[Notice]:
        """Lease due notices of these routes, and such whose lease has run out: urgent ones, other calls, the rest.

        Each comes back as `sending` with one attempt more. Two nodes never hold the same one: on PostgreSQL rows are
        skipped that another node has locked, and the database's clock counts.
        """
        ...

    async def release(self, node: str) -> int:
        """End the leases that a node holds, at its start: what was under way when it ended is tried again at once."""
        ...

    async def by_answer(self, answer_digest: str) -> Notice | None:
        """Return the notice that an answer link belongs to."""
        ...

    async def by_id(self, notice_id: str) -> Notice | None:
        """Return a notice of any office."""
        ...

    async def of_alarm(self, office: str, alarm: str) -> list[Notice]:
        """Return the notices of one alarm, in the order in which they were made."""
        ...

    async def open_calls_to(self, responders: Collection[str], route: str) -> list[Notice]:
        """Return what was sent to these keys over a route and can still be answered, the newest first."""
        ...

    async def offices_called(self, route: str) -> list[str]:
        """Return the offices in which somebody was called over a route for an alarm that is not closed."""
        ...

    async def next_due(self, routes: Collection[str]) -> datetime | None:
        """Return when the next notice of these routes is due; None when none waits."""
        ...
