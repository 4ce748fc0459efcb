"""The names of SCIM: schemas, attributes without regard to case, and the paths that PATCH speaks of."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from unicodedata import normalize

from service.access.scim.wrong import ScimError, bad

USER: Final = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP: Final = "urn:ietf:params:scim:schemas:core:2.0:Group"
TRYGG: Final = "urn:ietf:params:scim:schemas:extension:trygg:2.0:User"
"""Trygg's own part of a user: who she is in the offices' plans."""
LIST: Final = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
PATCH: Final = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
ERROR: Final = "urn:ietf:params:scim:api:messages:2.0:Error"

LONGEST_PATH: Final = 512
_CORE: Final = (USER.casefold(), GROUP.casefold())
_PATH: Final = re.compile(
    r"(?P<name>[a-z$][\w$-]*)(?:\[(?P<by>[^\[\]]*)\])?(?:\.(?P<sub>[a-z$][\w$-]*))?", re.IGNORECASE
)
_FILTER: Final = re.compile(r'\s*([a-z$][\w$.-]*)\s+eq\s+("(?:[^"\\]|\\.)*"|true|false)\s*', re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Path:
    """One attribute, its names in small letters; `sub` is one inside it, `filter` chooses among several."""

    schema: str | None
    name: str
    filter: tuple[str, Any] | None = None
    sub: str | None = None


def path_of(text: str) -> Path:
    """Read a path; raises ScimError for what is none."""
    schema, rest = None, text.strip()
    if len(rest) > LONGEST_PATH:
        raise bad("A path has at most 512 characters.", "invalidPath")
    if rest.casefold().startswith("urn:"):
        known = next((urn for urn in (USER, GROUP, TRYGG) if rest.casefold().startswith(f"{urn.casefold()}:")), None)
        urn = known or rest.rpartition(":")[0]
        schema, rest = urn.casefold(), rest[len(urn) + 1 :]
    found = _PATH.fullmatch(rest)
    if found is None:
        raise bad(f"{text[:100]!r} is no path that Trygg can read.", "invalidPath")
    chosen, sub = found["by"], found["sub"]
    return Path(
        schema=None if schema in _CORE else schema,
        name=found["name"].casefold(),
        filter=None if chosen is None else _chosen(chosen),
        sub=sub.casefold() if sub else None,
    )


def _chosen(text: str) -> tuple[str, Any]:
    """Return what a path chooses by; where that cannot be read, something that is nothing of what Trygg keeps."""
    try:
        return filter_of(text)
    except ScimError:
        return "", None


def filter_of(text: str) -> tuple[str, Any]:
    """Return (attribute in small letters, value) of a filter like `userName eq "anna"`.

    Raises:
        ScimError: for any other kind of filter.
    """
    found = _FILTER.fullmatch(text) if len(text) <= LONGEST_PATH else None
    if found is None:
        raise bad('Trygg knows filters of the form: userName eq "anna@example.se".', "invalidFilter")
    try:
        value = json.loads(found[2] if found[2].startswith('"') else found[2].casefold())
    except ValueError:
        raise bad("The value of the filter is no JSON string.", "invalidFilter") from None
    return found[1].casefold(), value


def plainly(content: Any) -> dict[str, Any]:
    """Return an object with its attributes in small letters; raises ScimError for what is no object."""
    if not isinstance(content, Mapping):
        raise bad("An object is expected here.", "invalidSyntax")
    return {str(name).casefold(): value for name, value in content.items()}


def text_of(value: Any, what: str, longest: int) -> str:
    """Return a text without blanks around it.

    Raises:
        ScimError: it is no text, is too long, or has characters that cannot be seen.
    """
    if not isinstance(value, str):
        raise bad(f"{what} is a text.")
    plain = normalize("NFC", value.strip())
    if len(plain) > longest or not plain.isprintable():
        raise bad(f"{what} has at most {longest} characters, none of them invisible.")
    return plain


def truth_of(value: Any) -> bool:
    """Return whether somebody is active. Entra ID has sent the words "True" and "False".

    Raises:
        ScimError: it cannot be told, so that nobody who has left stays in by mistake.
    """
    if isinstance(value, list) and len(value) == 1:
        value = plainly(value[0]).get("value") if isinstance(value[0], Mapping) else value[0]
    if isinstance(value, bool):
        return value
    word = value.strip().casefold() if isinstance(value, str) else ""
    if word in ("true", "false"):
        return word == "true"
    raise bad("active is true or false.")
