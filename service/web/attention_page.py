"""The address of an office's attention: what is due, what is late, and one number made of parts."""

from collections.abc import Callable
from dataclasses import dataclass

from babel.dates import format_date
from fastapi import Request
from fastapi.responses import Response
from markupsafe import Markup

from roles.sentence import say
from service.addresses import Addresses
from service.figures.attention import CLIMBS, Item
from service.figures.done import PLAN
from service.pulse.questions import QUESTIONS
from service.web.charts.months import Series, draw
from service.web.figures_words import day_in_words, mean_in_words, said
from service.web.frame import Pages
from service.web.mark import N
from service.web.ports import AttentionPort, Facts, KeptAttention
from service.web.tongue import Tongue

PARTS = {
    "drills": (N("Drills"), N("The last drill and the plan's turn: a whole one, and one of two minutes.")),
    "buttons": (N("Buttons"), N("Each button that is in use, pressed as a test or for real within 31 days.")),
    "plan": (N("Role plan"), N("The day until which the plan holds, and the yearly revision with the staff.")),
    "places": (N("Rooms and doors"), N("Each room and door that the plan has looked over, in its turn.")),
    "roles": (N("Roles practised"), N("Each role that a drill practises, within twelve months.")),
    "duties": (N("Duties read"), N("Each role with holders by name: its duty was read within twelve months.")),
}
"""What each part is called, and where it comes from."""
STANDINGS = {
    "in_time": N("in time"),
    "due": N("due soon"),
    "late": N("late"),
    "long_late": N("long late"),
}
LEVELS = {
    "office": N("the office"),
    "administrator": N("the office's administrator"),
    "leadership": N("leadership"),
}
PULSES = 4
"""The newest so many pulses."""
_DRILLS = {"whole": N("A whole drill"), "micro": N("A drill of two minutes, or a whole one")}


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One thing that is asked for."""

    name: str
    last: str
    due: str
    standing: str
    words: str
    told: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """One part of the number."""

    title: str
    rule: str
    points: str
    most: int
    lines: tuple[Line, ...]


def router(pages: Pages, attentions: AttentionPort, known: Callable[[str], Facts]) -> Addresses:
    """Return the page; `known` gives an office's static facts, and is a 404 for no office."""
    routes = Addresses(include_in_schema=False)

    async def attention(request: Request, office: str) -> Response:
        """Show how an office keeps its attention."""
        facts = known(office)
        tongue = Tongue(lang=pages.lang(request, facts), texts=pages.texts, facts=facts, names={})
        kept = await attentions.of(office)
        return pages.show(
            request,
            "attention.html",
            facts,
            points=said(kept.now.tenths, tongue.lang),
            groups=groups_of(kept, tongue),
            picture=picture_of(kept, tongue),
            pulses=pulses_of(kept, tongue),
            questions=[say(one, tongue.t) for one in QUESTIONS],
            late=len(kept.now.climbed_to("administrator")),
            months=[(day_in_words(day, tongue.lang), said(tenths, tongue.lang)) for day, tenths in kept.months],
        )

    routes.add_api_route("/attention/{office}", attention)
    return routes


def groups_of(kept: KeptAttention, tongue: Tongue) -> tuple[Group, ...]:
    """Return each part with what is asked for in it, what is late the longest first."""
    return tuple(
        Group(
            title=tongue.t(PARTS[part.part][0]),
            rule=tongue.t(PARTS[part.part][1]),
            points=said(part.tenths, tongue.lang),
            most=part.most,
            lines=tuple(_line(item, tongue) for item in sorted(part.items, key=lambda one: (one.due, one.id))),
        )
        for part in kept.now.parts
    )


def _line(item: Item, tongue: Tongue) -> Line:
    told = [tongue.t(LEVELS[level]) for level in CLIMBS[item.standing]]
    return Line(
        name=_name(item, tongue),
        last=day_in_words(item.last, tongue.lang) if item.last else tongue.t("never"),
        due=day_in_words(item.due, tongue.lang),
        standing=item.standing,
        words=tongue.t(STANDINGS[item.standing]),
        told=", ".join(told),
    )


def _name(item: Item, tongue: Tongue) -> str:
    match item.part:
        case "drills":
            return tongue.t(_DRILLS[item.id])
        case "plan":
            return tongue.t("Holds until") if item.id == PLAN else tongue.t("Gone through with the staff")
        case "roles" | "duties":
            return tongue.role(item.id)
        case _:
            return item.name or item.id


def pulses_of(kept: KeptAttention, tongue: Tongue) -> list[tuple[str, str, list[str]]]:
    """Return the newest pulses that are told: the month, how many answered, and the mean of each question."""
    return [
        (
            str(format_date(one.closed_on, format="LLLL yyyy", locale=tongue.lang)),
            str(one.answered),
            [mean_in_words(tenths, tongue) for tenths in one.means],
        )
        for one in kept.pulses[:PULSES]
    ]


def picture_of(kept: KeptAttention, tongue: Tongue) -> Markup:
    """Draw the number month by month, from 0 to 100."""
    labels = [str(format_date(day, format="LLL", locale=tongue.lang)) for day, _ in kept.months]
    words = [f"{day_in_words(day, tongue.lang)}: {said(tenths, tongue.lang)}" for day, tenths in kept.months]
    values = [tenths / 10 for _, tenths in kept.months]
    title = tongue.t("Attention, month by month")
    line = Series(form="line", values=values, said=words)
    return Markup(draw(labels, [line], title=title, top=100))  # noqa: S704 - draw escapes every text
