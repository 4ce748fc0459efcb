"""What a value in a plan document can be: single values, lists, tables, and what each key is for."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from roles.word import SLUG


class Kind(Enum):
    """What a single value is."""

    TEXT = "text"
    TEXTS = "a text, or one for each language"
    NUMBER = "whole number"
    DURATION = "duration"
    EVERY = "how often"
    FLAG = "yes or no"
    DAY = "date"
    WEEK = "weekdays with their hours"
    DAYS = "dates with their hours"
    WALK = "two zones and the time between them"
    CORNER = "metres to the right and down"
    REASONS = "clauses with reasons"


@dataclass(frozen=True, slots=True)
class Word:
    """One of a few fixed words."""

    known: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Many:
    """A list; where one value is enough, it may stand without brackets."""

    of: "Value"


@dataclass(frozen=True, slots=True)
class Either:
    """One of several forms."""

    of: tuple["Value", ...]


@dataclass(frozen=True, slots=True)
class ByLanguage:
    """One value, which is in the first language, or a table with one for each."""

    of: "Value"


@dataclass(frozen=True, slots=True)
class ById:
    """A table whose keys are ids, or whatever else has this pattern."""

    of: "Form"
    key: str = SLUG.pattern


@dataclass(frozen=True, slots=True)
class Key:
    """What stands under a key, and what it is for."""

    value: "Value"
    says: str
    is_needed: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A table with fixed keys; `name` names it in the schema."""

    name: str
    keys: Mapping[str, Key]

    @property
    def known(self) -> tuple[str, ...]:
        """Return the keys it may have."""
        return tuple(self.keys)


Value = Kind | Word | Many | Either | ByLanguage | ById | Form
