"""Answers about a text itself: what it says, what is wrong with it, what an edit makes of it, how two differ."""

from collections.abc import Mapping
from typing import Any

from roles.diff import differences
from roles.document import read
from roles.edit import Append, Edit, EditError, Move, Put, Remove, edit
from roles.plain import base, plain
from roles.plan import Finding
from roles.pointed import path_at
from roles.sentence import say
from service.planning.model import finding, model
from service.planning.task import RefusedError, Task


def read_text(task: Task) -> dict[str, Any]:
    """Return what a text says as far as it can be read, errors or not, and all findings."""
    text = task.text()
    loaded = task.loaded(text)
    plan = loaded.plan
    under = base(text, task.standards.get)
    tree = plain(text)
    if plan is None:
        plan = read(text, source=f"{task.office}.yaml", today=task.today, standards=task.standards.get)[0]
    return {
        "plan": None if plan is None else model(plan),
        "tree": tree,
        "whole": plain(loaded.text) if under else None,
        "base": None if under is None else {"name": under.name, "tree": under.tree, "locked": dict(under.locked)},
        "version": None if plan is None else plan.version,
        "usable": loaded.plan is not None,
        "standards": list(loaded.standards),
        "deviations": [{"clause": one.clause, "reason": one.reason} for one in loaded.deviations],
        "findings": [
            finding(one, task.translate) | {"path": _path(one, task, text) if isinstance(tree, dict) else None}
            for one in loaded.findings
        ],
    }


def _path(one: Finding, task: Task, text: str) -> list[str | int] | None:
    """Return where in the document a finding is; None where it is about another one: the standard."""
    if one.source != f"{task.office}.yaml":
        return None
    return list(path_at(text.removeprefix("\ufeff"), one.line, one.column))


def edit_text(task: Task) -> dict[str, Any]:
    """Return a text with edits made to it; every comment stays. `whole` is the plan on its standard, if it has one."""
    text = task.text()
    try:
        changed = edit(text, *map(_edit, task.asked["edits"]))
    except EditError as reason:
        raise RefusedError("edit_refused", say(reason.reason, task.translate)) from reason
    tree = plain(changed)
    is_on_standard = isinstance(tree, dict) and tree.get("standard") is not None
    return {"text": changed, "tree": tree, "whole": plain(task.loaded(changed).text) if is_on_standard else None}


def compare(task: Task) -> dict[str, Any]:
    """Return what differs between two texts, in words."""
    old, new = task.plan("old"), task.plan("new")
    return {
        "differences": [
            {"group": say(one.group, task.translate), "path": list(one.path), "words": say(one.words, task.translate)}
            for one in differences(old, new, language=task.language)
        ]
    }


def as_json(one: Edit) -> dict[str, Any]:
    """Return an edit as a program sends it."""
    match one:
        case Put(path=path, value=value):
            return {"op": "put", "path": list(path), "value": value}
        case Append(path=path, value=value):
            return {"op": "append", "path": list(path), "value": value}
        case Remove(path=path):
            return {"op": "remove", "path": list(path)}
        case Move(path=path, to=to):
            return {"op": "move", "path": list(path), "to": to}


def _edit(one: Mapping[str, Any]) -> Edit:
    path = tuple(one["path"])
    match one["op"]:
        case "put":
            return Put(path=path, value=_content(one.get("value")))
        case "append":
            return Append(path=path, value=_content(one.get("value")))
        case "move":
            return Move(path=path, to=one.get("to") or 0)
        case _:
            return Remove(path=path)


def _content(value: object) -> Any:
    """Return what an edit writes: a form's numbers and flags are words in a document."""
    if isinstance(value, Mapping):
        return {str(key): _content(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_content(one) for one in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else str(value)
