"""What became of sirens, lamps and locks, in the review: a sentence for each step. Pure."""

from collections.abc import Mapping
from typing import Final

from service.alarm.instant import parse_instant
from service.timeline.entry import Entry
from service.web.mark import N
from service.web.tongue import Tongue

_SENTENCES: Final[Mapping[str, str]] = {
    "OutputCommanded": N("%(output)s switched on, until %(until)s"),
    "OutputWithheld calm": N("%(output)s left off: not to be heard or seen where she is"),
    "OutputWithheld place_unknown": N("%(output)s left off: nobody knows where she is"),
    "OutputWithheld said_mistake": N("%(output)s left off since who pressed has said that it was a mistake"),
    "OutputWithheld drill": N("%(output)s left off in a drill"),
    "OutputConfirmed on": N("%(output)s is on: confirmed"),
    "OutputConfirmed off": N("%(output)s is off: confirmed"),
    "OutputFailed on": N("%(output)s was told to switch on %(tries)s times, and nothing proves that it is on"),
    "OutputFailed off": N("%(output)s was told to switch off %(tries)s times, and nothing proves that it is off"),
    "OutputFailed went_off": N("%(output)s was on, and twice went off by itself"),
    "OutputFailed cannot_confirm": N("%(output)s was told; it cannot say whether it did"),
    "OutputFailed not_enrolled": N("%(output)s could not be told: nobody has enrolled it"),
    "OutputFailed not_reached": N("%(output)s could not be told: its broker cannot be reached"),
}


_EVENTS: Final = frozenset(key.split(" ", 1)[0] for key in _SENTENCES)


def is_of_output(entry: Entry) -> bool:
    """Say whether an entry tells something of an output."""
    return entry.event in _EVENTS


def is_output_trouble(entry: Entry) -> bool:
    """Say whether an output did not do what it was told, for all that is known."""
    return entry.event == "OutputFailed" and entry.facts["reason"] != "cannot_confirm"


def output_words(entry: Entry, tongue: Tongue) -> str:
    """Say one step in a sentence."""
    facts = entry.facts
    why = facts.get("because") or facts.get("reason")
    state = "on" if facts.get("on") else "off"
    keys = (f"{entry.event} {why}", f"{entry.event} {state}", entry.event)
    sentence = next((_SENTENCES[key] for key in keys if key in _SENTENCES), entry.event)
    until = facts.get("until")
    return tongue.t(
        sentence,
        output=tongue.output(facts["output"]),
        until=tongue.second(parse_instant(until)) if until else "–",
        tries=facts.get("tries", 1),
    )
