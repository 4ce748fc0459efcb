"""An alarm of a test press: the whole path is run, nobody is called, and it ends by itself after a while."""

from datetime import datetime, timedelta

from service.alarm.actor import Actor
from service.alarm.alarm import Alarm
from service.alarm.events import Event
from service.alarm.response import Condition, Script, Step
from service.alarm.states import Mode

SHOWN_FOR = timedelta(seconds=20)
"""How long the screens show a test press, so that somebody can look up and see it."""


def test_script(level: int) -> Script:
    """Return the response to a test press: it calls nobody, and the last resort is nobody's either."""
    return Script(
        steps=(Step(call=(), after=timedelta(0), unless=Condition()),),
        repeat_every=SHOWN_FOR,
        repeat_call=(),
        done_when=Condition(arrived=1),
        last_resort="",
        level=level,
    )


def is_test_press(alarm: Alarm) -> bool:
    """Say whether an alarm is that of a test press; a test by a whole plan has a last resort."""
    return alarm.mode is Mode.TEST and not alarm.script.roles and not alarm.script.last_resort


def finish(actor: Actor, at: datetime) -> tuple[Event, ...]:
    """Return how a test press ends once it has been shown long enough."""
    return (
        Event(name="AlarmCleared", at=at, actor=actor, facts={"by": None, "seen_her": None}),
        Event(name="AlarmClosed", at=at, actor=actor, facts={"by": None, "outcome": "test"}),
    )
