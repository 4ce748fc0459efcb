"""The last values of devices' fields over a restart: saved beside the path of a press, never on it.

The value of a press that is not durable yet is not saved: after a crash between the two the press comes again, which is
better than not at all.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from devices.edge import Edges, Level
from devices.folding import folded
from devices.inventory import Device, Inventory
from service.ingest.press_key import PressName
from service.store.level_port import DeviceLevel, LevelStore
from service.store.port import StoreUnavailable

LATCHED_S: Final = 600.0
"""How long a field may stay true after its press before that is a fault: until it falls, no press can be told."""

AGAIN_S: Final = 1.0

_log = logging.getLogger(__name__)


class Levels:
    """Says which live true is a press. Called in the loop's thread."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        """Know nothing yet."""
        self._monotonic = monotonic
        self._edges = Edges()
        self._pressed: dict[str, tuple[Level, PressName]] = {}
        """Presses that are not known to be durable."""
        self._since: dict[Level, float] = {}
        self._true: dict[str, set[Level]] = {}
        """By whose they are: the fields of enrolled devices that are true, as far as anybody knows."""
        self._unsaved: set[Level] = set()
        self._wanted = asyncio.Event()

    def rises(self, level: Level) -> bool:
        """Note that a live message has the field true, and say whether that is a press."""
        if not self._edges.rises(level):
            return False
        if not _is_a_strangers(level):
            self._since[level] = self._monotonic()
            self._true.setdefault(level[0], set()).add(level)
        return True

    def is_known(self, level: Level) -> bool:
        """Whether anybody knows what the field was last."""
        return self._edges.value(level) is not None

    def named(self, level: Level, name: PressName) -> None:
        """Say what the press of a rise is called; it is not durable before `durable` says so."""
        self._pressed[name.key] = (level, name)

    def copy_of(self, level: Level) -> PressName | None:
        """Return the press that a field which is still true has told, while that press is not durable yet."""
        found = (name for one, name in self._pressed.values() if one == level)
        name = next(found, None)
        return replace(name, is_copy=True) if name else None

    def durable(self, press_key: str) -> None:
        """Say that a press is durable; what its field was may be saved."""
        level, _ = self._pressed.pop(press_key, (None, None))
        if level is not None:
            self._save(level)

    def lost(self, press_key: str) -> None:
        """Say that a press could not be kept and has to be sent again; then it is one again."""
        level, _ = self._pressed.pop(press_key, (None, None))
        if level is not None:
            self.forget(level)

    def forget(self, level: Level) -> None:
        """Know nothing of a field any more."""
        self._edges.forget(level)

    def falls(self, level: Level) -> None:
        """Note that the field is false."""
        if self._edges.falls(level):
            self._save(level)
        self._since.pop(level, None)
        self._true.get(level[0], set()).discard(level)

    def replayed(self, level: Level) -> None:
        """Note that a message kept by the broker has the field true."""
        if self._edges.replayed(level):
            self._save(level)
            if not _is_a_strangers(level):
                self._true.setdefault(level[0], set()).add(level)

    def begin_anew(self, owner: str) -> None:
        """Take it that all fields of a device are false: it was reset, or another device has taken its place.

        Its next true may be what is left of an earlier press, and must not be taken for it: it may be a further one.
        """
        for level in self._true.pop(owner, set()).copy():
            self.falls(level)

    def follow(self, before: Inventory, after: Inventory) -> None:
        """Begin anew with each device that is enrolled no longer, or under whose name another one is enrolled now."""
        now = {device.of: device for device in after.devices}
        for one in before.devices:
            other = now.get(one.of)
            if other is None or _is_another(one, other):
                self.begin_anew("/".join(one.of))

    def latched(self, level: Level) -> bool:
        """Whether the field of an enrolled device has been true for so long that something is wrong with it."""
        if _is_a_strangers(level):
            return False
        return self._monotonic() - self._since.setdefault(level, self._monotonic()) > LATCHED_S

    async def load(self, store: LevelStore, *, was_orderly: bool) -> None:
        """Begin with what was kept; what cannot be read counts as unknown, and so as a press when it is heard true.

        Args:
            store: where it was kept.
            was_orderly: whether all was saved when this node stopped. Where it was not, a field that was kept as true
                may have fallen since, and its next true may be a further press: it counts as unknown.
        """
        try:
            kept = await store.all()
        except StoreUnavailable as reason:
            _log.error("what buttons were last cannot be read, so one that is still pressed raises again: %s", reason)
            return
        known = {(f"{one.office}/{one.device}", one.level): value for one, value in kept.items()}
        trusted = known if was_orderly else {level: value for level, value in known.items() if not value}
        self._edges = Edges(trusted, has_forgotten=len(trusted) < len(known))
        for level in (one for one, value in trusted.items() if value):
            self._true.setdefault(level[0], set()).add(level)

    async def run(self, store: LevelStore) -> None:
        """Save what has changed, until cancelled; what cannot be saved is tried again."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            await self.save(store)
            if self._unsaved:
                await asyncio.sleep(AGAIN_S)
                self._wanted.set()

    async def save(self, store: LevelStore) -> bool:
        """Save what has changed, once; return whether nothing is left but presses that are not durable."""
        waiting = {level for level, _ in self._pressed.values()}
        values = {_row(one): value for one in self._unsaved - waiting if (value := self._edges.value(one)) is not None}
        saving, self._unsaved = self._unsaved - waiting, set()
        try:
            await store.save(values)
        except StoreUnavailable as reason:
            _log.warning("what buttons were last cannot be saved yet: %s", reason)
            self._unsaved |= saving
            return False
        return True

    def _save(self, level: Level) -> None:
        if not _is_a_strangers(level):
            self._unsaved.add(level)
            self._wanted.set()


def of_stranger(address: str) -> str:
    """Return what a device that nobody enrolled is called here: of it nothing is saved."""
    return f"?{address}"


def _is_another(before: Device, after: Device) -> bool:
    """Say whether the same short name stands for another device now: no name in its messages has stayed."""
    names = {folded(name) for name in after.known_as}
    shared = not before.known_as or any(folded(name) in names for name in before.known_as)
    return not shared or (before.family, before.broker) != (after.family, after.broker)


def _is_a_strangers(level: Level) -> bool:
    return level[0].startswith("?")


def _row(level: Level) -> DeviceLevel:
    office, _, device = level[0].partition("/")
    return DeviceLevel(office, device, level[1])
