"""The document's grammar as JSON Schema (draft 7), which editors read: they complete keys and mark what is wrong.

It tells apart what can be told from the document's form alone; everything else is for `check`.
"""

from typing import Final, assert_never

from roles.form import ById, ByLanguage, Either, Form, Key, Kind, Many, Value, Word
from roles.grammar import OF_A_STANDARD, PLAN
from roles.inherit import OFFICES_OWN
from roles.shape_roster import NOTHING
from roles.value import DURATION, EVERY, METRES, NUMBER, PERIOD
from roles.word import LANGUAGES, WEEKDAYS

Schema = dict[str, object]

_TEXT: Final[Schema] = {"type": ["string", "number", "boolean"]}
_NULL: Final[Schema] = {"type": "null"}
_DAY: Final = "|".join(WEEKDAYS)
_IS_STANDARD: Final[Schema] = {"required": ["standard"], "properties": {"standard": {"enum": [True, "true", "yes"]}}}


def schema() -> Schema:
    """Return the schema of a plan document: an office's own, one on a standard, or a standard."""
    keys = {**_keys(PLAN), **_keys(OF_A_STANDARD)}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A plan of Trygg",
        "type": "object",
        "properties": keys,
        "additionalProperties": False,
        "if": _IS_STANDARD,
        "then": {"properties": dict.fromkeys(OFFICES_OWN, False)},
        "else": {
            "properties": dict.fromkeys(OF_A_STANDARD.known, False),
            "required": ["office"],
            "if": {"required": ["standard"]},
            "else": {**_whole(), "required": _needed(PLAN)},
        },
        "definitions": {form.name: _table(form) for form in _forms(PLAN)},
    }


def _whole() -> Schema:
    """Return what a plan without a standard has to say of each thing it names."""
    sections = {key: one.value.of for key, one in PLAN.keys.items() if isinstance(one.value, ById)}
    return {
        "properties": {
            key: {"additionalProperties": {"required": _needed(form)}}
            for key, form in sections.items()
            if _needed(form)
        }
    }


def _needed(form: Form) -> list[str]:
    return [key for key, one in form.keys.items() if one.is_needed]


def _keys(form: Form) -> Schema:
    return {key: {"description": one.says, **_or_nothing(one)} for key, one in form.keys.items()}


def _or_nothing(key: Key) -> Schema:
    """Return the schema of a key that may be written without a value, which says the same as leaving it out."""
    return {"anyOf": [_value(key.value), _NULL]}


def _table(form: Form) -> Schema:
    return {"type": "object", "properties": _keys(form), "additionalProperties": False}


def _value(value: Value) -> Schema:
    match value:
        case Kind():
            return _kind(value)
        case Word(known=known):
            numbers = [int(word) for word in known if word.isdecimal()]  # YAML reads `1` as a number
            return {"enum": [*known, *numbers]}
        case Many(of=of):
            item = _value(of)
            if isinstance(of, Form):  # lists are never merged with a standard's, so each item is whole
                return {"type": "array", "items": {"allOf": [item, {"required": _needed(of)}]}}
            if of in {Kind.WALK, Kind.WEEK, Kind.CORNER}:
                return {"type": "array", "items": item}
            return {"anyOf": [item, {"type": "array", "items": item}]}
        case Either(of=forms):
            return {"anyOf": [_value(form) for form in forms]}
        case ByLanguage(of=of):
            by_language = dict.fromkeys(LANGUAGES, _value(of))
            one = {"type": "object", "properties": by_language, "additionalProperties": False}
            return {"anyOf": [_value(of), one]}
        case ById(of=form, key=key):
            return {
                "type": "object",
                "propertyNames": {"pattern": f"^{key}$"},
                "additionalProperties": {"anyOf": [_value(form), _NULL]},
            }
        case Form(name=name):
            return {"$ref": f"#/definitions/{name}"}
        case _:
            assert_never(value)


def _kind(kind: Kind) -> Schema:
    match kind:
        case Kind.TEXT:
            return _TEXT
        case Kind.TEXTS:
            return _value(ByLanguage(Kind.TEXT))
        case Kind.NUMBER | Kind.DURATION:
            pattern = NUMBER if kind is Kind.NUMBER else DURATION
            return {"anyOf": [{"type": "integer"}, _pattern(pattern.pattern)]}
        case Kind.EVERY:
            return _pattern(EVERY.pattern)
        case Kind.FLAG:
            return {"enum": [True, False, "true", "false", "yes", "no"]}
        case Kind.DAY:
            return _pattern("[0-9]{4}-[0-9]{2}-[0-9]{2}")
        case Kind.WEEK:
            period = _pattern(PERIOD.pattern)
            return {
                "type": "object",
                "propertyNames": {"pattern": f"^({_DAY})(-({_DAY}))?$"},
                "additionalProperties": {"anyOf": [period, {"type": "array", "items": period}, _NULL]},
            }
        case Kind.DAYS:
            period = _pattern(PERIOD.pattern)
            return {
                "type": "object",
                "propertyNames": _kind(Kind.DAY),
                "additionalProperties": {
                    "anyOf": [period, {"type": "array", "items": period}, {"enum": [NOTHING]}, _NULL]
                },
            }
        case Kind.WALK:
            walk = [_TEXT, _TEXT, _kind(Kind.DURATION), _TEXT]
            return {"type": "array", "items": walk, "minItems": 3, "maxItems": 4}
        case Kind.CORNER:
            metres = {"anyOf": [{"type": "number"}, _pattern(METRES.pattern)]}
            return {"type": "array", "items": metres, "minItems": 2, "maxItems": 2}
        case Kind.REASONS:
            return {"type": "object", "additionalProperties": _TEXT}
        case _:
            assert_never(kind)


def _pattern(pattern: str) -> Schema:
    return {"type": "string", "pattern": f"^(?:{pattern})$"}


def _forms(form: Form) -> list[Form]:
    """Return every table below a table, each once."""
    found: list[Form] = []
    waiting: list[Value] = [key.value for key in form.keys.values()]
    while waiting:
        value = waiting.pop()
        if isinstance(value, Form):
            if value not in found:
                found.append(value)
                waiting += [key.value for key in value.keys.values()]
        elif isinstance(value, Many | ByLanguage | ById):
            waiting.append(value.of)
        elif isinstance(value, Either):
            waiting += value.of
    return sorted(found, key=lambda one: one.name)
