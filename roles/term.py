"""The document's fixed words, days and numbers as people say them: what a sentence is filled in with."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Final

from roles.sentence import Sentence

ZONE_KIND_WORDS: Final[Mapping[str, Sentence]] = MappingProxyType(
    {
        "street": Sentence("street"),
        "outside": Sentence("outside"),
        "sluice": Sentence("sluice"),
        "reception": Sentence("reception"),
        "waiting_room": Sentence("waiting room"),
        "meeting_room": Sentence("meeting room"),
        "counter": Sentence("counter"),
        "desk": Sentence("desk"),
        "corridor": Sentence("corridor"),
        "stairs": Sentence("stairs"),
        "staff_room": Sentence("staff room"),
        "safe_zone": Sentence("safe zone"),
        "retreat_room": Sentence("retreat room"),
        "muster_point": Sentence("muster point"),
    }
)
MANNER_WORDS: Final[Mapping[str, Sentence]] = MappingProxyType(
    {"silent": Sentence("silent"), "discreet": Sentence("discreet"), "audible": Sentence("audible")}
)
AUDIENCE_WORDS: Final[Mapping[str, Sentence]] = MappingProxyType(
    {
        "public": Sentence("the public"),
        "staff": Sentence("staff"),
        "security": Sentence("security"),
        "discreet": Sentence("discreet use"),
    }
)
REACH_WORDS: Final[Mapping[str, Sentence]] = MappingProxyType(
    {"staff": Sentence("the agency’s other staff"), "outside": Sentence("outside the agency")}
)
ROUTE_WORDS: Final[Mapping[str, Sentence]] = MappingProxyType(
    {
        "screen": Sentence("screen"),
        "push": Sentence("phone page"),
        "sms": Sentence("text message"),
        "voice": Sentence("telephone"),
        "email": Sentence("e-mail"),
        "webhook": Sentence("other system"),
        "alarm_centre": Sentence("alarm centre"),
        "cap": Sentence("alarm centre (CAP)"),
        "other": Sentence("other way"),
    }
)
_WEEKDAYS: Final = (
    Sentence("Monday"),
    Sentence("Tuesday"),
    Sentence("Wednesday"),
    Sentence("Thursday"),
    Sentence("Friday"),
    Sentence("Saturday"),
    Sentence("Sunday"),
)

ALARM_WORDS: Final[Mapping[str, Sentence]] = MappingProxyType(
    {
        "emergency": Sentence("emergency"),
        "assist": Sentence("assist"),
        "medical": Sentence("medical"),
        "observe": Sentence("observe"),
        "closing": Sentence("closing the office"),
        "neighbour": Sentence("a neighbour that closes"),
    }
)


def word_said(word: str, words: Mapping[str, Sentence]) -> str:
    """Return a fixed word of the document in words; one that nobody has words for stays as it is."""
    return words.get(word, word)


def weekday_said(day: int) -> Sentence:
    """Return a weekday's name; 0 is Monday."""
    return _WEEKDAYS[day]


def day_said(day: date) -> Sentence:
    """Return a date in numbers, as each language orders them."""
    return Sentence("%(year)s-%(month)s-%(day)s", year=day.year, month=f"{day.month:02}", day=f"{day.day:02}")


def long_day_said(day: date) -> Sentence:
    """Return a date as people write it, without noughts in front."""
    return Sentence("%(day)s.%(month)s.%(year)s", year=day.year, month=day.month, day=day.day)


def minute_said(at: datetime | time) -> Sentence:
    """Return a time of day."""
    return Sentence("%(hour)s:%(minute)s", hour=f"{at.hour:02}", minute=f"{at.minute:02}")


def seconds_said(time: timedelta) -> str:
    """Return a duration in seconds, with one decimal only where it needs it."""
    return decimal_said(time.total_seconds())


def decimal_said(number: float) -> str:
    """Return a number with at most one decimal, and none where it is whole."""
    whole, _, part = f"{number:.1f}".removesuffix(".0").partition(".")
    return Sentence("%(whole)s.%(part)s", whole=whole, part=part) if part else whole


def number_said(number: int) -> str:
    """Return a whole number, none below zero, with its thousands apart."""
    if number < 1000:
        return str(number)
    return Sentence("%(thousands)s,%(rest)s", thousands=number_said(number // 1000), rest=f"{number % 1000:03}")
