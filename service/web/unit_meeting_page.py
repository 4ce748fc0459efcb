"""The page to print for a unit's meeting: what was reported, what was decided, and what has still to be done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from babel.dates import format_date
from fastapi import Request
from fastapi.responses import Response

from service.addresses import Addresses
from service.report.classification import NAMES, is_serious
from service.web.frame import Pages
from service.web.mark import N
from service.web.ports import Facts, FollowedUp, ReviewPort, ToDo
from service.web.tongue import Tongue

ENDINGS = {None: N("to be done"), "done": N("done"), "dropped": N("dropped")}


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One measure on the paper."""

    words: str
    owner: str
    until: str
    standing: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """One report on the paper."""

    day: str
    place: str
    what: str
    is_near_miss: bool
    is_finished: bool
    is_serious: bool
    met_on: str
    decided: Sequence[str]
    measures: Sequence[Line]


def router(pages: Pages, reviews: ReviewPort, known: Callable[[str], Facts]) -> Addresses:
    """Return the page; `known` gives an office's static facts, and is a 404 for no office."""
    routes = Addresses(include_in_schema=False)

    async def unit_meeting(request: Request, office: str) -> Response:
        """Show what the unit has to speak about, on one page to print."""
        facts = known(office)
        tongue = Tongue(lang=pages.lang(request, facts), texts=pages.texts, facts=facts, names={})
        parts = [part_of(one, tongue) for one in await reviews.for_the_unit(office)]
        return pages.show(request, "unit_meeting.html", facts, parts=parts)

    routes.add_api_route("/review/{office}/unit-meeting", unit_meeting)
    return routes


def part_of(one: FollowedUp, tongue: Tongue) -> Part:
    """Return a report in words, without anybody's name but those who are to do something."""
    return Part(
        day=str(format_date(one.happened_on, format="medium", locale=tongue.lang)),
        place=tongue.place(one.zone),
        what=", ".join(tongue.t(NAMES[kind]) for kind in one.classes) or tongue.t("not sorted yet"),
        is_near_miss=one.is_near_miss,
        is_finished=one.is_finished,
        is_serious=is_serious(one.severity),
        met_on=str(format_date(one.met_on, format="medium", locale=tongue.lang)) if one.met_on else "",
        decided=one.decided,
        measures=[_line(measure, tongue) for measure in one.measures],
    )


def _line(measure: ToDo, tongue: Tongue) -> Line:
    return Line(
        words=measure.words,
        owner=measure.owner or tongue.t("whoever leads"),
        until=tongue.day(measure.until),
        standing=tongue.t(ENDINGS[measure.ending]),
    )
