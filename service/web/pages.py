"""The addresses of the pages: what a person reads comes through here, what a program reads is in the API."""

import json
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from service.web import demo as demo_pages
from service.web import plan_page, plan_print
from service.web.assets import Assets, read_assets
from service.web.audience import facts_for
from service.web.i18n import LANGUAGE_NAMES, LANGUAGES, Texts, choose, load
from service.web.ports import DemoPort, Facts, PrintPort, ReviewPort
from service.web.review import PAGE, listed, told

COOKIE = "trygg_lang"
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'self'",
        "media-src 'self'",
        "frame-src 'self'",
        "frame-ancestors 'self'",
        "base-uri 'none'",
        "form-action 'self'",
    ]
)
"""No inline script, no inline style, nothing from elsewhere."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_FOR_EVER = "public, max-age=31536000, immutable"


class Pages:
    """Makes whole pages: a template, the words in the reader's language, and the headers that hold for all."""

    def __init__(self, *, texts: Texts, assets: Assets, demo: bool) -> None:
        """Read the templates; a name that a template does not get is an error, not an empty place."""
        self.texts = texts
        self.assets = assets
        self._demo = demo
        self._templates = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=select_autoescape(default=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def lang(self, request: Request, facts: Facts | None) -> str:
        """Return the language for one request."""
        return choose(
            asked=request.query_params.get("lang"),
            remembered=request.cookies.get(COOKIE),
            accepted=request.headers.get("accept-language", ""),
            office=facts["languages"] if facts else (),
        )

    def show(
        self, request: Request, template: str, facts: Facts | None, *, status: int = HTTPStatus.OK, **content: Any
    ) -> HTMLResponse:
        """Return a page; a language asked for in the address is remembered in a cookie."""
        lang = self.lang(request, facts)

        def t(msgid: str, /, **args: object) -> str:
            return self.texts.text(lang, msgid, **args)

        html = self._templates.get_template(template).render(
            lang=lang,
            languages=[(code, LANGUAGE_NAMES[code]) for code in LANGUAGES],
            t=t,
            static=self.assets.address,
            words=f"/i18n/{lang}.json?v={self.assets.digest}",
            version=self.assets.digest,
            facts=facts,
            invented=bool(facts["invented"]) if facts else self._demo,
            **content,
        )
        response = HTMLResponse(html, status_code=status, headers=HEADERS)
        if request.query_params.get("lang") in LANGUAGES:
            response.set_cookie(COOKIE, lang, max_age=31_536_000, httponly=True, samesite="lax")
        return response


def router(
    *,
    office_facts: Callable[[str], Facts | None],
    offices: Callable[[], Sequence[Mapping[str, Any]]],
    reviews: ReviewPort,
    prints: PrintPort | None = None,
    demo: DemoPort | None = None,
) -> APIRouter:
    """Return every page of the service.

    Args:
        office_facts: an office's static facts by its slug; None where there is no such office.
        offices: all offices, as `GET /api/v1/offices` lists them.
        reviews: reads the timeline.
        prints: knows the plans that can be printed; without it none can.
        demo: the simulated pendants; None outside the demo.
    """
    pages = Pages(texts=load(), assets=read_assets(), demo=demo is not None)
    routes = APIRouter(include_in_schema=False)
    _files(routes, pages)

    def known(office: str) -> Facts:
        facts = office_facts(office)
        if facts is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, f"There is no office {office!r} here.")
        return facts

    def index(request: Request) -> Response:
        """Show the way to every page; in the demo, the office itself."""
        every = offices()
        if demo is not None and every:
            facts = known(str(every[0]["office"]))
            colleague = _somebody_else(facts, demo.states())
            return pages.show(request, "demo.html", facts, screen=_staff_screen(facts), colleague=colleague)
        places = [known(str(office["office"])) for office in every]
        return pages.show(request, "index.html", places[0] if len(places) == 1 else None, offices=places)

    def screen(request: Request, office: str, screen: str) -> Response:
        """Show an office screen."""
        facts = known(office)
        if screen not in facts["screens"]:
            raise HTTPException(HTTPStatus.NOT_FOUND, f"Office {office!r} has no screen {screen!r}.")
        shown = facts_for(facts, screen)
        return pages.show(request, "screen.html", facts, screen=screen, shown=json.dumps(shown, ensure_ascii=False))

    def phone(request: Request, office: str) -> Response:
        """Show the page for a responder's telephone."""
        facts = known(office)
        return pages.show(request, "phone.html", facts, shown=json.dumps(facts, ensure_ascii=False, default=str))

    def today(request: Request, office: str) -> Response:
        """Show the morning check: who should be here, and who is."""
        facts = known(office)
        return pages.show(request, "today.html", facts, shown=json.dumps(facts, ensure_ascii=False, default=str))

    async def review_list(request: Request, office: str, before: Annotated[int | None, Query(ge=1)] = None) -> Response:
        """Show an office's alarms, the newest first."""
        facts = known(office)
        records = await reviews.list(office, before, PAGE + 1)
        lang = pages.lang(request, facts)
        rows = [listed(record, facts, lang, pages.texts) for record in records[:PAGE]]
        further = records[PAGE - 1].entries[0].position if len(records) > PAGE else None
        return pages.show(request, "review_list.html", facts, rows=rows, before=before, further=further)

    async def review_one(request: Request, office: str, alarm: str) -> Response:
        """Show one alarm from its first second to its last."""
        facts = known(office)
        record = await reviews.one(alarm)
        if record is None or record.office != office:
            raise HTTPException(HTTPStatus.NOT_FOUND, f"Office {office!r} has no alarm {alarm!r}.")
        lang = pages.lang(request, facts)
        return pages.show(request, "review_one.html", facts, story=told(record, facts, lang, pages.texts))

    for path, page in (
        ("/", index),
        ("/screen/{office}/{screen}", screen),
        ("/p/{office}", phone),
        ("/today/{office}", today),
        ("/review/{office}", review_list),
        ("/review/{office}/{alarm}", review_one),
    ):
        routes.add_api_route(path, page)
    routes.include_router(plan_page.router(pages.show, office_facts))
    if prints is not None:
        routes.include_router(plan_print.router(prints, pages.texts, pages.lang))
    if demo is not None:
        routes.include_router(demo_pages.router(demo))
    return routes


def _files(routes: APIRouter, pages: Pages) -> None:
    """Serve the pages' own files and words."""

    def static(digest: str, name: str) -> Response:
        """Return one file; under another version's address the present one, not to be kept."""
        asset = pages.assets.files.get(name)
        if asset is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, f"There is no file {name!r}.")
        kept = _FOR_EVER if digest == pages.assets.digest else "no-store"
        headers = {**HEADERS, "Cache-Control": kept}
        return Response(asset.content, media_type=asset.media_type, headers=headers)

    def words(lang: str) -> Response:
        """Return one language's words for the pages' JavaScript."""
        if lang not in LANGUAGES:
            raise HTTPException(HTTPStatus.NOT_FOUND, f"There are no words in {lang!r}.")
        return JSONResponse(pages.texts.as_json(lang), headers={**HEADERS, "Cache-Control": "no-cache"})

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
