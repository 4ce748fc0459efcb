"""Gaps in words, as one sentence each that can be said in every language."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final
from zoneinfo import ZoneInfo

from roles.calendar import Period
from roles.coverage import Gap
from roles.phrase import role_in_words
from roles.plan import Plan
from roles.roster import Reason
from roles.route_words import routes_in_words
from roles.sentence import AND, COMMA, N_, OR, Sentence, Translate, joined
from roles.term import long_day_said, weekday_said

SENTENCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "gap": N_("%(when)s: %(what)s %(who)s %(where)s, because %(why)s."),
        "gap_nowhere": N_("%(when)s: %(what)s %(who)s, because %(why)s."),
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
        "once_more": N_("%(first)s (and once more on %(last)s)"),
        "again": N_("%(first)s (and %(count)s times more, the last on %(last)s)"),
        "more": N_("%(count)s more"),
    }
)

CAUSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "off_duty": N_("%(person)s is not on duty"),
        "off_duty_many": N_("%(people)s are not on duty"),
        "does_not_go_in": N_("%(person)s does not go in"),
        "does_not_go_in_many": N_("%(people)s do not go in"),
        "route_down": N_("%(person)s is reached by %(ways)s only, and nothing goes out on it"),
        "has_role": N_("%(person)s is needed for %(role)s"),
        "nobody_else_named": N_("the plan names nobody else for it"),
        "nobody_named": N_("the plan names nobody for it"),
        "only_so_many": N_("only %(count)s could be called"),
        "only_so_many_near": N_("only %(count)s are within %(seconds)s seconds on foot"),
        "only_so_many_trained": N_("only %(count)s with the training could be called"),
        "only_so_many_near_trained": N_("only %(count)s with the training are within %(seconds)s seconds on foot"),
        "only_so_many_none": N_("nobody could be called"),
        "only_so_many_near_none": N_("nobody is within %(seconds)s seconds on foot"),
        "only_so_many_trained_none": N_("nobody with the training could be called"),
        "only_so_many_near_trained_none": N_("nobody with the training is within %(seconds)s seconds on foot"),
        "in_other_roles": N_("%(count)s of them are needed in other roles"),
        "nobody_else_there": N_("nobody else is there"),
        "not_every_way_tried": N_("not every way of sharing the roles could be tried"),
    }
)
"""Why a role stays short; clauses that follow “because”, in the order of words that follows it in each language."""

WEEKDAYS: Final = tuple(map(weekday_said, range(7)))

MOST_NAMED: Final = 4
"""So many names or zones stand in one sentence; the rest are counted."""


def say_gap(plan: Plan, gap: Gap, *, language: str = "en", translate: Translate = str) -> str:
    """Return a gap as one sentence, in the office's local time."""
    told = gap_in_words(plan, gap, language=language).said(translate)
    return told[:1].upper() + told[1:]


def gap_in_words(plan: Plan, gap: Gap, *, language: str = "en") -> Sentence:
    """Return a gap as a sentence, with the roles' titles in a language."""
    what = "nobody" if gap.missing >= gap.needed else "too_few"
    who = "presser" if gap.pressers else "whoever"
    where = _where(plan, gap.zones)
    return _put(
        "gap" if where else "gap_nowhere",
        when=when_in_words(plan, gap.periods),
        what=_put(
            what,
            role=role_in_words(plan, gap.role, language=language),
            missing=gap.missing,
            needed=gap.needed,
        ),
        who=_put(
            f"{who}_away" if gap.away else who,
            away=plan.name_of(gap.away or ""),
            pressers=_joined([plan.name_of(one) for one in gap.pressers], OR),
        ),
        where=where,
        why=_joined(list(_causes(plan, gap.because, language)), AND),
    )


def say_when(plan: Plan, periods: tuple[Period, ...], *, translate: Translate = str) -> str:
    """Return periods in words: the first one, and how many times more."""
    return when_in_words(plan, periods).said(translate)


def when_in_words(plan: Plan, periods: tuple[Period, ...]) -> Sentence:
    """Return periods as a sentence, in the office's local time."""
    zone = ZoneInfo(plan.time_zone)
    start, until = periods[0].start_at.astimezone(zone), periods[0].until_at.astimezone(zone)
    first = _put(
        "on",
        weekday=weekday_said(start.weekday()),
        day=start.day,
        month=start.month,
        start=_clock(start),
        until=_clock(until),
    )
    if len(periods) == 1:
        return first
    last = long_day_said(periods[-1].start_at.astimezone(zone).date())
    again = "once_more" if len(periods) == 2 else "again"
    return _put(again, first=first, count=len(periods) - 1, last=last)


def _where(plan: Plan, zones: tuple[str, ...]) -> str:
    if len(zones) == len(plan.zones):
        return _put("everywhere") if zones else ""
    names = [plan.zones[zone].name for zone in zones]
    if len(names) > MOST_NAMED:
        listed = joined(names[: MOST_NAMED - 1])
        return _put("many_zones", zones=listed, count=len(names) - MOST_NAMED + 1)
    return _put("zones", zones=_joined(names, OR))


def _causes(plan: Plan, because: tuple[Reason, ...], language: str) -> Iterator[Sentence]:
    """Yield each cause as a clause; those for which several people have the same one are told together."""
    people: dict[str, list[str]] = {}
    for reason in because:
        if f"{reason.code}_many" in CAUSES:
            people.setdefault(reason.code, []).append(plan.name_of(str(reason.args["person"])))
    for code, names in people.items():
        if len(names) > 1:
            yield Sentence(CAUSES[f"{code}_many"], people=_joined(names, AND))
    for reason in because:
        if len(people.get(reason.code, ())) > 1:
            continue
        args = dict(reason.args)
        if "person" in args:
            args["person"] = plan.name_of(str(args["person"]))
        if "ways" in args:
            args["ways"] = routes_in_words(str(args["ways"]).split())
        if "role" in args:
            args["role"] = role_in_words(plan, str(args["role"]), language=language)
        code = f"{reason.code}_none" if args.get("count") == 0 else reason.code
        yield Sentence(CAUSES.get(code, code), **args)


def _joined(names: list[str] | list[Sentence], last: str) -> str:
    """Return names as a sentence lists them: “Anna, Bo or Eva”."""
    parts: list[str] = [*names]
    if len(parts) > MOST_NAMED:
        parts = [*parts[: MOST_NAMED - 1], _put("more", count=len(parts) - MOST_NAMED + 1)]
    return joined(parts, COMMA, last)


def _put(key: str, /, **args: str | int) -> Sentence:
    return Sentence(SENTENCES[key], **args)


def _clock(at: datetime) -> str:
    return f"{at:%H.%M}"
