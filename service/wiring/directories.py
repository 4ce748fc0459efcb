"""The directories that look after people over SCIM, connected to the accounts and to who is who in the plans."""

from collections.abc import Callable

from service.access.directory import Directory, Reach
from service.access.door import Door
from service.access.rights import Role
from service.access.scim.group import Policy
from service.alarm.actor import Actor
from service.clock import Clock
from service.dispatch.book import Book
from service.settings import Settings
from service.store.port import Store


def directories(
    *, settings: Settings, store: Store, book: Book, clock: Clock, door: Door
) -> Callable[[str, Actor], Directory]:
    """Return what returns the directory of a source, for whoever asks."""
    roles = frozenset(Role(word) for word in settings.directory_roles)

    def slug_of(office: str, key: str) -> str | None:
        return book[office].slugs.get(key) if office in book else None

    reach = Reach(policy=lambda: Policy(roles=roles, offices=list(book)), identify=store.identify, slug_of=slug_of)
    return lambda source, by: Directory(
        source, people=store.people, access=store.access, clock=clock, door=door, reach=reach, by=by
    )
