"""An answer in words to what cannot be asked of an alarm."""


class Refusal(Exception):  # noqa: N818 - an answer in words, not an error of the program
    """A command that the alarm's state, or the asker's rights, do not allow."""

    def __init__(self, code: str, message: str, **more: str) -> None:
        """Say what is wrong and what to do; `more` is told to programs beside the words."""
        super().__init__(message)
        self.code = code
        self.more = more
