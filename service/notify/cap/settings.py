"""A receiver of CAP documents: a table under `[receivers]` in routes.toml whose kind is `cap`."""

from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from service.notify.address import is_allowed

LARGEST_FILE: Final = 4096
SHORTEST_SECRET: Final = 24
"""Bytes of a secret that signs."""

Named = Annotated[str, Field(max_length=200, pattern=r"^[A-Za-z0-9@._:/-]+$")]
Words = Annotated[str, Field(min_length=1, max_length=500)]


class SecretFileError(ValueError):
    """A secret's file cannot be used; the message says why, and never what stands in it."""


class CapSettings(BaseModel):
    """One receiver of CAP documents over HTTP."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    kind: Literal["cap"]
    url: Annotated[str, Field(max_length=1024)]
    """Where documents are posted to: `https://…`, or `http://` on this machine."""
    sender: Named
    """Who the documents are from, as agreed with the receiver: often an e-mail address or a domain; no blanks."""
    scope: Literal["Restricted", "Private"] = "Private"
    """Whom the receiver may pass it on to: only those under `addresses`, or whom `restriction` describes."""
    restriction: Words | None = None
    """Who may see it; needed with the scope `Restricted`."""
    addresses: Words | None = None
    """Whom it is for, with the scope `Private`; the receiver's name in the plan when not set."""
    over_as: Literal["Cancel", "Update"] = "Cancel"
    """How it is said that an alarm is over: by a message that ends the earlier one, or by one that replaces it."""
    lasts_hours: Annotated[int, Field(ge=1, le=168)] = 12
    """Hours after the alarm when the document expires by itself."""
    username: Annotated[str, Field(max_length=200, pattern=r"^[^:\x00-\x1f\x7f]+$")] | None = None
    """Together with `password_file`: the login at the receiver (basic authentication)."""
    password_file: Path | None = None
    token_file: Path | None = None
    """The file of a bearer token instead."""
    secret_file: Path | None = None
    """The file of a secret that both sides know, 24 characters or more: every document is signed with it."""
    self_test: bool = False
    """Whether a document with the status `Test` is posted each hour; else it is only asked whether somebody answers."""
    ca: Path | None = None
    """Certificates to trust for this receiver instead of the system's."""
    max_seconds: Annotated[float, Field(ge=1, le=9)] = 8
    """Seconds for one document with the whole answer."""

    @field_validator("url")
    @classmethod
    def _may_be_asked(cls, url: str) -> str:
        if not is_allowed(url):
            raise ValueError("the address has to begin with https://, and holds no name and no password")
        return url

    @model_validator(mode="after")
    def _fits_together(self) -> Self:  # noqa: N804 - pydantic calls it on the model that was made
        if self.scope == "Restricted" and self.restriction is None:
            raise ValueError("the scope Restricted needs a `restriction`: who may see the documents")
        if (self.username is None) != (self.password_file is None):
            raise ValueError("`username` and `password_file` belong together")
        if self.username is not None and self.token_file is not None:
            raise ValueError("a receiver is asked with a login or with a token, not with both")
        return self

    def login(self) -> tuple[str, str] | None:
        """Return user name and password; raises SecretFileError."""
        if self.username is None or self.password_file is None:
            return None
        return self.username, secret_in(self.password_file)

    def token(self) -> str | None:
        """Return the bearer token; raises SecretFileError."""
        return None if self.token_file is None else secret_in(self.token_file)

    def secret(self) -> bytes | None:
        """Return what documents are signed with; raises SecretFileError."""
        if self.secret_file is None:
            return None
        secret = secret_in(self.secret_file).encode()
        if len(secret) < SHORTEST_SECRET:
            raise SecretFileError(f"{self.secret_file}: a secret has {SHORTEST_SECRET} characters or more")
        return secret


def secret_in(path: Path) -> str:
    """Return the one line of a secret's file.

    Raises:
        SecretFileError: it cannot be read, or is none.
    """
    try:
        with path.open("rb") as file:
            text = file.read(LARGEST_FILE).decode("ascii").strip()
    except (OSError, UnicodeDecodeError) as wrong:
        raise SecretFileError(f"{path}: the secret cannot be read ({type(wrong).__name__})") from None
    if not text or not text.isprintable() or " " in text:
        raise SecretFileError(f"{path}: one line of printable characters without blanks has to stand there")
    return text
