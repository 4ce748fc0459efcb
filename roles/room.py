"""Who goes to which refuge, so that each has room for all who are sent there."""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

MOST_TRIED: Final = 2_000
"""Choices that are tried to find room for everybody before some are left without."""

MOST_GROUPS: Final = 400
"""Zones for which that is tried; an office has fewer."""


class Group(NamedTuple):
    """Those in one zone: how many, how urgent (0 first), and the refuges they can get to, the nearest first."""

    zone: str
    heads: int
    urgency: int
    refuges: tuple[str, ...]


def place(groups: Iterable[Group], room: Mapping[str, int | None]) -> Mapping[str, str]:
    """Return which refuge each zone goes to; those in a zone are never sent two ways. Who is left out has no room.

    Each goes to the nearest that has room, the most urgent first and then whoever has least to choose from. Where that
    leaves somebody without and there are not too many choices, others go farther so that all have room.
    """
    waiting = [one for one in groups if one.refuges]
    counted = sorted((one for one in waiting if one.heads), key=_order)
    placed, left = _greedy(counted, room)
    if len(placed) < len(counted) <= MOST_GROUPS:
        better = _Search(counted, room).found()
        if better is not None:
            placed, left = better
    # Where nobody is expected somebody may be all the same: to where there is room still, or else to the nearest.
    for one in waiting:
        if not one.heads:
            placed[one.zone] = next((id_ for id_ in one.refuges if left[id_] != 0), one.refuges[0])
    return placed


def _order(group: Group) -> tuple[int, int, int, str]:
    return group.urgency, len(group.refuges), -group.heads, group.zone


def _greedy(groups: list[Group], room: Mapping[str, int | None]) -> tuple[dict[str, str], dict[str, int | None]]:
    left, placed = dict(room), dict[str, str]()
    for one in groups:
        for refuge in one.refuges:
            free = left[refuge]
            if free is None or free >= one.heads:
                placed[one.zone] = refuge
                left[refuge] = None if free is None else free - one.heads
                break
    return placed, left


class _Search:
    """Tries every choice, as far as there are not too many, until all have room."""

    def __init__(self, groups: list[Group], room: Mapping[str, int | None]) -> None:
        self._groups = groups
        self._left = dict(room)
        self._placed: dict[str, str] = {}
        self._tried = 0

    def found(self) -> tuple[dict[str, str], dict[str, int | None]] | None:
        """Return a choice that has room for all; None where there is none, or none was found in time."""
        heads = sum(one.heads for one in self._groups)
        free = list(self._left.values())
        if None not in free and sum(one or 0 for one in free) < heads:
            return None
        return (self._placed, self._left) if self._from(0) else None

    def _from(self, index: int) -> bool:
        if index == len(self._groups):
            return True
        group = self._groups[index]
        for refuge in group.refuges:
            free = self._left[refuge]
            if free is not None and free < group.heads:
                continue
            self._tried += 1
            if self._tried > MOST_TRIED:
                return False
            self._placed[group.zone] = refuge
            self._left[refuge] = None if free is None else free - group.heads
            if self._from(index + 1):
                return True
            self._left[refuge] = free
            del self._placed[group.zone]
        return False
