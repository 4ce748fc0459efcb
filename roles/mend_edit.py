"""A proposal as edits of the document that the plan was read from, however that document says it now."""

from datetime import timedelta

from roles.edit import Append, Content, Edit, Put
from roles.inherit import value_of
from roles.notes import Path
from roles.plan import Nearest, Plan, Role
from roles.tree import Node, Row, Scalar, Table, decode, grow
from roles.trouble import Trouble


def deputy_edits(plan: Plan, text: str, role: str, who: tuple[str, ...]) -> tuple[Edit, ...]:
    """Return what names people as deputies for a role, after those who are named."""
    root = _root(text)
    path: Path = ("roles", role, "deputies")
    found = _at(root, path)
    if isinstance(found, Row):
        return tuple(Append(path=path, value=one) for one in who)
    named = [found.text] if isinstance(found, Scalar) else list(plan.roles[role].named_deputies)
    return (_put(root, path, [*named, *who]),)


def reach_edits(text: str, role: Role, limit: timedelta) -> tuple[Edit, ...]:
    """Return what lets the nearest come from so far."""
    root = _root(text)
    seconds = f"{int(limit.total_seconds())} s"
    edits: list[Edit] = []
    within = role.holders.within if isinstance(role.holders, Nearest) else None
    if within is not None and within < limit:
        edits.append(_put(root, ("roles", role.id, "holders", "nearest", "within"), seconds))
    if role.goes_in and role.arrive_within < limit:
        edits.append(_put(root, ("roles", role.id, "arrive_within"), seconds))
    return tuple(edits)


def _put(root: Node | None, path: Path, value: Content) -> Edit:
    """Return what puts a value at a path; tables on the way that are not there yet are written with it."""
    depth = 1
    while depth < len(path) and isinstance(_at(root, path[:depth]), Table):
        depth += 1
    for key in reversed(path[depth:]):
        value = {str(key): value}
    return Put(path=path[:depth], value=value)


def _root(text: str) -> Node | None:
    plain = decode(text)
    tree = plain if isinstance(plain, Trouble) else grow(plain)
    return None if isinstance(tree, Trouble) else tree


def _at(node: Node | None, path: Path) -> Node | None:
    for key in path:
        node = value_of(node, str(key)) if isinstance(node, Table) else None
    return node
