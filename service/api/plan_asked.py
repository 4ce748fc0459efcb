"""What is sent to ask about plans."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from service.api.text import RunsOneWay, Slug

LONGEST_TEXT = 1_048_576
"""Characters of a plan's text that is asked about; the reader refuses more than a megabyte with a finding."""

MOST_EDITS = 500

DEEPEST = 20
"""Levels of what an edit writes; the reader of plans refuses fewer with a finding."""

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2200, 1, 1)
"""Bounds of days that are asked about; calendars and time zones are no trouble between them."""


def _flat(value: Any) -> Any:
    """Refuse what is nested so deep that nobody can write it down again."""
    level, depth = [value], 0
    while level:
        depth += 1
        if depth > DEEPEST:
            raise ValueError(f"this is nested deeper than {DEEPEST} levels")
        inner = (one.values() if isinstance(one, dict) else one if isinstance(one, list) else () for one in level)
        level = [one for several in inner for one in several]
    return value


Text = Annotated[str, Field(max_length=LONGEST_TEXT), RunsOneWay]
Key = Annotated[str, Field(max_length=200)] | Annotated[int, Field(ge=0, le=100_000)]
Language = Literal["sv", "nb", "en"]


class About(BaseModel):
    """The text of a plan; the plan in force when it is left out."""

    model_config = ConfigDict(extra="forbid")

    text: Text | None = None


class OneEdit(BaseModel):
    """One change: put a value at a path, append one to a list, remove what is there, or move an item of a list."""

    model_config = ConfigDict(extra="forbid")

    op: Literal["put", "append", "remove", "move"]
    path: Annotated[list[Key], Field(min_length=1, max_length=20)]
    value: Annotated[Any, AfterValidator(_flat)] = None
    to: Annotated[int, Field(ge=0, le=100_000)] | None = None
    """The place in the list that what is moved has then, counted from 0."""


class EditAsked(About):
    """Edits that are made one after the other."""

    edits: Annotated[list[OneEdit], Field(max_length=MOST_EDITS)]


class DiffAsked(BaseModel):
    """Two texts; the plan in force for one that is left out."""

    model_config = ConfigDict(extra="forbid")

    old: Text | None = None
    new: Text | None = None


class CoverageAsked(About):
    """How far ahead to prove a plan, and whether also with any one person away."""

    weeks: Annotated[int, Field(ge=1, le=52)] = 4
    without_one: bool = False
    week: Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)] | None = None
    """A day of the week that the grid shows; that of the next opening when left out."""
    mends: bool = True
    """Whether to look for what would close the gaps: the dear part of the answer."""


class CalendarAsked(BaseModel):
    """Which roster of the plan in force."""

    roster: Annotated[str, Field(max_length=64)]


class SimulateAsked(About):
    """One press; what is left out is drawn, and the time is now or when the office opens next."""

    zone: Slug | None = None
    at: Annotated[str, Field(max_length=40)] | None = None
    presser: Slug | None = None
    kind: Annotated[str, Field(max_length=64)] | None = None
    drill: bool = False
    away: Annotated[list[Slug], Field(max_length=1000)] = []
    down: Annotated[list[Literal["broker", "screens", "telephone"]], Field(max_length=3)] = []
    answers: Literal["usual", "nobody"] = "usual"
    """Whether everybody answers in the usual time, or nobody does."""
    runs: Annotated[int, Field(ge=0, le=2000)] = 0
    """So many presses with drawn answers, for the summary."""
