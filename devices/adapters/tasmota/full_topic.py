"""Tasmota's FullTopic: where in a topic its prefix (stat, tele) and the device's own topic stand."""

from dataclasses import dataclass
from typing import Final

USUAL: Final = "%prefix%/%topic%"
_PREFIX: Final = "%prefix%"
_TOPIC: Final = "%topic%"


@dataclass(frozen=True, slots=True)
class FullTopic:
    """One FullTopic, level by level; other words between % signs stand for any one level."""

    levels: tuple[str, ...]

    @classmethod
    def parse(cls, text: str) -> "FullTopic | None":
        """Read a FullTopic as Tasmota has it, with or without a slash at its end; None where it cannot be one."""
        levels = tuple(text.strip("/").split("/"))
        is_plain = "" not in levels and not any(mark in text for mark in "+#")
        is_whole = levels.count(_PREFIX) == 1 and levels.count(_TOPIC) == 1
        return cls(levels) if is_plain and is_whole and levels[0] != "trygg" else None

    def filter(self, prefix: str, leaf: str) -> str:
        """Return the MQTT filter of every device's messages with this prefix and leaf."""
        named = (prefix if level == _PREFIX else "+" if _is_open(level) else level for level in self.levels)
        return "/".join((*named, leaf))

    def topic(self, prefix: str, device: str, leaf: str) -> str | None:
        """Return the topic of one device; None where its levels hold what only the device knows."""
        known = {_PREFIX: prefix, _TOPIC: device}
        named = [known.get(level, level) for level in self.levels]
        told = {prefix, device}
        return None if any(_is_open(level) and level not in told for level in named) else "/".join((*named, leaf))

    def split(self, topic: str) -> tuple[str, str, str] | None:
        """Return prefix, device and leaf of a topic; None where it has not this form."""
        *head, leaf = topic.split("/")
        if len(head) != len(self.levels):
            return None
        found = {_PREFIX: "", _TOPIC: ""}
        for wanted, level in zip(self.levels, head, strict=True):
            if wanted in found:
                found[wanted] = level
            elif not _is_open(wanted) and wanted != level:
                return None
        return (found[_PREFIX], found[_TOPIC], leaf) if all(found.values()) and leaf else None


def _is_open(level: str) -> bool:
    return level.startswith("%") and level.endswith("%")
