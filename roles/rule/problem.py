"""What a rule is and what it yields."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from roles.notes import Path
from roles.plan import Plan, Severity
from roles.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing a rule found: where in the document, what, and what to do."""

    path: Path
    message: Sentence
    remedy: Sentence


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """What a rule looks at: a plan, and today's date where it is known."""

    plan: Plan
    today: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """One rule: its code, how grave breaking it is, and the function that finds where it is broken."""

    code: str
    severity: Severity
    find: Callable[[Subject], Iterator[Problem]]

    @property
    def explanation(self) -> Sentence:
        """Return what the rule asks for and why, as the user reads it; the docstring is the message id."""
        told = " ".join((self.find.__doc__ or "").split())
        return Sentence(told)


def seconds(time: timedelta) -> int:
    """Return a duration in whole seconds, to be put into a sentence."""
    return round(time.total_seconds())
