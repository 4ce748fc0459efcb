"""Aftercare: what is done for whoever pressed, in the first hour, on the next day and after a week. Pure."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from roles.sentence import Sentence


class Task(StrEnum):
    """One task of aftercare."""

    FIRST_HOUR = "first_hour"
    NEXT_DAY = "next_day"
    AFTER_A_WEEK = "after_a_week"


WITHIN: Final[Mapping[Task, timedelta]] = MappingProxyType(
    {Task.FIRST_HOUR: timedelta(hours=1), Task.NEXT_DAY: timedelta(days=1), Task.AFTER_A_WEEK: timedelta(days=7)}
)
"""By when each is to be done, from the end of the alarm."""

WORDS: Final[Mapping[Task, Sentence]] = MappingProxyType(
    {
        Task.FIRST_HOUR: Sentence("Sit down with whoever was there. See to it that nobody goes home alone."),
        Task.NEXT_DAY: Sentence("Ask how she is today, and what she needs to work here. Say what happens next."),
        Task.AFTER_A_WEEK: Sentence("Ask again how she is. Say what came of her report."),
    }
)
"""What each asks for."""
