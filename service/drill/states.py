"""The life of a drill as one table: what may be asked of it in each state."""

from enum import StrEnum


class State(StrEnum):
    """Where a drill stands."""

    PLANNED = "planned"
    COUNTING = "counting"
    """Begun: its press comes when the countdown is over."""
    RUNNING = "running"
    RUN = "run"
    """Its alarm is over; what came of it has not been worked out yet."""
    JUDGED = "judged"
    ABORTED = "aborted"
    CALLED_OFF = "called_off"
    LAPSED = "lapsed"
    """Its time has passed, and nobody has begun it."""


OVER = frozenset({State.JUDGED, State.ABORTED, State.CALLED_OFF, State.LAPSED})
"""The states in which nothing more happens."""


class Ask(StrEnum):
    """What can be asked of a drill."""

    AGREE = "agree"
    START = "start"
    CALL_OFF = "call_off"
    LAPSE = "lapse"
    PRESS = "press"
    ABORT = "abort"
    END = "end"
    JUDGE = "judge"


TABLE: dict[State, dict[Ask, State]] = {
    State.PLANNED: {
        Ask.AGREE: State.PLANNED,
        Ask.START: State.COUNTING,
        Ask.CALL_OFF: State.CALLED_OFF,
        Ask.LAPSE: State.LAPSED,
    },
    State.COUNTING: {Ask.PRESS: State.RUNNING, Ask.ABORT: State.ABORTED},
    State.RUNNING: {Ask.ABORT: State.ABORTED, Ask.END: State.RUN},
    State.RUN: {Ask.JUDGE: State.JUDGED},
    State.JUDGED: {},
    State.ABORTED: {},
    State.CALLED_OFF: {},
    State.LAPSED: {},
}
"""What is not in the table is refused with a sentence."""


def allows(state: State, ask: Ask) -> bool:
    """Say whether a drill in `state` can be asked this."""
    return ask in TABLE[state]
