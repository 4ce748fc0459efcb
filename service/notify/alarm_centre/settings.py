"""An alarm receiving centre's settings: a table under `[receivers]` in routes.toml whose kind is `dc09`."""

import re
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from service.notify.alarm_centre.cipher import KEYS

Host = Annotated[str, Field(min_length=1, max_length=253, pattern=r"^[A-Za-z0-9.:-]+$")]
Port = Annotated[int, Field(ge=1, le=65535)]
Digits = Annotated[str, Field(pattern=r"^[0-9A-Fa-f]{1,6}$")]
Code = Annotated[str, Field(pattern=r"^(?:[A-Z]{2}|[1-9][0-9]{2})$")]
Detail = Literal["time", "text", "location", "room", "site"]

LARGEST_FILE: Final = 1024
_HEXADECIMAL: Final = re.compile(r"[0-9A-Fa-f]+")


class KeyFileError(ValueError):
    """The file of a centre's key cannot be used; the message says why, and never what stands in it."""


class Place(BaseModel):
    """Where a receiver of the centre listens."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    host: Host
    """A host name or an address."""
    port: Port
    transport: Literal["tcp", "udp"] = "tcp"


class Dc09Settings(BaseModel):
    """One alarm receiving centre, as it has told the office how to report to it."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    kind: Literal["dc09"]
    host: Host
    """The centre's receiver: a host name or an address."""
    port: Port
    transport: Literal["tcp", "udp"] = "tcp"
    secondary: Place | None = None
    """The centre's second receiver, which is tried when the first does not acknowledge."""
    account: Annotated[str, Field(pattern=r"^[0-9A-Fa-f]{3,16}$")]
    """The number by which the centre knows the office: 3 to 16 hexadecimal digits."""
    receiver: Digits = "0"
    """The R number; it is always sent."""
    line: Digits = "0"
    """The L number (account prefix)."""
    format: Literal["SIA-DCS", "ADM-CID"] = "SIA-DCS"
    """How an event is written: in SIA's two letters, or in the three digits of Contact ID."""
    key_file: Path | None = None
    """The file of the key of AES-128, -192 or -256; without one everything goes in clear."""
    key_form: Literal["hex", "text"] = "hex"
    """Whether the key stands there as 32, 48 or 64 hexadecimal digits, or as 16, 24 or 32 characters as they are."""
    codes: dict[Annotated[str, Field(max_length=63)], Code] = {}
    """The event code of each kind of alarm, where the centre wants another one than Trygg sends."""
    restores: dict[Annotated[str, Field(max_length=63)], Code] = {}
    """The code that says that an alarm of a kind is over (SIA-DCS; Contact ID marks the same code as restored)."""
    zones: dict[Annotated[str, Field(max_length=63)], Annotated[int, Field(ge=0, le=999)]] = {}
    """The number under which the centre knows a zone of the plan, by the zone's id."""
    zone: Annotated[int, Field(ge=0, le=999)] = 0
    """The number of every other zone."""
    area: Annotated[int, Field(ge=0, le=99)] = 1
    """The number of the area (partition)."""
    details: list[Detail] = ["time", "text", "location", "room", "site"]
    """What is sent beside the code, as extended data; an empty list where the centre's receiver takes none."""
    max_seconds: Annotated[float, Field(ge=1, le=9)] = 8
    """Seconds for handing over one message, to both receivers together."""

    @field_validator("codes", "restores")
    @classmethod
    def _are_of_the_format(cls, codes: dict[str, str], info: ValidationInfo) -> dict[str, str]:
        is_sia = info.data.get("format") == "SIA-DCS"
        wrong = [code for code in codes.values() if code.isalpha() != is_sia]
        if wrong:
            held = "two letters" if is_sia else "three digits"
            raise ValueError(f"{info.data.get('format')} has codes of {held}, and not {', '.join(wrong)}")
        return codes

    def places(self) -> tuple[Place, ...]:
        """Return where the centre listens, the first first."""
        first = Place(host=self.host, port=self.port, transport=self.transport)
        return (first,) if self.secondary is None else (first, self.secondary)

    def key(self) -> bytes | None:
        """Return the key; None where everything goes in clear.

        Raises:
            KeyFileError: there should be one, and it cannot be used.
        """
        if self.key_file is None:
            return None
        try:
            with self.key_file.open("rb") as file:
                text = file.read(LARGEST_FILE).decode("ascii").strip()
        except (OSError, UnicodeDecodeError) as wrong:
            why = f"{self.key_file}: the key of the alarm centre cannot be read ({type(wrong).__name__})"
            raise KeyFileError(f"{why}. Put the key there that the centre gave you") from None
        if self.key_form == "text":
            key = text.encode()
        else:
            key = bytes.fromhex(text) if _HEXADECIMAL.fullmatch(text) and len(text) % 2 == 0 else b""
        if len(key) not in KEYS:
            held = "16, 24 or 32 characters" if self.key_form == "text" else "32, 48 or 64 hexadecimal digits"
            raise KeyFileError(f"{self.key_file}: a key is {held} (`key_form` says which of the two forms it has)")
        return key
