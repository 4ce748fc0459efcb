"""One text of a plan → all that its life needs to know of it, as JSON values. Pure.

It is worked out in a process of its own (`service.planning.apart`): a large plan takes seconds, and a press must not
wait for them.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from roles.coverage import coverage
from roles.diff import differences
from roles.document import load
from roles.loaded import Loaded
from roles.plain import plain
from roles.plan import Finding, Plan
from roles.simulate_judge import scenarios_failed
from roles.version import approvers, changed, duties, locked_clauses, matters, safety_representatives
from roles.word import is_slug
from service.planning.lines import lines
from service.planning.words import pack

AHEAD: Final = timedelta(weeks=4)
"""How far ahead gaps are looked for when a version is approved or published."""

MOST_CHANGES: Final = 300
"""Differences that are kept in words."""

MOST_FAILED: Final = 100
"""Findings about scenarios that are told."""


def judge(question: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is to be known of a text.

    Args:
        question: `office`, `text`, `standards` (name → text), `now` (RFC 3339), `today` (ISO 8601), `prove` (whether
            gaps are looked for), `other` (the whole plan in force, or null), `locked` (its locked clauses), `beside`
            (a text to be compared line by line, or null) and `scenarios` (the office's scenario file, or null).
    """
    standards: Mapping[str, str] = question["standards"]
    today = date.fromisoformat(question["today"])
    source = f"{question['office']}.yaml"
    loaded = load(question["text"], source=source, today=today, standards=standards.get)
    plan = loaded.plan
    clauses = tuple(dict.fromkeys([*question["locked"], *locked_clauses(loaded.standards, standards.get)]))
    found = {
        "findings": [_finding(one) for one in loaded.findings],
        "errors": _errors(loaded, question["office"]),
        "warnings": sum(matters(one) for one in loaded.findings),
        "standards": list(loaded.standards),
        "locked": list(locked_clauses(loaded.standards, standards.get)),
        "text": loaded.text,
        "gaps": None,
        "changes": [],
        "unlocked": [],
        "scenarios": [],
        "lines": [] if question["beside"] is None else list(lines(question["beside"], question["text"])),
    }
    if plan is None:
        return {**found, "people": named(question["text"])}
    other = question["other"]
    if other is not None:
        before = load(other, source=source, standards=standards.get).plan
        found["changes"] = _changes(before, plan) if before else []
        found["unlocked"] = list(changed(other, loaded.text, clauses))
    if question["scenarios"] is not None:
        file = f"scenarios/{source}"
        failed = scenarios_failed(plan, question["scenarios"], source=file)[:MOST_FAILED]
        found["scenarios"] = [_finding(one) for one in failed]
    if question["prove"]:
        start_at = datetime.fromisoformat(question["now"])
        proof = coverage(plan, start_at=start_at, until_at=start_at + AHEAD)
        found["gaps"] = len(proof.gaps) or int(not proof.is_proven)  # what could not be proven counts as a gap
    return {**found, **_plan(plan)}


def _changes(before: Plan, plan: Plan) -> list[dict[str, Any]]:
    return [
        {"group": pack(one.group), "path": list(one.path), "words": pack(one.words)}
        for one in differences(before, plan)[:MOST_CHANGES]
    ]


def _errors(loaded: Loaded, office: str) -> int:
    errors = sum(one.severity == "error" for one in loaded.findings)
    another = loaded.plan is not None and loaded.plan.office != office
    return errors + another or int(loaded.plan is None)


def _plan(plan: Plan) -> dict[str, Any]:
    return {
        "office": plan.office,
        "time_zone": plan.time_zone,
        "last_day": plan.expires.isoformat() if plan.expires else None,
        "people": {who: person.name for who, person in plan.people.items()},
        "approvers": list(approvers(plan)),
        "safety": list(safety_representatives(plan)),
        "duties": {role: {"digest": duty.digest, "people": list(duty.people)} for role, duty in duties(plan).items()},
    }


def named(text: str) -> dict[str, str]:
    """Return the people of a text that has errors, so that who writes the first plan of an office can save it."""
    tree = plain(text)
    people = tree.get("people") if isinstance(tree, dict) else None
    found = {}
    for slug, one in people.items() if isinstance(people, dict) else ():
        name = one.get("name") if isinstance(one, dict) else None
        if is_slug(slug):
            found[slug] = name if isinstance(name, str) and name else slug
    return found


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "code": one.code,
        "severity": one.severity,
        "message": pack(one.message),
        "remedy": pack(one.remedy),
        "line": one.line,
        "column": one.column,
        "source": one.source,
    }
