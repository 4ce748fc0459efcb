"""What is sent about an office's plan, as far as it is believed."""

from datetime import UTC, datetime
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from service.api.text import RunsOneWay, Slug, Who, Words

EARLIEST, LATEST = (datetime(year, 1, 1, tzinfo=UTC) for year in (2000, 2200))
"""Bounds of instants that can be sent; time zones are no trouble between them."""

LARGEST_TEXT: Final = 900_000
"""Characters of a document; the reader of plans refuses much smaller ones with a finding."""


def _document(text: str) -> str:
    """Refuse what a database or UTF-8 cannot hold; everything else is for the plan's own findings."""
    if any(0xD800 <= ord(character) <= 0xDFFF or character == "\0" for character in text):
        raise ValueError("this text has half a character or a NUL in it; send it again as UTF-8")
    return text


def _between(at: datetime) -> datetime:
    """Refuse what no calendar of an office reaches."""
    if not EARLIEST < at.replace(tzinfo=at.tzinfo or UTC) < LATEST:
        raise ValueError("say a time between the years 2000 and 2200")
    return at


Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""A version: 64 hexadecimal digits."""


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid")

    by: Who
    """Who says so: a person's slug or opaque key."""


class SavedDraft(_Said):
    """A document as somebody has written it so far."""

    text: Annotated[str, Field(max_length=LARGEST_TEXT), AfterValidator(_document), RunsOneWay]
    revision: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None
    """The revision that was seen; null when none was."""


class DiscardedDraft(_Said):
    """Nobody goes on with the draft."""


class Approval(_Said):
    """The manager stands for exactly this version."""

    version: Digest


class SafetyView(_Said):
    """What the safety representative thinks of a version."""

    version: Digest
    view: Literal["agrees", "objects", "not_asked"]
    words: Words = ""


class ObjectionAnswer(_Said):
    """What is answered to an objection."""

    version: Digest
    words: Words


class Publication(_Said):
    """An approved version is to hold."""

    version: Digest
    holds_from: Annotated[datetime, AfterValidator(_between)] | None = None
    """From when on, without an offset by the office's clock; at once when left out or past."""
    reason: Words | None = None


class RollBack(_Said):
    """An earlier version is to hold again, at once."""

    to: Digest
    reason: Words


class ReadDuty(_Said):
    """Somebody has read what a role is to do."""

    role: Slug
    version: Digest | None = None
    """The version whose duty was read; the one that holds when left out."""


class Gone(_Said):
    """Somebody has left or moved, or is back."""

    person: Who
    gone: bool = True
