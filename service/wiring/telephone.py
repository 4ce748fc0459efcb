"""Text messages and calls: the routes at which a provider reports, and what calls play."""

from pathlib import Path
from typing import Final

from fastapi import APIRouter

from service.api import notice_report, replies, sounds
from service.clock import Clock
from service.dispatch.book import Book
from service.dispatch.handle import Dispatch
from service.notify.links import Links
from service.notify.voice.call import Line
from service.notify.voice.shelf import Shelf
from service.store.notice_port import NoticeStore

REPORT: Final = notice_report.REPORT


def telephone_routes(
    links: Links,
    notices: NoticeStore,
    dispatch: Dispatch,
    *,
    book: Book,
    clock: Clock,
    public_url: str | None,
    sounds_folder: Path | None = None,
) -> tuple[APIRouter, ...]:
    """Return the routes for providers.

    Args:
        links: knows the keys in their addresses.
        notices: looks notices up.
        dispatch: moves them, and takes answers.
        book: knows whose number is whose.
        clock: says how old a text is.
        public_url: where providers reach the service; None: nothing is to be heard in a call.
        sounds_folder: recordings of the operator's own.
    """
    shelf = Shelf(public_url, sounds_folder) if public_url else None
    line = Line(links=links, shelf=shelf) if shelf else None
    return (
        notice_report.router(links, notices, dispatch, line),
        replies.router(links, replies.Replies(book, notices, dispatch, clock)),
        sounds.router(shelf),
    )


def callback_of(links: Links, notice_id: str) -> str | None:
    """Return where a provider reports what became of a notice."""
    return links.callback(notice_id, REPORT)
