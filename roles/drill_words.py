"""A scenario in words: what is drilled, and what whoever leads the drill does for it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from roles.drill import DrillScenario, Hour, Twist
from roles.phrase import kinds_in_words, zone_in_words
from roles.plan import Plan
from roles.sentence import Sentence

TWIST_WORDS: Final[Mapping[Twist, Sentence]] = MappingProxyType(
    {
        "none": Sentence("everything works"),
        "first_silent": Sentence("the first colleague does not answer"),
        "lead_away": Sentence("the lead is away"),
        "gateway_silent": Sentence("no worn button is heard"),
    }
)
HOUR_WORDS: Final[Mapping[Hour, Sentence]] = MappingProxyType(
    {
        "opening": Sentence("soon after opening"),
        "midday": Sentence("in the middle of the day"),
        "closing": Sentence("shortly before closing"),
    }
)
BEFORE: Final[Mapping[Twist, Sentence]] = MappingProxyType(
    {
        "none": Sentence("Nothing to prepare: everybody does what they would do."),
        "first_silent": Sentence("Ask whoever is called first, quietly, not to answer."),
        "lead_away": Sentence("Ask the lead, quietly, to stay out of it."),
        "gateway_silent": Sentence("Nobody uses a worn button: whoever plays the presser presses on the phone."),
    }
)
"""What whoever leads the drill does before it begins."""


def scenario_in_words(plan: Plan, scenario: DrillScenario, *, language: str | None = None) -> Sentence:
    """Return a scenario on one line."""
    return Sentence(
        "%(kind)s in %(zone)s, %(hour)s: %(twist)s",
        kind=kinds_in_words(plan, scenario.kind, language=language),
        zone=zone_in_words(plan, scenario.zone),
        hour=HOUR_WORDS[scenario.hour],
        twist=TWIST_WORDS[scenario.twist],
    )
