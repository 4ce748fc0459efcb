"""The addresses of one alarm's review: the alarm told, and the notes that are added to it."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any, Final

from fastapi import HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from service.access.action import Action
from service.access.visitor import allowed
from service.addresses import Addresses
from service.alarm.states import Mode
from service.figures.alarm import figures_of
from service.store.port import StoreError
from service.store.privacy_port import How
from service.web import alarm_privacy, disclosure_page, export_pages, privacy_pages
from service.web.frame import Pages
from service.web.mark import N
from service.web.ports import LONGEST_NOTE, Facts, NoteRefusedError, NoteWrong, Record, ReviewPort
from service.web.privacy_port import PrivacyPort
from service.web.record import is_kept_from
from service.web.report_form import sent_by
from service.web.report_port import ReportsPort
from service.web.review import told
from service.web.visiting import visitor_at

_WRONG: Final[dict[NoteWrong | str, str]] = {
    "empty": N("The note was empty, so nothing was added."),
    "too_long": N("The note is longer than 2000 characters, so nothing was added. Write it as two."),
    "unreadable": N("The note holds a character that no record can hold, so nothing was added. Write it anew."),
    "closed_to_her": N(N("Your own alarm's record is open to you when it is closed.")),
    "nobody": N("Nobody is named whose note it would be, so nothing was added."),
    "away": N("The record cannot be written right now, so nothing was added. Try again in a moment."),
}


def router(
    pages: Pages,
    reviews: ReviewPort,
    known: Callable[[str], Facts],
    reports: ReportsPort | None = None,
    privacy: PrivacyPort | None = None,
) -> Addresses:
    """Return the addresses; `known` gives an office's static facts, and is a 404 for no office."""
    routes = Addresses(include_in_schema=False)

    async def found(request: Request, office: str, alarm: str, how: How = "page") -> Record:
        record = await reviews.one(alarm)
        if record is None or record.office != office:
            raise HTTPException(HTTPStatus.NOT_FOUND, f"Office {office!r} has no alarm {alarm!r}.")
        if is_kept_from(record.entries, visitor_at(request).persons.get(office)):
            raise HTTPException(HTTPStatus.FORBIDDEN, "Your own alarm's record is open to you when it is closed.")
        if privacy is not None:  # before anything of it is shown
            await privacy.looked(record, visitor_at(request), how)
        return record

    async def shown(
        request: Request, facts: Facts, record: Record, status: int = HTTPStatus.OK, **note: Any
    ) -> Response:
        story = told(record, facts, pages.lang(request, facts), pages.texts)
        visitor = visitor_at(request)
        may = {
            "note": allowed(visitor, Action.ADD_NOTE, record.office),
            "export": allowed(visitor, Action.EXPORT_ALARMS, record.office),
            "begin": allowed(visitor, Action.FOLLOW_UP, record.office) and reports is not None and _is_over(record),
        }
        report = await reports.of_alarm(record.office, record.alarm, visitor) if reports else None
        content = {
            "story": story,
            "alarm": record.alarm,
            "may": may,
            "longest": LONGEST_NOTE,
            "wrong": "",
            "typed": "",
            "sure": "",
        }
        return pages.show(request, "review_one.html", facts, status=status, report=report, **{**content, **note})

    async def review_one(request: Request, office: str, alarm: str) -> Response:
        """Show one alarm from its first second to its last."""
        facts = known(office)
        return await shown(request, facts, await found(request, office, alarm))

    async def note(request: Request, office: str, alarm: str) -> Response:
        """Add a note, then show the page again, so that a page loaded anew adds nothing twice."""
        facts = known(office)
        sent = await sent_by(request)
        words = sent.one("words").replace("\r\n", "\n")
        sent.words("words", asks=True)
        if sure := sent.unsure.get("words", ""):  # it is taken when the very same words come once more
            asked = sent.wrong["words"].said(partial(pages.texts.text, pages.lang(request, facts)))
            record = await found(request, office, alarm)
            more = {"wrong": asked, "typed": words, "sure": sure}
            return await shown(request, facts, record, HTTPStatus.UNPROCESSABLE_ENTITY, **more)
        try:
            await reviews.note(office, alarm, visitor_at(request), words)
        except LookupError:
            raise HTTPException(HTTPStatus.NOT_FOUND, f"Office {office!r} has no alarm {alarm!r}.") from None
        except NoteRefusedError as refused:
            wrong, status = _WRONG[refused.why], HTTPStatus.UNPROCESSABLE_ENTITY
        except StoreError:
            wrong, status = _WRONG["away"], HTTPStatus.SERVICE_UNAVAILABLE
        else:
            return RedirectResponse(f"/review/{office}/{alarm}#notes", HTTPStatus.SEE_OTHER)
        record = await found(request, office, alarm)
        return await shown(request, facts, record, status, wrong=wrong, typed=words)

    routes.add_api_route("/review/{office}/{alarm}", review_one)
    routes.add_api_route("/review/{office}/{alarm}/notes", note, methods=["POST"])
    routes.add(export_pages.router(pages, reviews, known, visitor_at, partial(found, how="export")))
    if privacy is not None:
        routes.add(alarm_privacy.router(pages, privacy, known, found))
        routes.add(disclosure_page.router(pages, privacy, known, found))
        routes.add(privacy_pages.router(pages, privacy))
    return routes


def _is_over(record: Record) -> bool:
    """Say whether an alarm is one about which a report is written: a real one that is closed or cancelled."""
    figures = figures_of(record.entries)
    return figures.mode == Mode.ACTUAL.value and (figures.closed or figures.ended == "cancelled")
