"""Which screens cannot be relied on: dark, showing nothing, or mute. Pure: who is connected and the time are given."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Final, Literal

GONE_S: Final = 60.0
"""Seconds that a paired screen may be away in opening hours: it loads again, or its computer starts."""
SHOW_S: Final = 5.0
"""Seconds within which a screen has to confirm that it has drawn what it was told."""
SILENT_S: Final = 20.0
"""Seconds without any confirmation: a page confirms every heartbeat, and they come every five."""
MUTE_S: Final = 20.0
"""Seconds that a screen may be mute before it is said: a page that has just come is tapped first."""

Code = Literal["screen_gone", "screen_blind", "screen_mute"]
Wrong = tuple[Code, str]
"""What is wrong with which screen."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Connected:
    """One paired screen that is connected, and what it has confirmed; instants are monotonic seconds."""

    screen: str
    since: float
    position: int | None = None
    """The last position it has drawn; None before its first word."""
    confirmed_at: float | None = None
    is_mute: bool = False
    """Whether it should be heard and says that it cannot be."""


@dataclass(slots=True)
class Lookout:
    """One office's screens, looked at again and again; what lasts too long is wrong."""

    _since: dict[tuple[str, Code], float] = field(default_factory=dict)
    _behind: dict[str, tuple[int, float]] = field(default_factory=dict)

    def look(
        self, paired: Collection[str], connected: Iterable[Connected], *, head: int, is_open: bool, at: float
    ) -> set[Wrong]:
        """Return what is wrong now.

        Args:
            paired: the screens of the plan that somebody has paired; others are nobody's loss.
            connected: those of them that are there; one place may have several.
            head: the last position that screens have been told.
            is_open: whether the office is open: at night a dark screen is as it should be.
            at: monotonic seconds.
        """
        here: dict[str, list[Connected]] = {}
        for one in connected:
            if one.screen in paired:
                here.setdefault(one.screen, []).append(one)
        wrong: set[Wrong] = set()
        for screen in paired:
            there = here.get(screen, [])
            if self._lasts((screen, "screen_gone"), is_so=is_open and not there, at=at, for_s=GONE_S):
                wrong.add(("screen_gone", screen))
            if self._lasts((screen, "screen_mute"), is_so=any(one.is_mute for one in there), at=at, for_s=MUTE_S):
                wrong.add(("screen_mute", screen))
            if self._is_blind(screen, there, head, at):
                wrong.add(("screen_blind", screen))
        self._forget(paired)
        return wrong

    def _lasts(self, key: tuple[str, Code], *, is_so: bool, at: float, for_s: float) -> bool:
        if not is_so:
            self._since.pop(key, None)
            return False
        return at - self._since.setdefault(key, at) >= for_s

    def _is_blind(self, screen: str, there: list[Connected], head: int, at: float) -> bool:
        if any(at - max(one.since, one.confirmed_at or one.since) >= SILENT_S for one in there):
            return True
        drawn = min((-1 if one.position is None else one.position for one in there), default=head)
        told, since = self._behind.get(screen, (head, at))
        if drawn >= head:
            self._behind.pop(screen, None)
            return False
        if drawn >= told:  # it has drawn what it was waited for; what came since has its own time
            told, since = head, at
        self._behind[screen] = (told, since)
        return at - since >= SHOW_S

    def _forget(self, paired: Collection[str]) -> None:
        for key in [key for key in self._since if key[0] not in paired]:
            del self._since[key]
        for screen in self._behind.keys() - set(paired):
            del self._behind[screen]
