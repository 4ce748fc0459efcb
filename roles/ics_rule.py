"""A recurrence rule (RFC 5545, 3.3.10) → the days it names, in a number of steps that is bounded whatever it says.

A shift begins on a day, at one time: rules that repeat within a day are refused, and so are the parts that no roster
program writes. What is left is asked period by period, so that a rule that never comes true ends like any other.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from roles.sentence import Sentence
from roles.word import shown

Freq = Literal["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]

WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_FREQS: Final[dict[str, Freq]] = {"DAILY": "DAILY", "WEEKLY": "WEEKLY", "MONTHLY": "MONTHLY", "YEARLY": "YEARLY"}
_KNOWN: Final = ("FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS", "WKST")
_BYDAY: Final = re.compile(r"([+-]?[0-9]{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,10}")


class RuleError(ValueError):
    """A rule cannot be read; `sentence` says why."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(slots=True)
class Budget:
    """How many days may still be looked at, for all the rules of a calendar together."""

    left: int

    def spend(self, days: int) -> bool:
        """Take some; False when there are no more."""
        self.left -= days
        return self.left >= 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """One rule: how often, how long, and which days of each period."""

    freq: Freq
    interval: int = 1
    count: int | None = None
    until: str | None = None
    by_day: tuple[tuple[int, int], ...] = ()
    by_month: tuple[int, ...] = ()
    by_month_day: tuple[int, ...] = ()
    by_position: tuple[int, ...] = ()
    week_start: int = 0


def read_rule(text: str) -> Rule:
    """Return the rule that a value describes.

    Raises:
        RuleError: it describes none, or one that names no days.
    """
    parts: dict[str, str] = {}
    for part in text.strip().upper().split(";"):
        name, _, value = part.partition("=")
        if not name and not value:
            continue
        if name not in _KNOWN:
            raise RuleError(Sentence("The rule says %(part)s, which is not read here.", part=shown(part)))
        if name in parts:
            raise RuleError(Sentence("The rule says %(part)s twice.", part=shown(name)))
        parts[name] = value
    freq = _FREQS.get(parts.get("FREQ", ""))
    if freq is None:
        said = shown(parts.get("FREQ", ""))
        raise RuleError(Sentence("A shift repeats by day, week, month or year, not %(freq)s.", freq=said))
    by_day = tuple(_day_of(word) for word in parts["BYDAY"].split(",")) if "BYDAY" in parts else ()
    if freq in {"DAILY", "WEEKLY"} and any(ordinal for ordinal, _ in by_day):
        raise RuleError(Sentence("Only a rule by month or year counts its weekdays."))
    if freq == "WEEKLY" and "BYMONTHDAY" in parts:
        raise RuleError(Sentence("A rule by week names no days of the month."))
    if "COUNT" in parts and "UNTIL" in parts:
        raise RuleError(Sentence("The rule says COUNT and UNTIL; only one of them can hold."))
    return Rule(
        freq=freq,
        interval=_number(parts.get("INTERVAL", "1"), 1, 10**10),
        count=_number(parts["COUNT"], 1, 10**10) if "COUNT" in parts else None,
        until=parts.get("UNTIL"),
        by_day=by_day,
        by_month=_numbers(parts, "BYMONTH", 12, signed=False),
        by_month_day=_numbers(parts, "BYMONTHDAY", 31),
        by_position=_numbers(parts, "BYSETPOS", 366),
        week_start=_day_of(parts.get("WKST", "MO"))[1],
    )


def days_of(rule: Rule, start: date, first: date, last: date, budget: Budget) -> Iterator[date]:
    """Yield the days of a rule that begins on `start`, from `first` to `last`; earlier ones are counted if it counts.

    It stops, and the budget is below zero, when too many days would have to be looked at.
    """
    found = 0
    # Without a count, periods that end before the first day asked for need not be looked at.
    for pool in _pools(rule, start, max(first, start) if rule.count is None else start, last):
        if not budget.spend(len(pool) + 1):
            return
        days = [day for day in pool if _fits(rule, day, start)]
        if rule.by_position:
            days = sorted({days[at] for at in _positions(rule.by_position, len(days))})
        for day in days:
            if day < start:
                continue
            if day > last or (rule.count is not None and found >= rule.count):
                return
            found += 1
            if day >= first:
                yield day
        if rule.count is not None and found >= rule.count:
            return


def _pools(rule: Rule, start: date, first: date, last: date) -> Iterator[list[date]]:
    """Yield all days of each period that the rule's interval leaves, from about the first day to the last."""
    step = rule.interval
    if rule.freq == "DAILY":
        number = (first - start).days // step * step
        while start.toordinal() + number <= last.toordinal():
            yield [start + timedelta(days=number)]
            number += step
    elif rule.freq == "WEEKLY":
        week = start.toordinal() - (start.weekday() - rule.week_start) % 7
        number = (first.toordinal() - week) // 7 // step * step
        while week + 7 * number <= last.toordinal():
            days = range(week + 7 * number, week + 7 * number + 7)
            yield [date.fromordinal(day) for day in days if 0 < day <= date.max.toordinal()]
            number += step
    elif rule.freq == "MONTHLY":
        begin = start.year * 12 + start.month - 1
        number = (first.year * 12 + first.month - 1 - begin) // step * step
        while begin + number <= last.year * 12 + last.month - 1:
            yield _month(*divmod(begin + number, 12))
            number += step
    else:
        number = (first.year - start.year) // step * step
        while start.year + number <= last.year:
            yield [day for month in range(12) for day in _month(start.year + number, month)]
            number += step


def _month(year: int, month: int) -> list[date]:
    return [date(year, month + 1, day + 1) for day in range(monthrange(year, month + 1)[1])]


def _fits(rule: Rule, day: date, start: date) -> bool:
    names_days = bool(rule.by_day or rule.by_month_day)
    months = rule.by_month or ((start.month,) if rule.freq == "YEARLY" and not names_days else ())
    if months and day.month not in months:
        return False
    in_month = rule.by_month_day or ((start.day,) if rule.freq in {"MONTHLY", "YEARLY"} and not names_days else ())
    if in_month and day.day not in in_month and day.day - monthrange(day.year, day.month)[1] - 1 not in in_month:
        return False
    if not names_days and rule.freq == "WEEKLY":
        return day.weekday() == start.weekday()
    by_month = rule.freq == "MONTHLY" or bool(rule.by_month)
    return not rule.by_day or any(_is_nth(day, ordinal, weekday, by_month) for ordinal, weekday in rule.by_day)


def _is_nth(day: date, ordinal: int, weekday: int, by_month: bool) -> bool:
    if day.weekday() != weekday or not ordinal:
        return day.weekday() == weekday
    length = monthrange(day.year, day.month)[1] if by_month else date(day.year, 12, 31).timetuple().tm_yday
    at = day.day if by_month else day.timetuple().tm_yday
    return ordinal == ((at - 1) // 7 + 1 if ordinal > 0 else -((length - at) // 7 + 1))


def _positions(wanted: tuple[int, ...], length: int) -> Iterator[int]:
    for one in wanted:
        if 0 < abs(one) <= length:
            yield one - 1 if one > 0 else length + one


def _day_of(word: str) -> tuple[int, int]:
    match = _BYDAY.fullmatch(word.strip())
    if match is None or abs(int(match[1] or 1)) > 53 or int(match[1] or 1) == 0:
        raise RuleError(Sentence("%(word)s is no weekday of a rule.", word=shown(word)))
    return int(match[1] or 0), WEEKDAYS.index(match[2])


def _number(text: str, least: int, most: int) -> int:
    if _NUMBER.fullmatch(text) is None or not least <= int(text) <= most:
        raise RuleError(Sentence("The rule cannot say %(number)s here.", number=shown(text)))
    return int(text)


def _numbers(parts: dict[str, str], name: str, most: int, *, signed: bool = True) -> tuple[int, ...]:
    if name not in parts:
        return ()
    found = tuple(_number(word.strip(), -most if signed else 1, most) for word in parts[name].split(","))
    if 0 in found:
        raise RuleError(Sentence("The rule cannot say %(number)s here.", number=shown("0")))
    return found
