"""A plan document → the plan, or what keeps it from being one; every finding with line and column."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from hashlib import sha256

from roles.check import check, in_order
from roles.flat import write_out
from roles.inherit import Inheritance, Standards, is_standard, value_of
from roles.loaded import Loaded
from roles.merge import without_languages
from roles.notes import Notes
from roles.plan import Finding, Plan
from roles.sentence import Sentence
from roles.shape import shape
from roles.tree import Entry, Node, Row, Scalar, Table, decode, grow
from roles.trouble import Trouble
from roles.word import LANGUAGES
from roles.zones import prepare


def no_standards(_: str) -> None:
    """Know no standard: for whoever reads documents that stand alone."""


def load(text: str | bytes, *, source: str, today: date | None = None, standards: Standards = no_standards) -> Loaded:
    """Return the plan that a document describes, checked and ready to be asked; `source` names it in the findings.

    Never raises: whatever the text is, what is wrong with it is told. The plan's version is the SHA-256 of the text in
    UTF-8 with line ends as LF and without a byte order mark, so that moving the file between systems changes nothing.
    A document on a standard becomes one plan with it: its version is that of both written out as one, in which the
    digests of both texts stand.
    """
    plan, loaded = _read(text, source, today, standards)
    if plan is None or any(finding.severity == "error" for finding in loaded.findings):
        return loaded
    prepare(plan)
    return replace(loaded, plan=plan)


def read(
    text: str | bytes, *, source: str, today: date | None = None, standards: Standards = no_standards
) -> tuple[Plan | None, tuple[Finding, ...]]:
    """Return as much of a plan as can be read, errors or not; None when the text is no YAML at all."""
    plan, loaded = _read(text, source, today, standards)
    return plan, loaded.findings


def check_standard(text: str | bytes, *, source: str, standards: Standards = no_standards) -> tuple[Finding, ...]:
    """Return what is wrong with a standard by itself: the rules are asked of the offices' plans that are made of it."""
    notes = Notes(source)
    tree = _tree(text)[1]
    if isinstance(tree, Trouble):
        return _only(tree, notes)
    if not isinstance(tree, Table) or not is_standard(tree):
        remedy = Sentence("Write standard: true at its top.")
        notes.add("S002", Sentence("This is no standard."), remedy, tree.place)
        return in_order(notes.findings, source)
    merged = Inheritance(notes, standards).of_standard(tree)
    if value_of(merged, "languages") is None:  # each office says which it speaks; here all of them may be written
        merged = replace(merged, entries=[*merged.entries, _all_languages(merged)])
    scratch = Notes(source)
    shape(merged, scratch, version="")
    # What is missing is for the offices to fill in.
    return in_order([*notes.findings, *(one for one in scratch.findings if one.code != "D008")], source)


def _read(text: str | bytes, source: str, today: date | None, standards: Standards) -> tuple[Plan | None, Loaded]:
    notes = Notes(source)
    plain, tree = _tree(text)
    if isinstance(tree, Trouble):
        return None, Loaded(plan=None, findings=_only(tree, notes), text=plain)
    if not isinstance(tree, Table) or value_of(tree, "standard") is None:
        plan = shape(tree, notes, version=_digest(plain))
        if isinstance(tree, Table) and (reasons := value_of(tree, "deviations")) is not None:
            message = Sentence("Nothing deviates here: this plan stands on no standard.")
            remedy = Sentence("Remove the reasons, or name the standard: standard: agency")
            notes.add("S007", message, remedy, reasons.place, "warning")
        return plan, Loaded(plan=None, findings=_checked(plan, tree, notes, today), text=plain)
    if is_standard(tree):
        message = Sentence("This is a standard, not the plan of an office.")
        remedy = Sentence("Name its file <name>.standard.yaml.")
        notes.add("S002", message, remedy, tree.place)
        return shape(tree, Notes(source), version=_digest(plain)), Loaded(
            plan=None, findings=in_order(notes.findings, source), text=plain
        )
    return _on_standard(tree, plain, Inheritance(notes, standards), today)


def _on_standard(tree: Table, plain: str, inheritance: Inheritance, today: date | None) -> tuple[Plan | None, Loaded]:
    notes = inheritance.notes
    found = inheritance.of_office(tree)
    asked = tuple(inheritance.asked)
    if found is None:  # only the missing standard is told; what the office says by itself can still be read
        alone = shape(tree, Notes(notes.source), version=_digest(plain))
        return alone, Loaded(plan=None, findings=in_order(notes.findings, notes.source), text=plain, standards=asked)
    merged = without_languages(found.tree, frozenset(_spoken(found.tree)))
    remarks = [f"Made of the office's document {_digest(plain)}"]
    remarks += [f"and of the standard {name} {digest}" for name, digest in found.digests]
    remarks += [f"{one.clause} deviates: {one.reason[:500]}" for one in found.deviations]
    text = write_out(merged, remarks=tuple(remarks))
    again, whole = _tree(text)
    if isinstance(whole, Trouble):
        return None, Loaded(plan=None, findings=_only(whole, notes), text=plain, standards=asked)
    plan = shape(merged, notes, version=_digest(again))
    findings = _checked(plan, merged, notes, today)
    return plan, Loaded(plan=None, findings=findings, text=again, standards=asked, deviations=found.deviations)


def _spoken(tree: Table) -> Iterator[str]:
    node = value_of(tree, "languages")
    for item in node.items if isinstance(node, Row) else [node]:
        if isinstance(item, Scalar):
            yield item.text


def _tree(text: str | bytes) -> tuple[str, Node | Trouble]:
    plain = decode(text)
    return ("", plain) if isinstance(plain, Trouble) else (plain, grow(plain))


def _checked(plan: Plan, tree: Node, notes: Notes, today: date | None) -> tuple[Finding, ...]:
    if notes.is_full or not isinstance(tree, Table):
        return in_order(notes.findings, notes.source)
    return in_order([*notes.findings, *check(plan, notes.places, today=today)], notes.source)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _only(trouble: Trouble, notes: Notes) -> tuple[Finding, ...]:
    """Return what keeps a text from being read as the only finding: nothing else can be said about it."""
    notes.add(trouble.code, trouble.message, trouble.remedy, trouble.place)
    return tuple(notes.findings)


def _all_languages(table: Table) -> Entry:
    place = table.place
    words: list[Node] = [Scalar(place=place, text=word, plain=True) for word in LANGUAGES]
    return Entry(key=Scalar(place=place, text="languages", plain=True), value=Row(place=place, items=words))
