"""One way to write a value down, so that a hash over it means the same to everybody.

The form is RFC 8785 (JSON Canonicalization Scheme) for the values a timeline may hold: objects with ASCII keys,
arrays, strings, integers, booleans and null. Floating-point numbers are refused: their spelling is where
implementations differ.
"""

import json
from typing import Any

LARGEST_INTEGER = 2**53 - 1
"""The largest integer that every JSON reader keeps exactly."""


def canonical(value: Any) -> bytes:
    """Write `value` as canonical JSON in UTF-8.

    Raises:
        ValueError: for a float, an integer beyond 2**53 - 1, half a character (a lone surrogate), a key that is not
            ASCII text, or any other type.
    """
    _refuse_what_is_ambiguous(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def _refuse_what_is_ambiguous(value: Any) -> None:
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError as wrong:
            raise ValueError(f"{value!r} does not fit a timeline: it holds half a character (a surrogate)") from wrong
        return
    if isinstance(value, int):
        if abs(value) > LARGEST_INTEGER:
            raise ValueError(f"{value} does not fit a timeline: integers end at 2**53 - 1; write it as text")
        return
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise ValueError(f"{key!r} cannot be a key in a timeline: keys are ASCII text")
            _refuse_what_is_ambiguous(item)
        return
    if isinstance(value, list | tuple):
        for item in value:
            _refuse_what_is_ambiguous(item)
        return
    raise ValueError(f"{value!r} ({type(value).__name__}) does not fit a timeline: use text, integers, lists, objects")
