"""One call as it goes: which recordings are played next, for whom and in which language."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final, Literal

from service.notify.links import Links
from service.notify.voice.channel import STEP, step_address
from service.notify.voice.content import MOST_TRIES, question, told
from service.notify.voice.shelf import Shelf
from service.store.notice_port import OVER, Notice

_NOTED: Final = {"coming": "noted_coming", "cannot": "noted_cannot", "over": "done"}
_TOLD: Final = {"over": "over", "follow_up": "follow_up"}

Play = Callable[[str], str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """What every call is made of."""

    links: Links
    shelf: Shelf


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """One call; each answer is a structure that the provider plays."""

    line: Line
    notice: Notice
    language: str
    is_again: bool
    """Whether an earlier call about the same may have reached her."""
    tries: int
    """How often the question was asked after a key that means nothing."""

    def asked(self) -> Awaitable[dict[str, Any]]:
        """Ask for a key, or say what there is to say."""
        return asyncio.to_thread(self._asked)

    def noted(self, what: Literal["coming", "cannot", "over"]) -> Awaitable[dict[str, Any]]:
        """Say that an answer stands in the record, or that all is over."""
        return self._said(_NOTED[what])

    def not_noted(self) -> Awaitable[dict[str, Any]]:
        """Say that an answer could not be taken: nobody hangs up believing that she is expected."""
        return self._said("not_noted")

    def unanswered(self) -> Awaitable[dict[str, Any]]:
        """Say that nothing was answered."""
        return self._said("no_answer")

    def _said(self, sound: str) -> Awaitable[dict[str, Any]]:
        return asyncio.to_thread(lambda: told([], self._address(sound)))

    def _asked(self) -> dict[str, Any]:
        before = [self._address("drill")] if self.notice.mode != "actual" else []
        if self.is_again:
            before.append(self._address("again"))
        if self.notice.purpose != "call":
            return told(before, self._address(_TOLD[self.notice.purpose]))
        if self.notice.state in OVER - {"failed"}:
            return told([], self._address("done"))
        step = self.line.links.callback(self.notice.id, STEP)
        if self.tries >= MOST_TRIES or step is None:
            return told([], self._address("no_answer"))
        next_ = step_address(step, self.language, tries=self.tries + 1)
        outside = self.notice.reach == "outside"
        sound = self._address("outside", self.notice.office) if outside else self._address("call")
        return question(before if self.tries == 0 else [], sound, next_)

    def _address(self, sound: str, office: str | None = None) -> str:
        return self.line.shelf.address(self.language, sound, office)
