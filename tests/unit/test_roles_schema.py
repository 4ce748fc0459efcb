"""The schema for editors says what the reader says: every example fits it, and broken documents do not."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import roles
from roles.document import load
from roles.form import ById, Form, Many
from roles.grammar import PLAN
from roles.notes import Notes
from roles.schema import schema
from roles.shape import shape
from roles.tree import Row, Scalar, Table, grow

EXAMPLES = Path(roles.__file__).parent / "examples"
FILES = sorted(EXAMPLES.glob("*.yaml"))
AS = (EXAMPLES / "as.yaml").read_text()
SCHEMA = schema()


def as_json(text: str) -> Any:
    """Return a document as an editor sees it: YAML 1.2, plain words as numbers, booleans or nothing where they are."""

    def value(node: object) -> Any:
        match node:
            case Table(entries=entries):
                return {entry.key.text: value(entry.value) for entry in entries}
            case Row(items=items):
                return [value(item) for item in items]
            case Scalar(text=word, plain=True) if word in {"", "~", "null"}:
                return None
            case Scalar(text="true" | "false" as word, plain=True):
                return word == "true"
            case Scalar(text=word, plain=True) if re.fullmatch(r"-?[0-9]+", word):
                return int(word)
            case Scalar(text=word):
                return word
            case _:
                raise AssertionError(node)

    return value(grow(text))


_TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}
_KNOWN = {
    "$schema", "title", "description", "definitions", "$ref", "type", "enum", "pattern", "properties", "required",
    "additionalProperties", "propertyNames", "items", "minItems", "maxItems", "anyOf", "allOf", "if", "then", "else",
}  # fmt: skip


def _is(value: object, kind: str) -> bool:
    if kind in {"integer", "number"}:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, _TYPES[kind])


def fits(value: Any, rule: Any) -> bool:
    """Whether a value fits a schema, as far as our schema uses the standard; whatever else it used would fail."""
    if isinstance(rule, bool):
        return rule
    assert rule.keys() <= _KNOWN, rule.keys() - _KNOWN
    if "$ref" in rule:
        return fits(value, SCHEMA["definitions"][rule["$ref"].rpartition("/")[2]])  # type: ignore[index]
    kinds = [rule["type"]] if isinstance(rule.get("type"), str) else rule.get("type", [])
    branch = rule.get("then" if fits(value, rule["if"]) else "else", True) if "if" in rule else True
    return (
        (not kinds or any(_is(value, kind) for kind in kinds))
        and (
            "enum" not in rule
            or any(value is one or (value == one and type(value) is type(one)) for one in rule["enum"])
        )
        and (not isinstance(value, str) or re.search(rule.get("pattern", ""), value) is not None)
        and (not isinstance(value, dict) or _object_fits(value, rule))
        and (not isinstance(value, list) or _list_fits(value, rule))
        and ("anyOf" not in rule or any(fits(value, one) for one in rule["anyOf"]))
        and all(fits(value, one) for one in rule.get("allOf", ()))
        and fits(value, branch)
    )


def _object_fits(value: Mapping[str, Any], rule: Mapping[str, Any]) -> bool:
    properties = rule.get("properties", {})
    return (
        all(key in value for key in rule.get("required", ()))
        and all(fits(key, rule.get("propertyNames", True)) for key in value)
        and all(fits(one, properties.get(key, rule.get("additionalProperties", True))) for key, one in value.items())
    )


def _list_fits(value: list[Any], rule: Mapping[str, Any]) -> bool:
    items = rule.get("items", True)
    each = items if isinstance(items, list) else [items] * len(value)
    return rule.get("minItems", 0) <= len(value) <= rule.get("maxItems", len(value)) and all(map(fits, value, each))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_example_fits(file: Path) -> None:
    """Each example office, and the example standard, fits the schema."""
    assert fits(as_json(file.read_text()), SCHEMA)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("needed: 2", "neded: 2"),
        ("needed: 2", "needed: two"),
        ("needed: 2", "needed: [2]"),
        ("trygg: 1", "trygg: 2"),
        ("office: as\n", ""),
        ("country: SE", "country: DK"),
        ("[sv, nb, en]", "[sv, no]"),
        ("mon-thu:", "mån-thu:"),
        ('"08:00-16:30"', '"8-16"'),
        ("expires: 2027-06-30", "expires: next year"),
        ("kind: street", "kind: stret"),
        ("kind: street, ", ""),
        ("manner: silent", "manner: quiet"),
        ("  entrance:", "  Entrance:"),
        ("[entrance, reception, 8]", "[entrance, reception]"),
        ("[entrance, reception, 8]", "[entrance, reception, soon]"),
        ("audience: discreet", "audience: everyone"),
        ("name: Anna Berg, ", ""),
        ("goes_in: false", "goes_in: maybe"),
        ("reach: outside", "reach: far"),
        ("within: 60 s", "within: 60 hours"),
        ("{nearest:", "{nearst:"),
        ("    holders: [ida]", "    deputies: [ida]"),
        ("title: {sv:", "title: {se:"),
        ("- call: [colleague, guard, door]", "- after: 5 s"),
        ("unless: {accepted: 2}", "unless: {acepted: 2}"),
        ("repeat: {every: 30 s", "repeat: {evry: 30 s"),
        ('      call: "112"', '      cal: "112"'),
        ("trygg: 1", "trygg: 1\nlocked: [roles]"),
        ("trygg: 1", "trygg: 1\nstandard: true"),
    ],
)
def test_a_broken_document_fits_neither_schema_nor_reader(old: str, new: str) -> None:
    """What the reader does not take, the editor marks: both are asked about the same slip."""
    assert old in AS
    text = AS.replace(old, new, 1)
    assert not fits(as_json(text), SCHEMA)
    assert load(text, source="x").plan is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("accept_within: 20 s", "accept_within: 20"),
        ("accept_within: 20 s", "accept_within: 2 min"),
        ("goes_in: false", "goes_in: no"),
        ("holders: {nearest: {within: 60 s}}", "holders: nearest"),
        ("holders: [ida]", "holders: ida"),
        ("    deputies: [cecilia, david]", "    deputies:"),
        ("closed: [2026-12-23, 2027-01-05]", "closed:"),
        ('fri: "08:00-15:00"', "fri: [08:00-12:00, 13.00–15.00]"),
        ("title: {sv: Väktare, nb: Vekter, en: Guard}", "title: {sv: 1, nb: 2, en: 3}"),
    ],
)
def test_another_way_to_write_it_fits_both(old: str, new: str) -> None:
    """What the reader takes, the editor does not mark."""
    assert old in AS
    text = AS.replace(old, new, 1)
    assert fits(as_json(text), SCHEMA)
    assert load(text, source="x").plan is not None


def test_an_office_on_a_standard_may_leave_out_what_the_standard_says() -> None:
    """A role with a deadline alone fits when there is a standard, and does not without."""
    office = "office: vik\nroles: {door: {accept_within: 15 s}, lead: }\ndeviations: {roles.door: short}\n"
    assert fits(as_json("standard: agency/1\n" + office), SCHEMA)
    assert not fits(as_json(office), SCHEMA)


def _forms(form: Form) -> list[Form]:
    below = [getattr(key.value, "of", key.value) for key in form.keys.values() if not isinstance(key.value, Many)]
    return [form, *(one for value in below if isinstance(value, Form) for one in _forms(value))]


@pytest.mark.parametrize("section", [key for key, one in PLAN.keys.items() if isinstance(one.value, ById)])
def test_the_reader_reads_every_key_of_the_grammar(section: str) -> None:
    """Under each key of a section a value that can be nothing is found to be wrong: no key is known and never read."""
    value = PLAN.keys[section].value
    assert isinstance(value, ById)
    for key in value.of.keys:
        # A list in a list is neither a text, nor a word, a number, a date, a table or a list of texts.
        tree = grow(f"languages: [sv]\n{section}: {{x: {{{key}: [[[a]]]}}}}")
        assert isinstance(tree, Table)
        notes = Notes("x")
        shape(tree, notes, version="")
        assert any(one.code == "D009" for one in notes.findings), f"{section}.{key} is never read"


def test_every_key_is_explained() -> None:
    """An editor shows what each key is for."""
    assert all(key.says.endswith(".") for form in _forms(PLAN) for key in form.keys.values())
    text = json.dumps(SCHEMA)
    assert text.count('"description"') > 60
    assert json.loads(text) == SCHEMA
