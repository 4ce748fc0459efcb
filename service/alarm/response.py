"""The plan's response, frozen into an alarm when it is raised.

The alarm carries its own copy, so that its state can be computed from its timeline alone, years later, without the
plan that was in force.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal, Self

PoliceRule = Literal["two_pressers", "responder", "lead"]
"""By whom the police may be asked for: two different people who press, anybody called, or the lead."""


PRESSERS = 2
"""So many different people have to press for the rule of two pressers."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Condition:
    """How many there must be for a step to be taken or left out, or for the response to be complete."""

    accepted: int = 0
    """Responders who are coming or there; 0 asks nothing."""
    arrived: int = 0
    """Responders who are there; 0 asks nothing."""
    pressers: int = 0
    """Different people known to have pressed; 0 asks nothing."""

    @property
    def asks_nothing(self) -> bool:
        """Whether there is no condition at all."""
        return self.accepted == 0 and self.arrived == 0 and self.pressers == 0

    def as_json(self) -> dict[str, Any]:
        """Return the condition as it stands in a script."""
        return {"accepted": self.accepted, "arrived": self.arrived, "pressers": self.pressers}

    @classmethod
    def from_json(cls, facts: dict[str, Any]) -> Self:
        """Read a condition back; those of earlier versions ask for nobody who pressed."""
        return cls(accepted=facts["accepted"], arrived=facts["arrived"], pressers=facts.get("pressers", 0))


@dataclass(frozen=True, kw_only=True, slots=True)
class Switch:
    """An output that a step switches on: a siren, a lamp or a door's lock, in its zone, for so long."""

    output: str
    kind: str
    zone: str | None
    on_for: timedelta
    in_drills: bool = False
    beside: tuple[str, ...] = ()
    """Further zones that its door leads to."""

    def as_json(self) -> dict[str, Any]:
        """Return it as it stands in a script; the duration in milliseconds."""
        told = {"output": self.output, "kind": self.kind, "zone": self.zone, "for_ms": _ms(self.on_for)}
        return {**told, "in_drills": self.in_drills, **({"beside": list(self.beside)} if self.beside else {})}

    @classmethod
    def from_json(cls, facts: dict[str, Any]) -> Self:
        """Read it back."""
        on_for = timedelta(milliseconds=facts["for_ms"])
        known = {key: facts[key] for key in ("output", "kind", "zone", "in_drills")}
        return cls(**known, on_for=on_for, beside=tuple(facts.get("beside", ())))


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One step: after so long, if so many have pressed, unless so many are coming, these roles are called.

    Whatever it switches on, is switched on then.
    """

    call: tuple[str, ...]
    after: timedelta
    """Counted from the step before."""
    unless: Condition
    only_if: Condition = field(default_factory=Condition)
    switch: tuple[Switch, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Police:
    """The rule for the police: which roles are called at once as soon as they have been asked for."""

    call: tuple[str, ...]
    when: tuple[PoliceRule, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the rule as it stands in a script."""
        return {"call": list(self.call), "when": list(self.when)}

    @classmethod
    def from_json(cls, facts: dict[str, Any]) -> Self:
        """Read a rule back."""
        return cls(call=tuple(facts["call"]), when=tuple(facts["when"]))


@dataclass(frozen=True, kw_only=True, slots=True)
class RaisedBy:
    """The kind to which a further press raises the alarm, and a press by somebody else; None where it does not."""

    further_press: str | None = None
    other_presser: str | None = None

    @property
    def kinds(self) -> frozenset[str]:
        """Every kind that it may raise to."""
        return frozenset(kind for kind in (self.further_press, self.other_presser) if kind is not None)

    def as_json(self) -> dict[str, Any]:
        """Return the rule as it stands in a script."""
        return {"further_press": self.further_press, "other_presser": self.other_presser}


GRAVEST = 4
"""The level of an emergency, and of whatever nobody has said to be less."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Script:
    """All steps of one kind of alarm, ending in one that repeats: a response never ends in silence."""

    steps: tuple[Step, ...]
    repeat_every: timedelta
    repeat_call: tuple[str, ...]
    done_when: Condition
    last_resort: str
    """What the screens tell everybody to do when nobody has answered: a telephone number such as `112`."""
    police: Police | None = None
    """None where the plan lets nobody ask for them."""
    lead: str | None = None
    """The role that leads; None where the plan names none, and in alarms that earlier versions raised."""
    level: int = GRAVEST
    """How grave the kind is, from 1 (observe) to 4 (emergency)."""
    raised_by: RaisedBy = field(default_factory=RaisedBy)

    @property
    def roles(self) -> frozenset[str]:
        """Every role that this response calls by itself, sooner or later."""
        return frozenset(self.repeat_call).union(*(step.call for step in self.steps))

    @property
    def pressers(self) -> int:
        """How many different people who pressed this response asks for at most, by its rule or a step; 0 for none."""
        is_asked_for = (self.police and "two_pressers" in self.police.when) or self.raised_by.other_presser
        by_rule = PRESSERS if is_asked_for else 0
        return max([by_rule, *(max(step.unless.pressers, step.only_if.pressers) for step in self.steps)])

    def call_at(self, step: int) -> tuple[str, ...]:
        """Return the roles called at a step; after the last step, and where there is none, those of the repeat."""
        return self.steps[step].call if step < len(self.steps) else self.repeat_call

    def switch_at(self, step: int) -> tuple[Switch, ...]:
        """Return what is switched on at a step; nothing after the last one: what repeats must not sound for ever."""
        return self.steps[step].switch if step < len(self.steps) else ()

    def as_json(self) -> dict[str, Any]:
        """Return the script as it stands in the facts of `AlarmRaised`; durations in milliseconds."""
        return {
            "steps": [
                {
                    "call": list(s.call),
                    "after_ms": _ms(s.after),
                    **s.unless.as_json(),
                    "if": None if s.only_if.asks_nothing else s.only_if.as_json(),
                    **({"switch": [one.as_json() for one in s.switch]} if s.switch else {}),
                }
                for s in self.steps
            ],
            "repeat_ms": _ms(self.repeat_every),
            "repeat_call": list(self.repeat_call),
            "done_accepted": self.done_when.accepted,
            "done_arrived": self.done_when.arrived,
            "last_resort": self.last_resort,
            "police": self.police.as_json() if self.police else None,
            **({"lead": self.lead} if self.lead else {}),
            "level": self.level,
            "raised_by": self.raised_by.as_json(),
        }

    @classmethod
    def from_json(cls, facts: dict[str, Any]) -> Self:
        """Read a script back from the facts of `AlarmRaised`; those of earlier versions lack what came later."""
        police = facts.get("police")
        return cls(
            steps=tuple(
                Step(
                    call=tuple(s["call"]),
                    after=timedelta(milliseconds=s["after_ms"]),
                    unless=Condition.from_json(s),
                    only_if=Condition.from_json(s["if"]) if s.get("if") else Condition(),
                    switch=tuple(Switch.from_json(one) for one in s.get("switch", ())),
                )
                for s in facts["steps"]
            ),
            repeat_every=timedelta(milliseconds=facts["repeat_ms"]),
            repeat_call=tuple(facts["repeat_call"]),
            done_when=Condition(accepted=facts["done_accepted"], arrived=facts["done_arrived"]),
            last_resort=facts["last_resort"],
            police=Police.from_json(police) if police else None,
            lead=facts.get("lead"),
            level=facts.get("level", GRAVEST),
            raised_by=RaisedBy(**facts.get("raised_by", {})),
        )


def _ms(duration: timedelta) -> int:
    return round(duration / timedelta(milliseconds=1))
