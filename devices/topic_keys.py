"""Read the first levels of topics out of a document: a family's base topic, where it is not the usual one."""

from collections.abc import Mapping

from devices.reading import Reader
from devices.tree import Tree


def read_base(reader: Reader, tree: Tree | None, what: str = "base") -> str | None:
    """Return levels of a topic, without wildcards and without a slash at either end; None where nothing stands there.

    Trygg's own topics and the broker's cannot be taken: the same press would be heard twice.
    """
    text = reader.optional_text(tree, what)
    if tree is None or text is None:
        return None
    levels = text.split("/")
    if "" in levels or any(mark in text for mark in "+#"):
        remedy = "Write its first levels, without wildcards and without a slash at either end"
        reader.add("D007", tree, f"{what} cannot be {text}", remedy)
        return None
    if levels[0] == "trygg" or levels[0].startswith("$"):
        remedy = "Begin it with a level of the foreign devices' own"
        reader.add("D007", tree, f"the topics below {text} are Trygg's own, or the broker's", remedy)
        return None
    return text


def read_prefixes(reader: Reader, tree: Tree | None, what: str = "prefixes") -> tuple[str, ...]:
    """Read `prefixes: [torget/reception, torget/hall]`: first levels of topics, as in `read_base`."""
    items = () if tree is None else reader.items(tree, what)
    return tuple(prefix for item in items if (prefix := read_base(reader, item, "a prefix")) is not None)


def read_named(reader: Reader, tree: Tree | None, what: str) -> Mapping[str, frozenset[str]]:
    """Read `levels: {shellyplus1-a8032ab1c2d3: ["input:0"]}`: parts of devices, by the device."""
    found: dict[str, frozenset[str]] = {}
    for device, parts in () if tree is None else reader.entries(tree, what, None):
        listed = reader.items(parts, f"the {what} of {device.value}")
        named = (reader.optional_text(item, f"one of the {what} of {device.value}") for item in listed)
        found[str(device.value)] = frozenset(name for name in named if name is not None)
    return found
