"""The description of the API as a page without any script: nothing is fetched from elsewhere, and nothing runs."""

from collections.abc import Iterator
from html import escape
from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, JSONResponse

from service.addresses import Addresses
from service.api.described import described

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


def router(app: FastAPI) -> Addresses:
    """Return the route that describes an application's other routes."""
    routes = Addresses(include_in_schema=False)

    @routes.get("/api/openapi.json")
    def for_programs() -> JSONResponse:
        """Describe every route for programs."""
        return JSONResponse(described(app), headers=HEADERS)

    @routes.get("/api/docs")
    def docs() -> HTMLResponse:
        """Describe every route in words; the same for programs is at /api/openapi.json."""
        return HTMLResponse("\n".join(_page(described(app))), headers=HEADERS)

    return routes


def _page(described: dict[str, Any]) -> Iterator[str]:
    title = escape(described["info"]["title"])
    yield f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title} API</title><h1>{title} API</h1>'
    yield '<p>For programs: <a href="/api/openapi.json">openapi.json</a>. Errors are problem details (RFC 9457).</p>'
    for path, methods in described["paths"].items():
        for method, route in methods.items():
            yield f"<h2><code>{escape(method.upper())} {escape(path)}</code></h2>"
            yield f"<p>{escape(route.get('description', ''))}</p>"
            yield from _table(_parameters(route))
    yield "<h1>What is sent</h1>"
    for name, schema in described.get("components", {}).get("schemas", {}).items():
        yield f'<h2 id="{escape(name)}"><code>{escape(name)}</code></h2><p>{escape(schema.get("description", ""))}</p>'
        yield from _table((field, "", _kind(of)) for field, of in schema.get("properties", {}).items())


def _parameters(route: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for one in route.get("parameters", ()):
        yield one["name"], one["in"], _kind(one.get("schema", {}))
    for kind, content in route.get("requestBody", {}).get("content", {}).items():
        yield "", "body", _kind(content["schema"]) if "schema" in content else escape(kind)


def _table(rows: Iterator[tuple[str, str, str]]) -> Iterator[str]:
    lines = [f"<tr><td><code>{escape(name)}</code><td>{escape(place)}<td>{kind}" for name, place, kind in rows]
    if lines:
        yield f"<table>{''.join(lines)}</table>"


def _kind(schema: dict[str, Any]) -> str:
    """Return what a value has to be, as HTML."""
    if "$ref" in schema:
        name = escape(schema["$ref"].rpartition("/")[2])
        return f'<a href="#{name}">{name}</a>'
    if "anyOf" in schema:
        return " or ".join(_kind(one) for one in schema["anyOf"])
    if "enum" in schema:
        return " or ".join(f"<code>{escape(str(value))}</code>" for value in schema["enum"])
    bounds = [f"{name} {schema[name]}" for name in ("maxLength", "minimum", "maximum", "pattern") if name in schema]
    return escape(", ".join([str(schema.get("type", "anything")), *bounds]))
