"""What can have happened, in plain words, and how grave it was: what an office and an authority sort reports by.

The definitions are Trygg's own plain words for what Swedish and Norwegian offices ask about; no authority has approved
them. What has to be told to the authority without delay follows the Swedish Work Environment Act, chapter 3
section 3 a: a death, a severe injury, several hurt at once, a near miss with serious danger to life or health.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from roles.sentence import Sentence


class Class(StrEnum):
    """What somebody was exposed to; several can hold at once."""

    HARASSMENT = "harassment"
    THREAT = "threat"
    VIOLENCE = "violence"
    DAMAGE = "damage"
    IMPROPER_INFLUENCE = "improper_influence"
    OTHER = "other"
    MISTAKE = "mistake"


class Severity(StrEnum):
    """How grave it was."""

    NONE = "none"
    INJURY = "injury"
    SERIOUS_DANGER = "serious_danger"
    SEVERAL_HURT = "several_hurt"
    SEVERE_INJURY = "severe_injury"
    DEATH = "death"


class Aimed(StrEnum):
    """Whether the aim was to influence a decision, as the one who was exposed answers."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


NAMES: Final[Mapping[Class, Sentence]] = MappingProxyType(
    {
        Class.HARASSMENT: Sentence("Harassment"),
        Class.THREAT: Sentence("Threat"),
        Class.VIOLENCE: Sentence("Violence"),
        Class.DAMAGE: Sentence("Damage"),
        Class.IMPROPER_INFLUENCE: Sentence("Improper influence"),
        Class.OTHER: Sentence("Something else"),
        Class.MISTAKE: Sentence("Set off by mistake"),
    }
)

DEFINITIONS: Final[Mapping[Class, Sentence]] = MappingProxyType(
    {
        Class.HARASSMENT: Sentence("Insults, following, filming or messages that were meant to hurt or to frighten."),
        Class.THREAT: Sentence("Somebody said or showed that they would hurt somebody or break something."),
        Class.VIOLENCE: Sentence("Somebody was hit, pushed, held, spat at, or something was thrown at them."),
        Class.DAMAGE: Sentence("Something of the office or of somebody who works there was broken."),
        Class.IMPROPER_INFLUENCE: Sentence("Was the aim to influence my decision? Also an offer, not only a threat."),
        Class.OTHER: Sentence("None of the others; say it in your own words."),
        Class.MISTAKE: Sentence("Nothing had happened: the button was pressed by mistake."),
    }
)
"""What each means, in words that need no course."""

SEVERITIES: Final[Mapping[Severity, Sentence]] = MappingProxyType(
    {
        Severity.NONE: Sentence("Nobody was hurt, and nobody could have been hurt badly."),
        Severity.INJURY: Sentence("Somebody was hurt, but not severely."),
        Severity.SERIOUS_DANGER: Sentence("Nobody was hurt, but there was serious danger: a knife or a firearm."),
        Severity.SEVERAL_HURT: Sentence("Several people were hurt at once."),
        Severity.SEVERE_INJURY: Sentence("Somebody was severely hurt."),
        Severity.DEATH: Sentence("Somebody died."),
    }
)

AIM: Final = Sentence("Was the aim to influence my decision?")

SERIOUS: Final = frozenset({Severity.SERIOUS_DANGER, Severity.SEVERAL_HURT, Severity.SEVERE_INJURY, Severity.DEATH})
"""What the employer tells the authority without delay."""

DUTY: Final = Sentence(
    "This has to be told to the authority without delay. Trygg sends nothing: say here when it was done."
)
"""What is shown beside the clock of the duty."""


def is_serious(severity: Severity | None) -> bool:
    """Tell whether the authority has to be told without delay; what nobody has classified is not known to be."""
    return severity in SERIOUS
