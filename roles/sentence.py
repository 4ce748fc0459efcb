"""A text that says itself in English and can be said in any language a catalogue has."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final, Self

Translate = Callable[[str], str]
"""Looks a message id up in a catalogue; returns the id itself where there is no translation."""

_PLACE: Final = re.compile(r"%\((\w+)\)s")


def N_(message: str) -> str:  # noqa: N802  gettext's name for “to be translated later”, which extraction looks for
    """Mark a message id that a `Sentence` is made of later, from a table, and return it unchanged."""
    return message


class Sentence(str):
    """A string in English that remembers its message id and what was filled in: `Sentence("No %(what)s.", what="way")`.

    Whoever shows it to a person asks `said` for it in her language; whoever prints it for an operator prints it as it
    is. What is filled in may be a sentence too, and is then said in the same language. The search for texts takes the
    message id from the first argument, so it has to stand there as a literal.
    """

    __slots__ = ("args", "id")

    id: str
    args: Mapping[str, str | int]

    def __new__(cls, id_: str, /, **args: str | int) -> Self:
        """Fill in a message id."""
        made = super().__new__(cls, fill(id_, args))
        made.id, made.args = id_, args
        return made

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, str | int]]:
        """Let copies and other processes have the same sentence."""
        return (self.id,), dict(self.args)

    def said(self, translate: Translate) -> str:
        """Return the sentence in the language of a catalogue."""
        return fill(translate(self.id), {key: say(value, translate) for key, value in self.args.items()})


def say(text: str | int, translate: Translate) -> str:
    """Return any text in the language of a catalogue: a sentence translated, a name or a number as it is."""
    return text.said(translate) if isinstance(text, Sentence) else str(text)


COMMA: Final = N_("%(one)s, %(other)s")
SEMICOLON: Final = N_("%(one)s; %(other)s")
AND: Final = N_("%(one)s and %(other)s")
OR: Final = N_("%(one)s or %(other)s")


def joined(parts: Sequence[str], between: str = COMMA, last: str | None = None) -> str:
    """Return texts one after the other, `last` before the last one; sentences among them stay sentences.

    Each half is put together by itself, so that a thousand parts do not nest a thousand deep.
    """
    if len(parts) < 2:
        return "".join(parts) if not parts else parts[0]
    middle = len(parts) - 1 if last else len(parts) // 2
    return Sentence(last or between, one=joined(parts[:middle], between), other=joined(parts[middle:], between))


def fill(template: str, args: Mapping[str, str | int]) -> str:
    """Put values into their `%(name)s` places; anything else in the template stays, percent signs too."""
    return _PLACE.sub(lambda found: str(args.get(found[1], found[0])), template)
