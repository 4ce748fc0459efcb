"""The account at 46elks, as routes.toml names it."""

from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from service.notify.address import is_allowed
from service.notify.number import international

ADDRESS: Final = "https://api.46elks.com/a1"
LONGEST_SECRET: Final = 200


class ElksTable(BaseModel):
    """The table `[elks]` of routes.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    username: Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[!-~]+$")]
    """The account's API username."""
    password_file: Path
    """A file with the account's API password, readable by the service alone."""
    sender: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9]{2,10}$")] = "Trygg"
    """Whom a text message is from: 3 to 11 letters and digits. Nobody can answer to it."""
    number: str | None = None
    """The number that was rented from 46elks, in international form: calls come from it, and answers go to it."""
    replies: bool = False
    """Whether text messages come from the number, so that they can be answered by text."""
    url: Annotated[str, Field(max_length=200)] = ADDRESS
    max_seconds: Annotated[float, Field(ge=1, le=10)] = 8.0
    """How long one question may take, the answer included."""
    ca: Path | None = None
    """A file with certificates to trust instead of the system's; for a proxy of one's own."""
    ring_seconds: Annotated[int, Field(ge=10, le=60)] = 25
    """How long a telephone rings; most answering machines come after it."""
    recordings: Path | None = None
    """A folder with recordings of one's own, which take the place of those that come with Trygg."""

    @field_validator("url")
    @classmethod
    def _url_is_safe(cls, url: str) -> str:
        if not is_allowed(url) or "?" in url:
            raise ValueError("it has to begin with https:// and to have no ? in it")
        return url.rstrip("/")

    @field_validator("number")
    @classmethod
    def _number_is_international(cls, number: str | None) -> str | None:
        if number is not None and international(number) is None:
            raise ValueError("it has to be in international form: +46 and so on")
        return international(number) if number else None

    @field_validator("replies")
    @classmethod
    def _replies_need_a_number(cls, replies: bool, info: ValidationInfo) -> bool:
        if replies and not info.data.get("number"):
            raise ValueError("it needs number: the one that was rented from 46elks and receives texts")
        return replies

    def password(self) -> str:
        """Read the password.

        Raises:
            ValueError: the file cannot be read or has no password in it; the text never has what is in it.
        """
        try:
            with self.password_file.open(encoding="utf-8") as file:
                secret = file.read(LONGEST_SECRET + 1).strip()
        except (OSError, ValueError) as wrong:
            raise ValueError(f"password_file {self.password_file} cannot be read: {type(wrong).__name__}") from None
        if not 0 < len(secret) <= LONGEST_SECRET or not secret.isascii() or not secret.isprintable():
            raise ValueError(f"password_file {self.password_file} has no password in it, on one line and by itself")
        return secret
