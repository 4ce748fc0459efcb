"""What a request changes: a function from what is there to what shall be, so that it can be tried again."""

from collections.abc import Callable
from dataclasses import replace

from service.access.scim import group, user
from service.access.scim.group import Told
from service.access.scim.patch import Operation
from service.access.scim.user import User


def whole(told: User) -> Callable[[User], User]:
    """Return the change of a PUT: who she is in the plans stays, unless it is said."""
    return lambda before: replace(told, persons=before.persons if told.persons is None else told.persons)


def patch(changes: list[Operation]) -> Callable[[User], User]:
    """Return the change that a PATCH makes."""
    return lambda before: user.patched(before, changes)


def patch_group(changes: list[Operation]) -> Callable[[Told], Told]:
    """Return the change that a PATCH makes to a group."""
    return lambda before: group.patched(before, changes)
