"""Gaps in words. The sentences are English message ids, as in `roles.reasons`: catalogues translate them."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from roles.calendar import Period
from roles.coverage import Gap
from roles.plan import EVERYBODY, Plan
from roles.roster import Reason
from roles.sentence import N_

Translate = Callable[[str], str]

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "gap": N_("%(when)s: %(what)s %(who)s %(where)s, because %(why)s."),
        # What is missing:
        "nobody": N_("nobody for %(role)s"),
        "too_few": N_("%(missing)s of %(needed)s missing for %(role)s"),
        # Who presses, and who is away:
        "whoever": N_("whoever presses"),
        "presser": N_("when %(pressers)s presses"),
        "whoever_away": N_("when %(away)s is away, whoever presses"),
        "presser_away": N_("when %(away)s is away and %(pressers)s presses"),
        # Where:
        "everywhere": N_("in any zone"),
        "zones": N_("in %(zones)s"),
        "many_zones": N_("in %(zones)s and %(count)s zones more"),
        # When:
        "on": N_("%(weekday)s %(day)s.%(month)s. %(start)s–%(until)s"),
        "again": N_("%(first)s (and %(count)s times more, the last on %(last)s)"),
        "or": N_("%(names)s or %(name)s"),
        "and": N_("%(names)s and %(name)s"),
        "more": N_("%(count)s more"),
    }
)

CAUSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "off_duty": N_("%(person)s is not on duty"),
        "off_duty_many": N_("%(people)s are not on duty"),
        "does_not_go_in": N_("%(person)s does not go in"),
        "does_not_go_in_many": N_("%(people)s do not go in"),
        "has_role": N_("%(person)s is needed for %(role)s"),
        "nobody_else_named": N_("the plan names nobody else for it"),
        "nobody_named": N_("the plan names nobody for it"),
        "only_so_many": N_("only %(count)s could be called"),
        "only_so_many_near": N_("only %(count)s are within %(seconds)s seconds on foot"),
        "in_other_roles": N_("%(count)s of them are needed in other roles"),
        "nobody_else_there": N_("nobody else is there"),
    }
)
"""Why a role stays short; clauses that follow “because”."""

WEEKDAYS: Final = (N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"))  # fmt: skip  # noqa: E501

MOST_NAMED: Final = 4
"""So many names or zones stand in one sentence; the rest are counted."""


def say_gap(plan: Plan, gap: Gap, *, language: str = "en", translate: Translate = str) -> str:
    """Return a gap as one sentence, in the office's local time."""
    role = _role(plan, gap.role, language)
    what = "nobody" if gap.missing >= gap.needed else "too_few"
    who = "presser" if gap.pressers else "whoever"
    pressers = _join("or", [plan.name_of(one) for one in gap.pressers], translate)
    parts = {
        "when": say_when(plan, gap.periods, translate=translate),
        "what": _put(translate(SENTENCES[what]), role=role, missing=gap.missing, needed=gap.needed),
        "who": _put(
            translate(SENTENCES[f"{who}_away" if gap.away else who]),
            away=plan.name_of(gap.away or ""),
            pressers=pressers,
        ),
        "where": _where(plan, gap.zones, translate),
        "why": _join("and", list(_causes(plan, gap.because, language, translate)), translate),
    }
    return " ".join(_put(translate(SENTENCES["gap"]), **parts).replace(" ,", ",").split())


def say_when(plan: Plan, periods: tuple[Period, ...], *, translate: Translate = str) -> str:
    """Return periods in words: the first one, and how many times more."""
    zone = ZoneInfo(plan.time_zone)
    first = periods[0]
    start, until = first.start_at.astimezone(zone), first.until_at.astimezone(zone)
    told = _put(
        translate(SENTENCES["on"]),
        weekday=translate(WEEKDAYS[start.weekday()]),
        day=start.day,
        month=start.month,
        start=f"{start:%H.%M}",
        until=f"{until:%H.%M}",
    )
    if len(periods) == 1:
        return told
    last = _day(periods[-1].start_at.astimezone(zone))
    return _put(translate(SENTENCES["again"]), first=told, count=len(periods) - 1, last=last)


def _where(plan: Plan, zones: tuple[str, ...], translate: Translate) -> str:
    if len(zones) == len(plan.zones):
        return translate(SENTENCES["everywhere"]) if zones else ""
    names = [plan.zones[zone].name for zone in zones]
    if len(names) > MOST_NAMED:
        listed = ", ".join(names[: MOST_NAMED - 1])
        return _put(translate(SENTENCES["many_zones"]), zones=listed, count=len(names) - MOST_NAMED + 1)
    return _put(translate(SENTENCES["zones"]), zones=_join("or", names, translate))


def _causes(plan: Plan, because: tuple[Reason, ...], language: str, translate: Translate) -> Iterator[str]:
    """Yield each cause as a clause; those for which several people have the same one are told together."""
    people: dict[str, list[str]] = {}
    for reason in because:
        if f"{reason.code}_many" in CAUSES:
            people.setdefault(reason.code, []).append(plan.name_of(str(reason.args["person"])))
    for code, names in people.items():
        if len(names) > 1:
            yield _put(translate(CAUSES[f"{code}_many"]), people=_join("and", names, translate))
    for reason in because:
        if len(people.get(reason.code, ())) > 1:
            continue
        args = dict(reason.args)
        if "person" in args:
            args["person"] = plan.name_of(str(args["person"]))
        if "role" in args:
            args["role"] = _role(plan, str(args["role"]), language)
        yield _put(translate(CAUSES.get(reason.code, reason.code)), **args)


def _role(plan: Plan, id_: str, language: str) -> str:
    """Return a role's title in a language, or in the first the office has it in."""
    if id_ == EVERYBODY or id_ not in plan.roles:
        return id_
    title = plan.roles[id_].title
    return title.get(language) or next((title[one] for one in plan.languages if title.get(one)), id_)


def _join(word: str, names: list[str], translate: Translate) -> str:
    """Return names as a sentence lists them: “Anna, Bo or Eva”."""
    if len(names) > MOST_NAMED:
        more = _put(translate(SENTENCES["more"]), count=len(names) - MOST_NAMED + 1)
        names = [*names[: MOST_NAMED - 1], more]
    if len(names) < 2:
        return "".join(names)
    return _put(translate(SENTENCES[word]), names=", ".join(names[:-1]), name=names[-1])


def _day(at: datetime) -> str:
    return f"{at.day}.{at.month}.{at.year}"


def _put(template: str, **args: str | int) -> str:
    for key, value in args.items():
        template = template.replace(f"%({key})s", str(value))
    return template
