"""The address at which it is seen who has looked at an alarm's record, and kept from being erased."""

from collections.abc import Awaitable, Callable
from datetime import datetime, time
from http import HTTPStatus
from typing import Any, Final
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from roles.sentence import Sentence
from service.access.visitor import OPEN
from service.addresses import Addresses
from service.store.port import StoreError
from service.store.privacy_port import How
from service.web.frame import Pages
from service.web.mark import N
from service.web.ports import Facts, Record
from service.web.privacy_port import PrivacyPort
from service.web.report_form import AWAY, Sent, sent_by
from service.web.tongue import Tongue
from service.web.visiting import visitor_at

HOWS: Final[dict[How, str]] = {
    "page": N("read it on a page"),
    "export": N("took it out as a file"),
    "api": N("read it with an app or a program"),
    "disclosure": N("took out a masked copy"),
    "report": N("read a report"),
    "command": N("read it where the service runs"),
}
"""By which way somebody has looked."""

ANYBODY: Final = N("Anybody on this computer")
"""Who looks while there is no account yet: nobody is asked who she is."""
_NO_DAY: Final = Sentence("Say until which day: one that is still to come.")
_NO_WHY: Final = Sentence("Say what the record is needed for.")


def router(
    pages: Pages,
    privacy: PrivacyPort,
    known: Callable[[str], Facts],
    found: Callable[[Request, str, str], Awaitable[Record]],
) -> Addresses:
    """Return the addresses.

    Args:
        pages: knows the words and the reader's language.
        privacy: knows who has looked and what is held.
        known: an office's static facts by its slug; raises HTTPException where there is no such office.
        found: finds an alarm that is open to a request, and notes the look; raises HTTPException for any other.
    """
    routes = Addresses(include_in_schema=False)

    async def shown(request: Request, record: Record, sent: Sent, status: int = HTTPStatus.OK) -> Response:
        facts = known(record.office)
        tongue = Tongue(lang=pages.lang(request, facts), texts=pages.texts, facts=facts, names={})
        held = await privacy.hold_of(record.alarm)
        content: dict[str, Any] = {
            "alarm": record.alarm,
            "title": f"{tongue.day(record.entries[0].at)} {tongue.minute(record.entries[0].at)}",
            "looks": [
                (
                    tongue.t(ANYBODY) if name == OPEN.name else name,
                    tongue.t(HOWS[look.how]),
                    f"{tongue.day(look.at)} {tongue.minute(look.at)}",
                    look.times,
                )
                for look, name in await privacy.looks_at(record.alarm)
            ],
            "hold": {
                "by": held[1],
                "since": tongue.day(held[0].set_at),
                "until": tongue.day(held[0].until),
                "why": held[0].why,
                "is_over": held[0].until <= privacy.now(),
            }
            if held
            else None,
            "sent": sent,
            "wrong": {name: sentence.said(tongue.t) for name, sentence in sent.wrong.items()},
            "first_wrong": next(iter(sent.wrong), ""),
        }
        return pages.show(request, "alarm_privacy.html", facts, status=status, **content)

    async def page(request: Request, office: str, alarm: str) -> Response:
        """Show who has looked at an alarm's record, and whether somebody keeps it from being erased."""
        return await shown(request, await found(request, office, alarm), Sent())

    async def said(request: Request, office: str, alarm: str) -> Response:
        """Keep the record from being erased, or let it be erased again; then show the page anew."""
        record, sent = await found(request, office, alarm), await sent_by(request)
        visitor, status = visitor_at(request), HTTPStatus.UNPROCESSABLE_ENTITY
        try:
            if sent.one("do") == "end":
                await privacy.end_hold(record, visitor)
            else:
                until = _end_of(sent, known(office), privacy.now())
                why = sent.words("why", asks=True).strip()
                if not why:
                    sent.wrong.setdefault("why", _NO_WHY)
                if until is not None and not sent.wrong:
                    await privacy.set_hold(record, visitor, until, why)
        except StoreError:
            sent.wrong["why"], status = AWAY, HTTPStatus.SERVICE_UNAVAILABLE
        if not sent.wrong:
            return RedirectResponse(f"/review/{office}/{alarm}/privacy#hold", HTTPStatus.SEE_OTHER)
        return await shown(request, record, sent, status)

    routes.add_api_route("/review/{office}/{alarm}/privacy", page)
    routes.add_api_route("/review/{office}/{alarm}/privacy", said, methods=["POST"])
    return routes


def _end_of(sent: Sent, facts: Facts, now: datetime) -> datetime | None:
    """Return the end of the day that was chosen, by the office's own calendar."""
    day = sent.day("until")
    if day is None:
        sent.wrong.setdefault("until", _NO_DAY)
        return None
    until = datetime.combine(day, time.max.replace(microsecond=0), ZoneInfo(facts["time_zone"]))
    if until <= now:
        sent.wrong["until"] = _NO_DAY
    return until
