"""The plans that an office can begin with: examples that read like real offices, by name."""

from dataclasses import dataclass
from typing import Final

from roles.sentence import Sentence


@dataclass(frozen=True, kw_only=True, slots=True)
class Template:
    """One plan to begin with: the example's name, what it is called, and for whom it is."""

    id: str
    title: Sentence
    says: Sentence


TEMPLATES: Final = (
    Template(
        id="no-guard",
        title=Sentence("A small office without a guard"),
        says=Sentence("A handful of people on one floor; the neighbouring agency helps. In Norwegian."),
    ),
    Template(
        id="as",
        title=Sentence("An office with a guard"),
        says=Sentence("Reception, meeting rooms and a guard at the entrance. In Swedish and English."),
    ),
    Template(
        id="shifts",
        title=Sentence("An office that works in shifts"),
        says=Sentence("Rosters that take turns, and a guard at certain hours."),
    ),
)
