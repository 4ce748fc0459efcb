"""Every field in which somebody can tell Trygg something: of requests and of pages, by name."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from parts.inside import inside

ROOT = Path(__file__).parents[2]


async def description(folder: Path) -> dict[str, Any]:
    """Return the description (OpenAPI) of the running application."""
    async with inside(folder) as node:
        made: dict[str, Any] = (await node.http.get("/api/openapi.json")).json()
        return made


def of_requests(spec: dict[str, Any]) -> set[str]:
    """Return the names of all that a request may send: parameters, and fields of bodies at any depth."""
    found = set[str]()
    for operations in spec["paths"].values():
        for operation in operations.values():
            for content in operation.get("requestBody", {}).get("content", {}).values():
                found |= set(_names_in(content.get("schema"), spec))
            found |= {one["name"] for one in operation.get("parameters", ())}
    return found


def of_forms() -> set[str]:
    """Return the names of all fields of pages."""
    pages = sorted((ROOT / "service" / "web" / "templates").rglob("*.html"))
    return {name for page in pages for name in re.findall(r'\bname="([\w-]+)"', page.read_text(encoding="utf-8"))}


def words_of(name: str) -> set[str]:
    """Return the words that a name is made of."""
    return set(re.split("[_-]", name.lower()))


def _names_in(schema: Any, spec: dict[str, Any], seen: frozenset[str] = frozenset()) -> Iterator[str]:
    if isinstance(schema, dict):
        if (ref := schema.get("$ref")) and ref not in seen:
            yield from _names_in(spec["components"]["schemas"][ref.rpartition("/")[2]], spec, seen | {ref})
        for name, below in schema.get("properties", {}).items():
            yield name
            yield from _names_in(below, spec, seen)
        for key in ("items", "additionalProperties"):
            yield from _names_in(schema.get(key), spec, seen)
        for key in ("anyOf", "allOf", "oneOf"):
            for one in schema.get(key, ()):
                yield from _names_in(one, spec, seen)
