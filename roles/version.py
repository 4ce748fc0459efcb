"""What a version of a plan says about its own life: who approves it, who has a duty to read, what is locked in it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from roles.inherit import Standards, value_of
from roles.merge import same
from roles.plan import All, Finding, Listed, Nearest, Plan, Role
from roles.tree import Node, Row, Scalar, Table, decode, grow
from roles.trouble import Trouble

MANAGERS: Final = ("manager", "lead")
"""The roles that name who approves and publishes: the first of them that the plan has."""

SAFETY: Final = ("safety-representative", "safety")
"""The roles that name the safety representative: the first of them that the plan has."""

TIDINESS: Final = frozenset({"R018", "R020", "R035", "S007"})
"""Warnings that nobody has to give a reason for: a plan with them works as well as one without."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Duty:
    """What somebody in a role has to have read, and who that is."""

    digest: str
    people: tuple[str, ...]


def approvers(plan: Plan) -> tuple[str, ...]:
    """Return who approves and publishes, by the plan: holders and deputies of `manager`, or of `lead` without one."""
    return _named(plan, MANAGERS)


def safety_representatives(plan: Plan) -> tuple[str, ...]:
    """Return whose view on the plan is asked for; nobody, where the plan has no such role."""
    return _named(plan, SAFETY)


def duties(plan: Plan) -> Mapping[str, Duty]:
    """Return for each role the digest of its duty and who has to have read it, deputies included."""
    return {role.id: Duty(digest=duty_digest(role), people=tuple(_readers(plan, role))) for role in plan.roles.values()}


def duty_digest(role: Role) -> str:
    """Return the digest of a duty in all its languages: the same words in another version need not be read again."""
    parts = [dict(part) for part in (role.duty, role.then, role.done_when, role.never)]
    return sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def matters(finding: Finding) -> bool:
    """Tell whether a warning is one that a plan is published with only for a reason."""
    return finding.severity == "warning" and finding.code not in TIDINESS


def locked_clauses(names: tuple[str, ...], standards: Standards) -> tuple[str, ...]:
    """Return the clauses that standards lock, `names` being those a document stands on."""
    found: dict[str, None] = {}
    for name in names:
        root = _tree(standards(name) or "")
        locked = value_of(root, "locked") if root else None
        for item in locked.items if isinstance(locked, Row) else [locked] if locked else []:
            if isinstance(item, Scalar):
                found[item.text] = None
    return tuple(found)


def changed(old: str, new: str, clauses: tuple[str, ...]) -> tuple[str, ...]:
    """Return which clauses say something else in one whole plan than in another."""
    before, after = _tree(old), _tree(new)
    return tuple(clause for clause in clauses if not _alike(_at(before, clause), _at(after, clause)))


def _named(plan: Plan, roles: tuple[str, ...]) -> tuple[str, ...]:
    for id_ in roles:
        if id_ in plan.roles:
            return tuple(_listed(plan, plan.roles[id_]))
    return ()


def _listed(plan: Plan, role: Role) -> Iterator[str]:
    ids = (*(role.holders.ids if isinstance(role.holders, Listed) else ()), *role.deputies)
    yield from (who for who in dict.fromkeys(ids) if who in plan.people)


def _readers(plan: Plan, role: Role) -> Iterator[str]:
    """Yield who may be called for a role: with the nearest ones, whoever could be near and goes in."""
    match role.holders:
        case Listed():
            yield from _listed(plan, role)
        case Nearest():
            yield from (who for who, person in plan.people.items() if person.goes_in or not role.goes_in)
        case All():
            yield from plan.people


def _tree(text: str | bytes) -> Table | None:
    plain = decode(text)
    root = None if isinstance(plain, Trouble) else grow(plain)
    return root if isinstance(root, Table) else None


def _at(root: Node | None, clause: str) -> Node | None:
    node = root
    for key in clause.split("."):
        node = value_of(node, key) if isinstance(node, Table) else None
    return node


def _alike(one: Node | None, other: Node | None) -> bool:
    if one is None or other is None:
        return one is other
    return same(one, other)
