"""What an office says its buttons' words mean: `gestures` in a document, for one device or (`*`) for all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from devices.reading import Reader
from devices.tree import Tree

ANY_DEVICE: Final = "*"
NO_PRESS: Final = "none"
"""What a document gives as the gesture of a word that is no press."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """By device, then by the word that it says: the gesture, or `none`."""

    words: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}), hash=False)

    def of(self, device: str, word: str) -> str | None:
        """Return the gesture (or `none`) that the document gives the word, None where it says nothing about it."""
        if not self.words:
            return None
        own = self.words.get(device, {}).get(word)
        return own if own is not None else self.words.get(ANY_DEVICE, {}).get(word)


def read_wording(reader: Reader, tree: Tree | None) -> Wording:
    """Read `gestures: {reception: {"off": none, brightness_move_up: long}}`."""
    words: dict[str, dict[str, str]] = {}
    if tree is not None:
        for device, entries in reader.entries(tree, "gestures", None):
            given = words.setdefault(str(device.value), {})
            for word, value in reader.entries(entries, f"the gestures of {device.value}", None):
                if (gesture := reader.optional_text(value, f"the gesture of {word.value}")) is not None:
                    given[str(word.value)] = gesture
    return Wording(words=words)
