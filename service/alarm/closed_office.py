"""What an alarm of the kind `closing` knows beyond any other: its stage, its checklist, and when it is looked at again.

Nobody has pressed in it, and it calls nobody to a danger: it tells people what to do before somebody comes back.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from service.alarm.call import Call
from service.alarm.instant import instant, parse_instant
from service.alarm.next_door import NextDoor

KIND: Final = "closing"

Stage = Literal["hold", "expected", "closing", "neighbour"]
"""People come to the reception first; somebody is expected back; the office is being closed, or is closed; the office
next door is."""
ItemKind = Literal["task", "door", "outside", "neighbour"]
Answer = Literal["received", "done", "cannot"]
"""`received` is a neighbour's only: it is known there; whether something is done is another answer."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One line of the checklist: whose it is, and what was answered to it."""

    id: str
    kind: ItemKind
    role: str | None = None
    responder: str | None = None
    """Whose answer it is where that is one person's or one neighbour's own; None where it is the role's."""
    door: str | None = None
    outputs: tuple[str, ...] = ()
    """The locks and lamps that do it: once all of them have proven that they did, it is done."""
    state: Literal["open", "received", "done", "cannot"] = "open"
    by: str | None = None
    at: datetime | None = None
    version: int | None = None
    """Of an answer that the neighbour's own Trygg has told: which of its words it is; an older one changes nothing."""

    def as_json(self) -> dict[str, Any]:
        """Return it as it stands in an entry, without its answer; what says nothing is left out."""
        told = {"id": self.id, "kind": self.kind, "role": self.role, "responder": self.responder, "door": self.door}
        outputs = {"outputs": list(self.outputs)} if self.outputs else {}
        return {**{key: value for key, value in told.items() if value is not None}, **outputs}

    @classmethod
    def from_json(cls, facts: Mapping[str, Any]) -> "Item":
        """Read it back."""
        return cls(**{**facts, "outputs": tuple(facts.get("outputs", ()))})


@dataclass(frozen=True, kw_only=True, slots=True)
class Closing:
    """How a closing stands."""

    stage: Stage
    items: tuple[Item, ...]
    look_again: timedelta
    """How long after each look it is looked at again."""
    look_again_at: datetime
    expected_at: datetime | None = None
    """When somebody is expected back."""
    entrance: str | None = None
    behind: frozenset[str] | None = frozenset()
    """The zones in which a danger or somebody unaccounted for may have been when it began; None for anywhere."""
    looked_at: datetime | None = None
    """When somebody looked at it last, and let it go on as it was."""
    next_door: NextDoor | None = None
    """Which office closes, where it is not this one."""

    @property
    def is_complete(self) -> bool:
        """Whether nobody has to be asked for any line; before the office is closed there is none to answer.

        Who cannot is no end: until somebody has done it after all, or has looked at it since, others are asked.
        """
        return all(item.state != "open" for item in self.items) and not self.left

    @property
    def left(self) -> tuple[Item, ...]:
        """Return the lines that nobody could do, and at which nobody has looked since."""
        seen = self.looked_at
        cannot = (item for item in self.items if item.state == "cannot")
        return tuple(item for item in cannot if seen is None or item.at is None or item.at > seen)

    @property
    def is_done_by_some(self) -> bool:
        """Whether there is a checklist, and not everything in it is what nobody could do; a hold asks for nothing."""
        return self.stage == "hold" or any(item.state in ("received", "done") for item in self.items)

    def open_items_of(self, responder: str, role: str | None) -> tuple[Item, ...]:
        """Return the lines that wait for one person: her own, and those of her role."""
        waits = (item for item in self.items if item.state == "open")
        return tuple(i for i in waits if i.responder == responder or (i.responder is None and role and i.role == role))

    def item(self, id_: str) -> Item | None:
        """Return a line of the checklist by its id; None for one that it has not."""
        return next((item for item in self.items if item.id == id_), None)

    def answered(
        self, id_: str, state: Answer, by: str | None, at: datetime, *, version: int | None = None
    ) -> "Closing":
        """Return it with one line answered."""
        items = tuple(replace(i, state=state, by=by, at=at, version=version) if i.id == id_ else i for i in self.items)
        return replace(self, items=items)


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What an office does when it closes, as its plan in force says it at the moment of the command."""

    stage: Stage
    look_again: timedelta
    """Until it is looked at again; of a hold, until it ends by itself."""
    items: tuple[Item, ...] = ()
    expected_at: datetime | None = None
    entrance: str | None = None
    calls: tuple[Call, ...] = ()
    """Staff outside and neighbours, each with a line of their own."""
    behind: frozenset[str] | None = frozenset()
    next_door: NextDoor | None = None
    look_again_at: datetime | None = None
    """When the office next door looks again; None for this one, which counts from now."""

    def facts(self, lines: Iterable[Item], at: datetime) -> dict[str, Any]:
        """Return what stands in the entry that begins it, with these lines of its checklist."""
        told: dict[str, Any] = {
            "stage": self.stage,
            "items": [item.as_json() for item in lines],
            "look_again_ms": round(self.look_again / timedelta(milliseconds=1)),
            "look_again_at": instant(self.look_again_at or at + self.look_again),
            "behind": None if self.behind is None else sorted(self.behind),
        }
        if self.expected_at is not None:
            told["expected_at"] = instant(self.expected_at)
        if self.next_door is not None:
            told["next_door"] = self.next_door.as_json()
        return told if self.entrance is None else {**told, "entrance": self.entrance}


def lines(plan: Plan, called: Collection[str]) -> tuple[Item, ...]:
    """Return the whole checklist: the plan's lines, and one for each outside who is not called for another reason."""
    if plan.stage == "neighbour":
        return (Item(id=ANSWER, kind="neighbour"),)
    if plan.stage != "closing":
        return ()
    own = tuple(
        Item(id=f"{call.role}/{call.responder}", kind=_kind(call), responder=call.responder)
        for call in plan.calls
        if call.responder not in called
    )
    return (*plan.items, *own)


ANSWER: Final = "answer"
"""The one line of a neighbour's closing: what its Trygg is answered."""

OUTSIDE: Final = "outside"
NEIGHBOURS: Final = "neighbours"
"""As whom people outside the office are called: no role of a plan may have these names in a closing."""


def _kind(call: Call) -> ItemKind:
    return "neighbour" if call.role == NEIGHBOURS else "outside"


def read_begun(facts: Mapping[str, Any]) -> Closing:
    """Read what the entry that begins it says."""
    expected_at, behind = facts.get("expected_at"), facts.get("behind", ())
    return Closing(
        stage=facts["stage"],
        items=tuple(Item.from_json(item) for item in facts["items"]),
        look_again=timedelta(milliseconds=facts["look_again_ms"]),
        look_again_at=parse_instant(facts["look_again_at"]),
        expected_at=parse_instant(expected_at) if expected_at else None,
        entrance=facts.get("entrance"),
        behind=None if behind is None else frozenset(behind),
        next_door=NextDoor.from_json(facts["next_door"]) if facts.get("next_door") else None,
    )


def write(closing: Closing) -> dict[str, Any]:
    """Return it as the store keeps it beside the events."""
    return {
        "stage": closing.stage,
        "items": [
            {
                **i.as_json(),
                "state": i.state,
                "by": i.by,
                "at": instant(i.at) if i.at else None,
                **({} if i.version is None else {"version": i.version}),
            }
            for i in closing.items
        ],
        "look_again_ms": round(closing.look_again / timedelta(milliseconds=1)),
        "look_again_at": instant(closing.look_again_at),
        "expected_at": instant(closing.expected_at) if closing.expected_at else None,
        "entrance": closing.entrance,
        "behind": None if closing.behind is None else sorted(closing.behind),
        "looked_at": instant(closing.looked_at) if closing.looked_at else None,
        **({"next_door": closing.next_door.as_json()} if closing.next_door else {}),
    }


def read(stored: Mapping[str, Any]) -> Closing:
    """Read what `write` has written."""
    items = [{**item, "at": parse_instant(item["at"]) if item["at"] else None} for item in stored["items"]]
    looked_at = stored.get("looked_at")  # what was kept before there was such a thing has none
    return replace(read_begun({**stored, "items": items}), looked_at=parse_instant(looked_at) if looked_at else None)
