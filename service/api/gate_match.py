"""Which rows of a table of addresses a request fits, by the patterns of Starlette's own routes."""

from collections.abc import Callable, Hashable, Mapping
from functools import cache
from typing import TypeVar

from starlette.routing import compile_path
from starlette.types import Scope

Told = TypeVar("Told", bound=Hashable)

_compiled = cache(compile_path)


def matching(table: Mapping[tuple[str, str], Told]) -> Callable[[Scope], frozenset[Told]]:
    """Return what returns all that a table says of a request, by (method, address); `WS` is a WebSocket's method.

    Where several addresses fit, all of them count: the order in which routes were added opens nothing. An address is
    compiled when a request first begins as it does: most of two hundred never are before somebody has to wait for it.
    """
    rows = tuple((method, address.partition("{")[0], address, told) for (method, address), told in table.items())

    def told_of(scope: Scope) -> frozenset[Told]:
        method = "WS" if scope["type"] == "websocket" else "GET" if scope["method"] == "HEAD" else scope["method"]
        path = scope["path"]
        near = ((address, told) for one, begin, address, told in rows if one == method and path.startswith(begin))
        return frozenset(told for address, told in near if _compiled(address)[0].match(path))

    return told_of
