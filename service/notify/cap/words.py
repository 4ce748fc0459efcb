"""The few words of CAP documents that are Trygg's own: what kind of alarm it is, and that something is none."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

LANGUAGES: Final = MappingProxyType({"sv": "sv-SE", "nb": "nb-NO", "en": "en-GB"})

EVENTS: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "emergency": {"sv": "Överfallslarm", "nb": "Overfallsalarm", "en": "Panic alarm"},
        "assist": {"sv": "Assistanslarm", "nb": "Assistansealarm", "en": "Call for assistance"},
        "medical": {
            "sv": "Någon är sjuk eller skadad",
            "nb": "Noen er syk eller skadet",
            "en": "Somebody is ill or hurt",
        },
        "observe": {
            "sv": "Någon håller ett öga på ett möte",
            "nb": "Noen holder øye med et møte",
            "en": "A meeting is watched",
        },
        "self_test": {"sv": "Prov av larmvägen", "nb": "Prøve av alarmveien", "en": "Test of the route"},
    }
)
MARKED: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "Exercise": {
            "sv": "Övning: ingen ska rycka ut.",
            "nb": "Øvelse: ingen skal rykke ut.",
            "en": "Drill: nobody is to come.",
        },
        "Test": {
            "sv": "Prov: ingen ska rycka ut.",
            "nb": "Prøve: ingen skal rykke ut.",
            "en": "Test: nobody is to come.",
        },
    }
)


def said_in(words: Mapping[str, str], language: str) -> str:
    """Return the words in a language, or in English where Trygg does not speak it."""
    return words.get(language, words["en"])
