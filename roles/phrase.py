"""Pieces of a plan in words, as `explain`, `diff` and the gaps write them: sentences, said whole by who shows them.

Titles are taken in a language; where none is asked for, or the plan has none in it, in the office's first one.
"""

from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta
from typing import Final, assert_never

from roles.hours import Hours
from roles.level import RaisedBy
from roles.plan import (
    EVERYBODY,
    All,
    Condition,
    Holders,
    LastResort,
    Listed,
    Nearest,
    Plan,
    Police,
    Response,
    Step,
    Texts,
    Walk,
)
from roles.sentence import AND, N_, OR, SEMICOLON, Sentence, joined
from roles.term import ALARM_WORDS, day_said, minute_said, seconds_said, word_said


def duration_in_words(time: timedelta) -> Sentence:
    """Return a duration in seconds."""
    return Sentence("%(seconds)s s", seconds=seconds_said(time))


def walk_in_words(plan: Plan, walk: Walk) -> Sentence:
    """Return how long a walk takes, and through which door it leads."""
    time, known = duration_in_words(walk.time), plan.doors.get(walk.door or "")
    door = known.name if known else walk.door
    return Sentence("%(time)s through %(door)s", time=time, door=door) if door else time


def hours_in_words(periods: tuple[Hours, ...]) -> str:
    """Return the periods of one day; nothing when there are none."""
    return joined(
        [Sentence("%(start)s–%(until)s", start=minute_said(one.start), until=_end_said(one.until)) for one in periods]
    )


def _end_said(until: time) -> Sentence | str:
    """Return when a period ends; midnight is the end of its day, not the beginning."""
    return minute_said(until) if until != time() else "24:00"


def weekday_in_words(day: int) -> Sentence:
    """Return a weekday as short as a table has it; 0 is Monday."""
    return _WEEKDAYS[day]


def week_in_words(week: Mapping[int, tuple[Hours, ...]]) -> str:
    """Return the hours of a week, days without any left out."""
    days = [
        Sentence("%(weekday)s %(hours)s", weekday=weekday_in_words(day), hours=hours_in_words(periods))
        for day, periods in sorted(week.items())
        if periods
    ]
    return joined(days, SEMICOLON) or Sentence("never")


def dates_in_words(days: Mapping[date, tuple[Hours, ...]]) -> Mapping[str, str]:
    """Return dated shifts month by month, days off included: month to words."""
    months: dict[str, list[Sentence]] = {}
    for day, periods in sorted(days.items()):
        hours = hours_in_words(periods) or Sentence("no shift")
        told = Sentence("%(day)s: %(hours)s", day=day_said(day), hours=hours)
        months.setdefault(f"{day.year}-{day.month:02}", []).append(told)
    return {month: joined(told, SEMICOLON) for month, told in months.items()}


def text_of(plan: Plan, texts: Texts, *, language: str | None = None) -> str:
    """Return a text in a language, or else in the first of the office's that has it."""
    return next((texts[one] for one in (language, *plan.languages) if one is not None and texts.get(one)), "")


def role_in_words(plan: Plan, id_: str, *, language: str | None = None) -> str:
    """Return a role's title, or its id when the plan has no words for it."""
    if id_ == EVERYBODY:
        return Sentence("everybody")
    return (text_of(plan, plan.roles[id_].title, language=language) if id_ in plan.roles else "") or id_


def roles_in_words(plan: Plan, ids: Iterable[str], *, language: str | None = None) -> str:
    """Return the titles of several roles."""
    return joined([role_in_words(plan, id_, language=language) for id_ in ids])


def names_of(plan: Plan, ids: Iterable[str]) -> str:
    """Return the names of people and contacts."""
    return ", ".join(plan.name_of(who) for who in ids) or Sentence("nobody")


def kind_in_words(plan: Plan, response: Response, *, language: str | None = None) -> str:
    """Return what a kind of alarm is called."""
    return text_of(plan, response.title, language=language) or word_said(response.kind, ALARM_WORDS)


def kinds_in_words(plan: Plan, kind: str, *, language: str | None = None) -> str:
    """Return what a kind of alarm is called that may have no response of its own."""
    known = plan.responses.get(kind)
    return kind_in_words(plan, known, language=language) if known else word_said(kind, ALARM_WORDS)


def zone_in_words(plan: Plan, zone: str | None) -> str:
    """Return a zone's name."""
    known = plan.zones.get(zone or "")
    return known.name if known else Sentence("no zone")


def flag_in_words(flag: bool) -> Sentence:
    """Return yes or no."""
    return Sentence("yes") if flag else Sentence("no")


def holders_in_words(plan: Plan, holders: Holders) -> str:
    """Return who holds a role."""
    match holders:
        case Listed(ids=ids):
            return names_of(plan, ids)
        case Nearest(within=within, training=training):
            time = None if within is None else duration_in_words(within)
            near = Sentence("the nearest") if time is None else Sentence("the nearest within %(time)s", time=time)
            if not training:
                return near
            return Sentence("%(nearest)s trained in %(training)s", nearest=near, training=joined(training))
        case All():
            return Sentence("everybody")
        case _:
            assert_never(holders)


def condition_in_words(condition: Condition) -> str:
    """Return how many must have answered, or pressed."""
    return joined(
        [
            Sentence(words[0 if count == 1 else 1], count=count)
            for words, count in (
                (_ACCEPTED, condition.accepted),
                (_ARRIVED, condition.arrived),
                (_PRESSED, condition.pressers),
            )
            if count
        ],
        AND,
    )


def step_in_words(plan: Plan, step: Step, *, language: str | None = None) -> Sentence:
    """Return when a step comes, whom it calls, and what it switches on."""
    called = _called(plan, step, language=language)
    if not step.switch:
        return called
    names = joined([plan.outputs[id_].name if id_ in plan.outputs else id_ for id_ in step.switch])
    return Sentence("%(called)s; switch on %(outputs)s", called=called, outputs=names)


def _called(plan: Plan, step: Step, *, language: str | None) -> Sentence:
    after, roles = duration_in_words(step.after), roles_in_words(plan, step.call, language=language)
    only_if = condition_in_words(step.only_if) if step.only_if else ""
    unless = condition_in_words(step.unless) if step.unless else ""
    if only_if and unless:
        return Sentence(
            "after %(time)s, if %(only_if)s, unless %(condition)s: call %(roles)s",
            time=after,
            only_if=only_if,
            condition=unless,
            roles=roles,
        )
    if only_if:
        return Sentence("after %(time)s, if %(condition)s: call %(roles)s", time=after, condition=only_if, roles=roles)
    if not unless:
        return Sentence("after %(time)s: call %(roles)s", time=after, roles=roles)
    return Sentence("after %(time)s, unless %(condition)s: call %(roles)s", time=after, condition=unless, roles=roles)


def police_in_words(plan: Plan, police: Police, *, language: str | None = None) -> Sentence:
    """Return whom the rule for the police calls, and when."""
    when = joined([_POLICE_RULES.get(rule, rule) for rule in police.when], OR) or Sentence("never")
    roles = roles_in_words(plan, police.call, language=language)
    return Sentence("call %(roles)s when %(when)s", roles=roles, when=when)


def raised_by_in_words(plan: Plan, rule: RaisedBy, *, language: str | None = None) -> str:
    """Return which presses raise an alarm, and to what."""
    told = (
        Sentence(words, kind=kinds_in_words(plan, kind, language=language))
        for words, kind in ((_FURTHER_PRESS, rule.further_press), (_OTHER_PRESSER, rule.other_presser))
        if kind is not None
    )
    return joined(list(told), SEMICOLON) or Sentence("nothing")


def last_resort_in_words(plan: Plan, resort: LastResort, number: str) -> str:
    """Return whom the screens tell to call, and the number."""
    return f"{f'{plan.name_of(resort.contact)}, ' if resort.contact else ''}{number}"


_ACCEPTED = (N_("%(count)s has accepted"), N_("%(count)s have accepted"))
_ARRIVED = (N_("%(count)s has arrived"), N_("%(count)s have arrived"))
_PRESSED = (N_("%(count)s has pressed"), N_("%(count)s have pressed"))
_FURTHER_PRESS: Final = N_("another press makes it %(kind)s")
_OTHER_PRESSER: Final = N_("a press by somebody else makes it %(kind)s")
_POLICE_RULES: Final[Mapping[str, str]] = {
    "two_pressers": Sentence("two different people have pressed"),
    "responder": Sentence("somebody who is called asks for them"),
    "lead": Sentence("the lead asks for them"),
}
_WEEKDAYS = (
    Sentence("mon"),
    Sentence("tue"),
    Sentence("wed"),
    Sentence("thu"),
    Sentence("fri"),
    Sentence("sat"),
    Sentence("sun"),
)
