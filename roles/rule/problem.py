"""What a rule is and what it yields."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from roles.notes import Path
from roles.plan import Plan, Severity


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing a rule found: where in the document, what, and what to do."""

    path: Path
    message: str
    remedy: str


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
    def explanation(self) -> str:
        """Return what the rule asks for and why, as the user reads it."""
        return " ".join((self.find.__doc__ or "").split())
