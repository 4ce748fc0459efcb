"""What the simulation foresees of an alarm that has happened: the same plan, the same moment, the same people. Pure.

What was said of a day is erased when the day is over, so that who was away is read from the record itself: from the
reasons of its calls, and from who was not called at once although the plan would have had it so.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final, Self

from roles.plan import Plan
from roles.simulate import simulate
from roles.simulate_answers import usual
from roles.simulate_run import Further, Press, Run
from service.timeline.entry import Entry
from service.timeline.held import origin

_CONTACT: Final = "contact:"
_AWAY: Final = "deputy_for_absent"
_ENGAGED: Final = "deputy_for_engaged"
_HERE: Final = "here_today"
_TRIED: Final = 60
"""How often people who were not called are left out before it is given up; each time at least one is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Times:
    """When the first for a role was called, said yes, and was there; None for what is not foreseen."""

    called: timedelta | None
    accepted: timedelta | None
    arrived: timedelta | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Foreseen:
    """What the simulation foresees of one alarm, from the press on. Answer times are those that are assumed."""

    answered: timedelta | None
    there: timedelta | None
    two_there: timedelta | None
    roles: Mapping[str, Times]

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON values, times in whole milliseconds."""
        return {
            **{name: _ms(getattr(self, name)) for name in _MEASURES},
            "roles": {
                role: {name: _ms(getattr(times, name)) for name in _STAGES} for role, times in self.roles.items()
            },
        }

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> Self:
        """Read it back."""
        roles = {role: Times(**{name: _time(times[name]) for name in _STAGES}) for role, times in told["roles"].items()}
        return cls(**{name: _time(told[name]) for name in _MEASURES}, roles=roles)


_MEASURES: Final = ("answered", "there", "two_there")
_STAGES: Final = ("called", "accepted", "arrived")
_MS: Final = timedelta(milliseconds=1)


def press_in(entries: Sequence[Entry], slugs: Mapping[str, str]) -> tuple[Press, frozenset[str]] | None:
    """Return the press of an alarm as the simulation takes it, and who was called by it at once.

    None where nobody knows any more whom the plan meant by somebody who was called: nothing can be foreseen then.

    Args:
        entries: the alarm's; the first is its `AlarmRaised`.
        slugs: opaque key → the plan's id of a person.
    """
    begin = origin(entries)
    first, rest = entries[begin], entries[begin:]
    begun = {**entries[0].facts, **first.facts}

    def of(keys: Collection[str]) -> frozenset[str]:
        return frozenset(slugs[key] for key in keys if key in slugs)

    calls = [one.facts for one in rest if one.event == "ResponderCalled"]
    press = Press(
        at=first.at,
        zone=begun["zone"],
        presser=slugs.get(begun["presser"] or ""),
        kind=begun["kind"],
        is_drill=begun["mode"] != "actual",
        away=of(_stood_in_for(calls, _AWAY)),
        here=of({call["responder"] for call in calls if call.get("presence") == _HERE}),
        engaged=of(_stood_in_for(calls, _ENGAGED)),
        further=tuple(_further(rest, slugs)),
    )
    at_once = {one.facts["responder"] for one in rest if one.event == "ResponderCalled" and one.at == first.at}
    people = {key for key in at_once if not key.startswith(_CONTACT)}
    return (press, of(people)) if people <= slugs.keys() else None


def foresee(plan: Plan, press: Press, at_once: Collection[str]) -> Foreseen:
    """Return what the simulation foresees of a press, with whoever was not called at once left out as not there.

    Args:
        plan: the version that was frozen into the alarm.
        press: the press.
        at_once: the plan's ids of the people who really were called with it.
    """
    for _ in range(_TRIED):
        moments = simulate(plan, press, until=timedelta(0)).moments
        called = {who for one in moments if one.what == "called" for who in one.who}
        too_many = (called & plan.people.keys()) - set(at_once)
        if not too_many:
            break
        press = replace(press, away=press.away | too_many, here=press.here - too_many)
    run = simulate(plan, press, usual(plan))
    return Foreseen(
        answered=run.nth("accepted"),
        there=run.nth("arrived"),
        two_there=run.nth("arrived", 2),
        roles={role: _times(run, role) for role in dict.fromkeys(one.role for one in run.moments) if role is not None},
    )


def _times(run: Run, role: str) -> Times:
    first: dict[str, timedelta] = {}
    for one in run.moments:
        if one.role == role:
            first.setdefault(one.what, one.after)
    return Times(**{name: first.get(name) for name in _STAGES})


def _stood_in_for(calls: Sequence[Mapping[str, Any]], code: str) -> set[str]:
    return {str(call["reason"]["args"].get("person")) for call in calls if call["reason"]["code"] == code}


def _further(entries: Sequence[Entry], slugs: Mapping[str, str]) -> Iterator[Further]:
    for one in entries[1:]:
        joined = [one.facts["presser"]] if one.event == "AlarmJoined" else []
        for key in one.facts["pressers"] if one.event == "PressesCounted" else joined:
            if key in slugs:
                yield Further(after=one.at - entries[0].at, presser=slugs[key])


def _ms(time: timedelta | None) -> int | None:
    return None if time is None else time // _MS


def _time(ms: int | None) -> timedelta | None:
    return None if ms is None else timedelta(milliseconds=ms)
