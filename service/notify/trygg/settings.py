"""A neighbour's own Trygg: a table under `[receivers]` in routes.toml whose kind is `trygg`."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from service.notify.address import LONGEST_URL, parts_of
from service.notify.webhook.settings import secret_in
from service.settings import SLUG


class TryggSettings(BaseModel):
    """One neighbour that runs Trygg too."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    kind: Literal["trygg"]
    url: Annotated[str, Field(max_length=LONGEST_URL, pattern=r"^[^?#]+$")]
    """How its service is reached: `https://larm.example.se`; `http://` only together with `allow_private`."""
    office: Annotated[str, Field(pattern=SLUG)]
    """What its own service calls the office next door."""
    secret_file: Path
    """The file of the secret that both sides know: `whsec_` and 24 bytes or more in base64. What is sent is signed
    with it."""
    also_accepted_file: Path | None = None
    """The file of a second secret with which the neighbour may sign as well, while the secret is changed."""
    allow_private: bool = False
    """Whether the address may lead into the house's own network, or to this machine; otherwise it is refused."""
    ca: Path | None = None
    """Certificates to trust for this neighbour instead of the system's."""

    @model_validator(mode="after")
    def _can_be_sent_to(self) -> Self:  # noqa: N804 - run after the model is made: no class method
        parts_of(self.url, allow_http=self.allow_private)
        return self

    @property
    def address(self) -> str:
        """Where its Trygg takes what neighbours tell."""
        return f"{self.url.rstrip('/')}/api/v1/neighbours/{self.office}"

    def secret(self) -> bytes:
        """Return the secret by which is signed; raises SecretError."""
        return secret_in(self.secret_file)

    def accepted(self) -> tuple[bytes, ...]:
        """Return the secrets with which the neighbour may have signed; raises SecretError."""
        return (self.secret(), *([secret_in(self.also_accepted_file)] if self.also_accepted_file else []))
