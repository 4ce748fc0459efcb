"""YAML as a tree of plain values that know their line and column."""

from dataclasses import dataclass, field
from typing import Any, assert_never

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

SIZE_LIMIT = 1_048_576
"""Characters of a document; at 60 a device, room for some 17,000."""

DEPTH_LIMIT = 16

Scalar = str | int | float | bool | None


class TreeError(ValueError):
    """The document is no YAML that is read here; `line` and `column` count from 1."""

    def __init__(self, message: str, line: int, column: int) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


@dataclass(frozen=True, kw_only=True, slots=True)
class Leaf:
    """One value."""

    value: Scalar
    line: int
    column: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Sequence:
    """A list."""

    items: tuple["Tree", ...]
    line: int
    column: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Mapping:
    """Keys with their values, in the order of the document; a key that stands there twice comes twice."""

    entries: tuple[tuple[Leaf, "Tree"], ...]
    line: int
    column: int


Tree = Leaf | Sequence | Mapping


def kind_of(tree: Tree) -> str:
    """Return what a person calls this kind of value."""
    match tree:
        case Mapping():
            return "a mapping"
        case Sequence():
            return "a list"
        case Leaf(value=None):
            return "nothing"
        case Leaf(value=bool()):
            return "true or false"
        case Leaf(value=str()):
            return "text"
        case Leaf():
            return "a number"
    assert_never(tree)


def read_tree(text: str) -> Tree | None:
    """Return the document as a tree, or None where it is empty; TreeError where it cannot be read."""
    if len(text) > SIZE_LIMIT:
        raise TreeError(f"the document has {len(text)} characters; at most {SIZE_LIMIT} are read", 1, 1)
    try:
        node = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        line, column = (1, 1) if mark is None else (mark.line + 1, mark.column + 1)
        raise TreeError(str(wrong.problem or wrong.context), line, column) from wrong
    except RecursionError as wrong:
        raise TreeError("the document is nested too deeply", 1, 1) from wrong
    except Exception as wrong:  # the parser is a stranger's, and the text may be anything: no text may stop a service
        raise TreeError(f"the document is not YAML: {wrong}", 1, 1) from wrong
    return None if node is None else _Growing().tree(node, 1)


@dataclass(slots=True)
class _Growing:
    seen: set[int] = field(default_factory=set)

    # ruamel.yaml does not type what it composes, hence Any.
    def tree(self, node: Any, depth: int) -> Tree:
        line, column = node.start_mark.line + 1, node.start_mark.column + 1
        if id(node) in self.seen:
            raise TreeError("an alias (*name) is not read here: write the value out", line, column)
        self.seen.add(id(node))
        if depth > DEPTH_LIMIT:
            raise TreeError("the document is nested too deeply", line, column)
        if isinstance(node, ScalarNode):
            return Leaf(value=_scalar(node.tag, node.value), line=line, column=column)
        if isinstance(node, SequenceNode):
            items = tuple(self.tree(item, depth + 1) for item in node.value)
            return Sequence(items=items, line=line, column=column)
        if isinstance(node, MappingNode):
            entries = tuple((self._key(key, depth + 1), self.tree(value, depth + 1)) for key, value in node.value)
            return Mapping(entries=entries, line=line, column=column)
        raise TreeError(f"{type(node).__name__} is not read here", line, column)

    def _key(self, node: Any, depth: int) -> Leaf:
        key = self.tree(node, depth)
        if not isinstance(key, Leaf):
            raise TreeError(f"a key must be text, and is {kind_of(key)}", key.line, key.column)
        # Keys are names: `1:` and `on:` are the texts that stand there.
        return Leaf(value=str(node.value), line=key.line, column=key.column)


def _scalar(tag: object, text: str) -> Scalar:
    kind = str(tag).rpartition(":")[2]
    try:
        match kind:
            case "null":
                return None
            case "bool":
                return text.lower() == "true"
            case "int":
                return int(text.replace("_", ""), 0 if text.lower().lstrip("+-")[:2] in {"0x", "0o"} else 10)
            case "float":
                return float(text.replace("_", "").replace(".inf", "inf").replace(".nan", "nan"))
            case _:
                return text
    except ValueError:
        return text
