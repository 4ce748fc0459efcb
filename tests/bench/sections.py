"""The parts of docs/reference/speed.md, each written by a run of its own. Pure."""

import re
from typing import Final

_MARK: Final = re.compile(r"^<!-- \w+: from here on written by .* -->$", re.MULTILINE)


def with_first(page: str, text: str) -> str:
    """Return the page with what comes before its first mark written anew."""
    found = _MARK.search(page)
    return f"{text.rstrip()}\n\n{page[found.start() :]}" if found else text


def with_section(page: str, mark: str, text: str) -> str:
    """Return the page with the part behind a mark written anew, up to the next mark; at the end where it is new."""
    before, _, after = page.partition(mark)
    following = _MARK.search(after)
    rest = f"\n{after[following.start() :]}" if following else ""
    return f"{before.rstrip()}\n\n{mark}\n\n{text.strip()}\n{rest}"
