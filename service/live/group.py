"""All screens of one office that see the same, and what waits for them. Pure: who writes is an argument."""

from collections import deque
from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from service.live.frame import Batch, Frame

SLICE = 64
"""How many screens get what is not urgent before the loop looks whether somebody has pressed."""

M = TypeVar("M")
Write = Callable[[Iterable[M], Batch], None]


class Group(Generic[M]):
    """Members in the order in which they came; each gets every frame told while it is a member, once.

    A press goes to everybody before anything else does: it overtakes what is on its way to some of them, since writing
    a burst's entries to hundreds of screens takes many times as long. It never overtakes another press, nor its end.
    """

    def __init__(self) -> None:
        """Begin without members."""
        self.members: dict[M, None] = {}
        self._urgent: list[Frame] = []
        self._waiting: list[Frame] = []
        self._batch: Batch | None = None
        self._left: deque[M] = deque()

    @property
    def idle(self) -> bool:
        """Whether nothing waits for anybody."""
        return not (self._urgent or self._waiting or self._left)

    def tell(self, frames: Iterable[Frame], *, urgent: bool = False) -> None:
        """Have frames written to all members, behind those told before; urgent ones before all that are not."""
        if self.members:
            (self._urgent if urgent else self._waiting).extend(frames)

    def flush(self, write: Write[M]) -> None:
        """Write what is urgent to everybody, and of the rest as much as may be done at once."""
        if not self._left and len(self.members) <= SLICE:
            self._write_all(write, self._urgent + self._waiting)
            self._urgent, self._waiting = [], []
            return
        self._write_all(write, self._urgent)
        self._urgent = []
        if (members := self._next_slice()) and self._batch is not None:
            write(members, self._batch)

    def finish(self, write: Write[M]) -> None:
        """Write all that waits."""
        while not self.idle:
            self.flush(write)

    def _write_all(self, write: Write[M], frames: list[Frame]) -> None:
        if frames:
            write(list(self.members), Batch(frames))

    def _next_slice(self) -> list[M]:
        """Go on with the batch that is on its way, or begin one with all that has come meanwhile."""
        if not self._left and self._waiting:
            self._batch, self._waiting = Batch(self._waiting), []
            self._left.extend(self.members)
        taken = [self._left.popleft() for _ in range(min(SLICE, len(self._left)))]
        return [member for member in taken if member in self.members]
