"""What a directory is told when something cannot be done; the code is one of RFC 7644, table 9."""

from typing import Literal

Type = Literal[
    "invalidFilter", "invalidPath", "invalidSyntax", "invalidValue", "mutability", "noTarget", "tooMany", "uniqueness"
]


class ScimError(Exception):
    """Something the directory, or whoever has set it up, has to mend."""

    def __init__(self, status: int, detail: str, kind: Type | None = None) -> None:
        """Say what is wrong, with the status that goes with it."""
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.kind = kind


def bad(detail: str, kind: Type = "invalidValue") -> ScimError:
    """Return the error for a request that cannot be taken as it is."""
    return ScimError(400, detail, kind)
