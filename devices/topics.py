"""The native MQTT topics (version 1 of the contract): made, read and matched."""

import re
from dataclasses import dataclass
from typing import Literal, get_args

from devices.bounded import bounded

ROOT = "trygg/v1"
SERVICE = "service"
"""The level that no office may have as its slug: Trygg's own nodes speak below it."""

Leaf = Literal["press", "status", "telemetry", "feedback", "set", "state"]
LEAVES: frozenset[str] = frozenset(get_args(Leaf))
_LEAVES: dict[str, Leaf] = {leaf: leaf for leaf in get_args(Leaf)}
_BEGINS = f"{ROOT}/"

_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")


@dataclass(frozen=True, kw_only=True, slots=True)
class NativeTopic:
    """The topic of one device; `office` and `device` are bounded, and slugs only where `is_slug` says so."""

    office: str
    device: str
    leaf: Leaf


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceTopic:
    """The status topic of one of Trygg's own nodes."""

    node: str


def is_slug(text: str) -> bool:
    """Say whether the text can name an office or a device: 1 to 63 of a-z, 0-9, `_`, `-`, beginning with no mark."""
    return _SLUG.fullmatch(text) is not None


def topic_of(office: str, device: str, leaf: Leaf) -> str:
    """Return a device's native topic; ValueError where a name would change the topic's shape."""
    return f"{ROOT}/{_level(office)}/{_level(device)}/{leaf}"


def service_status(node: str) -> str:
    """Return the topic on which a node says that it is online; ValueError as in `topic_of`."""
    return f"{ROOT}/{SERVICE}/{_level(node)}/status"


def canary_topic(node: str) -> str:
    """Return the topic on which a node presses to itself, to prove its own path; ValueError as in `topic_of`."""
    return f"{ROOT}/{SERVICE}/{_level(node)}/canary"


def read_topic(topic: str) -> NativeTopic | ServiceTopic | None:
    """Return what a native topic names, or None where the topic has not the native shape.

    Names need not be slugs: whoever presses under a misspelt office has pressed all the same.
    """
    if not topic.startswith(_BEGINS):
        return None
    levels = topic[len(_BEGINS) :].split("/")
    if len(levels) != 3:
        return None
    office, device, leaf = levels
    if office == SERVICE and leaf == "status":
        return ServiceTopic(node=bounded(device))
    named = _LEAVES.get(leaf)
    return None if named is None else NativeTopic(office=bounded(office), device=bounded(device), leaf=named)


def matches(topic_filter: str, topic: str) -> bool:
    """Say whether an MQTT topic filter covers a topic (MQTT 3.1.1, section 4.7)."""
    wanted, levels = topic_filter.split("/"), topic.split("/")
    if levels[0].startswith("$") and wanted[0] in {"+", "#"}:
        return False  # [MQTT-4.7.2-1]
    for place, level in enumerate(wanted):
        if level == "#":
            return True  # also the parent level: "a/#" covers "a" (4.7.1.2)
        if place >= len(levels) or level not in {"+", levels[place]}:
            return False
    return len(wanted) == len(levels)


def _level(name: str) -> str:
    if any(mark in name for mark in "/+#\0"):
        raise ValueError(f"{name!r} cannot be one level of an MQTT topic: take out '/', '+', '#' and NUL")
    return name
