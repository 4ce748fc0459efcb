"""A webhook's settings: a table under `[receivers]` in routes.toml whose kind is `webhook`."""

import base64
import binascii
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from service.notify.address import LONGEST_URL, parts_of

SHORTEST_SECRET: Final = 24
"""Bytes."""
LONGEST_SECRET: Final = 256
PREFIX: Final = "whsec_"
"""Begins a secret that is written in base64, as libraries for receivers write it."""


class SecretError(ValueError):
    """A secret's file cannot be used; the message says why, and never what stands in it."""


class WebhookSettings(BaseModel):
    """One receiver of webhooks."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    kind: Literal["webhook"]
    url: Annotated[str, Field(max_length=LONGEST_URL)]
    """Where notices are posted to: `https://…`; `http://` only together with `allow_private`."""
    secret_file: Path
    """The file of the secret that both sides know: `whsec_` and 24 bytes or more in base64."""
    allow_private: bool = False
    """Whether the address may lead into the house's own network, or to this machine; otherwise it is refused."""
    ca: Path | None = None
    """Certificates to trust for this receiver instead of the system's."""

    @model_validator(mode="after")
    def _can_be_sent_to(self) -> Self:  # noqa: N804 - run after the model is made: no class method
        parts_of(self.url, allow_http=self.allow_private)
        return self

    def secret(self) -> bytes:
        """Return the secret; raises SecretError."""
        return secret_in(self.secret_file)


def secret_in(file: Path) -> bytes:
    """Return the secret that a file holds; raises SecretError."""
    try:
        text = file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeError) as wrong:
        why = f"{file}: the webhook's secret cannot be read ({type(wrong).__name__})"
        raise SecretError(f"{why}. Make one: echo whsec_$(openssl rand -base64 32)") from None
    try:
        made = base64.b64decode(text.removeprefix(PREFIX), validate=True) if text.startswith(PREFIX) else b""
    except (ValueError, binascii.Error):
        made = b""
    if not SHORTEST_SECRET <= len(made) <= LONGEST_SECRET:
        why = f"{file}: a webhook's secret is {PREFIX} and {SHORTEST_SECRET} bytes or more in base64"
        raise SecretError(f"{why}. Make one: echo whsec_$(openssl rand -base64 32)")
    return made
