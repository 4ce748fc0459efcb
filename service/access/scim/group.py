"""A group of SCIM ↔ a role: its name says which, and a group whose name says nothing gives nothing.

`trygg:responder@as` gives its members the role of a responder in the office `as`, `trygg:security` that of security in
all offices. `operator` is given by no group unless the operator has allowed it; the same goes for looking after the
people of all offices at once.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches
from typing import Any, Final

from roles.word import is_slug
from service.access.rights import PROGRAMS, Grant, Role
from service.access.scim.name import GROUP, plainly, text_of
from service.access.scim.patch import Operation
from service.access.scim.user import LONGEST_ID, with_meta
from service.access.scim.wrong import ScimError, bad

PREFIX: Final = "trygg:"
LONGEST_NAME: Final = 256
MOST_MEMBERS: Final = 50_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """What a directory says of a group."""

    name: str
    external_id: str | None = None
    members: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """What a directory may give: these roles, in these offices."""

    roles: frozenset[Role]
    offices: Collection[str]


def allowed(policy: Policy, grant: Grant) -> bool:
    """Tell whether a directory may give a role, and have it go on being held."""
    if grant.role is Role.OFFICE_ADMINISTRATOR and grant.office is None and Role.OPERATOR not in policy.roles:
        return False  # whoever looks after the people of all offices is close to an operator
    return grant.role in policy.roles and grant.role not in PROGRAMS


def grant_of(name: str, policy: Policy) -> Grant:
    """Return what a group's name gives.

    Raises:
        ScimError: it gives nothing, or what a directory may not give.
    """
    plain = name.strip().casefold()
    if not plain.startswith(PREFIX):
        raise bad("A group for Trygg is called trygg:ROLE@OFFICE, like trygg:responder@as. Others are not taken.")
    role_word, at, office = plain.removeprefix(PREFIX).partition("@")
    role = next((one for one in Role if one.value == role_word.replace("-", "_")), None)
    if role is None:
        raise bad(f"There is no role {role_word[:100]!r}{did_you_mean(role_word.replace('-', '_'), list(Role))}")
    if at and (not is_slug(office) or office not in policy.offices):
        raise bad(f"There is no office {office[:100]!r}{did_you_mean(office, policy.offices)}")
    grant = Grant(role=role, office=office or None)
    if not allowed(policy, grant):
        raise ScimError(403, f"A directory may not give this: {role.value} ({office or 'all offices'}).")
    return grant


def did_you_mean(word: str, known: Collection[str]) -> str:
    """Return the end of a sentence that names what was perhaps meant."""
    close = get_close_matches(word[:100], [str(one) for one in known], n=1)
    return f"; did you mean {close[0]!r}?" if close else "."


def group_of(body: Any) -> Told:
    """Read a whole group, as POST and PUT bring it; raises ScimError."""
    told = plainly(body)
    external = told.get("externalid")
    return Told(
        name=_name(told.get("displayname")),
        external_id=None if external is None else text_of(external, "externalId", LONGEST_ID) or None,
        members=_members(told.get("members") or []),
    )


def patched(group: Told, changes: Sequence[Operation]) -> Told:
    """Return a group after the operations of a PATCH; raises ScimError."""
    for one in changes:
        match (one.path.schema, one.path.name):
            case (None, "displayname") if one.verb != "remove":
                group = replace(group, name=_name(one.value))
            case (None, "externalid"):
                text = None if one.verb == "remove" else text_of(one.value, "externalId", LONGEST_ID)
                group = replace(group, external_id=text or None)
            case (None, "members"):
                group = replace(group, members=_changed(group.members, one))
            case _:
                pass
    if len(group.members) > MOST_MEMBERS:
        raise bad(f"A group has at most {MOST_MEMBERS} members.", "tooMany")
    return group


def shown(group: Told, *, id_: str, created_at: datetime, with_members: bool = True, address: str) -> dict[str, Any]:
    """Return a group as a directory reads it, with its members or without: large groups are asked for without."""
    resource: dict[str, Any] = {"schemas": [GROUP], "id": id_, "displayName": group.name}
    if group.external_id is not None:
        resource["externalId"] = group.external_id
    members = [{"value": who} for who in sorted(group.members)]
    whole = with_meta({**resource, "members": members}, "Group", created_at, f"{address}/Groups/{id_}")
    return whole if with_members else {**resource, "meta": whole["meta"]}


def _changed(members: frozenset[str], one: Operation) -> frozenset[str]:
    if one.path.filter is not None:
        # `members[value eq "…"]`, as Okta and RFC 7644 write it.
        attribute, value = one.path.filter
        if attribute != "value" or one.verb != "remove":
            raise bad('Of members only this is known: remove members[value eq "…"].', "invalidPath")
        return members - {str(value)}
    match one.verb:
        case "add":
            return members | _members(one.value)
        case "replace":
            return _members(one.value)
        case "remove":
            # Entra ID names in the value who is to be removed; RFC 7644 means all when nobody is named.
            return members - _members(one.value) if one.value is not None else frozenset()


def _members(value: Any) -> frozenset[str]:
    every = value if isinstance(value, list) else [value]
    if len(every) > MOST_MEMBERS:
        raise bad(f"A group has at most {MOST_MEMBERS} members.", "tooMany")
    found = set()
    for one in every:
        who = one if isinstance(one, str) else plainly(one).get("value")
        if not isinstance(who, str) or not who.isascii():
            raise bad("A member is named by its value, the id of a user.")
        found.add(text_of(who, "The value of a member", LONGEST_ID))
    return frozenset(found)


def _name(value: Any) -> str:
    name = text_of(value, "displayName", LONGEST_NAME)
    if not name:
        raise bad("A group has a displayName.")
    return name
