"""The addresses of what is printed: role cards and the wall plan of an office's plan in force, as PDF."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable
from datetime import date, datetime
from http import HTTPStatus
from typing import Final

from fastapi import HTTPException, Request
from fastapi.responses import Response

from service.addresses import Addresses
from service.web.i18n import Texts
from service.web.mark import N
from service.web.ports import Facts, Printed, PrintPort
from service.web.print.document import DOCUMENTS, Template
from service.web.print.frame import start_of_day
from service.web.print.typeset import TypesetError, typeset

HEADERS: Final = {
    # Nothing else: what a browser shows PDFs with needs scripts and styles of its own.
    "Content-Security-Policy": "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
AT_ONCE: Final = 1
"""PDFs made at the same time: alarms need the machine more than a printer does."""

MOST_WAITING: Final = 8
KEPT: Final = 24

_Key = tuple[str, str, str, bool, date | None, Template, str, datetime]
_log = logging.getLogger(__name__)


def router(prints: PrintPort, texts: Texts, lang_of: Callable[[Request, Facts | None], str]) -> Addresses:
    """Return the routes of what is printed.

    Args:
        prints: knows the plans in force.
        texts: the words of the catalogue.
        lang_of: chooses the language of a request to an office.
    """
    routes = Addresses(include_in_schema=False)
    press = _Press(texts)

    async def plan_print(request: Request, office: str, what: str) -> Response:
        """Return one PDF of the plan in force; the same all day, until the plan changes."""
        template = next((one for one in DOCUMENTS if one == what), None)
        if template is None:
            raise HTTPException(
                HTTPStatus.NOT_FOUND, f"There is nothing to print named {what!r}; ask for cards or wall."
            )
        printed = prints.in_force(office)
        if printed is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, f"There is no office {office!r} here.")
        lang = lang_of(request, {"languages": printed.plan.languages})
        made = await press.make(printed, template, lang, start_of_day(printed.plan, prints.now()))
        name = f"{printed.plan.office}-{template}-{lang}.pdf"
        headers = {**HEADERS, "Content-Disposition": f'inline; filename="{name}"', "Content-Language": lang}
        return Response(made, media_type="application/pdf", headers=headers)

    routes.add_api_route("/plan-print/{office}/{what}.pdf", plan_print)
    return routes


class _Press:
    """Makes one PDF after the other, and keeps the newest."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._waiting = 0
        self._kept: OrderedDict[_Key, bytes] = OrderedDict()

    async def make(self, printed: Printed, template: Template, lang: str, at: datetime) -> bytes:
        plan = printed.plan
        key = (plan.office, plan.version, printed.standing, printed.invented, printed.expires, template, lang, at)
        made = self._kept.get(key)
        if made is not None:
            return made
        if self._waiting >= MOST_WAITING:
            raise HTTPException(
                HTTPStatus.SERVICE_UNAVAILABLE,
                N("Many are printing just now. Try again."),
                headers={"Retry-After": "5"},
            )
        self._waiting += 1
        try:
            async with self._turn:
                made = self._kept.get(key)  # somebody before may have asked for the same
                if made is None:
                    document = DOCUMENTS[template](printed, self._texts, lang, at)
                    made = self._kept[key] = await asyncio.to_thread(typeset, template, document, at)
        except TypesetError as reason:
            _log.error("the plan of %s could not be printed: %s", plan.office, reason)
            raise HTTPException(HTTPStatus.SERVICE_UNAVAILABLE, str(reason)) from reason
        finally:
            self._waiting -= 1
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return made
