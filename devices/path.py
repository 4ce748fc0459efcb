"""A small part of JSONPath (RFC 9535): one place in a document, such as `$.data.buttons[0].state`."""

import re
from dataclasses import dataclass
from typing import Final

_STEP = re.compile(r"\.(?P<name>[\w-]+)|\[(?P<index>0|[1-9]\d{0,8})\]|\['(?P<quoted>[^']*)'\]")


class _Nothing:
    """There is nothing at that place."""


NOTHING: Final = _Nothing()
"""What `Path.find` returns where the document has nothing at the path (JSON's null is something)."""


class PathError(ValueError):
    """The text is no path; `column` (from 1) is where it stops being one."""

    def __init__(self, text: str, column: int) -> None:
        super().__init__(
            f"{text!r} is no path from its character {column} on: "
            "write $ for the whole message, then .name, [0] or ['a name'] for each step"
        )
        self.column = column


@dataclass(frozen=True, slots=True)
class Path:
    """A place in a JSON document."""

    text: str
    steps: tuple[str | int, ...]

    @classmethod
    def parse(cls, text: str) -> "Path":
        """Read a path; PathError where it is none."""
        if not text.startswith("$"):
            raise PathError(text, 1)
        steps: list[str | int] = []
        place = 1
        while place < len(text):
            step = _STEP.match(text, place)
            if step is None:
                raise PathError(text, place + 1)
            if step["index"] is not None:
                steps.append(int(step["index"]))
            else:
                steps.append(step["name"] if step["quoted"] is None else step["quoted"])
            place = step.end()
        return cls(text, tuple(steps))

    def find(self, document: object) -> object:
        """Return what the document holds there, or NOTHING."""
        value = document
        for step in self.steps:
            if isinstance(step, int):
                if not isinstance(value, list) or step >= len(value):
                    return NOTHING
                value = value[step]
            else:
                if not isinstance(value, dict) or step not in value:
                    return NOTHING
                value = value[step]
        return value
