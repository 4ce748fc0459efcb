"""What is asked of a wish that begins something: a key of its own, and for a drill or a test the right to one."""

from http import HTTPStatus
from typing import Annotated

from fastapi import Header

from service.access.action import Action
from service.access.visitor import Visitor, allowed
from service.api.problem import Problem

WishKey = Annotated[str | None, Header(max_length=128, pattern=r"^[\x21-\x7e]+$")]
"""The header `Idempotency-Key`: one wish that is sent again is known by it."""


def named(key: str | None, what: str) -> str:
    """Return a wish's key.

    Args:
        key: what was sent.
        what: what is wished for, in one word, as it is told to whoever has sent none.

    Raises:
        Problem: no key was sent.
    """
    if not key:
        detail = f"Send an Idempotency-Key header, new for each {what}, so that a repeat is known as one."
        raise Problem(HTTPStatus.BAD_REQUEST, "no_idempotency_key", detail)
    return key


def allow_mode(visitor: Visitor, mode: str, office: str) -> None:
    """Let only whoever may start drills begin what is not real.

    Raises:
        Problem: she may not.
    """
    if mode != "actual" and not allowed(visitor, Action.START_DRILL, office):
        detail = f"{visitor.name} may not start a drill or a test here ({Action.START_DRILL.value})."
        raise Problem(HTTPStatus.FORBIDDEN, "not_allowed", detail)
