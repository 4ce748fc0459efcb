"""Templates for an editor: whole plans with invented people, written in every language at once.

A template is a plan document in which `name`, `office`, `country` and `time_zone` may stand in several languages too,
and remarks begin with theirs. `written_in` makes the plan of it that an office begins with. It is pure: whoever calls
it brings the text, from `roles/templates/<id>.yaml`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from roles.sentence import Sentence
from roles.word import LANGUAGES


@dataclass(frozen=True, kw_only=True, slots=True)
class Template:
    """One template: its id, which is the name of its file, what it is called, and for whom it is."""

    id: str
    title: Sentence
    says: Sentence


TEMPLATES: Final = (
    Template(
        id="small-office",
        title=Sentence("Small office without a guard"),
        says=Sentence("One floor, a reception and two meeting rooms. Nine people help each other."),
    ),
    Template(
        id="two-floors",
        title=Sentence("Reception and two floors"),
        says=Sentence("Visitors on both floors, a safe zone upstairs. Nine people, one of them watches the meetings."),
    ),
    Template(
        id="service-centre",
        title=Sentence("Service centre with shifts and a guard"),
        says=Sentence("Long opening hours, two teams that take turns, and a guard from ten o'clock."),
    ),
)
"""All templates, the simplest first."""

_ONE: Final = frozenset({"name", "office", "country", "time_zone"})
"""Keys that have one value only: the one in the first language stays."""
_KEY: Final = re.compile(r"( *)([a-z_]+):$")
_SPOKEN: Final = re.compile(rf"( *)({'|'.join(LANGUAGES)}):( (.*))?$")
_REMARK: Final = re.compile(rf"( *)# ({'|'.join(LANGUAGES)}): (.*)$")


def written_in(text: str, languages: Sequence[str], *, expires: date | None = None) -> str:
    """Return the plan that a template is in some languages, the office's own first; at least one is needed.

    `expires` is the day written into it, at most twelve months ahead; without it the template's own stays.
    """
    written = "\n".join(_lines(text.splitlines(), tuple(languages))) + "\n"
    written = written.replace(f"languages: [{', '.join(LANGUAGES)}]", f"languages: [{', '.join(languages)}]", 1)
    return written if expires is None else re.sub(r"(?m)^expires: .*$", f"expires: {expires}", written, count=1)


def _lines(lines: Sequence[str], languages: tuple[str, ...]) -> Iterator[str]:
    """Yield the lines that stay; a table of languages below a key with one value becomes that value."""
    begun: str | None = None  # a line that ends in the key of a single value, kept until its language comes
    left_out: int | None = None  # the indentation of a language that is not wanted: all that is deeper goes with it
    for line, below in zip(lines, [*lines[1:], ""], strict=True):
        depth = len(line) - len(line.lstrip())
        if left_out is not None and line and depth > left_out:
            continue
        left_out = None
        if remark := _REMARK.match(line):
            if remark[2] == languages[0]:
                yield f"{remark[1]}# {remark[3]}"
        elif spoken := _SPOKEN.match(line):
            if begun is not None:
                if spoken[2] == languages[0]:
                    yield f"{begun} {spoken[4]}"
            elif spoken[2] in languages:
                yield line
            else:
                left_out = depth
        else:
            key = _KEY.match(line)
            begun = line if key is not None and key[2] in _ONE and _SPOKEN.match(below) else None
            if begun is None:
                yield line
