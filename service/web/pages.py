"""The addresses of the pages: what a person reads comes through here, what a program reads is in the API."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from http import HTTPStatus
from typing import Any, Final

from fastapi import HTTPException, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from service.access.action import Action
from service.access.visitor import allowed, allowed_somewhere
from service.addresses import Addresses
from service.version import VERSION
from service.web import (
    attention_page,
    figures_page,
    measure_page,
    near_miss_pages,
    people_pages,
    phone_pages,
    plan_page,
    plan_print,
    review_alarm,
    review_pages,
)
from service.web import demo as demo_pages
from service.web import door as door_pages
from service.web import entrance as entrance_pages
from service.web.answer_page import AnswerPages
from service.web.assets import our_assets
from service.web.audience import facts_for
from service.web.frame import FOR_EVER, HEADERS, Pages
from service.web.i18n import LANGUAGES, load
from service.web.measure_forms import report_forms
from service.web.ports import AnswerPort, DemoPort, Facts, FiguresPort, PrintPort, ReviewPort
from service.web.privacy_port import PrivacyPort
from service.web.pulse_pages import PulsePages
from service.web.report_pages import ReportForms
from service.web.report_port import ReportsPort
from service.web.revision_pages import RevisionPages
from service.web.staff_port import StaffPort
from service.web.visiting import visitor_at

WAYS: Final = (
    Action.SEE_OFFICE,
    Action.SEE_BOARD,
    Action.SEE_ALARMS,
    Action.SEE_PLAN,
    Action.SEE_TODAY,
    Action.SEE_DRILLS,
    Action.MANAGE_PEOPLE,
    Action.MANAGE_SCREENS,
    Action.ENROL_DEVICES,
)
"""What the start page shows ways to."""


def router(
    *,
    office_facts: Callable[[str], Facts | None],
    offices: Callable[[], Sequence[Mapping[str, Any]]],
    reviews: ReviewPort,
    entrance: entrance_pages.Entrance | None = None,
    prints: PrintPort | None = None,
    answers: AnswerPort | None = None,
    demo: DemoPort | None = None,
    figures: FiguresPort | None = None,
    reports: ReportsPort | None = None,
    staff: StaffPort | None = None,
    privacy: PrivacyPort | None = None,
) -> Addresses:
    """Return every page of the service.

    Args:
        office_facts: an office's static facts by its slug; None where there is no such office.
        offices: all offices, as `GET /api/v1/offices` lists them.
        reviews: reads the timeline.
        entrance: lets people in who come from the agency's identity provider.
        prints: knows the plans that can be printed; without it none can.
        answers: knows what answer links stand for; without it there are none.
        demo: the simulated pendants; None outside the demo.
        figures: knows how offices stand and what is told upward of them; without it nobody is told.
        reports: knows what was written afterwards; without it there are no pages of reports.
        staff: knows what the staff was asked; without it there are no pages of pulses and revisions.
        privacy: notes looks and knows what is stored; without it there are no pages of that.
    """
    pages = Pages(texts=load(), assets=our_assets(), demo=demo is not None)
    routes = Addresses(include_in_schema=False)
    _files(routes, pages)

    def known(office: str) -> Facts:
        facts = office_facts(office)
        if facts is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, f"There is no office {office!r} here.")
        return facts

    async def index(request: Request) -> Response:
        """Show the way to every page; in the demo, the office itself."""
        visitor = visitor_at(request)
        if visitor.kind == "screen":
            return RedirectResponse(f"/screen/{visitor.office}/{visitor.screen}", HTTPStatus.SEE_OTHER)
        every = [one for one in offices() if any(allowed(visitor, action, str(one["office"])) for action in WAYS)]
        if demo is not None and every:
            facts = known(str(every[0]["office"]))
            colleague = _somebody_else(facts, demo.states())
            return pages.show(request, "demo.html", facts, screen=_staff_screen(facts), colleague=colleague)
        places = [known(str(office["office"])) for office in every]
        doubted = entrance.doubted if entrance and visitor.kind == "account" else None
        return pages.show(
            request,
            "index.html",
            places[0] if len(places) == 1 else None,
            offices=places,
            may=lambda action, office=None: allowed(visitor, Action(action), office),
            may_see_figures=allowed_somewhere(visitor, Action.SEE_FIGURES),
            running=VERSION,
            is_known=visitor.kind == "account",
            is_doubted=doubted is not None and await doubted(visitor.id),
            visitor=visitor,
        )

    def screen(request: Request, office: str, screen: str) -> Response:
        """Show an office screen."""
        facts, visitor = known(office), visitor_at(request)
        if visitor.kind == "screen" and screen != visitor.screen:  # another screen's page holds what this one must not
            return RedirectResponse(f"/screen/{visitor.office}/{visitor.screen}", HTTPStatus.SEE_OTHER)
        if screen not in facts["screens"]:
            raise HTTPException(HTTPStatus.NOT_FOUND, f"Office {office!r} has no screen {screen!r}.")
        shown = facts_for(facts, screen, visitor.audience if visitor.kind == "screen" else None)
        return pages.show(request, "screen.html", facts, screen=screen, shown=json.dumps(shown, ensure_ascii=False))

    def of_office(template: str) -> Callable[[Request, str], Response]:
        """Return a page that works with an office's static facts: what it shows it asks for itself."""

        def page(request: Request, office: str) -> Response:
            facts = known(office)
            return pages.show(request, template, facts, shown=json.dumps(facts, ensure_ascii=False, default=str))

        return page

    for path, page in (
        ("/", index),
        ("/screen/{office}/{screen}", screen),
        ("/today/{office}", of_office("today.html")),
        ("/drills/{office}", of_office("drills.html")),
        ("/meetings/{office}", of_office("meetings.html")),
    ):
        routes.add_api_route(path, page)
    routes.add(review_pages.router(pages, reviews, known))
    routes.add(review_alarm.router(pages, reviews, known, reports, privacy))
    routes.add(phone_pages.router(pages, known))
    routes.add(plan_page.router(pages.show, office_facts, visitor_at))
    routes.add(people_pages.router(pages.show, office_facts))
    doors = (entrance.provider, entrance.passkeys) if entrance else (None, lambda: None)
    routes.add(door_pages.router(pages, doors[0], office_facts, doors[1]))
    if entrance is not None:
        routes.add(entrance_pages.router(pages, entrance))
    if prints is not None:
        routes.add(plan_print.router(prints, pages.texts, pages.lang))
    if answers is not None:
        routes.add(AnswerPages(pages=pages, answers=answers, facts=office_facts).router())
    if figures is not None:
        routes.add(attention_page.router(pages, figures, known))
        routes.add(figures_page.router(pages, figures, invented=demo is not None))
    for afterwards in _afterwards(pages, reports, staff, known):
        routes.add(afterwards)
    if demo is not None:
        routes.add(demo_pages.router(demo))
    return routes


def _afterwards(
    pages: Pages, reports: ReportsPort | None, staff: StaffPort | None, known: Callable[[str], Facts]
) -> Iterator[Addresses]:
    """Yield the pages about what is written afterwards, and about what the staff is asked."""
    if reports is not None:
        yield report_forms(ReportForms(pages=pages, reports=reports, known=known))
        yield near_miss_pages.router(pages, reports, known)
    if staff is not None:
        yield PulsePages(pages=pages, staff=staff, known=known).router()
        yield RevisionPages(pages=pages, staff=staff, known=known).router()
        yield measure_page.router(pages, staff, known)


def _files(routes: Addresses, pages: Pages) -> None:
    """Serve the pages' own files and words."""

    def static(digest: str, name: str) -> Response:
        """Return one file; under another version's address the present one, not to be kept."""
        asset = pages.assets.files.get(name)
        if asset is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, f"There is no file {name!r}.")
        kept = FOR_EVER if digest == pages.assets.digest else "no-store"
        headers = {**HEADERS, "Cache-Control": kept}
        return Response(asset.content, media_type=asset.media_type, headers=headers)

    @cache
    def said(lang: str) -> bytes:
        return bytes(JSONResponse(pages.texts.as_json(lang)).body)

    def words(lang: str) -> Response:
        """Return one language's words for the pages' JavaScript."""
        if lang not in LANGUAGES:
            raise HTTPException(HTTPStatus.NOT_FOUND, f"There are no words in {lang!r}.")
        return Response(said(lang), media_type="application/json", headers={**HEADERS, "Cache-Control": "no-cache"})

    def icon() -> Response:
        """Return the icon browsers ask for unasked."""
        return RedirectResponse(pages.assets.address("icon.svg"))

    routes.add_api_route("/static/{digest}/{name:path}", static)
    routes.add_api_route("/i18n/{lang}.json", words)
    routes.add_api_route("/favicon.ico", icon)


def _somebody_else(facts: Facts, states: Mapping[str, Any]) -> str | None:
    """Return whose telephone the demo shows: somebody who does not wear the first pendant."""
    wearer = next((pendant["holder"] for pendant in states["pendants"]), None)
    return next((key for key, person in facts["people"].items() if person["name"] != wearer), None)


def _staff_screen(facts: Facts) -> str | None:
    """Return the screen the demo shows: the first for staff, else any."""
    screens = facts["screens"]
    return next((key for key, screen in screens.items() if screen["audience"] == "staff"), next(iter(screens), None))
