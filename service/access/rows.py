"""Grants as the store keeps them, and back."""

from collections.abc import Iterable

from service.access.rights import Grant, Role
from service.store.access_port import EVERYWHERE, GrantRow


def grants_of(rows: Iterable[GrantRow]) -> tuple[Grant, ...]:
    """Return grants; a role that this Trygg does not know gives nothing."""
    known = {role.value for role in Role}
    return tuple(
        Grant(role=Role(row.role), office=None if row.office == EVERYWHERE else row.office)
        for row in rows
        if row.role in known
    )


def grant_rows(grants: Iterable[Grant]) -> list[GrantRow]:
    """Return what is kept of grants, each once."""
    return [GrantRow(role=one.role.value, office=one.office or EVERYWHERE) for one in dict.fromkeys(grants)]
