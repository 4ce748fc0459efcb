"""What is said while a session is just coming back: it waits for a moment, in its order, and then goes or is given up.

A press that came while the broker was away is handed over in the moment in which the session of presses is back, and
the other one, over which its presser is answered, is a few hundredths of a second behind it.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

HOLDS_S: Final = 2.75
"""How long a message waits for its session: a little longer than that pauses between two attempts at most, and less
than other nodes wait before they take over what was left behind."""

MOST: Final = 2_000
"""Messages that wait at most; a further one is given up at once."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Said:
    topic: str
    payload: bytes
    retain: bool
    answer: asyncio.Future[bool]


class HeldBack:
    """The messages that wait for one session."""

    def __init__(self, holds_s: float = HOLDS_S) -> None:
        """Hold nothing yet; each for so many seconds."""
        self._holds_s = holds_s
        self._said: deque[_Said] = deque()

    def hold(self, topic: str, payload: bytes, *, retain: bool) -> asyncio.Future[bool]:
        """Keep a message; the future becomes what its publishing becomes, or False when nothing came in time."""
        loop = asyncio.get_running_loop()
        said = _Said(topic=topic, payload=payload, retain=retain, answer=loop.create_future())
        if len(self._said) >= MOST:
            said.answer.set_result(False)
            return said.answer
        self._said.append(said)
        loop.call_later(self._holds_s, self._give_up, said)
        return said.answer

    def let_go(self, publish: Callable[..., asyncio.Future[bool]]) -> None:
        """Publish what still waits, the oldest first."""
        waiting, self._said = self._said, deque()
        for said in waiting:
            if said.answer.done():
                continue
            try:
                sent = publish(said.topic, said.payload, retain=said.retain)
            except ValueError as wrong:  # of this topic alone: what waits behind it goes all the same
                said.answer.set_exception(wrong)
                continue
            sent.add_done_callback(partial(_pass_on, said.answer))

    def _give_up(self, said: _Said) -> None:
        if not said.answer.done():
            said.answer.set_result(False)
        while self._said and self._said[0].answer.done():  # those of one instant may be given up in any order
            self._said.popleft()


def _pass_on(answer: asyncio.Future[bool], sent: asyncio.Future[bool]) -> None:
    if not answer.done():
        answer.set_result(not sent.cancelled() and sent.exception() is None and sent.result())
