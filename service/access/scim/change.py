"""What a request changes: a function from what is there to what shall be, so that it can be tried again."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from service.access.scim import group, user
from service.access.scim.group import Told
from service.access.scim.name import plainly
from service.access.scim.patch import Operation
from service.access.scim.user import User


def whole(body: Any) -> Callable[[User], User]:
    """Return the change of a PUT; raises ScimError.

    Who she is in the plans stays, unless it is said, and so does whether she is switched off: RFC 7644 (3.5.1) leaves
    open what becomes of what is not said, and nobody who has left is let in because a directory did not say it again.
    """
    told, says_active = user.user_of(body), "active" in plainly(body)
    return lambda before: replace(
        told,
        persons=before.persons if told.persons is None else told.persons,
        active=told.active if says_active else before.active,
    )


def patch(changes: list[Operation]) -> Callable[[User], User]:
    """Return the change that a PATCH makes."""
    return lambda before: user.patched(before, changes)


def patch_group(changes: list[Operation]) -> Callable[[Told], Told]:
    """Return the change that a PATCH makes to a group."""
    return lambda before: group.patched(before, changes)
