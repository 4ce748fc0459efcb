"""The closing of an office in the review: who answered which line, when it was looked at again, which locks let go."""

from collections.abc import Mapping
from typing import Final

from service.alarm.closed_office import ANSWER
from service.timeline.entry import Entry
from service.web.mark import N
from service.web.tongue import Tongue

_SENTENCES: Final[Mapping[str, str]] = {
    "ClosingBegun": N("The office closes: %(count)s lines to be answered"),
    "ClosingBegun next door": N("%(by)s closes"),
    "ItemAnswered received": N("%(by)s: received: %(line)s"),
    "ItemAnswered done": N("%(by)s: done: %(line)s"),
    "ItemAnswered cannot": N("%(by)s: cannot: %(line)s"),
    "ItemAnswered proven": N("Proven by the lock itself: %(line)s"),
    "LookAgainDue": N("Nobody has looked again in time: whoever leads is told"),
    "ClosingLookedAt": N("%(by)s has looked again: it goes on"),
    "ReturnDescribed": N("%(by)s says what whoever may come back looks like"),
    "OutputsReleased fire": N("Locks let go because of a fire: %(outputs)s"),
    "OutputsReleased behind": N("Locks let go because somebody may be behind them: %(outputs)s"),
    "OutputsReleased asked": N("Locks let go by %(by)s: %(outputs)s"),
}
_EVENTS: Final = frozenset(key.split(" ", 1)[0] for key in _SENTENCES)


def is_of_closing(entry: Entry) -> bool:
    """Say whether an entry tells something of a closing."""
    return entry.event in _EVENTS


def is_closing_trouble(entry: Entry) -> bool:
    """Say whether something of a closing was not done, or not in time."""
    return entry.event in ("LookAgainDue", "OutputsReleased") or (
        entry.event == "ItemAnswered" and entry.facts["answer"] == "cannot"
    )


def closing_words(entry: Entry, tongue: Tongue) -> str:
    """Say one step in a sentence."""
    facts, key = entry.facts, entry.event
    match entry.event:
        case "ItemAnswered":
            key = f"{key} proven" if facts["how"] == "output" else f"{key} {facts['answer']}"
        case "ClosingBegun" if "next_door" in facts:
            key = f"{key} next door"
        case "OutputsReleased":
            key = f"{key} {facts['because']}"
        case _:
            pass
    return tongue.t(
        _SENTENCES[key],
        by=tongue.who(facts.get("by") or entry.actor.who),
        line=_line(facts.get("item", ""), tongue),
        count=len(facts.get("items", ())),
        outputs=", ".join(tongue.output(one) for one in facts.get("outputs", ())),
    )


def _line(item: str, tongue: Tongue) -> str:
    """Say a line of the checklist: its words, and the door or the person that it is about."""
    if item == ANSWER:
        return tongue.t("the office next door")
    id_, _, about = item.partition("/")
    line = (tongue.facts.get("closing") or {}).get("lines", {}).get(id_)
    says = (line or {}).get("say", {})
    words = says.get(tongue.lang) or next(iter(says.values()), id_)
    door = tongue.facts.get("doors", {}).get(about)
    if not about:
        return str(words)
    return (
        f"{words} ({door['name']})" if door else tongue.who(about) if id_ in ("outside", "neighbours") else str(words)
    )
