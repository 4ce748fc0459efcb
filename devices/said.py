"""Take values out of what a foreign device has said, strictly: a value of the wrong kind is no value.

JSON from outside may hold numbers that are none (1e999), texts of any length, and nesting without end: whatever is
returned here is finite, bounded and plain.
"""

from devices.bounded import bounded, excerpt
from devices.message import Wrong, number, whole
from devices.signals import Battery, Unreadable


def unread(office: str | None, device: str | None, wrong: Wrong) -> tuple[Unreadable]:
    """Return why a message could not be read, as the only signal of it."""
    return (Unreadable(office=office, device=device, reason=wrong.reason, detail=excerpt(wrong.detail)),)


def dig(document: object, *steps: str | int) -> object:
    """Return what stands at the end of the steps, or None where one of them leads nowhere."""
    for step in steps:
        if isinstance(step, int):
            if not isinstance(document, list) or step >= len(document):
                return None
            document = document[step]
        else:
            if not isinstance(document, dict):
                return None
            document = document.get(step)
    return document


def items(value: object, limit: int) -> list[object]:
    """Return the items of a list, at most `limit` of them; none where it is no list."""
    return value[:limit] if isinstance(value, list) else []


def text(value: object) -> str | None:
    """Return a text that is not empty, made plain and at most 128 characters long."""
    return bounded(value) if isinstance(value, str) and value else None


def rounded(value: object, low: int, high: int) -> int | None:
    """Return a number from `low` to `high` as the nearest whole one: a signal strength of -81.1 dBm is -81."""
    found = number(value, low, high)
    return None if found is None else round(found)


def written(value: object) -> str | None:
    """Return a text or a whole number as text, and nothing else: an id that a family gives in either form."""
    found = whole(value, -(2**63), 2**64)
    return str(found) if found is not None else text(value)


def battery(office: str | None, device: str, value: object) -> tuple[Battery, ...]:
    """Return a charge in percent, also where it is written as text; a word stays a word; nothing where it is neither.

    A value that cannot be a charge is left out: it is no reason to call a button that works unreadable.
    """
    if isinstance(value, str) and len(value) <= 16:
        try:
            value = float(value)
        except ValueError:
            word = text(value)
            return () if word is None else (Battery(office=office, device=device, text=word),)
    percent = number(value, 0, 100)
    return () if percent is None else (Battery(office=office, device=device, percent=percent),)


def volts(office: str | None, device: str, value: object) -> tuple[Battery, ...]:
    """Return a charge in volts, also where it is written as text; nothing where it is no voltage of a battery."""
    if isinstance(value, str) and len(value) <= 16:
        try:
            value = float(value)
        except ValueError:
            return ()
    found = number(value, 0, 60)
    return () if found is None else (Battery(office=office, device=device, volts=found),)
