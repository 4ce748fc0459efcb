"""How those count who see next to nothing: only what they are shown has a number, and nothing else is sent. Pure.

A number that follows from the record tells how much is written, and when: after a code it would tell which one it was.
So discreet and public screens are told nothing of what is kept from them, and their numbers begin anew whenever a node
begins an office, under an epoch of their own. What such a connection hears follows from what it may see and from
nothing else, however often the service starts, and whichever node it comes to.
"""

from collections.abc import Sequence
from typing import Final

from service.live.cursor import HELD, Ring, resumes
from service.live.frame import Frame, encode
from service.live.render import Audience, Message

LOW: Final = (Audience.DISCREET, Audience.PUBLIC)
"""Who counts so."""


class Seen:
    """What one audience of an office has been shown since the node began that office."""

    def __init__(self, epoch: str, *, held: int = HELD) -> None:
        """Begin with nothing; `epoch` names these numbers, and is another one each time."""
        self.epoch = epoch
        self._ring: Ring[tuple[int, Frame]] = Ring(0, held=held)

    @property
    def head(self) -> int:
        """The number of what was shown last."""
        return self._ring.head

    def show(self, message: Message) -> Frame:
        """Give an entry as this audience sees it its number here, in place of its position in the record."""
        frame = Frame(encode({**message, "position": self.head + 1}))
        self._ring.add((message["position"], frame))
        return frame

    def after(self, number: int | None, epoch: str | None) -> list[Frame] | None:
        """Return what was shown after a number; None where that is no number of these, or no longer held."""
        if number is None or epoch is None or not resumes(number, epoch, current=self.epoch):
            return None
        missed = self._ring.after(number)
        return None if missed is None else [frame for _, frame in missed]

    def recorded(self, number: int, head: int) -> int:
        """Return up to which position of the record somebody has drawn everything who has drawn up to a number.

        Args:
            number: one of these.
            head: the last position of the record.
        """
        if number >= self.head:
            return head
        following: Sequence[tuple[int, Frame]] | None = self._ring.after(number)
        return following[0][0] - 1 if following else 0
