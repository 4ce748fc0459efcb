"""The rows of the gate's table about passkeys."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal

PASSKEYS: Final[Mapping[tuple[str, str], Literal["nothing", "to be let in"]]] = MappingProxyType(
    {
        # Before anybody is let in: what a browser answers is signed, or nobody comes in by it.
        ("POST", "/api/v1/session/passkey/begin"): "nothing",
        ("POST", "/api/v1/session/passkey"): "nothing",
        # Everybody's own.
        ("GET", "/api/v1/passkeys"): "to be let in",
        ("POST", "/api/v1/passkeys/begin"): "to be let in",
        ("POST", "/api/v1/passkeys"): "to be let in",
        ("DELETE", "/api/v1/passkeys/{passkey}"): "to be let in",
    }
)
