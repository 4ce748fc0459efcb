"""Read the rules of the generic adapter from their part of a document."""

from collections.abc import Iterator

from devices.adapters.generic.adapter import DEVICE_LEVEL, PressRule, Rule
from devices.bounded import excerpt
from devices.path import Path, PathError
from devices.reading import Reader
from devices.tree import Leaf, Scalar, Sequence, Tree, kind_of

_RULE_KEYS = ("topic", "office", "form", "press", "device", "zone", "battery")
_PRESS_KEYS = ("where", "id", "gesture")


def read_rule(reader: Reader, tree: Tree) -> Rule | None:
    """Return the rule, or None where anything in it is wrong: half a rule would read messages wrongly."""
    before = len(reader.findings)
    fields = reader.fields(tree, "a topic's rule", _RULE_KEYS)
    topic = _topic(reader, fields.get("topic"), tree)
    form = fields.get("form")
    word = "json" if form is None else reader.choice(form, "form", ("json", "text"))
    press = fields.get("press")
    rule = Rule(
        topic=topic or "",
        office=reader.optional_slug(fields.get("office"), "office"),
        form="text" if word == "text" else "json",
        press=None if press is None else _press(reader, press),
        device=_path(reader, fields.get("device"), "device"),
        zone=_path(reader, fields.get("zone"), "zone"),
        battery=_path(reader, fields.get("battery"), "battery"),
    )
    if topic is not None and rule.device is None and DEVICE_LEVEL not in topic.split("/"):
        remedy = "Put {device} in place of the topic's level that names it, or give a path: `device: $.name`"
        reader.add("D007", tree, "nothing says which device speaks on this topic", remedy)
    return rule if len(reader.findings) == before else None


def _topic(reader: Reader, tree: Tree | None, rule: Tree) -> str | None:
    if tree is None:
        reader.add("D008", rule, "a rule needs its topic", "Write for example `topic: site/{device}/event`")
        return None
    text = reader.optional_text(tree, "topic")
    if text is None:
        return None
    levels = text.split("/")
    if levels[0] in {"+", "#", "trygg", DEVICE_LEVEL} or levels[0].startswith("$"):
        # Trygg's own topics would be heard twice: one press without an id would look like two.
        message = f"the topic {text} would also cover Trygg's own topics, or the broker's"
        reader.add("D007", tree, message, "Begin it with a level of the foreign devices' own")
        return None
    odd = [level for level in levels if level not in {"+", "#", DEVICE_LEVEL} and any(mark in level for mark in "+#{}")]
    if odd or "#" in levels[:-1] or levels.count(DEVICE_LEVEL) > 1:
        remedy = "+ and {device} stand for a whole level, {device} at most once; # only comes last"
        reader.add("D007", tree, f"{text} is no topic filter", remedy)
        return None
    return text


def _press(reader: Reader, tree: Tree) -> PressRule:
    fields = reader.fields(tree, "press", _PRESS_KEYS)
    where = fields.get("where")
    conditions: dict[Path, tuple[Scalar, ...]] = {}
    if where is None:
        remedy = "Write for example `where: {$.action: [sos, emergency]}`, or `where: always`"
        reader.add("D008", tree, "press does not say which messages are presses", remedy)
    elif not (isinstance(where, Leaf) and where.value == "always"):
        entries = list(reader.entries(where, "where", None))
        if not entries:
            reader.add("D008", where, "where has no condition", "Write one, or `where: always`")
        for key, value in entries:
            path = _path(reader, key, "where")
            allowed = tuple(_values(reader, value))
            if path is not None:
                conditions[path] = allowed
    return PressRule(
        where=conditions,
        press_id=_path(reader, fields.get("id"), "id"),
        gesture=_path(reader, fields.get("gesture"), "gesture"),
    )


def _values(reader: Reader, tree: Tree) -> Iterator[Scalar]:
    if isinstance(tree, Sequence) and not tree.items:
        reader.add("D003", tree, "an empty list allows no value", "Write the values that a press has")
    for item in tree.items if isinstance(tree, Sequence) else (tree,):
        if isinstance(item, Leaf):
            yield item.value
        else:
            reader.add("D003", item, f"a value is wanted here, and this is {kind_of(item)}", "Write one value")


def _path(reader: Reader, tree: Tree | None, what: str) -> Path | None:
    text = reader.optional_text(tree, what)
    if tree is None or text is None:
        return None
    try:
        return Path.parse(text)
    except PathError as wrong:
        place = Leaf(value=None, line=tree.line, column=tree.column + wrong.column - 1)
        reader.add("D006", place, f"{excerpt(text, 64)} is no path", "Write $ and then .name, [0] or ['a name'] a step")
        return None
