"""Rules about single shifts and dates: what overlaps, what is long past, and what never begins."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from roles.calendar import is_closed
from roles.hours import Hours, Shifts
from roles.notes import Path
from roles.rule.problem import Problem, Subject
from roles.sentence import Sentence
from roles.word import shown

LONG_PAST: Final = timedelta(days=31)
"""How long a dated shift may stay in the plan after its day without being mentioned."""

_DAY_MINUTES: Final = 24 * 60


def overlapping_shifts(subject: Subject) -> Iterator[Problem]:
    """No shift of a roster overlaps another of the same day, or runs into the next day's: one of the two is wrong."""
    remedy = Sentence("Let the one end before the other begins, or write them as one.")
    for roster in subject.plan.rosters.values():
        for path, today, tomorrow in _days(roster):
            spans = sorted(_minutes(one) for one in today)
            until, clash = -1, None
            for start, end in spans:
                clash = clash or (_clock(start) if start < until else None)
                until = max(until, end)
            first = min((_minutes(one)[0] + _DAY_MINUTES for one in tomorrow), default=until)
            clash = clash or (_clock(first) if first < until else None)
            if clash:
                message = Sentence(
                    "Two shifts of the roster %(roster)s overlap at %(time)s.", roster=shown(roster.id), time=clash
                )
                yield Problem(path, message, remedy)


def long_past(subject: Subject) -> Iterator[Problem]:
    """Dated shifts that are more than a month past can go: nobody finds the coming ones among them."""
    today = subject.today
    if today is None:
        return
    for roster in subject.plan.rosters.values():
        past = sorted(day for day in roster.days if day < today - LONG_PAST)
        if past:
            message = Sentence(
                "%(count)s dated shifts of the roster %(roster)s are long past; the first is that of %(day)s.",
                count=len(past),
                roster=shown(roster.id),
                day=past[0].isoformat(),
            )
            remedy = Sentence("Remove those before %(day)s.", day=(today - LONG_PAST).isoformat())
            yield Problem(("rosters", roster.id, "days", past[0].isoformat()), message, remedy)


def none_to_come(subject: Subject) -> Iterator[Problem]:
    """A roster has a shift to come: when its last dated one is over, none of its people are called any more."""
    today = subject.today
    if today is None:
        return
    for roster in subject.plan.rosters.values():
        dated = [day for day, hours in roster.days.items() if hours]
        weekly = any(hours for week in roster.weeks for hours in week.values())
        if dated and not weekly and max(dated) < today:
            message = Sentence(
                "The last shift of the roster %(roster)s was on %(day)s: nobody of it is there any more.",
                roster=shown(roster.id),
                day=max(dated).isoformat(),
            )
            remedy = Sentence("Write the coming shifts, or bring them in with trygg plan roster import.")
            yield Problem(("rosters", roster.id), message, remedy)


def shift_on_closed_day(subject: Subject) -> Iterator[Problem]:
    """No dated shift stands on a day on which the office is closed: it would never begin."""
    for roster in subject.plan.rosters.values():
        for day, hours in roster.days.items():
            if hours and is_closed(subject.plan, day):
                message = Sentence("The office is closed on %(day)s, so this shift never begins.", day=day.isoformat())
                remedy = Sentence("Remove it, or write open_on_holidays: true where holidays are working days.")
                yield Problem(("rosters", roster.id, "days", day.isoformat()), message, remedy)


def _days(roster: Shifts) -> Iterator[tuple[Path, tuple[Hours, ...], tuple[Hours, ...]]]:
    """Yield the shifts of each day that the roster writes down, with those of the day after it."""
    for week in roster.weeks:
        for weekday, hours in week.items():
            is_last = weekday == 6 and len(roster.weeks) > 1  # the next week is another one
            yield ("rosters", roster.id), hours, () if is_last else week.get((weekday + 1) % 7, ())
    for day, hours in roster.days.items():
        path = ("rosters", roster.id, "days", day.isoformat())
        after = day + timedelta(days=1) if day < date.max else day
        yield path, hours, roster.hours_on(after)
        before = day - timedelta(days=1) if day > date.min else day
        if before not in roster.days:
            yield path, roster.hours_on(before), hours


def _minutes(one: Hours) -> tuple[int, int]:
    start, until = (time.hour * 60 + time.minute for time in (one.start, one.until))
    return start, until if until > start else until + _DAY_MINUTES


def _clock(minutes: int) -> str:
    return f"{minutes // 60 % 24:02}:{minutes % 60:02}"
