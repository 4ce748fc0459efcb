"""What somebody asks a list for in its address, and what is wrong with it: in words, on the page itself."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from fastapi import Request

from roles.sentence import Sentence

_MONTH: Final = re.compile(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])", re.ASCII)
_LONGEST: Final = 80
_NUMBER: Final = re.compile(r"[1-9]\d{0,79}", re.ASCII)
_BEHIND_ALL: Final = 10**12

_NO_MONTH: Final = Sentence("There is no such month. Write it like 2026-11.")
_NO_CHOICE: Final = Sentence("There is nothing like that to choose. Take one of the list.")
_TOO_LONG: Final = Sentence("What is asked for is longer than anything here is called.")
_NO_PAGE: Final = Sentence("No page of the list begins there. Begin with the first one.")


@dataclass(kw_only=True, slots=True)
class Asked:
    """What an address asks for; what is wrong with it is noted, and then stands for nothing."""

    request: Request
    wrong: dict[str, Sentence] = field(default_factory=dict)
    """Name → what is wrong with it."""

    @property
    def status(self) -> int:
        """With what a page is answered: 422 where something is wrong."""
        return HTTPStatus.UNPROCESSABLE_ENTITY if self.wrong else HTTPStatus.OK

    def word(self, name: str) -> str:
        """Return a word; empty where nothing is asked for."""
        text = self.request.query_params.get(name, "")
        if len(text) > _LONGEST or "\0" in text:
            self.wrong[name] = _TOO_LONG
            return ""
        return text

    def choice(self, name: str, known: Collection[str]) -> str:
        """Return one of what is known; empty where nothing is asked for."""
        text = self.word(name)
        if text and text not in known:
            self.wrong[name] = _NO_CHOICE
            return ""
        return text

    def month(self, name: str) -> str:
        """Return a month like `2026-11`; empty where none is asked for."""
        text = self.word(name)
        if text and not _MONTH.fullmatch(text):
            self.wrong[name] = _NO_MONTH
            return ""
        return text

    def position(self, name: str) -> int | None:
        """Return where a page of a list begins; None where nothing is said."""
        text = self.request.query_params.get(name)
        if text is None:
            return None
        if not _NUMBER.fullmatch(text):
            self.wrong[name] = _NO_PAGE
            return None
        return min(int(text), _BEHIND_ALL)
