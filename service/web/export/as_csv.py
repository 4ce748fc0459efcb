"""An alarm's record as a table for a spreadsheet. Pure."""

import csv
import io
from collections.abc import Iterator
from typing import Final

from service.alarm.instant import instant
from service.timeline.canonical import canonical
from service.timeline.extract import Extract
from service.timeline.modes import Modes
from service.web.i18n import ENGLISH
from service.web.mark import N
from service.web.review import Story
from service.web.tongue import MODES, Tongue

BOM: Final = "\ufeff"
"""Without it a spreadsheet takes UTF-8 for something else, and "Ås" for "Ã…s"."""

_BEGINS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""With what a spreadsheet begins to calculate, the wide signs too; whatever begins so gets an apostrophe before it."""

_HEADS: Final = (
    N("Mode"),
    N("No."),
    N("Time (UTC)"),
    N("Time at the office"),
    N("After"),
    N("What happened"),
    N("Words"),
    N("Through"),
    N("Event"),
    N("Facts"),
    N("Hash"),
    N("Last entry of this export"),
    N("End of the record when exported"),
)


def as_csv(extract: Extract, story: Story, tongue: Tongue) -> bytes:
    """Return the alarm's own entries, a row each, every one with its mode, its hash and the ends of the chain.

    Swedish and Norwegian spreadsheets part columns by semicolons, English ones by commas.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter="," if tongue.lang == ENGLISH else ";", lineterminator="\r\n")
    writer.writerow([tongue.t(head) for head in _HEADS])
    for row in _rows(extract, story, tongue):
        writer.writerow([calm(cell) for cell in row])
    return (BOM + out.getvalue()).encode()


def calm(cell: str) -> str:
    """Return a text as a spreadsheet shows it, and never calculates it."""
    return f"'{cell}" if cell.lstrip(" \u00a0").startswith(_BEGINS_A_FORMULA) else cell


def _rows(extract: Extract, story: Story, tongue: Tongue) -> Iterator[tuple[str, ...]]:
    modes = Modes()
    sealed, head = (f"{one.position}:{one.hash}" for one in (extract.sealed, extract.head))
    for entry, line in zip(extract.own, story.lines, strict=True):
        mode = modes.of(entry) or "actual"
        yield (
            tongue.t(MODES[mode]),
            str(entry.position),
            instant(entry.at),
            f"{tongue.day(entry.at)} {line.time}",
            line.after,
            line.words,
            line.quote,
            line.by,
            entry.event,
            canonical(dict(entry.facts)).decode(),
            entry.hash,
            sealed,
            head,
        )
