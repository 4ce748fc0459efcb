"""A near miss told in one minute, also without a name, and the page at which one sees what came of it."""

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final
from zoneinfo import ZoneInfo

from fastapi import HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from roles.sentence import Sentence
from service.addresses import Addresses
from service.alarm.actor import Actor
from service.report.commands import ReportNearMiss
from service.store.port import StoreError
from service.undertaking.refusal import UndertakingRefusal
from service.web import report_told
from service.web.frame import Pages
from service.web.ports import Facts
from service.web.report_form import AWAY, HOW_GRAVE, LONGEST_WORDS, Sent, choices, sent_by
from service.web.report_port import ReportsPort
from service.web.tongue import Tongue
from service.web.visiting import visitor_at

_CODE: Final = re.compile(r"[A-Za-z0-9_-]{20,128}")
_FIELDS: Final = {"no_class": "classes", "not_yet": "happened_on", "no_words": "words"}
_NO_WORDS: Final = Sentence("There are no words in it. Write what happened.")
_NO_CLASS: Final = Sentence("Say what it was; “something else” is an answer too.")
_NO_ROOM: Final = Sentence("The office's plan does not know this room.")


def router(pages: Pages, reports: ReportsPort, known: Callable[[str], Facts]) -> Addresses:
    """Return the pages; `known` gives an office's static facts, and is a 404 for no office."""
    routes = Addresses(include_in_schema=False)

    def tongue_of(request: Request, facts: Facts) -> Tongue:
        return Tongue(lang=pages.lang(request, facts), texts=pages.texts, facts=facts, names={})

    def today(facts: Facts) -> Any:
        return reports.now().astimezone(ZoneInfo(facts.get("time_zone") or "UTC")).date()

    def shown(request: Request, facts: Facts, sent: Sent, status: int = HTTPStatus.OK) -> Response:
        tongue = tongue_of(request, facts)
        code = sent.one("code")
        content: dict[str, Any] = {
            "sent": sent,
            "wrong": {name: sentence.said(tongue.t) for name, sentence in sent.wrong.items()},
            "first_wrong": next(iter(sent.wrong), ""),
            "offered": choices(tongue, sent.every("classes"), sent.one("severity"), sent.one("aimed")),
            "zones": sorted(((zone, tongue.place(zone)) for zone in facts["zones"]), key=lambda one: one[1].casefold()),
            "happened_on": sent.one("happened_on") or today(facts).isoformat(),
            "code": code if _CODE.fullmatch(code) else reports.code(),
            "longest": LONGEST_WORDS,
        }
        return pages.show(request, "near_miss.html", facts, status=status, **content)

    def near_miss(request: Request, office: str) -> Response:
        """Show the form."""
        return shown(request, known(office), Sent())

    async def tell(request: Request, office: str) -> Response:
        """Take a near miss, then show what came of it so far, at the address that is hers to keep."""
        facts, sent = known(office), await sent_by(request)
        make = _command(sent, facts, today(facts))
        code = sent.one("code")
        if not _CODE.fullmatch(code):
            code = reports.code()
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if make is not None:
            try:
                await reports.tell(office, code, visitor_at(request), make)
            except UndertakingRefusal as refused:
                sent.wrong[_FIELDS.get(refused.code, "words")] = refused.sentence
                status = HTTPStatus.TOO_MANY_REQUESTS if refused.code == "too_many_near_misses" else status
            except StoreError:
                sent.wrong["words"], status = AWAY, HTTPStatus.SERVICE_UNAVAILABLE
        if not sent.wrong:
            return RedirectResponse(f"/near-miss/{office}/{code}", HTTPStatus.SEE_OTHER)
        return shown(request, facts, sent, status)

    async def came_of_it(request: Request, office: str, code: str) -> Response:
        """Show what came of a near miss to whoever has its code."""
        facts = known(office)
        told = await reports.came_of(office, code)
        if told is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, "There is no report under this code.")
        tongue = tongue_of(request, facts)
        return pages.show(
            request,
            "near_miss_told.html",
            facts,
            code=code,
            address=f"{request.url.scheme}://{request.url.netloc}/near-miss/{office}/{code}",
            day=report_told.day_of(told.report, tongue),
            standing=report_told.standing_of(told.report, told.at, tongue),
            decided=report_told.decided_of(told.said, tongue),
            lines=report_told.lines_of(told.steps, tongue, named=False),
        )

    routes.add_api_route("/near-miss/{office}", near_miss)
    routes.add_api_route("/near-miss/{office}", tell, methods=["POST"])
    routes.add_api_route("/near-miss/{office}/{code}", came_of_it)
    return routes


def _command(sent: Sent, facts: Facts, today: Any) -> Callable[[Actor], ReportNearMiss] | None:
    """Return what makes the command; None where something is wrong, which is then noted at its field."""
    words, zone = sent.words("words", asks=True), sent.one("zone") or None
    sorted_, happened_on = sent.classified(), sent.day("happened_on")
    if not words.strip():
        sent.wrong.setdefault("words", _NO_WORDS)
    if not sent.every("classes"):
        sent.wrong.setdefault("classes", _NO_CLASS)
    if not sent.one("severity"):
        sent.wrong.setdefault("severity", HOW_GRAVE)
    if zone is not None and zone not in facts["zones"]:
        sent.wrong["zone"] = _NO_ROOM
    if sent.wrong or sorted_ is None:
        return None
    classes, severity, aimed = sorted_
    return lambda actor: ReportNearMiss(
        actor=actor,
        words=words,
        happened_on=happened_on or today,
        classes=classes,
        severity=severity,
        aimed=aimed,
        zone=zone,
        anonymous=sent.one("anonymous") == "1",
    )
