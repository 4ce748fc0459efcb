"""One change to a plan's text: only the lines that it concerns become others, every comment and every blank stays.

Ruamel tells where each value stands; the new words are put in there, and nothing else is written anew. What comes of
it is read again before it is handed out: it says exactly what the old text said, with the change.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from roles.edit_move import moved
from roles.flat import write_block, write_flow
from roles.merge import same
from roles.notes import Path
from roles.sentence import Sentence
from roles.span import Span, spans
from roles.tree import Entry, Node, Row, Scalar, Table, decode, grow
from roles.trouble import Place, Trouble
from roles.word import shown

Content = str | Sequence["Content"] | Mapping[str, "Content"]
"""What is written: a text, a list, or a table."""


LONGEST_TABLE = 100
"""Characters of a new table that still stand on one line."""


class EditError(ValueError):
    """A text cannot be changed so; the reason says why, and can be said in every language."""

    def __init__(self, reason: Sentence) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, kw_only=True, slots=True)
class Put:
    """Write a value at a path: in place of the one that is there, or as a new key of the table around it."""

    path: Path
    value: Content


@dataclass(frozen=True, kw_only=True, slots=True)
class Append:
    """Write a value as the last one of the list at a path."""

    path: Path
    value: Content


@dataclass(frozen=True, kw_only=True, slots=True)
class Remove:
    """Take away what stands at a path, with its key."""

    path: Path


@dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """Take the item at a path to another place of its list, with the comments that are about it."""

    path: Path
    to: int


Edit = Put | Append | Remove | Move


def edit(text: str, *edits: Edit) -> str:
    """Return the text with edits made one after the other; without any it is the very same text.

    Raises:
        EditError: a path leads nowhere, or the text is written in a way that this edit cannot keep.
    """
    for one in edits:
        text = _edited(text, one)
    return text


def _edited(text: str, one: Edit) -> str:
    if not one.path:
        raise EditError(Sentence("The whole document cannot be replaced."))
    before = _grown(text)
    wanted = _applied(before, one, one.path)
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    after = mark + _spliced(text.removeprefix("\ufeff"), one)
    if not same(_grown(after), wanted):
        raise EditError(
            Sentence(
                "%(path)s is written in a way that cannot be changed alone; change it as text.", path=_said(one.path)
            )
        )
    return after


def _grown(text: str) -> Node:
    plain = decode(text)
    tree = plain if isinstance(plain, Trouble) else grow(plain)
    if isinstance(tree, Trouble):
        raise EditError(tree.message)
    return tree


def _applied(node: Node, one: Edit, path: Path) -> Node:
    """Return the tree that the changed text has to have."""
    if not path:
        if isinstance(one, Append) and isinstance(node, Row):
            return replace(node, items=[*node.items, _tree(one.value)])
        if isinstance(one, Put):
            return _tree(one.value)
        raise EditError(Sentence("%(path)s is no list.", path=_said(one.path)))
    key, last = path[0], len(path) == 1
    if isinstance(node, Row) and isinstance(key, int) and 0 <= key < len(node.items):
        if isinstance(one, Move) and last:
            others = [*node.items[:key], *node.items[key + 1 :]]
            if not 0 <= one.to <= len(others):
                raise EditError(Sentence("There is no place %(to)s in %(path)s.", to=one.to, path=_said(one.path[:-1])))
            return replace(node, items=[*others[: one.to], node.items[key], *others[one.to :]])
        rest = [] if last and isinstance(one, Remove) else [_applied(node.items[key], one, path[1:])]
        return replace(node, items=[*node.items[:key], *rest, *node.items[key + 1 :]])
    if isinstance(node, Table) and isinstance(key, str):
        found = [entry for entry in node.entries if entry.key.text == key]
        if not found and last and isinstance(one, Put):
            return replace(node, entries=[*node.entries, Entry(key=_scalar(key), value=_tree(one.value))])
        if len(found) == 1:
            gone = last and isinstance(one, Remove)
            rest_of = [] if gone else [Entry(key=found[0].key, value=_applied(found[0].value, one, path[1:]))]
            at = node.entries.index(found[0])
            return replace(node, entries=[*node.entries[:at], *rest_of, *node.entries[at + 1 :]])
    raise EditError(Sentence("There is nothing at %(path)s, or it is there twice.", path=_said(one.path)))


def _spliced(text: str, one: Edit) -> str:
    root = spans(text)
    try:
        around = _follow(root, one.path[:-1])
        match one:
            case Append():
                return _added(text, _follow(root, one.path), [write_flow(_tree(one.value))])
            case Put(path=(*_, str() as key)) if key not in [name.text for name in around.keys]:
                new = _tree(one.value)
                flow = f"{write_flow(_scalar(key))}: {write_flow(new)}"
                is_long = isinstance(new, Table) and len(flow) > LONGEST_TABLE and not around.is_flow
                return _added(text, around, write_block(key, new) if is_long else [flow])
            case Put():
                return _put(text, around, around.place_of(one.path[-1]), one.value)
            case Move(to=to):
                return moved(text, around, around.place_of(one.path[-1]), to) or text
            case Remove():
                return _removed(text, around, around.place_of(one.path[-1]))
    except KeyError:
        raise EditError(Sentence("There is nothing at %(path)s, or it is there twice.", path=_said(one.path))) from None


def _follow(span: Span, path: Path) -> Span:
    for key in path:
        span = span.items[span.place_of(key)]
    return span


def _put(text: str, around: Span, at: int, value: Content) -> str:
    old = around.items[at]
    space = "" if text[old.start - 1 : old.start] in {" ", "\n", "[", "{", ""} else " "
    if old.start == old.end and old.start > 0 and text[old.start - 1] == "\n":  # nothing stood there
        raise EditError(Sentence("Here stands a key without a value; remove it first."))
    end = old.end
    tail = text[old.start : end]
    if "\n" in tail.rstrip() or tail != tail.rstrip():  # a block of lines: its last line end stays
        end = old.start + len(tail.rstrip())
    return text[: old.start] + space + write_flow(_tree(value)) + text[end:]


def _added(text: str, span: Span, new: list[str]) -> str:
    """Write a new item, of one line or several, after the last one, in the way in which the others stand."""
    if span.is_flow:
        end = max([one.end for one in span.items], default=span.start + 1)
        return f"{text[:end]}{', ' if span.items else ''}{new[0]}{text[end:]}"
    if not span.items:
        raise EditError(Sentence("Nothing stands there yet; put a whole list or table there."))
    first = span.keys[0] if span.keys else span.items[0]
    before = text[text.rfind("\n", 0, first.start) + 1 : first.start]
    hyphen = len(before) if span.keys else before.rfind("-")  # only the last of `- - a` belongs to this list
    lead = " " * hyphen + before[hyphen:]
    end = _end_of_line(text, _last(text, span))
    ending = "\r\n" if "\r\n" in text else "\n"
    lines = [f"{lead}{new[0]}", *(f"{' ' * len(lead)}{line}" for line in new[1:])]
    return f"{text[:end]}{''.join(f'{ending}{line}' for line in lines)}{text[end:]}"


def _removed(text: str, around: Span, at: int) -> str:
    if len(around.items) == 1:
        if not around.is_flow:
            raise EditError(Sentence("This is the last one there; remove what is around it."))
        return text[: around.start + 1] + text[around.end - 1 :]
    starts = [one.start for one in (around.keys or around.items)]
    if around.is_flow:
        if at + 1 < len(starts):
            return text[: starts[at]] + text[starts[at + 1] :]
        return text[: around.items[at - 1].end] + text[around.items[at].end :]
    start = text.rfind("\n", 0, starts[at]) + 1
    end = _end_of_line(text, _last(text, around.items[at]))
    if text[start : starts[at]].strip(" -") or (around.keys and "-" in text[start : starts[at]]):
        raise EditError(Sentence("This is the first of a list's table; change the whole table."))
    while end < len(text) and text[end] in "\r\n":
        end += 1
        if text[end - 1] == "\n":
            break
    return text[:start] + text[end:]


def _last(text: str, span: Span) -> int:
    """Return where the last words of a value end, blanks and line ends behind them aside."""
    end = span.end
    while end > span.start and text[end - 1] in " \r\n":
        end -= 1
    return end


def _end_of_line(text: str, at: int) -> int:
    """Return the end of the line, so that a comment behind a value stays with it."""
    end = text.find("\n", at)
    end = len(text) if end < 0 else end
    return end - 1 if end > at and text[end - 1] == "\r" else end


def _tree(value: Content) -> Node:
    if isinstance(value, str):
        return _scalar(value)
    if isinstance(value, Mapping):
        return Table(place=_NOWHERE, entries=[Entry(key=_scalar(key), value=_tree(one)) for key, one in value.items()])
    return Row(place=_NOWHERE, items=[_tree(one) for one in value])


def _scalar(text: str) -> Scalar:
    return Scalar(place=_NOWHERE, text=text, plain=False)


_NOWHERE = Place(line=1, column=1)


def _said(path: Path) -> Sentence:
    return shown(".".join(map(str, path)))
