"""The plan's response, frozen into an alarm when it is raised.

The alarm carries its own copy, so that its state can be computed from its timeline alone, years later, without the
plan that was in force.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Self


@dataclass(frozen=True, kw_only=True, slots=True)
class Condition:
    """How many responders there must be for a step to be left out, or for the response to be complete."""

    accepted: int = 0
    """Responders who are coming or there; 0 asks nothing."""
    arrived: int = 0
    """Responders who are there; 0 asks nothing."""

    @property
    def asks_nothing(self) -> bool:
        """Whether there is no condition at all."""
        return self.accepted == 0 and self.arrived == 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One step: after so long, unless so many are coming, these roles are called."""

    call: tuple[str, ...]
    after: timedelta
    """Counted from the step before."""
    unless: Condition


@dataclass(frozen=True, kw_only=True, slots=True)
class Script:
    """All steps of one kind of alarm, ending in one that repeats: a response never ends in silence."""

    steps: tuple[Step, ...]
    repeat_every: timedelta
    repeat_call: tuple[str, ...]
    done_when: Condition
    last_resort: str
    """What the screens tell everybody to do when nobody has answered: a telephone number such as `112`."""

    @property
    def roles(self) -> frozenset[str]:
        """Every role that this response calls, sooner or later."""
        return frozenset(self.repeat_call).union(*(step.call for step in self.steps))

    def call_at(self, step: int) -> tuple[str, ...]:
        """Return the roles called at a step; after the last step, and where there is none, those of the repeat."""
        return self.steps[step].call if step < len(self.steps) else self.repeat_call

    def as_json(self) -> dict[str, Any]:
        """Return the script as it stands in the facts of `AlarmRaised`; durations in milliseconds."""
        return {
            "steps": [
                {
                    "call": list(s.call),
                    "after_ms": _ms(s.after),
                    "accepted": s.unless.accepted,
                    "arrived": s.unless.arrived,
                }
                for s in self.steps
            ],
            "repeat_ms": _ms(self.repeat_every),
            "repeat_call": list(self.repeat_call),
            "done_accepted": self.done_when.accepted,
            "done_arrived": self.done_when.arrived,
            "last_resort": self.last_resort,
        }

    @classmethod
    def from_json(cls, facts: dict[str, Any]) -> Self:
        """Read a script back from the facts of `AlarmRaised`."""
        return cls(
            steps=tuple(
                Step(
                    call=tuple(s["call"]),
                    after=timedelta(milliseconds=s["after_ms"]),
                    unless=Condition(accepted=s["accepted"], arrived=s["arrived"]),
                )
                for s in facts["steps"]
            ),
            repeat_every=timedelta(milliseconds=facts["repeat_ms"]),
            repeat_call=tuple(facts["repeat_call"]),
            done_when=Condition(accepted=facts["done_accepted"], arrived=facts["done_arrived"]),
            last_resort=facts["last_resort"],
        )


def _ms(duration: timedelta) -> int:
    return round(duration / timedelta(milliseconds=1))
