"""An alarm's record as a document for paper: what the template `review` sets. Pure, but for the setting itself."""

from collections.abc import Sequence
from typing import Any, Final

from service.timeline.extract import Extract
from service.web.charts.lanes import Lane, draw
from service.web.mark import N
from service.web.print.text import LONGEST_OFFICE, breakable, measured, plain
from service.web.print.typeset import typeset
from service.web.review import Story
from service.web.review_roles import HolderRow, RoleRow
from service.web.tongue import MODES, Tongue

MOST_LANES: Final = 18
"""Lanes of the picture on paper; the table beside it has all of them."""

MOST_LINES: Final = 1500
"""Entries on paper; the other files have all of them."""

_LONGEST: Final = 2100

_STYLE: Final = (
    "text{font-family:'Open Sans';font-size:15px;fill:#111820}.tick{stroke:#c9d1da}.tick-words{font-size:13px;"
    "text-anchor:middle;fill:#46525e}.break{stroke:#46525e;fill:none}.lane-line{stroke:#c9d1da}.lane-title{"
    "font-weight:600}.span-asked{fill:#c6cfd6}.span-coming{fill:#93c9ab}.span-there{fill:#2e8257}.due{fill:none;"
    "stroke-width:2.5}.due-kept{stroke:#46525e;stroke-dasharray:3 3}.due-missed{stroke:#111820}.due-words{"
    "font-size:11px;fill:#46525e}.due-words-missed{fill:#111820;font-weight:700}.mark{fill:#111820}.mark-good{"
    "fill:#1d5c3c}.mark-told{fill:#46525e}.inner{fill:none;stroke:#fff;stroke-width:2.4}"
)
"""What the page says by its style sheet; a picture on paper has to bring it along."""

_MARKS: Final = {
    "drill": N("This was a drill: nobody was in danger, and nobody outside was called."),
    "test": N("This was a test of a button: nobody was in danger."),
}


def as_pdf(extract: Extract, story: Story, lanes: Sequence[Lane], tongue: Tongue) -> bytes:
    """Return the record as PDF/UA-1, with the time of the export as its time.

    Raises:
        TypesetError: it took too long, or could not be made.
    """
    return typeset("review", document(extract, story, lanes, tongue), extract.at)


def document(extract: Extract, story: Story, lanes: Sequence[Lane], tongue: Tongue) -> dict[str, Any]:
    """Return what the template sets: plain text and numbers, every text bounded."""
    t, mode = tongue.t, extract.mode
    sealed, head = (f"{one.position}:{one.hash}" for one in (extract.sealed, extract.head))
    return {
        "lang": tongue.lang,
        "title": t("Record of an alarm"),
        "office": breakable(plain(tongue.facts["name"], LONGEST_OFFICE)),
        "day": story.row.day,
        "alarm": extract.alarm,
        "mark": None if mode == "actual" else t(MODES[mode]),
        "marks": list(_marks(story, mode, tongue)),
        "verdict": _fit(story.verdict),
        "facts": [[_fit(name), _fit(value)] for name, value in story.facts],
        "failed": [_fit(f"{line.time} {line.words}") for line in story.failed[:MOST_LINES]],
        "unseen": [_fit(words) for words in story.unseen[:MOST_LINES]],
        "foreseen": t(FORESEEN if story.foreseen else NOT_FORESEEN),
        "roles": [_role(role) for role in story.roles],
        "svg": picture(lanes[:MOST_LANES], story.verdict),
        "more_lanes": t("The picture has the first %(count)s lanes, the table all.", count=MOST_LANES)
        if len(lanes) > MOST_LANES
        else None,
        "lanes": [
            {
                "title": _fit(lane.title),
                "happened": [_fit(one) for one in lane.happened],
                "deadlines": [one for one, _ in lane.deadlines],
            }
            for lane in story.lanes
        ],
        "notes": [
            {"by": _fit(note.by), "at": note.at, "words": [_fit(line) for line in note.words.split("\n")]}
            for note in story.notes
        ],
        "lines": [
            {
                "position": line.position,
                "time": line.time,
                "after": line.after,
                "words": _fit(line.words),
                "quote": _fit(line.quote),
                "by": _fit(line.by),
                "mark": line.mark,
                "trouble": line.trouble,
            }
            for line in story.lines[:MOST_LINES]
        ],
        "more_lines": t("Only the first %(count)s entries stand here; the other files have all.", count=MOST_LINES)
        if len(story.lines) > MOST_LINES
        else None,
        "sealed": t("Entries %(first)s–%(last)s", first=story.first, last=story.last),
        "exported": t("Exported %(day)s %(time)s", day=tongue.day(extract.at), time=tongue.second(extract.at)),
        "proof": t(_PROOF),
        "hashes": [[t("Last entry of this export"), sealed], [t("End of the record when exported"), head]],
        "labels": _labels(tongue),
    }


FORESEEN: Final = N(
    "Foreseen: what the simulation of this very version of the plan expects of this press, with whoever was there "
    "that second and answer times that are assumed."
)
NOT_FORESEEN: Final = N(
    "What the simulation would have foreseen is not known here: it is being worked out, or the plan of that day "
    "cannot be asked any more."
)
_PROOF: Final = N(
    "Each entry of the record is hashed over the one before it: nothing can be changed, removed, inserted or moved "
    "without changing the last hash. Whoever has the JSON file of this export can check it without Trygg, with the "
    "program verify_export.py, and compare the hash that it prints with the one here."
)


def picture(lanes: Sequence[Lane], title: str) -> str:
    """Return the lanes as a picture that stands by itself."""
    drawn = draw(lanes, title=title).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return drawn.replace("</title>", f"</title><style>{_STYLE}</style>", 1)


def _marks(story: Story, mode: str, tongue: Tongue) -> Any:
    if mode in _MARKS:
        yield {"word": tongue.t(MODES[mode]), "says": tongue.t(_MARKS[mode])}
    if tongue.facts.get("invented"):
        says = tongue.t("An invented office, for trying out. It protects nobody.")
        yield {"word": tongue.t("INVENTED"), "says": says}
    if story.verified is False:
        says = tongue.t("these entries do not fit the chain; somebody may have changed them.")
        yield {"word": tongue.t("Unverified:").rstrip(":"), "says": says}


def _role(role: RoleRow) -> dict[str, Any]:
    return {
        "title": _fit(role.title),
        "said": [_fit(words) for words in role.said],
        "foreseen": list(role.foreseen),
        "holders": [_holder(one) for one in role.holders],
    }


def _holder(one: HolderRow) -> dict[str, Any]:
    cells = [{"time": cell.time, "judged": cell.judged, "bad": cell.bad} for _, cell in one.cells]
    return {"who": _fit(one.who), "why": _fit(one.why), "cells": cells}


def _labels(tongue: Tongue) -> dict[str, Any]:
    t = tongue.t
    return {
        "what": t("What"),
        "value": t("How it was"),
        "failed": t("What failed, and what nobody saw"),
        "roles": t("The plan and what happened, role by role"),
        "holder": t("Role and holder"),
        "stages": [t(one) for one in ("Called", "Delivered", "Seen", "Coming", "There", "There to the end")],
        "lanes": t("Lanes"),
        "lane": t("Lane"),
        "happened": t("What happened"),
        "deadlines": t("Deadlines of the plan"),
        "notes": t("Notes"),
        "entries": t("Entry by entry"),
        "number": t("No."),
        "time": t("Time"),
        "after": t("After"),
        "by": t("Through"),
        "chain": t("How this can be checked"),
    }


def _fit(text: str) -> str:
    return measured(breakable(plain(text, _LONGEST)))
