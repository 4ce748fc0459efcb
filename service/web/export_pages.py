"""The address at which an alarm's record is taken out of the service."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Final

from fastapi import HTTPException, Request
from fastapi.responses import Response

from service.access.visitor import Visitor
from service.addresses import Addresses
from service.store.port import StoreError
from service.web.export.made import FORMS, made
from service.web.export.package import name_of
from service.web.frame import HEADERS, Pages
from service.web.mark import N
from service.web.ports import Facts, Record, ReviewPort, TooLongError
from service.web.print.typeset import TypesetError

AT_ONCE: Final = 1
"""Exports made at the same time: alarms need the machine more than a file does."""

MOST_WAITING: Final = 4

_log = logging.getLogger(__name__)


def router(
    pages: Pages,
    reviews: ReviewPort,
    known: Callable[[str], Facts],
    visitor_at: Callable[[Request], Visitor],
    found: Callable[[Request, str, str], Awaitable[Record]],
) -> Addresses:
    """Return the address.

    Args:
        pages: knows the words and the reader's language.
        reviews: takes records out.
        known: an office's static facts by its slug; raises HTTPException where there is no such office.
        visitor_at: says who is there.
        found: finds an alarm that is open to a request; raises HTTPException for any other.
    """
    routes = Addresses(include_in_schema=False)
    turn, waiting = asyncio.Semaphore(AT_ONCE), [0]

    async def export(request: Request, office: str, alarm: str, form: str) -> Response:
        """Return one alarm's record as a file; that it was taken stands in the record of access."""
        facts, lang = known(office), pages.lang(request, known(office))
        kind = next((one for one in FORMS if one == form), None)
        if kind is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, f"There is no form {form!r}; ask for {', '.join(FORMS)}.")
        await found(request, office, alarm)
        if waiting[0] >= MOST_WAITING:
            raise _later(N("Many are exporting just now. Try again."))
        waiting[0] += 1
        try:
            async with turn:
                taken = await reviews.take(office, alarm, visitor_at(request), kind)
                content = await asyncio.to_thread(made, kind, taken, facts, lang, pages.texts)
        except LookupError:
            raise HTTPException(HTTPStatus.NOT_FOUND, f"Office {office!r} has no alarm {alarm!r}.") from None
        except TooLongError:
            detail = N(
                "So much was written about this alarm that whoever runs Trygg has to export it: trygg timeline package."
            )
            raise HTTPException(HTTPStatus.CONFLICT, detail) from None
        except StoreError as reason:
            raise _later(N("The record cannot be read or written right now. Try again.")) from reason
        except TypesetError as reason:
            _log.error("the record of alarm %s could not be printed: %s", alarm, reason)
            raise _later(str(reason)) from reason
        finally:
            waiting[0] -= 1
        name = name_of(taken.extract, kind)
        headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"', "Content-Language": lang}
        return Response(content, media_type=FORMS[kind], headers=headers)

    routes.add_api_route("/review/{office}/{alarm}/export.{form}", export)
    return routes


def _later(detail: str) -> HTTPException:
    return HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, detail, headers={"Retry-After": "5"})
