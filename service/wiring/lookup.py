"""What doors and gates ask about an office or an alarm."""

from roles.plan import Audience
from roles.sight import audience_shown
from service.dispatch.book import Book
from service.store.port import Store


def audience_of(book: Book, office: str, screen: str) -> Audience | None:
    """Return for whom a screen of an office shows what it shows; None for one that the plan does not know."""
    place = book[office].plan.screens.get(screen) if office in book else None
    return audience_shown(book[office].plan, place) if place else None


async def office_of(store: Store, alarm: str) -> str | None:
    """Return the office of an alarm; None for one that nobody knows."""
    found = await store.alarm(alarm)
    return found[0] if found else None
