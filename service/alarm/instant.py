"""One spelling for instants, so that their text sorts as time does."""

from datetime import UTC, datetime


def instant(at: datetime) -> str:
    """Write an aware instant as RFC 3339 in UTC with microseconds: always 27 characters, so text order is time order.

    Raises:
        ValueError: for an instant without a time zone.
    """
    if at.tzinfo is None:
        raise ValueError(f"{at!r} has no time zone; a timeline holds instants")
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def told_instant(at: datetime | None) -> str | None:
    """Write an instant that a device told, None when it is none: a wrong clock must never cost the press."""
    try:
        return instant(at) if at else None
    except (ValueError, OverflowError):
        return None


def parse_instant(text: str) -> datetime:
    """Read an RFC 3339 instant back as aware UTC.

    Raises:
        ValueError: when the text is no instant or has no offset.
    """
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(f"{text!r} has no offset; write it like 2026-11-23T14:02:07Z")
    return at.astimezone(UTC)
