"""The description of the API as it is: what FastAPI finds out by itself, and errors as they are answered."""

from collections.abc import Mapping
from typing import Any, Final

from fastapi import FastAPI

from service.api.problem import MEDIA_TYPE, SCIM, SCIM_MEDIA_TYPE

_PROBLEM: Final = {
    "type": "object",
    "description": "What is wrong, and what to do about it (RFC 9457).",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "description": "A sentence for whoever reads it."},
        "code": {"type": "string", "description": "The same in one word, for programs."},
        "errors": {
            "type": "array",
            "description": "With the code `invalid`: each part of the request that does not fit.",
            "items": {
                "type": "object",
                "required": ["where", "what"],
                "properties": {"where": {"type": "string"}, "what": {"type": "string"}},
            },
        },
    },
}
_SCIM_ERROR: Final = {
    "type": "object",
    "description": "An error as a directory reads it (RFC 7644, 3.12).",
    "required": ["schemas", "status", "detail"],
    "properties": {
        "schemas": {"type": "array", "items": {"type": "string"}},
        "status": {"type": "string"},
        "detail": {"type": "string"},
        "scimType": {"type": "string"},
    },
}
_KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "get /metrics": ("text/plain",),
    "get /api/v1/offices/{office}/plan/rosters/{roster}.ics": ("text/calendar",),
    "get /api/v1/offices/{office}/plan/pictures/{picture}": ("image/png", "image/jpeg"),
    "get /api/v1/offices/{office}/readiness/pictures/{picture}": ("image/png", "image/jpeg"),
    "get /api/v1/offices/{office}/enrolling/file": ("text/csv",),
    "get /api/v1/offices/{office}/reports/export": ("application/json", "text/csv"),
    "get /api/v1/routes/voice/sounds/{language}/{sound}": ("audio/mpeg", "audio/wav"),
    "post /api/v1/routes/sms/replies/{key}": ("text/plain",),
}
"""What is answered otherwise than as JSON."""
_RAW: Final[Mapping[str, tuple[str, ...]]] = {
    "post /api/v1/offices/{office}/plan/pictures": ("image/png", "image/jpeg"),
    "post /api/v1/offices/{office}/readiness/pictures": ("image/png", "image/jpeg"),
    "post /api/v1/neighbours/{office}": ("application/json",),
    "post /api/v1/routes/sms/replies/{key}": ("application/x-www-form-urlencoded",),
}
"""Whose body is read as it comes."""
_KNOWN_ALREADY: Final = ("post /api/v1/offices/{office}/alarms", "post /api/v1/offices/{office}/closing")
"""Whose 201 is a 200 where the same wish was known already."""
_SCIM_STATUS: Final = {"post": "201", "delete": "204"}
_ANYTHING: Final[Mapping[str, Any]] = {"type": "object", "additionalProperties": True}
_NEVER_ANSWERED: Final = ("HTTPValidationError", "ValidationError")
"""What FastAPI thinks that it answers; `problem.install` has it answer problems."""


def described(app: FastAPI) -> dict[str, Any]:
    """Return an application's description (OpenAPI 3.1); the same object each time."""
    made: dict[str, Any] = app.openapi()
    schemas = made.setdefault("components", {}).setdefault("schemas", {})
    if "Problem" in schemas:
        return made
    for name in _NEVER_ANSWERED:
        schemas.pop(name, None)
    schemas["Problem"], schemas["ScimError"] = _PROBLEM, _SCIM_ERROR
    for path, methods in made["paths"].items():
        kind, name = (SCIM_MEDIA_TYPE, "ScimError") if path.startswith(SCIM) else (MEDIA_TYPE, "Problem")
        wrong = {
            "description": "What is wrong, in words",
            "content": {kind: {"schema": {"$ref": f"#/components/schemas/{name}"}}},
        }
        for method, operation in methods.items():
            responses, place = operation["responses"], f"{method} {path}"
            responses.pop("422", None)
            responses["default"] = wrong
            if path.startswith(SCIM):
                _as_scim(method, operation)
            if place in _KINDS:
                responses["200"]["content"] = {each: {} for each in _KINDS[place]}
            if place in _KNOWN_ALREADY:
                responses["200"] = {**responses["201"], "description": "It was known already"}
            if place in _RAW:
                operation["requestBody"] = {"required": True, "content": {each: {} for each in _RAW[place]}}
    ready = made["paths"]["/health/ready"]["get"]["responses"]
    ready["503"] = {**ready["200"], "description": "A press would not go all the way; the parts say why"}
    return made


def _as_scim(method: str, operation: dict[str, Any]) -> None:
    """Describe what a directory sends and is answered: resources, as RFC 7644 has them."""
    content = {SCIM_MEDIA_TYPE: {"schema": _ANYTHING}}
    responses, status = operation["responses"], _SCIM_STATUS.get(method, "200")
    responses[status] = {"description": responses.pop("200")["description"]}
    if status != "204":
        responses[status]["content"] = content
    if method in ("post", "put", "patch"):
        operation["requestBody"] = {"required": True, "content": content}
