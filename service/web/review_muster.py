"""The muster in the review: who was counted, what was said of whom, who was called for, and how it ended. Pure."""

from collections.abc import Iterable, Mapping
from typing import Final

from service.timeline.entry import Entry
from service.web.mark import N
from service.web.tongue import Tongue

MOST_NAMED: Final = 6
"""So many names stand in a sentence; of more only the number."""

_SENTENCES: Final[Mapping[str, str]] = {
    "MusterBegun plan": N("Muster begun by the plan: %(count)s people expected"),
    "MusterBegun asked": N("Muster begun by %(by)s: %(count)s people expected"),
    "PeopleAccounted safe": N("Safe: %(people)s"),
    "PeopleAccounted needs_help": N("Needs help: %(people)s"),
    "PeopleAccounted unaccounted": N("Taken back, unaccounted for again: %(people)s"),
    "PeopleAccounted kept": N("Said to be safe, and still counted as needing help: %(people)s"),
    "VisitorsCounted": N("%(count)s visitors counted: %(place)s"),
    "UnaccountedCalled": N("Called for, unaccounted: %(people)s"),
    "UnaccountedCalled help": N("Called for those who need help: %(people)s"),
    "MusterEnded all": N("Muster over: everybody is accounted for"),
    "MusterEnded": N("Muster over with somebody missing or in need: %(people)s"),
}
_EVENTS: Final = frozenset(key.split(" ", 1)[0] for key in _SENTENCES)


def is_of_muster(entry: Entry) -> bool:
    """Say whether an entry tells something of the muster."""
    return entry.event in _EVENTS


def is_muster_trouble(entry: Entry) -> bool:
    """Say whether somebody was missing or needed help, for all that is known."""
    facts = entry.facts
    if entry.event == "PeopleAccounted":
        return facts["state"] == "needs_help" or bool(facts["kept"])
    return entry.event == "UnaccountedCalled" or (entry.event == "MusterEnded" and bool(_left(entry)))


def muster_words(entry: Entry, tongue: Tongue) -> str:
    """Say one step in a sentence."""
    facts, people = entry.facts, [*entry.facts.get("people", ())]
    key = entry.event
    match entry.event:
        case "MusterBegun":
            key = f"{key} {facts['because']}"
        case "PeopleAccounted":
            key = f"{key} {facts['state'] if people else 'kept'}"
            people = people or [*facts["kept"]]
        case "UnaccountedCalled" if not people:
            key, people = f"{key} help", [*facts["needs_help"]]
        case "MusterEnded":
            people = _left(entry)
            key = key if people else f"{key} all"
        case _:
            pass
    args = {
        "by": tongue.who(facts.get("by")),
        "people": _names(people, tongue),
        "place": tongue.place(facts.get("zone")),
    }
    return tongue.t(_SENTENCES[key], **args, count=facts.get("count", len(people)))


def _left(entry: Entry) -> list[str]:
    return [*entry.facts["people"], *entry.facts["needs_help"]]


def _names(people: Iterable[str], tongue: Tongue) -> str:
    named = [tongue.who(key) for key in people]
    if len(named) <= MOST_NAMED:
        return ", ".join(named)
    return tongue.t("%(names)s and %(count)s more", names=", ".join(named[:MOST_NAMED]), count=len(named) - MOST_NAMED)
