"""A duty in words, in one language."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Duty:
    """A duty in one language: what to do first, what then, when it is done, and what never to do; "" is left out."""

    first: str
    then: str = ""
    done_when: str = ""
    never: str = ""
