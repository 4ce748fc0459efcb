"""Text messages and calls: the routes at which a provider reports, and what calls play."""

from pathlib import Path

from service.addresses import Addresses
from service.api import notice_report, replies, sounds
from service.clock import Clock
from service.dispatch.book import Book
from service.dispatch.handle import Dispatch
from service.dispatch.noticing import is_needed
from service.notify.links import Links
from service.notify.voice.call import Line
from service.notify.voice.shelf import Shelf
from service.store.notice_port import Notice
from service.store.port import Store


def telephone_routes(
    links: Links,
    store: Store,
    dispatch: Dispatch,
    *,
    book: Book,
    clock: Clock,
    public_url: str | None,
    recordings: Path | None = None,
) -> tuple[Addresses, ...]:
    """Return the routes for providers.

    Args:
        links: knows the keys in their addresses.
        store: has the notices and the alarms.
        dispatch: moves them, and takes answers.
        book: knows whose number is whose.
        clock: says how old a text is.
        public_url: where providers reach the service; None: nothing is to be heard in a call.
        recordings: a folder with those of the operator's own.
    """
    shelf = Shelf(public_url, recordings) if public_url else None
    line = Line(links=links, shelf=shelf) if shelf else None

    async def awaited(notice: Notice) -> bool:
        found = await store.alarm(notice.alarm)
        return is_needed(found[1] if found else None, notice)

    return (
        notice_report.router(links, store.notices, dispatch, line=line, awaited=awaited),
        replies.router(links, replies.Replies(book, store.notices, dispatch, clock)),
        sounds.router(shelf),
    )
