"""MQTT topic filters against each other (MQTT 3.1.1, section 4.7): so that no message is asked for twice."""

import re
from collections.abc import Callable, Iterable


def covers(wide: str, narrow: str) -> bool:
    """Say whether every topic of the narrow filter is one of the wide filter too."""
    outer, inner = wide.split("/"), narrow.split("/")
    if inner[0].startswith("$") and outer[0] in {"+", "#"}:
        return False  # [MQTT-4.7.2-1]
    for place, level in enumerate(outer):
        if level == "#":
            return True
        if place >= len(inner) or inner[place] == "#" or level not in {"+", inner[place]}:
            return False
    return len(outer) == len(inner)


def overlap(one: str, other: str) -> bool:
    """Say whether any topic belongs to both filters."""
    left, right = one.split("/"), other.split("/")
    for mine, theirs in ((left, right), (right, left)):
        if theirs[0].startswith("$") and mine[0] in {"+", "#"}:
            return False
    for place in range(max(len(left), len(right))):
        here = left[place] if place < len(left) else None
        there = right[place] if place < len(right) else None
        if "#" in {here, there}:  # also the level above it
            return True
        if here is None or there is None or not (here == there or "+" in {here, there}):
            return False
    return True


def without_covered(filters: Iterable[str], beside: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the filters that no other one covers, in order; `beside` are filters that somebody else asks for."""
    asked = tuple(dict.fromkeys(filters))
    others = tuple(beside)
    return tuple(
        one
        for place, one in enumerate(asked)
        if not any(covers(other, one) for other in others)
        # Of two that cover each other (they are the same but for how they are written) the first stays.
        and not any(
            covers(other, one) and (other_place < place or not covers(one, other))
            for other_place, other in enumerate(asked)
            if other_place != place
        )
    )


def matching(filters: Iterable[str]) -> Callable[[str], bool]:
    """Return what says whether a topic is one of any of the filters, in one look; made once for many topics."""
    asked = tuple(filters)
    if not asked:
        return lambda _topic: False
    found = re.compile("|".join(_expression(one) for one in asked), re.DOTALL).fullmatch
    return lambda topic: found(topic) is not None


def _expression(topic_filter: str) -> str:
    levels = topic_filter.split("/")
    rest = levels[-1] == "#"
    named = ["[^/]*" if level == "+" else re.escape(level) for level in (levels[:-1] if rest else levels)]
    first = r"(?!\$)" if levels[0] in {"+", "#"} else ""  # [MQTT-4.7.2-1]
    if not named:
        return f"{first}.*"
    return f"{first}{'/'.join(named)}{'(?:/.*)?' if rest else ''}"
