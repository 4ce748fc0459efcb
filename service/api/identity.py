"""In whose name somebody acts: her own, where Trygg knows who she is; whose name is tapped, on a shared screen."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

from fastapi import Request

from roles.word import is_slug
from service.access.visitor import Visitor
from service.api.desk import Desk
from service.api.gate import Who
from service.api.problem import Problem

KNOWN_BY_NAME: Final = ("account", "phone")
"""Visitors who are one person; the others are believed as tapped, or as a program says."""


def own_key(visitor: Visitor, office: str, named: str | None) -> str | None:
    """Return in whose name a visitor acts in an office, given the opaque key that was named (None: nobody).

    Raises:
        Problem: she is known, and another person was named.
    """
    if visitor.kind not in KNOWN_BY_NAME:
        return named
    own = visitor.persons.get(office)
    if named is not None and named != own:
        detail = (
            "You are logged in as somebody else, and answer in your own name only. Others answer at a paired screen "
            "or on their own telephones; a program says in `behalf_of` for whom it speaks."
        )
        raise Problem(HTTPStatus.FORBIDDEN, "not_yourself", detail)
    return own


def via_of(visitor: Visitor, office: str, screen: str | None = None) -> str:
    """Return through what a visitor acts, as it stands in the record."""
    match visitor.kind:
        case "screen":
            return f"screen:{office}/{visitor.screen}"
        case "phone":
            return f"phone:{office}"
        case "token":
            return f"token:{visitor.id}"
        case _:
            return f"screen:{office}/{screen}" if screen else "api"


def author_of(visitor: Visitor, office: str) -> str | None:
    """Return who writes: her person in the office's plan, else her account; None for a visitor without a name."""
    if visitor.kind not in KNOWN_BY_NAME:
        return None
    return visitor.persons.get(office) or (visitor.id if visitor.kind == "account" else visitor.account)


def names_herself(desk: Desk) -> Callable[..., Any]:
    """Return a dependency for routes whose body says `by`: whoever is known can say only her own name there."""

    async def check(request: Request, visitor: Who, office: str) -> None:
        if visitor.kind not in KNOWN_BY_NAME or request.method == "GET":
            return
        content = await request.json()
        by = content.get("by") if isinstance(content, dict) else None
        if by is not None:
            own_key(visitor, office, await _key(desk, office, str(by)))

    return check


async def _key(desk: Desk, office: str, named: str) -> str:
    """Return the opaque key of whoever is named, in an office that nobody knows yet too; else the name itself."""
    if office in desk.book:
        return desk.book[office].key_of(named) or named
    if is_slug(office) and is_slug(named):
        return (await desk.store.identify(office, [named]))[named]
    return named
