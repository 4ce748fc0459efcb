"""Read on which channels of a mesh which words are presses."""

from collections.abc import Iterator, Mapping

from devices.adapters.meshtastic.adapter import CHANNELS, PRESETS, WORDS, MeshtasticAdapter
from devices.reading import Reader
from devices.topic_keys import read_base
from devices.tree import Leaf, Tree

KEYS: tuple[str, ...] = ("office", "base", "channels", "words", "answer_channel")


def read(reader: Reader, fields: Mapping[str, Tree]) -> MeshtasticAdapter:
    """Return the adapter that an entry of `listen` asks for."""
    channels, words = fields.get("channels"), fields.get("words")
    return MeshtasticAdapter(
        office=reader.optional_slug(fields.get("office"), "office"),
        base=read_base(reader, fields.get("base")) or "msh",
        channels=CHANNELS if channels is None else tuple(_channels(reader, channels)),
        words=WORDS if words is None else dict(_words(reader, words)),
        answer_channel=_answer_channel(reader, fields.get("answer_channel")),
    )


def _answer_channel(reader: Reader, tree: Tree | None) -> int | None:
    value = tree.value if isinstance(tree, Leaf) else None
    if tree is None or (isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 7):
        return value if isinstance(value, int) else None
    remedy = "Write the number of your own channel in the gateway, 0 to 7"
    reader.add("D003", tree, f"answer_channel must be a channel's number, and is {reader.told(tree)}", remedy)
    return None


def _channels(reader: Reader, tree: Tree) -> Iterator[str]:
    for item in reader.items(tree, "channels"):
        name = reader.optional_text(item, "a channel")
        if name is None:
            continue
        if name.casefold() in PRESETS:
            remedy = "Make a channel of your own, with a key of its own, and name it here"
            reader.add("D003", item, f"everybody near can write on the channel {name}", remedy)
        elif any(mark in name for mark in "/+#"):
            reader.add("D007", item, f"{name} is no channel: it would change the topic", "Take out / + and #")
        else:
            yield name


def _words(reader: Reader, tree: Tree) -> Iterator[tuple[str, str]]:
    for key, value in reader.entries(tree, "words", None):
        gesture = reader.optional_text(value, f"the gesture of {key.value}")
        word = str(key.value).strip().casefold()
        if not word:
            reader.add("D003", key, "an empty text cannot be a press", "Write the word that is agreed on")
        elif gesture is not None:
            yield word, gesture
