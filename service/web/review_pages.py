"""The addresses of the review: the list of alarms, and what an office's alarms add up to."""

from collections.abc import Callable
from functools import partial
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from service.addresses import Addresses
from service.figures.sought import Sought
from service.web import unit_meeting_page
from service.web.asked import Asked
from service.web.frame import Pages
from service.web.ports import Facts, Listed, ReviewPort
from service.web.review import PAGE, listed
from service.web.review_charts import charts_of
from service.web.tongue import KINDS, MODES, Tongue
from service.web.visiting import visitor_at


def router(pages: Pages, reviews: ReviewPort, known: Callable[[str], Facts]) -> Addresses:
    """Return the pages of what has happened; `known` gives an office's static facts, and is a 404 for no office."""
    routes = Addresses(include_in_schema=False)

    async def review_list(request: Request, office: str) -> Response:
        """Show an office's alarms, the newest first."""
        facts, asking = known(office), Asked(request=request)
        before = asking.position("before")
        asked = {
            "mode": asking.choice("mode", MODES),
            "kind": asking.word("kind"),
            "zone": asking.word("zone"),
            "month": asking.month("month"),
        }
        lang, sought = pages.lang(request, facts), Sought(**{name: value or None for name, value in asked.items()})
        is_current = await reviews.is_up_to_date(office)
        found = await reviews.page(office, sought, before, PAGE + 1) if not asking.wrong else []
        me = visitor_at(request).persons.get(office)
        shown = [one for one in found[:PAGE] if not await _is_kept(one, me)]
        rows = [listed(one, facts, lang, pages.texts) for one in shown]
        return pages.show(
            request,
            "review_list.html",
            facts,
            status=asking.status,
            wrong=[(name, sentence.said(partial(pages.texts.text, lang))) for name, sentence in asking.wrong.items()],
            rows=rows,
            before=before,
            further=found[PAGE - 1].figures.first_position if len(found) > PAGE else None,
            asked=asked,
            is_asked=not sought.is_anything or bool(asking.wrong),
            choices=_choices(Tongue(lang=lang, texts=pages.texts, facts=facts, names={}), asked),
            is_current=is_current,
        )

    async def _is_kept(one: Listed, me: str | None) -> bool:
        figures = one.figures
        if me is None or not figures.mistake_said or figures.closed:
            return False
        return await reviews.is_kept_from(figures.alarm, me)

    async def review_figures(request: Request, office: str) -> Response:
        """Show what an office's alarms of the last twelve months add up to."""
        facts = known(office)
        lang = pages.lang(request, facts)
        is_current = await reviews.is_up_to_date(office)
        tongue = Tongue(lang=lang, texts=pages.texts, facts=facts, names={})
        charts = charts_of(await reviews.charted(office), tongue)
        return pages.show(request, "review_figures.html", facts, charts=charts, is_current=is_current)

    routes.add_api_route("/review/{office}", review_list)
    routes.add_api_route("/review/{office}/figures", review_figures)
    routes.add(unit_meeting_page.router(pages, reviews, known))
    return routes


def _choices(tongue: Tongue, asked: dict[str, str]) -> dict[str, list[tuple[str, str]]]:
    """Return what can be chosen in each list, as value and words; what is asked for now is always among it."""
    zones: dict[str, Any] = tongue.facts["zones"]
    found = {
        "mode": [(mode, tongue.t(words)) for mode, words in MODES.items()],
        "kind": [(kind, tongue.kind(kind)) for kind in KINDS],
        "zone": sorted(((zone, tongue.place(zone)) for zone in zones), key=lambda one: one[1].casefold()),
    }
    for name, choices in found.items():
        if asked[name] and asked[name] not in dict(choices):
            choices.append((asked[name], asked[name]))
    return found
