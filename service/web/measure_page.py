"""The page of one measure: what is to be done, and once it is, the office's figures before and after it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus

from fastapi import HTTPException, Request
from fastapi.responses import Response

from roles.sentence import say
from service.addresses import Addresses
from service.figures.effect import LOOKED_AT, Effect, Side
from service.pulse.questions import QUESTIONS
from service.web.figures_words import mean_in_words
from service.web.frame import Pages
from service.web.ports import Facts
from service.web.staff_port import MeasureTold, StaffPort
from service.web.tongue import Tongue, span, span_of
from service.web.unit_meeting_page import ENDINGS


@dataclass(frozen=True, kw_only=True, slots=True)
class Compared:
    """One figure before and after."""

    name: str
    before: str
    after: str


def router(pages: Pages, staff: StaffPort, known: Callable[[str], Facts]) -> Addresses:
    """Return the page; `known` gives an office's static facts, and is a 404 for no office."""
    routes = Addresses(include_in_schema=False)

    async def measure(request: Request, office: str, measure: str) -> Response:
        """Show a measure, and what was before and after."""
        facts = known(office)
        told = await staff.measure(office, measure)
        if told is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, f"Office {office!r} has no measure {measure!r}.")
        tongue = Tongue(lang=pages.lang(request, facts), texts=pages.texts, facts=facts, names={})
        effect = told.effect
        return pages.show(
            request,
            "measure.html",
            facts,
            todo=say(told.words, tongue.t),
            owner=told.owner or tongue.t("whoever leads"),
            until=tongue.day(told.until),
            standing=_standing(told, tongue),
            follows=_follows(told, office, tongue),
            lines=compared(effect, tongue) if effect else (),
            heads=_heads(effect, tongue) if effect else (),
            so_far=tongue.t("There are too few days to compare: it takes %(days)s on each side.", days=LOOKED_AT.days)
            if effect and not effect.is_whole
            else "",
            nothing=tongue.t("There is something to compare once it is done."),
        )

    routes.add_api_route("/measures/{office}/{measure}", measure)
    return routes


def compared(effect: Effect, tongue: Tongue) -> list[Compared]:
    """Return each figure before and after, in words."""

    def line(name: str, say_it: Callable[[Side], str]) -> Compared:
        return Compared(name=name, before=say_it(effect.before), after=say_it(effect.after))

    t = tongue.t
    return [
        line(t("Real alarms"), lambda side: str(side.alarms)),
        line(t("Set off by mistake"), lambda side: str(side.mistakes)),
        line(t("Near misses told"), lambda side: str(side.near_misses)),
        line(t("Half of the first answers within"), lambda side: span_of(side.half)),
        line(t("A guard was there first"), lambda side: str(side.guard_first)),
        line(t("A colleague was there first"), lambda side: str(side.colleague_first)),
        line(t("Closed for visitors: how long (how often)"), _shut),
        *(
            line(f"{t('Pulse')}: {say(question, t)}", lambda side, number=number: _pulse(side, number, tongue))  # type: ignore[misc]
            for number, question in enumerate(QUESTIONS)
        ),
    ]


def _shut(side: Side) -> str:
    if not side.closings:
        return "0"
    return f"{span(timedelta(seconds=side.shut))} ({side.closings})"


def _pulse(side: Side, number: int, tongue: Tongue) -> str:
    if side.pulse is None:
        return "–"
    told = mean_in_words(side.pulse.means[number], tongue)
    return tongue.t("%(mean)s (%(count)s answers)", mean=told, count=side.pulse.answered)


def _heads(effect: Effect, tongue: Tongue) -> tuple[str, str]:
    return (
        tongue.t("%(days)s days before", days=effect.before.days),
        tongue.t("%(days)s days since", days=effect.after.days),
    )


def _standing(told: MeasureTold, tongue: Tongue) -> str:
    ending = tongue.t(ENDINGS[told.ending])
    return f"{ending}, {tongue.day(told.ended_at)}" if told.ended_at else ending


def _follows(told: MeasureTold, office: str, tongue: Tongue) -> tuple[str, str] | None:
    if told.follows is None:
        return None
    if told.follows.startswith("revision-"):
        return f"/revisions/{office}/{told.follows}", tongue.t("Yearly revision")
    return f"/reports/{office}/{told.follows}", tongue.t("Report")
