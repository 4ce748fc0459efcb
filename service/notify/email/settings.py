"""What routes.toml says of e-mail: the table `[email]`."""

from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

ADDRESS: Final = r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}\.)+[A-Za-z0-9-]{1,63}$"
"""A plain address in ASCII, without a name beside it."""
LONGEST_PASSWORD: Final = 1024


class PasswordError(ValueError):
    """A password's file cannot be used; the message says why, and never what stands in it."""


class EmailSettings(BaseModel):
    """A mail server that takes mail for everybody; always over TLS."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    host: Annotated[str, Field(min_length=1, max_length=253, pattern=r"^[A-Za-z0-9.:-]+$")]
    """The mail server; its certificate has to be for this name."""
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Literal["starttls", "tls"] = "starttls"
    """`starttls`: in the open first and then over TLS, on 587; `tls`: from the first byte, on 465. Never without."""
    username: Annotated[str, Field(min_length=1, max_length=254)] | None = None
    """With which Trygg logs in; without, it does not log in."""
    password_file: Path | None = None
    """The file of its password."""
    sender: Annotated[str, Field(max_length=254, pattern=ADDRESS)]
    """The address that mails come from; what comes back arrives there."""
    ca: Path | None = None
    """Certificates to trust for the mail server instead of the system's."""

    @model_validator(mode="after")
    def _log_in_has_both(self) -> Self:  # noqa: N804 - run after the model is made: no class method
        if (self.username is None) != (self.password_file is None):
            raise ValueError("username and password_file go together: give both or neither")
        return self

    def password(self) -> str | None:
        """Return the password; None where nobody logs in. Raises PasswordError."""
        if self.password_file is None:
            return None
        try:
            text = self.password_file.read_text(encoding="utf-8").strip("\r\n")
        except (OSError, UnicodeError) as wrong:
            why = f"{self.password_file}: the mail server's password cannot be read ({type(wrong).__name__})"
            raise PasswordError(f"{why}. Write it there, readable by the service alone.") from None
        if not 0 < len(text) <= LONGEST_PASSWORD or not text.isprintable():
            why = f"{self.password_file}: this is no password of one line"
            raise PasswordError(f"{why}. Write it there, readable by the service alone.")
        return text
