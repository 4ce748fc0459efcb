"""A plan document → the plan, or what keeps it from being one; every finding with line and column."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from roles.check import check, in_order
from roles.notes import Notes
from roles.plan import Finding, Plan
from roles.shape import shape
from roles.tree import Table, decode, grow
from roles.trouble import Trouble
from roles.zones import prepare


@dataclass(frozen=True, kw_only=True, slots=True)
class Loaded:
    """What came of a document: the plan when it has no errors, and all findings, warnings included."""

    plan: Plan | None
    findings: tuple[Finding, ...]


def load(text: str | bytes, *, source: str, today: date | None = None) -> Loaded:
    """Return the plan that a document describes, checked and ready to be asked; `source` names it in the findings.

    Never raises: whatever the text is, what is wrong with it is told. The plan's version is the SHA-256 of the text in
    UTF-8 with line ends as LF and without a byte order mark, so that moving the file between systems changes nothing.
    """
    plan, findings = read(text, source=source, today=today)
    if plan is None or any(finding.severity == "error" for finding in findings):
        return Loaded(plan=None, findings=findings)
    prepare(plan)
    return Loaded(plan=plan, findings=findings)


def read(text: str | bytes, *, source: str, today: date | None = None) -> tuple[Plan | None, tuple[Finding, ...]]:
    """Return as much of a plan as can be read, errors or not; None when the text is no YAML at all."""
    notes = Notes(source)
    plain = decode(text)
    if isinstance(plain, Trouble):
        return None, _only(plain, notes)
    tree = grow(plain)
    if isinstance(tree, Trouble):
        return None, _only(tree, notes)
    plan = shape(tree, notes, version=sha256(plain.encode()).hexdigest())
    if notes.is_full or not isinstance(tree, Table):
        return plan, in_order(notes.findings)
    return plan, in_order([*notes.findings, *check(plan, notes.places, today=today)])


def _only(trouble: Trouble, notes: Notes) -> tuple[Finding, ...]:
    """Return what keeps a text from being read as the only finding: nothing else can be said about it."""
    notes.add(trouble.code, trouble.message, trouble.remedy, trouble.place)
    return tuple(notes.findings)
