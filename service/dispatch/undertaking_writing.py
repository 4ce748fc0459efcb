"""Write what was decided about an undertaking, in the transaction that is open."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from service.dispatch.book import OfficePage
from service.dispatch.outcome import Outcome
from service.dispatch.undertaking_kind import Kind, State
from service.store.port import Unit
from service.timeline.entry import Draft, Entry
from service.undertaking.event import Event


def keep(
    unit: Unit, page: OfficePage, about: Kind, before: State, *, id_: str, events: tuple[Event, ...]
) -> tuple[State, tuple[Entry, ...]]:
    """Append events to the office's timeline, keep state and due time, and return the new state and the entries.

    Args:
        unit: the transaction.
        page: the office's plan and keys.
        about: the undertaking's kind.
        before: its state; None where these events begin it.
        id_: its id.
        events: what was decided; at least one.
    """
    after = before
    for event in events:
        after = about.evolve(after, event)
    is_over = about.is_over(after)
    entries = unit.append([_draft(page, id_, event) for event in events])
    due_at = None if is_over else about.due_at(after)
    unit.save_undertaking(
        id_,
        about.name,
        about.dump(after),
        is_over=is_over,
        due_at=due_at,
        entries=entries,
        listing=about.listing(after),
    )
    return after, entries


def told(about: Kind, office: str, undertaking: str, state: State, entries: tuple[Entry, ...]) -> Outcome:
    """Return what listeners are told of an undertaking once its entries are durable."""
    return Outcome(
        office=office, alarm="", state="", entries=entries, undertaking=undertaking, due_at=about.due_at(state)
    )


def _draft(page: OfficePage, undertaking: str, event: Event) -> Draft:
    facts = {"undertaking": undertaking, **event.facts}
    names = {key: name for key in _people_in(event) if (name := page.name_of(key))}
    personal = {**({"names": names} if names else {}), **event.personal}
    return Draft(at=event.at, event=event.name, alarm=None, actor=event.actor, facts=facts, personal=personal)


def _people_in(event: Event) -> Iterator[str]:
    """Yield whatever in an event could be somebody's opaque key."""
    yield from (key for key in (event.actor.who, event.actor.behalf_of) if key)
    for value in event.facts.values():
        yield from _texts(value)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for one in value.values() for text in _texts(one))
    elif isinstance(value, Iterable):
        yield from (text for one in value for text in _texts(one))
