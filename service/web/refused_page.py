"""What somebody sees who opens a page that is not there, that she may not see, or that cannot be shown now."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from fastapi import Request
from fastapi.responses import Response

from service.web.frame import Pages
from service.web.mark import N

Refused = Callable[[Request, HTTPStatus, str], Response]
"""Makes the page: of what was asked, the status, and what is told of it in English."""

NOT_HERE: Final = (
    N("This page is not here"),
    N("The address may be mistyped or old, or what it showed is there no longer."),
)
NOT_ALLOWED: Final = (
    N("You may not open this"),
    N("Ask whoever looks after the people of your office, if you need it."),
)
NOT_NOW: Final = (
    N("This cannot be shown right now"),
    N("Try again; if it lasts, tell whoever runs Trygg."),
)
NOT_DONE: Final = (
    N("This was not done"),
    N("Go back and look at what was sent."),
)
SAYS: Final = {HTTPStatus.NOT_FOUND: NOT_HERE, HTTPStatus.FORBIDDEN: NOT_ALLOWED}


def of(pages: Pages) -> Refused:
    """Return what makes such a page, in the reader's language."""

    def show(request: Request, status: HTTPStatus, detail: str) -> Response:
        title, words = SAYS.get(status, NOT_NOW if status >= HTTPStatus.INTERNAL_SERVER_ERROR else NOT_DONE)
        lang = pages.lang(request, None)
        more = "" if status in SAYS else detail  # a page's own word says it; else the reason is worth its language
        return pages.said(
            lang,
            "refused.html",
            None,
            status=status,
            title=pages.texts.text(lang, title),
            mend=pages.texts.text(lang, words),
            detail=more,
            works=status < HTTPStatus.INTERNAL_SERVER_ERROR,  # else a press, too, may be waiting for the record
        )

    return show
