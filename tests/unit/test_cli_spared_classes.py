"""Dataclasses made with less do what Python's own do."""

import dataclasses
import sys
from typing import Any

import pytest

from service.cli.spared_classes import KNOWN, lean_dataclasses


def made() -> dict[str, Any]:
    """Return classes of every kind that there is here, made now."""

    @dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
    class Frozen:
        name: str
        among: tuple[int, ...] = ()
        unseen: int = dataclasses.field(default=0, compare=False, repr=False)

    @dataclasses.dataclass(frozen=True)
    class Open:
        name: str

    @dataclasses.dataclass(frozen=True)
    class Heir(Open):
        more: int = 1

    @dataclasses.dataclass(order=True)
    class Ordered:
        first: int
        second: Any = None

    @dataclasses.dataclass(frozen=True)
    class Nothing:
        pass

    return {"Frozen": Frozen, "Open": Open, "Heir": Heir, "Ordered": Ordered, "Nothing": Nothing}


@pytest.fixture
def pair() -> tuple[dict[str, Any], dict[str, Any]]:
    """Give the same classes as Python makes them, and with less."""
    whole = made()
    with lean_dataclasses() as is_lean:
        if not is_lean:
            pytest.skip(f"Python {sys.version_info.major}.{sys.version_info.minor} makes dataclasses by itself")
        lean = made()
    return whole, lean


def said(do: Any) -> str:
    """Return what comes of something, its mistake included."""
    try:
        return repr(do())
    except (TypeError, AttributeError) as wrong:
        return f"{type(wrong).__name__}: {wrong}"


def told(kinds: dict[str, Any]) -> list[str]:
    """Return what objects of these classes say when everything is asked of them, twice."""
    frozen, opened, heir = kinds["Frozen"], kinds["Open"], kinds["Heir"]
    ordered, nothing = kinds["Ordered"], kinds["Nothing"]
    some = [
        *(frozen(name="a"), frozen(name="a", unseen=1), frozen(name="b", among=(1,)), opened("a"), opened("b")),
        *(heir("a"), heir("a", 2), ordered(1), ordered(1, 2), ordered(2, 1), nothing(), nothing()),
    ]
    loop = ordered(1)
    loop.second = loop
    asked: list[Any] = [lambda: repr(loop)]
    for one in some:
        asked += [lambda one=one: repr(one), lambda one=one: hash(one)]
        asked += [lambda one=one: setattr(one, "name", "x"), lambda one=one: setattr(one, "other", 1)]
        asked += [lambda one=one: delattr(one, "name"), lambda one=one: delattr(one, "else")]
        for other in (*some, "a"):
            asked += [lambda one=one, other=other: one == other, lambda one=one, other=other: one < other]
            asked += [lambda one=one, other=other: one >= other]
    return [said(do) for _ in range(2) for do in asked]


def test_they_do_the_same_the_first_time_and_afterwards(pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
    """Words, hashes, order, equality and refusals are those of Python's own, mistakes included."""
    whole, lean = pair
    assert told(lean) == told(whole)


def test_what_was_written_when_it_was_first_done_stays(pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
    """Each function is written once: the second time it is Python's own that answers."""
    opened = pair[1]["Open"]
    before = opened.__hash__
    assert hash(opened("a")) == hash(opened("a"))
    assert opened.__hash__ is not before
    after = opened.__hash__
    assert hash(opened("b")) == hash(("b",))
    assert opened.__hash__ is after


def test_python_has_its_own_way_back_afterwards() -> None:
    """Also after a mistake, dataclasses are made as always."""
    own = {name: getattr(dataclasses, name, None) for name in KNOWN}
    with pytest.raises(ZeroDivisionError), lean_dataclasses():
        raise ZeroDivisionError
    assert {name: getattr(dataclasses, name, None) for name in KNOWN} == own


def test_another_python_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Python's module has other functions than those that are known, none is replaced."""

    def other(fields: object) -> None: ...

    monkeypatch.setattr(dataclasses, "_hash_fn", other, raising=False)
    with lean_dataclasses() as is_lean:
        assert not is_lean
        assert dataclasses._hash_fn is other  # type: ignore[attr-defined]
