"""What is a copy of a press, and what is a further one, where the device does not name its presses.

Three things tell. A count that the device sends names its press for some seconds: it wraps, or begins anew at each
start. Of several topics on which a family says each press, the k-th on each is the same press. And some families say a
press twice on one topic, so close together that no finger could. Whatever comes later, has another gesture or another
count is a further press. What comes shortly after the time in which it would be a copy is one too, but doubtful: it
may raise, and never counts.
"""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from devices.bounded import bounded
from devices.signals import Press
from service.ingest.late import Late, Mine
from service.ingest.press_key import COUNTED_WINDOW, MOST, Nameless, PressName, begins

COUNTED_S: Final = 10.0
"""How long after a press the same count is the same press: so long a gateway may be late."""
COUNTED_DOUBT_S: Final = 60.0
AGAIN_S: Final = 600.0
"""How long it is the same press where the broker says that it sends the message another time."""
TOGETHER_S: Final = 2.0
"""How far apart two topics may say the same press."""

_LATELY: Final = 16
"""How many presses of one device and gesture are held beside each other."""


@dataclass(slots=True)
class _Said:
    """A press heard lately, and how."""

    name: PressName
    at_s: float
    counter: str | None
    channels: dict[str | None, float] = field(default_factory=dict)
    """When each topic said it first."""


class Copies:
    """Names the presses of devices that do not name them, for one session of one node."""

    def __init__(self, started_at: datetime, session: str) -> None:
        """Begin to count, as `Nameless` does."""
        self._plain = Nameless(started_at, session)
        self._counted = Nameless(started_at, session, window=COUNTED_WINDOW)
        self._lately: OrderedDict[tuple[str, str], list[_Said]] = OrderedDict()
        self._mine = Mine()

    def distrust_until(self, at: datetime) -> None:
        """Take it that presses were named up to `at`, because the clock went back."""
        self._plain.distrust_until(at)
        self._counted.distrust_until(at)

    def name(
        self,
        device: str,
        press: Press,
        at: datetime,
        at_s: float,
        *,
        again: bool,
        late: Late | None = None,
        waited: bool = False,
    ) -> PressName:
        """Return the name of a press heard now, or of the one that it is a copy of.

        Args:
            device: whose press it is.
            press: what was heard.
            at: what the shared clock said when it came.
            at_s: monotonic seconds: what is a copy must not depend on a clock that is set.
            again: the broker says that it sends the message another time.
            late: what the record has from the time in which this node was away, where it has just come back.
            waited: whether it came earlier than what was named last.
        """
        if press.counter is None and press.channel is None and not press.copies_within_s:
            return self._new(
                device, press, at, again=again, late=late, waited=waited
            )  # nothing tells a copy: each is one
        lately = self._of(device, press.gesture, at_s)
        for said in lately:
            limit, since_s = _limit(said, press, again=again)
            if at_s - since_s < limit:
                said.channels.setdefault(press.channel, at_s)
                said.counter = said.counter or press.counter
                return replace(said.name, is_copy=True)
        name = self._new(device, press, at, again=again, late=late, waited=waited)
        if any(at_s - since_s < doubt for doubt, since_s in _doubts(lately, press)):
            name = replace(name, doubtful=True)
        lately.append(_Said(name, at_s, press.counter, {press.channel: at_s}))
        del lately[:-_LATELY]
        return name

    def _new(
        self, device: str, press: Press, at: datetime, *, again: bool, late: Late | None, waited: bool
    ) -> PressName:
        """Return the name that others have given a press which comes late, or one of its own."""
        gesture = press.gesture if press.counter is None else f"{press.gesture}#{bounded(press.counter, 64)}"
        # What others counted in its own time takes no place in the count of now.
        if late is not None and (known := self._mine.found(begins(device, gesture), late)) is not None:
            return PressName(key=known, doubtful=True, is_copy=True)
        counting = self._plain if press.counter is None else self._counted
        name = counting.name(device, gesture, at, again=again, waited=waited)
        # It was not found, so it is another press than the one that a former life has given this name.
        taken = {one.key for one in late.recorded} if late is not None else frozenset[str]()
        while name.key in taken:
            name = counting.name(device, gesture, at, again=False, waited=waited)
        self._mine.add(name.key)
        return name if late is None else replace(name, doubtful=True)

    def _of(self, device: str, gesture: str, at_s: float) -> list[_Said]:
        key = (device, gesture)
        lately = [said for said in self._lately.get(key, ()) if at_s - said.at_s < AGAIN_S]
        self._lately[key] = lately
        self._lately.move_to_end(key)
        if len(self._lately) > MOST:
            self._lately.popitem(last=False)
        return lately


def _limit(said: _Said, press: Press, *, again: bool) -> tuple[float, float]:
    """Return for how many seconds, and since when, what is heard now would be a copy of what was said."""
    if said.counter is not None and press.counter is not None:
        same = said.counter == press.counter
        return (AGAIN_S if again else COUNTED_S) if same else 0.0, said.at_s
    if press.channel in said.channels:
        return press.copies_within_s or 0.0, said.channels[press.channel]
    if press.channel is not None and None not in said.channels:
        return TOGETHER_S, said.at_s
    return press.copies_within_s or 0.0, said.at_s


def _doubts(lately: list[_Said], press: Press) -> Iterator[tuple[float, float]]:
    """Yield for how long, and since when, a further press may be a late copy of an earlier one."""
    for said in lately:
        limit, since_s = _limit(said, press, again=False)
        yield (COUNTED_DOUBT_S if limit == COUNTED_S else 2 * limit), since_s
