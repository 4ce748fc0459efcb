"""Where her alarm stands, for the one who pressed: what it is that her device or her telephone may say."""

from typing import Any

from service.alarm.alarm import COMING, Alarm
from service.alarm.states import ResponderState


def standing(alarm: Alarm) -> dict[str, Any]:
    """Return what a presser is told: how far help has come, how many people have seen it, and who comes.

    `seen` counts different people, however many screens show the alarm: a screen on a wall has seen nothing. Where
    nobody said her name when she acknowledged, somebody has seen it all the same. `coming` and `there` are keys:
    names are put in where they are shown, and nowhere before.

    While it stands that it was a mistake, as she says, only how far: how many come would tell whoever watches her
    whether she was forced to say so.
    """
    if alarm.mistake is not None and alarm.mistake.stands:
        return {"state": alarm.feedback, "seen": int(alarm.feedback != "received"), "coming": [], "there": []}
    by_state = {
        state: [key for key, r in alarm.responders.items() if r.state is state and key not in alarm.pressers]
        for state in COMING
    }
    seen = len(alarm.seen_by)
    return {
        "state": alarm.feedback,
        "seen": seen if alarm.feedback == "received" else max(seen, 1),
        "coming": by_state[ResponderState.ACCEPTED],
        "there": by_state[ResponderState.ARRIVED],
    }
