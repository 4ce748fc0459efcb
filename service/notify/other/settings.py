"""Another way out: a table under `[receivers]` in routes.toml whose kind is `other`."""

from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict

LONGEST_ADDRESS: Final = 2000


class AddressError(ValueError):
    """An address's file cannot be used; the message says why, and never what stands in it."""


class OtherSettings(BaseModel):
    """One receiver over a service that apprise knows."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    kind: Literal["other"]
    address_file: Path
    """The file of the address as apprise writes it, one line: it holds tokens and passwords, so it stands apart."""

    def address(self) -> str:
        """Return the address; raises AddressError."""
        try:
            text = self.address_file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeError) as wrong:
            raise AddressError(
                f"{self.address_file}: the address cannot be read ({type(wrong).__name__}). "
                "Write apprise's address there, in one line, readable by the service alone."
            ) from None
        if not text.isprintable() or "://" not in text or len(text) > LONGEST_ADDRESS:
            raise AddressError(
                f"{self.address_file}: this is no address of apprise in one line, as msteams://… or signal://…"
            )
        return text
