"""Services with a known bug: a night that does not find them proves nothing."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from nights.node import AssembledNode
from service.alarm.alarm import Alarm
from service.alarm.response import Condition
from service.ingest.heard import Heard
from service.live.hub import Subscription
from service.live.render import Audience
from service.store.facade import SqlStore
from service.store.port import Store, Unit
from service.wiring.node import Node

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Mutation:
    """How a service is put together otherwise than it ought to be."""

    assemble: Callable[..., Node] = AssembledNode
    wrap: Callable[[SqlStore], Store] = lambda store: store
    faults: tuple[str, ...] = ()
    """What goes wrong besides, where not everything does: so that it is found within a short night."""
    every: float | None = None
    """Mean seconds between two faults, where that is otherwise than in other nights."""


def _receipt_first(*arguments: Any, **named: Any) -> Node:
    """Give the broker its receipt as soon as a press is heard, and not when it is durable."""
    node = AssembledNode(*arguments, **named)
    hear = node.intake.hear

    def receipted(heard: Heard) -> None:
        heard.receipt()
        hear(replace(heard, receipt=lambda: None, refuse=lambda: None))

    node.intake.hear = receipted  # type: ignore[method-assign]
    return node


def _spool_forgotten(*arguments: Any, **named: Any) -> Node:
    """Leave what a former life has kept in the spool where it is."""
    node = AssembledNode(*arguments, **named)

    async def restore() -> None:
        pass

    node.intake.restore = restore  # type: ignore[method-assign]
    return node


def _timers_forget(*arguments: Any, **named: Any) -> Node:
    """Count only the deadlines that this life has set itself."""
    node = AssembledNode(*arguments, **named)

    async def look() -> None:
        pass

    node.timers._look = look  # type: ignore[method-assign]
    return node


def _one_entry_short(*arguments: Any, **named: Any) -> Node:
    """Tell a screen that comes back one entry less than it has missed."""
    node = AssembledNode(*arguments, **named)
    attach = node.hub.attach

    def short(office: str, audience: Audience, *, after: int | None, **more: Any) -> Subscription:
        missed = after is not None and after < node.hub.position(office)
        return attach(office, audience, after=after + 1 if missed and after is not None else after, **more)

    node.hub.attach = short  # type: ignore[method-assign]
    return node


def _meets_nothing(_alarm: Alarm, condition: Condition) -> bool:
    return condition.asks_nothing


def _always_escalates(*arguments: Any, **named: Any) -> Node:
    """Take the plan's next step also where as many are coming as it asks for."""
    setattr(Alarm, "meets", _meets_nothing)  # noqa: B010 - for good: nights of it have a process of their own
    return AssembledNode(*arguments, **named)


def _not_shown_first(*arguments: Any, **named: Any) -> Node:
    """Show a press only when it is recorded."""
    node = AssembledNode(*arguments, **named)
    node.intake.show = lambda trigger: None  # type: ignore[method-assign]
    return node


def _goes_by_the_wall(*arguments: Any, **named: Any) -> Node:
    """Go on in each alarm by the wall clock, whatever that has done since the alarm's deadlines were set."""
    node = AssembledNode(*arguments, **named)
    node.dispatch.own_time.counted = lambda _alarm: None
    return node


def _deadline_apart(store: SqlStore) -> Store:
    """Write a deadline in a transaction of its own, and not in that of what it follows from."""
    commit = store.commit

    def two(office: str, work: Callable[[Unit], T]) -> Any:
        later: list[tuple[Any, ...]] = []
        done = commit(office, lambda unit: work(_Later(unit, later)))

        def write(_done: Any) -> None:
            for one in later:
                commit(office, lambda unit, one=one: unit.set_deadline(*one))  # type: ignore[misc]

        done.add_done_callback(write)
        return done

    store.commit = two  # type: ignore[method-assign]
    return store


class _Later:
    """A unit that keeps deadlines for later."""

    def __init__(self, unit: Unit, later: list[tuple[Any, ...]]) -> None:
        self._unit = unit
        self._later = later

    def __getattr__(self, name: str) -> Any:
        return getattr(self._unit, name)

    def set_deadline(self, *what: Any) -> None:
        """Keep it for later."""
        self._later.append(what)


def _leases_nothing(store: SqlStore) -> Store:
    """Take what is due to be sent, and leave it to every other node as well."""
    lease = store.notices.lease

    async def take(node: str, *what: Any, **more: Any) -> Any:
        leased = await lease(node, *what, **more)
        if leased:
            await store.notices.release(node)
        return leased

    store.notices.lease = take  # type: ignore[method-assign]
    return store


MUTATIONS = {
    "none": Mutation(),
    "receipt before the commit": Mutation(assemble=_receipt_first, faults=("crash_soon_after_press",), every=10.0),
    "the spool is not read at start": Mutation(
        assemble=_spool_forgotten, faults=("store_away", "crash_soon_after_press"), every=15.0
    ),
    "deadlines are forgotten at a restart": Mutation(assemble=_timers_forget, faults=("crash",), every=30.0),
    "what is sent is leased by nobody": Mutation(wrap=_leases_nothing, faults=("screen_leaves",)),
    "a screen that comes back misses an entry": Mutation(
        assemble=_one_entry_short, faults=("screen_leaves",), every=10.0
    ),
    "it escalates although enough are coming": Mutation(assemble=_always_escalates, faults=("screen_leaves",)),
    "a press is shown only when it is recorded": Mutation(assemble=_not_shown_first, faults=("store_slow",)),
    "an alarm goes by the wall clock": Mutation(assemble=_goes_by_the_wall, faults=("clock_wrong",), every=20.0),
    "a deadline is written in a transaction of its own": Mutation(wrap=_deadline_apart, faults=("provider_bad",)),
}
"""By name what may be wrong with the service."""
