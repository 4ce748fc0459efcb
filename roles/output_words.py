"""Sirens, lamps and locks in words, and what is compared of each."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from roles.diff_part import Side, Sides
from roles.output import Output
from roles.phrase import duration_in_words, flag_in_words, zone_in_words
from roles.plan import Plan
from roles.sentence import Sentence
from roles.term import word_said

KIND_WORDS: Final[Mapping[str, Sentence]] = MappingProxyType(
    {"siren": Sentence("siren"), "lamp": Sentence("lamp"), "door": Sentence("door lock")}
)


def output_in_words(plan: Plan, output: Output) -> Sentence:
    """Return what an output is, where, and for how long a step switches it on."""
    return Sentence(
        "%(kind)s %(name)s in %(zone)s, on for %(time)s",
        kind=word_said(output.kind, KIND_WORDS),
        name=output.name,
        zone=zone_in_words(plan, output.zone),
        time=duration_in_words(output.on_for),
    )


def output_sides(plan: Plan, one: Output, _: str | None) -> Sides:
    """Return what is compared of an output."""
    return {
        "name": Side(one.name, one.name),
        "kind": Side(one.kind, word_said(one.kind, KIND_WORDS)),
        "zone": Side(one.zone, zone_in_words(plan, one.zone)),
        **({"door": Side(one.door, one.door)} if one.door is not None else {}),
        "for": Side(one.on_for, duration_in_words(one.on_for)),
        "opens_from_inside": Side(one.opens_from_inside, flag_in_words(one.opens_from_inside)),
        "in_drills": Side(one.in_drills, flag_in_words(one.in_drills)),
    }
