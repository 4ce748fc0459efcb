"""Every kind of undertaking that this service knows: one line each.

What no alarm has to do with is loaded when the first undertaking of its kind is met.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from service.dispatch.drill import DRILL
from service.dispatch.measure import MEASURE
from service.dispatch.meeting import MEETING
from service.dispatch.readiness import READINESS
from service.dispatch.report import REPORT
from service.dispatch.undertaking_kind import Kind
from service.store.undertaking_port import UndertakingKind

_THERE: Final = (MEETING, DRILL, READINESS, REPORT, MEASURE)
_BEGUN_BY: Final[Mapping[str, UndertakingKind]] = {
    **{event: kind.name for kind in _THERE for event in kind.begins_with},
    "PulseOpened": "pulse",
    "RevisionBegun": "revision",
}


class _Kinds(Mapping[UndertakingKind, Kind]):
    """The kinds by name."""

    def __init__(self) -> None:
        self._names = tuple(dict.fromkeys(_BEGUN_BY.values()))
        self._loaded = {kind.name: kind for kind in _THERE}

    def __getitem__(self, name: UndertakingKind) -> Kind:
        if name not in self._loaded and name in self._names:
            self._loaded[name] = _load(name)
        return self._loaded[name]

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[UndertakingKind]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def _load(name: UndertakingKind) -> Kind:
    from service.dispatch.pulse import PULSE  # noqa: PLC0415 - no alarm needs it (docs/decisions/0086)
    from service.dispatch.revision import REVISION  # noqa: PLC0415 - nor this

    return {kind.name: kind for kind in (PULSE, REVISION)}[name]


KINDS: Final[Mapping[UndertakingKind, Kind]] = _Kinds()


def begun_by(event: str) -> UndertakingKind | None:
    """Return which kind of undertaking begins with an event; None where none does."""
    return _BEGUN_BY.get(event)
