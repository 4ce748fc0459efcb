"""What each kind of undertaking has to have, so that dispatch, screens and due times can carry it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from service.dispatch.book import OfficePage
from service.dispatch.trigger import Trigger
from service.store.port import Unit
from service.store.undertaking_port import UNLISTED, Listing, UndertakingKind
from service.undertaking.event import Event

State = Any
"""As the kind's own package knows it; None before its first event."""


def no_triggers(
    _page: OfficePage, _undertaking: str, _before: State, _after: State, _events: tuple[Event, ...]
) -> tuple[Trigger, ...]:
    """Raise nothing."""
    return ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """One kind of undertaking. All but `pass_due` and `triggers` are the kind's own pure functions."""

    name: UndertakingKind
    begins_with: frozenset[str]
    """The events that begin one; no other kind has them."""
    decide: Callable[[State, Any, datetime], tuple[Event, ...]]
    """(state, command, at) → events; raises UndertakingRefusal."""
    evolve: Callable[[State, Event], State]
    dump: Callable[[State], Mapping[str, Any]]
    load: Callable[[Mapping[str, Any]], State]
    due_at: Callable[[State], datetime | None]
    """When it has to be looked at again."""
    is_over: Callable[[State], bool]
    pass_due: Callable[[OfficePage, Unit, str, State], Any]
    """(plan, transaction, id, state) → the command that its due time makes."""
    listing: Callable[[State], Listing] = lambda _state: UNLISTED
    """By what it is found in lists and counts."""
    triggers: Callable[[OfficePage, str, State, State, tuple[Event, ...]], tuple[Trigger, ...]] = no_triggers
    """(plan, id, before, after, events) → what becomes an alarm in the same transaction."""
    forgets: bool = False
    """Whether everything personal in its entries is erased when it is over."""
