"""A user of SCIM ↔ what Trygg keeps of her: login, name, whether she is here, and who she is in the offices' plans.

Nothing else is kept, whatever the directory sends: no address, no telephone, no title.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from roles.word import is_slug
from service.access.door import LONGEST_LOGIN, plain_login
from service.access.scim.name import TRYGG, USER, plainly, text_of, truth_of
from service.access.scim.patch import Operation
from service.access.scim.wrong import ScimError, bad

LONGEST_NAME: Final = 200
LONGEST_ID: Final = 256
MOST_PERSONS: Final = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class User:
    """What a directory says of somebody."""

    login: str
    name: str
    external_id: str | None = None
    active: bool = True
    persons: tuple[tuple[str, str], ...] | None = None
    """(office, slug in its plan) as far as the directory says so; None when it says nothing of it."""


def user_of(body: Any) -> User:
    """Read a whole user, as POST and PUT bring it; raises ScimError."""
    told = plainly(body)
    if "username" not in told:
        raise bad("A user has a userName.")
    login = _login(told["username"])
    own = next((value for name, value in told.items() if name == TRYGG.casefold()), None)
    said = plainly(own).get("persons") if own is not None else None
    return User(
        login=login,
        name=_name(told, login),
        external_id=_external(told.get("externalid")),
        active=truth_of(told["active"]) if "active" in told else True,
        persons=None if said is None else _persons(said),
    )


def patched(user: User, changes: Sequence[Operation]) -> User:
    """Return a user after the operations of a PATCH; attributes that are not kept change nothing. Raises ScimError."""
    parts: dict[str, str] = {}
    for one in changes:
        removed = one.verb == "remove"
        match (one.path.schema, one.path.name, one.path.sub):
            case (None, "active", None):
                user = replace(user, active=truth_of(_there(one)))
            case (None, "username", None):
                user = replace(user, login=_login(_there(one)))
            case (None, "externalid", None):
                user = replace(user, external_id=None if removed else _external(one.value))
            case (None, "displayname", None):
                user = replace(user, name=user.login if removed else _filled(one.value, user.login))
                parts.clear()
            case (None, "name", None) if not removed:
                parts |= {name: str(value) for name, value in plainly(one.value).items() if isinstance(value, str)}
            case (None, "name", str() as sub) if not removed:
                parts[sub] = text_of(one.value, "name", LONGEST_NAME)
            case (schema, "persons", None) if schema == TRYGG.casefold():
                user = replace(user, persons=() if removed else _persons(one.value))
            case _:
                pass
    says_name = any(one.path.schema is None and one.path.name == "displayname" for one in changes)
    return user if says_name or not parts else replace(user, name=_of_parts(parts) or user.name)


def shown(
    user: User, *, id_: str, created_at: datetime, groups: Sequence[tuple[str, str]], address: str
) -> dict[str, Any]:
    """Return a user as a directory reads her; `groups` are (id, name)."""
    resource: dict[str, Any] = {
        "schemas": [USER, TRYGG],
        "id": id_,
        "userName": user.login,
        "displayName": user.name,
        "name": {"formatted": user.name},
        "active": user.active,
        "groups": [{"value": group, "display": name} for group, name in groups],
        TRYGG: {"persons": " ".join(f"{office}/{slug}" for office, slug in user.persons or ())},
    }
    if user.external_id is not None:
        resource["externalId"] = user.external_id
    return with_meta(resource, "User", created_at, f"{address}/Users/{id_}")


def with_meta(resource: dict[str, Any], kind: str, created_at: datetime, location: str) -> dict[str, Any]:
    """Return a resource with its meta; its version is a digest of what it says."""
    digest = hashlib.sha256(json.dumps(resource, sort_keys=True).encode()).hexdigest()[:16]
    created = created_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    meta = {"resourceType": kind, "created": created, "location": location, "version": f'W/"{digest}"'}
    return {**resource, "meta": meta}


def _login(value: Any) -> str:
    text = text_of(value, "userName", LONGEST_LOGIN)
    if not text or any(one.isspace() for one in text):
        raise bad("A userName is one word.")
    login = plain_login(text)
    if len(text.casefold()) > LONGEST_LOGIN:
        raise bad(f"A userName has at most {LONGEST_LOGIN} characters.")
    return login


def _filled(value: Any, otherwise: str) -> str:
    return text_of(value, "displayName", LONGEST_NAME) or otherwise


def _name(told: Mapping[str, Any], login: str) -> str:
    shown_as = told.get("displayname")
    if shown_as is not None and (name := text_of(shown_as, "displayName", LONGEST_NAME)):
        return name
    parts = told.get("name")
    return (_of_parts(plainly(parts)) if parts is not None else "") or login


def _of_parts(parts: Mapping[str, Any]) -> str:
    """Return a name from its parts; "" where there are too few."""
    given, family = parts.get("givenname"), parts.get("familyname")
    whole = parts.get("formatted") or (f"{given} {family}" if given and family else "")
    return text_of(whole, "name", LONGEST_NAME)


def _external(value: Any) -> str | None:
    return None if value is None else text_of(value, "externalId", LONGEST_ID) or None


def _persons(value: Any) -> tuple[tuple[str, str], ...]:
    """Read `as/bo fjellvik/bo`, or a list of such words."""
    words = " ".join(map(str, value)).split() if isinstance(value, list) else str(value or "").split()
    if len(words) > MOST_PERSONS:
        raise bad(f"Nobody is more than {MOST_PERSONS} people.")
    found: dict[str, str] = {}
    for word in words:
        office, _, slug = word.partition("/")
        if not (is_slug(office) and is_slug(slug)) or office in found:
            raise bad(f"{word[:100]!r} names nobody: write office and person, like as/bo, one of each office.")
        found[office] = slug
    return tuple(sorted(found.items()))


def _there(one: Operation) -> Any:
    if one.verb == "remove":
        raise ScimError(400, f"{one.path.name} cannot be removed.", "mutability")
    return one.value
