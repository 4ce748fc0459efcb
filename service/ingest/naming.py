"""What the press that was just heard is called: for ever, or as the copy of one heard before; or that it is none."""

from collections import OrderedDict
from dataclasses import replace
from datetime import datetime
from typing import Final

from devices.edge import Level
from devices.signals import Press
from service.clock import Clock
from service.ingest.copies import Copies
from service.ingest.late import Late
from service.ingest.levels import Levels
from service.ingest.press_key import PressName, named

_HEARD: Final = 1_000
"""How many names that devices gave their presses are remembered, to tell what a second gateway says from a repeat."""

_GATEWAYS: Final = 64
"""How many gateways of one press; a further one's word is a copy each time."""


class Naming:
    """Names presses, for one session of one node."""

    def __init__(self, clock: Clock, session: str) -> None:
        """Begin with nothing heard; `session` names this run of this node."""
        self._clock = clock
        self._copies = Copies(clock.now(), session)
        self._heard: OrderedDict[str, set[str]] = OrderedDict()
        """Which gateways have said a press that its device has named."""
        self.levels = Levels(clock.monotonic)

    def distrust_until(self, at: datetime) -> None:
        """Say that presses may have been named up to `at` before: the clock was set back."""
        self._copies.distrust_until(at)

    def name(
        self,
        identity: str,
        level_of: str,
        press: Press,
        at: datetime,
        *,
        again: bool,
        late: Late | None = None,
        came_s: float | None = None,
    ) -> PressName | None:
        """Return the name of a press; None where its field has only stayed true.

        Args:
            identity: whose press it is.
            level_of: whose field it is, as `Levels` calls it.
            press: what was heard.
            at: what the shared clock says.
            again: the broker says that it sends the message another time.
            late: what the record has from the time in which this node was away, where it has just come back.
            came_s: monotonic seconds at which it came, where it had to wait; `at` is of then.
        """
        if press.level is None:
            return self._name(identity, press, at, again=again, late=late, came_s=came_s)
        level: Level = (level_of, press.level)
        known = self.levels.is_known(level)
        if not self.levels.rises(level):
            return self.levels.copy_of(level)
        name = self._name(identity, press, at, again=again, late=late, came_s=came_s)
        if not known:  # it may be what is left of an earlier press
            name = replace(name, doubtful=True)
        self.levels.named(level, name)
        return name

    def _name(
        self, identity: str, press: Press, at: datetime, *, again: bool, late: Late | None, came_s: float | None
    ) -> PressName:
        if press.press_id is None:
            at_s = self._clock.monotonic() if came_s is None else came_s
            return self._copies.name(identity, press, at, at_s, again=again, late=late, waited=came_s is not None)
        name = named(identity, press.press_id)
        if press.gateway is None:
            return name
        # Another gateway's word is a copy; the same one's is the device that repeats itself, and wants an answer.
        said = self._heard.setdefault(name.key, set())
        is_copy = bool(said) and press.gateway not in said
        if len(said) < _GATEWAYS:
            said.add(press.gateway)
        if len(self._heard) > _HEARD:
            self._heard.popitem(last=False)
        return replace(name, is_copy=is_copy)
