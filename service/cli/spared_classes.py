"""Dataclasses made with less: what they seldom or never do is written when it is first done.

Python 3.11 and 3.12 write six functions for each frozen dataclass as text, and compile each by itself. A node has more
than 500 of them before it is ready, and 3.13 has a faster way of its own. `__init__`, which every one of them does,
stays as it is.
"""

import dataclasses
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from inspect import signature
from typing import Any, Final

KNOWN: Final = {
    "_repr_fn": ("fields", "globals"),
    "_hash_fn": ("fields", "globals"),
    "_cmp_fn": ("name", "op", "self_tuple", "other_tuple", "globals"),
    "_frozen_get_del_attr": ("cls", "fields", "globals"),
}
"""What Python's own module makes these functions with; where that is otherwise, nothing is put in its place."""


@contextmanager
def lean_dataclasses() -> Iterator[bool]:
    """While this is open, make dataclasses with less; says whether it does, which depends on Python's version."""
    python: Any = dataclasses
    if not _is_known(python):
        yield False
        return
    was = {name: getattr(python, name) for name in KNOWN}
    lean = {
        "_repr_fn": _later("__repr__", was["_repr_fn"]),
        "_hash_fn": _later("__hash__", was["_hash_fn"]),
        "_cmp_fn": _compared_later(was["_cmp_fn"]),
        "_frozen_get_del_attr": _frozen,
    }
    for name, function in lean.items():
        setattr(python, name, function)
    try:
        yield True
    finally:
        for name, function in was.items():
            setattr(python, name, function)


def _is_known(python: Any) -> bool:
    if sys.version_info >= (3, 13):
        return False
    return all(_asks(getattr(python, name, None)) == asked for name, asked in KNOWN.items())


def _asks(function: Any) -> tuple[str, ...]:
    return tuple(signature(function).parameters) if callable(function) else ()


def _compared_later(make: Callable[..., Callable[..., Any]]) -> Callable[..., Callable[..., Any]]:
    def compare(name: str, *how: Any, **more: Any) -> Callable[..., Any]:
        return _later(name, make)(name, *how, **more)

    return compare


def _later(name: str, make: Callable[..., Callable[..., Any]]) -> Callable[..., Callable[..., Any]]:
    """Return what makes a method that is written when it is first called, and then takes its own place."""

    def made_later(*how: Any, **more: Any) -> Callable[..., Any]:
        def method(self: object, *others: object) -> Any:
            written = make(*how, **more)
            for kind in type(self).__mro__:  # with slots, a class is made twice: whichever of them has it
                if kind.__dict__.get(name) is method:
                    setattr(kind, name, written)
            return written(self, *others)

        method.__name__ = method.__qualname__ = name
        return method

    return made_later


def _frozen(cls: Any, fields: tuple[Any, ...], globals: dict[str, Any]) -> tuple[Callable[..., None], ...]:  # noqa: A002 - Python's own name
    names = frozenset(field.name for field in fields)

    def __setattr__(self: object, name: str, value: object) -> None:  # noqa: N807 - what it becomes
        if type(self) is cls or name in names:
            raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")
        super(cls, self).__setattr__(name, value)

    def __delattr__(self: object, name: str) -> None:  # noqa: N807 - what it becomes
        if type(self) is cls or name in names:
            raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")
        super(cls, self).__delattr__(name)

    return __setattr__, __delattr__
