"""The operations of a PATCH as a plain list, whichever way the directory has written them (RFC 7644, 3.5.2).

Entra ID writes `Add` and `Replace` with a capital, and can leave the path out and put `name.givenName` among the
names of the value. Okta leaves the path out when it switches somebody off.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, cast

from service.access.scim.name import TRYGG, Path, path_of, plainly
from service.access.scim.wrong import bad

Verb = Literal["add", "replace", "remove"]
MOST: Final = 1000
"""Operations in one request."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Operation:
    """One change to one attribute."""

    verb: Verb
    path: Path
    value: Any = None


def operations(body: Any) -> list[Operation]:
    """Read the operations of a PATCH; raises ScimError for what is none."""
    told = plainly(body).get("operations")
    if not isinstance(told, list) or not told or len(told) > MOST:
        raise bad(f"A PATCH has 1 to {MOST} Operations.", "invalidSyntax")
    return [one for each in told for one in _operation(plainly(each))]


def _operation(told: Mapping[str, Any]) -> Iterator[Operation]:
    verb = str(told.get("op", "")).casefold()
    if verb not in ("add", "replace", "remove"):
        raise bad("An operation is add, replace or remove.", "invalidSyntax")
    path, value = told.get("path"), told.get("value")
    if isinstance(path, str) and path.strip():
        yield Operation(verb=cast("Verb", verb), path=path_of(path), value=value)
    elif path not in (None, ""):
        raise bad("A path is a text.", "invalidPath")
    elif verb == "remove":
        raise bad("What is to be removed is named by a path.", "noTarget")
    elif not isinstance(value, Mapping):
        raise bad("Without a path the value is an object.", "invalidValue")
    else:
        for name, inner in value.items():
            if str(name).casefold() == TRYGG.casefold():
                for own, one in plainly(inner).items():
                    yield Operation(verb=cast("Verb", verb), path=Path(schema=TRYGG.casefold(), name=own), value=one)
            elif isinstance(inner, Mapping) and str(name).casefold().startswith("urn:"):
                continue  # another's extension, which is not kept
            else:
                yield Operation(verb=cast("Verb", verb), path=path_of(str(name)), value=inner)
