"""Where signed heads go: the table `[heads]` in routes.toml."""

from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from service.notify.address import LONGEST_URL, parts_of
from service.notify.email.settings import ADDRESS
from service.settings import SLUG


class HeadsSettings(BaseModel):
    """Heads of every office's record leave the database once a day and after each alarm."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    key_file: Path | None = None
    """The private key that signs (PEM, Ed25519); `heads.key` in the data folder when not set."""
    folder: Path | None = None
    """A folder on another computer's disk, one file to a head; best where nothing can be changed once it is written."""
    mail_to: Annotated[list[Annotated[str, Field(max_length=254, pattern=ADDRESS)]], Field(max_length=10)] = []
    """Who is sent them by mail, over `[email]`: a safety representative, the archive."""
    webhook: Annotated[str, Field(pattern=SLUG)] | None = None
    """The receiver of kind `webhook` to which they are posted."""
    time_stamp: Annotated[str, Field(max_length=LONGEST_URL)] | None = None
    """The address of a time-stamping authority (RFC 3161), that is asked to confirm when each head was there."""
    time_stamp_ca: Path | None = None
    """Certificates to trust for that address instead of the system's."""
    time_stamp_private: bool = False
    """Whether that address may lead into the house's own network, or to this computer, and be `http://`."""

    @model_validator(mode="after")
    def _may_be_asked(self) -> Self:  # noqa: N804 - run after the model is made: no class method
        if self.time_stamp is not None:
            parts_of(self.time_stamp, allow_http=True)  # what is asked is a digest, and the answer is signed
        if not (self.folder or self.mail_to or self.webhook):
            raise ValueError("heads have to go somewhere: name a folder, mail_to or a webhook")
        return self
