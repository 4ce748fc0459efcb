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
    try:
        return _encode(value).encode()
    except UnicodeEncodeError as wrong:
        raise ValueError(f"{value!r} does not fit a timeline: it holds half a character (a surrogate)") from wrong


_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode

_PLAIN = frozenset({str, bool, type(None)})
"""Types that need no further look; half a character in a text is found when it becomes UTF-8."""


def _refuse_what_is_ambiguous(value: Any) -> None:
    kind = type(value)
    if kind in _PLAIN:
        return
    if kind is dict:
        for key, item in value.items():
            if type(key) is not str or not key.isascii():
                raise ValueError(f"{key!r} cannot be a key in a timeline: keys are ASCII text")
            if type(item) not in _PLAIN:  # most are plain: asked here, it saves a call
                _refuse_what_is_ambiguous(item)
    elif kind is int:
        if abs(value) > LARGEST_INTEGER:
            raise ValueError(f"{value} does not fit a timeline: integers end at 2**53 - 1; write it as text")
    elif kind is list or kind is tuple:
        for item in value:
            _refuse_what_is_ambiguous(item)
    elif not isinstance(value, str):
        raise ValueError(f"{value!r} ({kind.__name__}) does not fit a timeline: use text, integers, lists, objects")
