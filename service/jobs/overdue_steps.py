"""What is overdue, as steps that are told once each: which thing, whom it calls upon, and what it is called. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from service.dispatch.book import OfficePage
from service.dispatch.patience import above_of, managers_of
from service.figures.attention import Attention, Item
from service.figures.done import REVISION
from service.notify.texts import Waiting
from service.store.following_port import Level, Step
from service.store.undertaking_port import UndertakingKind

_LEVELS: Final[dict[str, Level]] = {"reporter": "owner", "owner": "owner", "lead": "manager", "above": "above"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """One step, what it is called, and who owns what is overdue."""

    step: Step
    what: Waiting
    is_late: bool = True
    owner: str | None = None
    """By opaque key; None where nobody is known."""


def of_undertaking(kind: UndertakingKind, id_: str, state: Any) -> Told | None:
    """Return the step that a report or a measure stands at; None where it has called upon nobody yet.

    Args:
        kind: which of the two.
        id_: its id.
        state: a `Report` or a `Measure`.
    """
    if state.calls is None or state.is_over:
        return None
    what: Waiting
    if kind == "measure":
        what, owner = "measure" if state.task is None else "aftercare", state.owner
    else:
        owed = state.called_for or ("authority" if state.is_owed else state.stage)
        what = "authority" if owed == "authority" else "unwritten" if owed == "drafted" else "unfinished"
        owner = state.reporter
    step = Step(about=id_, step=str(state.called), level=_LEVELS[state.calls])
    return Told(step=step, what=what, owner=owner)


def of_attention(attention: Attention) -> Iterator[Told]:
    """Yield the steps that an office's attention stands at: due, late, long late, each with those before it but due."""
    for part in attention.parts:
        for item in part.items:
            if item.standing == "due":
                yield _item(item, "owner", "due")
            if item.standing in ("late", "long_late"):
                yield _item(item, "manager", "late")
            if item.standing == "long_late":
                yield _item(item, "above", "long_late")


def _item(item: Item, level: Level, standing: str) -> Told:
    about, step = f"attention/{item.part}/{item.id}", f"{item.due.isoformat()}/{standing}"
    what: Waiting = "revision" if item.id == REVISION else item.part
    return Told(step=Step(about=about, step=step, level=level), what=what, is_late=standing != "due")


def receivers(page: OfficePage, told: Told) -> Iterator[str]:
    """Yield the keys of those who can be told, the right one first, then who stands above her; nobody who has left."""
    owner = (told.owner,) if told.owner is not None else page.leads
    chain = {"owner": (owner, managers_of(page), above_of(page)), "manager": (managers_of(page), above_of(page))}
    levels = chain.get(told.step.level, (above_of(page) or managers_of(page),))
    seen: set[str] = set()
    for key in (key for level in levels for key in level):
        if key not in seen and key not in page.gone:
            seen.add(key)
            yield key
