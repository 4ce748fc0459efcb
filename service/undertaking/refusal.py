"""An answer in words to what cannot be asked of an undertaking."""

from collections.abc import Mapping
from typing import Any

from roles.sentence import Sentence


class UndertakingRefusal(Exception):  # noqa: N818 - an answer in words, not an error of the program
    """Something that an undertaking's state, or the asker's rights, do not allow."""

    def __init__(self, code: str, sentence: Sentence, **more: Any) -> None:
        """Say what is wrong and what to do; `more` is what a program needs to mend it."""
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.more: Mapping[str, Any] = more


def unknown_undertaking() -> UndertakingRefusal:
    """Return the answer to whoever asks something of what is not there."""
    return UndertakingRefusal(
        "unknown_undertaking", Sentence("There is nothing under this name; look it up in the list.")
    )
