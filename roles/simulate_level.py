"""Which presses raise the alarm while a run is predicted, and to what. As `service/alarm/join.py`."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

from roles.kind import level_of
from roles.plan import Condition, Plan, Response, Step
from roles.repeat import Repeat

MAKESHIFT: Final = Response(
    kind="emergency",
    steps=(Step(call=("everybody",)),),
    done_when=Condition(arrived=1),
    repeat=None,
    last_resort=None,
)
"""What answers a press where the plan has no steps."""

REPEAT: Final = Repeat(every=timedelta(seconds=30), call=("everybody",))
"""What goes on being called where the plan does not say it."""


def response_for(plan: Plan, kind: str) -> Response:
    """Return the response to a kind of alarm as the alarm runs it."""
    found = plan.response_to(kind)
    return found if found and found.steps else MAKESHIFT


def graver(plan: Plan, kind: str, response: Response, to: str | None) -> Response | None:
    """Return the response to which an alarm is raised; None where that would not be graver.

    Roles that only the earlier response calls are called with the repeat, and its rule for the police holds where the
    later one has none.
    """
    if to is None or level_of(plan, to) <= level_of(plan, kind):
        return None
    found = response_for(plan, to)
    repeat = found.repeat or REPEAT
    lost = sorted(_roles(response) - _roles(found))
    return replace(
        found,
        repeat=Repeat(every=repeat.every, call=(*repeat.call, *lost)),
        police=found.police or response.police,
    )


def is_other(one: Response, other: Response) -> bool:
    """Tell whether two responses have different steps."""
    return _steps(one) != _steps(other)


def _roles(response: Response) -> frozenset[str]:
    repeat = response.repeat or REPEAT
    return frozenset(repeat.call).union(*(step.call for step in response.steps))


def _steps(response: Response) -> list[tuple[object, ...]]:
    nothing = Condition()
    return [(one.call, one.after, one.unless or nothing, one.only_if or nothing) for one in response.steps]
