"""Which press of the record a message holds that the broker has kept for this node while it was away.

The record says of each press which nodes have heard it, and as which message. What this node has heard itself, in this
life or in a former one, comes again only as the same message, and the broker says that it sends it another time. What
comes for the first time is one that others have recorded and this node has not heard; the k-th is the k-th.
"""

from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from service.ingest.press_key import EDGE, MOST
from service.store.recorded_press import RecordedPress


@dataclass(frozen=True, kw_only=True, slots=True)
class Late:
    """What the record has for one message that came late."""

    since: datetime
    """Since when this node may have missed something."""
    recorded: Sequence[RecordedPress]
    """The presses in the record from a while before then, the oldest first."""
    heard_as: str
    """The message, as `node/broker/packet id`."""
    again: bool
    """The broker says that it sends it another time."""

    @property
    def node(self) -> str:
        """This node's name."""
        return self.heard_as.split("/", 1)[0]


class Mine:
    """The names that this node has given or found, so that none of them is found for a further press."""

    def __init__(self) -> None:
        """Begin with none."""
        self._names: OrderedDict[str, None] = OrderedDict()

    def add(self, key: str) -> None:
        """Remember a name."""
        self._names[key] = None
        if len(self._names) > MOST:
            self._names.popitem(last=False)

    def found(self, begins: str, late: Late) -> str | None:
        """Return the name with this beginning that is in the record already, and take it; None without one."""
        alike = [one for one in late.recorded if one.key.startswith(begins)]
        same = [one for one in alike if late.again and late.heard_as in one.heard_as]
        if len(same) > 1:  # a broker that gives each message the same packet id: it tells nothing
            same = []
        others = [one for one in alike if one.key not in self._names and late.node not in one.nodes]
        own = [one for one in alike if one.key in self._names or late.node in one.nodes]
        missed = [one for one in _without_doubles(others, own, late.node) if one.at >= late.since - EDGE]
        key = next((one.key for one in (*same, *missed)), None)
        if key is not None:
            self.add(key)
        return key


def _without_doubles(
    others: Sequence[RecordedPress], own: Sequence[RecordedPress], node: str
) -> Collection[RecordedPress]:
    """Return what others have heard without what this node has heard as well, under another name.

    At a window's edge, and in the window in which a node has started, each node gives one press a name of its own.
    Found for the next press, that name would cost it; and each node has one of the other's to find. Where it is not
    known who has heard a press, or one node has heard both, they are two.
    """
    left = list(others)
    for mine in own:
        nodes = mine.nodes | {node}
        double = next(
            (one for one in left if one.nodes and not one.nodes & nodes and abs(one.at - mine.at) <= EDGE), None
        )
        if double is not None:
            left.remove(double)
    return left
