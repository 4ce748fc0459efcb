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

NOT_UNDERSTOOD: Final = (
    N("This could not be understood"),
    N("Something is missing or wrong in what was sent. Go back, look it through and send it again."),
)
NOT_HERE: Final = (
    N("This page is not here"),
    N("The address may be mistyped or old, or what it showed is there no longer."),
)
NOT_ALLOWED: Final = (
    N("You may not open this"),
    N("Ask whoever looks after the people of your office, if you need it."),
)
NOT_DONE: Final = (
    N("This was not done"),
    N("Go back and look at what was sent."),
)
NOT_NOW: Final = (
    N("This cannot be shown right now"),
    N("Try again; if it lasts, tell whoever runs Trygg. If you need help now: call, do not wait."),
)
ELSEWHERE: Final = (
    N("Another system does not answer"),
    N("Trygg has asked it and was told nothing. Try again in a moment."),
)
SAYS: Final = {
    HTTPStatus.BAD_REQUEST: NOT_UNDERSTOOD,
    HTTPStatus.UNAUTHORIZED: (N("You are not logged in"), N("Log in and try again.")),
    HTTPStatus.FORBIDDEN: NOT_ALLOWED,
    HTTPStatus.NOT_FOUND: NOT_HERE,
    HTTPStatus.METHOD_NOT_ALLOWED: (
        N("There is nothing to read at this address"),
        N("It only takes what a form sends. Begin at the start page."),
    ),
    HTTPStatus.REQUEST_TIMEOUT: (N("It took too long"), N("Not all of it arrived. Send it again.")),
    HTTPStatus.CONFLICT: (
        N("It stands otherwise by now"),
        N("Nothing was changed. Go back, load the page again and look at how it stands."),
    ),
    HTTPStatus.GONE: (N("This has ended"), N("The address leads nowhere any more. Ask for a new one if you need it.")),
    HTTPStatus.PRECONDITION_FAILED: (
        N("It stands otherwise by now"),
        N("Nothing was changed. Go back, load the page again and look at how it stands."),
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        N("This is too large"),
        N("Send less at once: a shorter text or a smaller file."),
    ),
    HTTPStatus.REQUEST_URI_TOO_LONG: (N("The address is too long"), N("Begin at the start page.")),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: (
        N("This kind of file cannot be read here"),
        N("Go back and see which kinds the page takes."),
    ),
    HTTPStatus.UNPROCESSABLE_ENTITY: NOT_UNDERSTOOD,
    HTTPStatus.TOO_MANY_REQUESTS: (N("That was too often"), N("Wait a minute and try again.")),
    HTTPStatus.BAD_GATEWAY: ELSEWHERE,
    HTTPStatus.GATEWAY_TIMEOUT: ELSEWHERE,
}
"""What is said of each kind of status: what it is, and what to do. Of others, whether it is hers or ours to mend."""
STRANGERS: Final = (
    N("This service answers only under its own address; use the one it printed."),
    N("A page from elsewhere cannot do this; open the service's own pages."),
)
"""Why the guard lets somebody through to no page at all, as `service.api.guard` says it."""
_TELLS_NOTHING: Final = {HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED}
"""Where the technical detail says no more than the page's own words, or what the reader is not meant to know."""


def of(pages: Pages) -> Refused:
    """Return what makes such a page, in the reader's language."""

    def is_ours(detail: str) -> bool:
        """Whether a page gives this very reason, so that it is there in every language."""
        return any(detail in known for known in pages.texts.translations.values())

    def show(request: Request, status: HTTPStatus, detail: str) -> Response:
        is_broken = status >= HTTPStatus.INTERNAL_SERVER_ERROR
        title, mend = SAYS.get(status, NOT_NOW if is_broken else NOT_DONE)
        lang, more = pages.lang(request, None), "" if status in _TELLS_NOTHING else detail
        if is_ours(detail):  # it says more than what holds for every such status
            mend, more = detail, ""
            title = NOT_DONE[0] if status is HTTPStatus.CONFLICT else title
        return pages.said(
            lang,
            "refused.html",
            None,
            status=status,
            title=pages.texts.text(lang, title),
            mend=pages.texts.text(lang, mend),
            detail=more,
            code=status.value,
            door=status is HTTPStatus.UNAUTHORIZED,
            # Where the record is away a press, too, may be waiting for it.
            works=not is_broken or SAYS.get(status) is ELSEWHERE,
        )

    return show
