"""A duty in words, as cards, screens and telephones say it."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Duty:
    """A duty in one language: what to do first, what then, when it is done, and what never to do; "" is left out."""

    first: str
    then: str = ""
    done_when: str = ""
    never: str = ""
