"""An invented office that closes: what its plan says, and the commands by which it is begun."""

from dataclasses import replace
from datetime import timedelta

from parts.incident import Incident, by, call, seconds
from service.alarm.call import Call
from service.alarm.closed_office import KIND, Item, Plan
from service.alarm.commands import Raise
from service.alarm.response import Condition, Script, Step, Switch
from service.alarm.states import Mode

LOCK = Switch(output="front-lock", kind="door", zone="hall", on_for=timedelta(hours=1), beside=("street",))
SCRIPT = Script(
    steps=(Step(call=("door", "reception", "manager"), after=seconds(0), unless=Condition(), switch=(LOCK,)),),
    repeat_every=seconds(45),
    repeat_call=("door", "reception", "manager"),
    done_when=Condition(arrived=1),
    last_resort="",
    lead="manager",
    level=0,
)
"""The door, the reception and the manager at once, and the front door's lock."""

OFFICE = {"door": ("anna", "bo"), "reception": ("cecilia",), "manager": ("maja",)}
CAFE = "contact:cafe"


def outside(responder: str, role: str = "outside") -> Call:
    """Somebody who is told not to come in, or a neighbour."""
    return replace(call(responder, role), reach="staff", routes=("sms",))


ITEMS = (
    Item(id="door", kind="door", role="door", door="front", outputs=("front-lock",)),
    Item(id="hall", kind="task", role="door"),
    Item(id="desk", kind="task", role="reception"),
)
CLOSES = Plan(
    stage="closing",
    look_again=timedelta(minutes=30),
    items=ITEMS,
    calls=(outside("hugo"), outside(CAFE, "neighbours")),
)
EXPECTS = Plan(stage="expected", look_again=timedelta(minutes=30), entrance="main")
HOLD = Plan(stage="hold", look_again=timedelta(minutes=15))


def begin(plan: Plan = CLOSES, *, key: str = "close-1", mode: Mode = Mode.ACTUAL, script: Script = SCRIPT) -> Raise:
    """The command by which Maja closes the office, expects somebody back, or holds people at the reception."""
    return Raise(
        actor=by("maja"),
        alarm=f"alarm-of-{key}",
        press_key=key,
        open_key="closing:as",
        mode=mode,
        kind=KIND,
        gesture="soft",
        zone=None,
        device=None,
        press=None,
        presser=None,
        pressed_at=None,
        doubtful=False,
        plan="v1",
        script=script if plan.stage != "hold" else replace(script, steps=(), repeat_call=()),
        closing=plan,
        words="Let in who is expected, one at a time.",
    )


def closing(plan: Plan = CLOSES) -> Incident:
    """An office that has begun to close."""
    office = Incident(office=OFFICE)
    office.do(begin(plan))
    return office
