"""A roster's dated shifts → a plan's text in which they stand; every other line stays as it is."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from roles.edit import Content, Edit, EditError, Put, Remove, edit
from roles.hours import Hours
from roles.plan import Plan
from roles.sentence import Sentence
from roles.shape_roster import NOTHING

MOST_SINGLY: Final = 10
"""So many days are changed one by one, so that the comments beside them stay; more are written anew together."""

Days = Mapping[date, tuple[Hours, ...]]


def put_days(
    text: str, plan: Plan, roster: str, days: Days, *, first: date, last: date, who: Sequence[str] = ()
) -> str:
    """Return a plan's text in which a roster has just these dated shifts from `first` to `last`, both included.

    Dated shifts before and after stay. `who` are the roster's people: needed for one that the plan does not have yet.

    Raises:
        EditError: the text is written in a way that this change cannot keep, or nobody is named for a new roster.
    """
    return edit(text, *_edits(plan, roster, days, (first, last), who))


def _edits(plan: Plan, id_: str, days: Days, horizon: tuple[date, date], who: Sequence[str]) -> Iterator[Edit]:
    roster = plan.rosters.get(id_)
    if roster is None:
        yield _new(plan, id_, days, who)
        return
    if who and tuple(who) != roster.named:
        yield Put(path=("rosters", id_, "who"), value=list(who))
    kept = {day: hours for day, hours in roster.days.items() if not horizon[0] <= day <= horizon[1]}
    wanted = {**kept, **days}
    path = ("rosters", id_, "days")
    changed = sorted(day for day in {*wanted, *roster.days} if wanted.get(day) != roster.days.get(day))
    if not changed:
        return
    if roster.days and wanted and len(changed) <= MOST_SINGLY:
        for day in changed:
            if day in wanted:
                yield Put(path=(*path, day.isoformat()), value=_said(wanted[day]))
        for day in changed:
            if day not in wanted:
                yield Remove(path=(*path, day.isoformat()))
        return
    if roster.days:
        yield Remove(path=path)
    if wanted:
        yield Put(path=path, value={day.isoformat(): _said(hours) for day, hours in sorted(wanted.items())})


def _new(plan: Plan, id_: str, days: Days, who: Sequence[str]) -> Edit:
    if not who:
        raise EditError(Sentence("This roster is new: say who works it."))
    value: dict[str, Content] = {
        "who": list(who),
        "days": {day.isoformat(): _said(hours) for day, hours in sorted(days.items())},
    }
    if plan.rosters:
        return Put(path=("rosters", id_), value=value)
    return Put(path=("rosters",), value={id_: value})


def _said(hours: tuple[Hours, ...]) -> str | list[str]:
    told = [f"{one.start:%H:%M}-{one.until:%H:%M}" for one in hours]
    return told if len(told) > 1 else "".join(told) or NOTHING
