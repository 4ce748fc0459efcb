"""What those who help say while they help: hand over a role, need more, tell what the police will ask."""

from datetime import datetime, timedelta

from service.alarm.alarm import COMING, CONTACT, Alarm
from service.alarm.answering import ARRIVE_WITHIN, acknowledge
from service.alarm.call import Roster
from service.alarm.commands import HandOver, NeedMore, TellSituation
from service.alarm.escalate import may_reach, take_step
from service.alarm.events import Event
from service.alarm.evolve import SITUATION, evolve
from service.alarm.instant import instant
from service.alarm.refusal import Refusal
from service.alarm.routes import routes_open
from service.alarm.states import ResponderState

ACCEPT_WITHIN = timedelta(seconds=30)
"""How long an answer is awaited for a role that the plan in force does not know any more."""

ONCE = timedelta(seconds=5)
"""The same person who asks for more again within this has tapped twice."""


def hand_over(alarm: Alarm, command: HandOver, at: datetime) -> tuple[Event, ...]:
    """Return what follows when somebody hands her role over: she is released, and the other one is called for it.

    Who has come without being called takes the role where she is, and is not called away from it.

    Raises:
        Refusal: when the speaker has no role here, or the other one cannot take it.
    """
    speaker = command.actor.speaker
    giver = alarm.responders.get(speaker) if speaker else None
    if speaker is None or giver is None or giver.role is None or giver.state is ResponderState.DECLINED:
        raise Refusal("no_role", "You have no role in this alarm that you could hand over.")
    if command.to == speaker or alarm.has_pressed(command.to):
        raise Refusal("hand_over_whom", "Hand over to somebody else than yourself, and not to who pressed.")
    if not may_reach(alarm, command.reach):
        raise Refusal("hand_over_outside", "This is a drill or a test: nobody outside is called for it.")
    if command.reach == "outside" and alarm.police_asked_at is None:
        raise Refusal(
            "outside_by_rule",
            "Somebody outside is called by the plan's rule for the police: ask for them first, or choose a colleague.",
        )
    to = alarm.responders.get(command.to)
    if to and to.role is not None and to.state in (*COMING, ResponderState.CALLED):
        raise Refusal("has_role", "Whom you chose has a role in this alarm already; choose somebody else.")
    facts = {"responder": speaker, "to": command.to, "role": giver.role}
    handed = Event(name="RoleHandedOver", at=at, actor=command.actor, facts=facts, words=command.words or None)
    seen = acknowledge(alarm, command.actor, at)
    if to and to.state in COMING:
        return (*seen, handed)
    accept_within, arrive_within = command.within.get(giver.role, (ACCEPT_WITHIN, giver.arrive_within or ARRIVE_WITHIN))
    call = {
        "responder": command.to,
        "role": giver.role,
        "reach": command.reach,
        "position": "duty",
        "walk_ms": None,
        "reason": {"code": "handed_over", "args": {"person": speaker}},
        "accept_by": instant(at + accept_within),
        "arrive_within_ms": round(arrive_within.total_seconds() * 1000),
        "step": alarm.step,
        **({"presence": "outside"} if command.to.startswith(CONTACT) else {}),
        **({"routes": list(routes)} if (routes := routes_open(command.routes, command.reach, mode=alarm.mode)) else {}),
    }
    return (*seen, handed, Event(name="ResponderCalled", at=at, actor=command.actor, facts=call))


def need_more(alarm: Alarm, command: NeedMore, roster: Roster, at: datetime) -> tuple[Event, ...]:
    """Return what follows when more help is needed: the plan's next step at once, where there is none the repeat.

    A step that would be left out because enough are coming is taken: they are not enough. One that waits for more
    people who press is still left out. Who is there already is no longer the help that is awaited, so the plan goes on
    until others are there.

    Raises:
        Refusal: when nobody is named.
    """
    speaker = command.actor.speaker
    if speaker is None:
        raise Refusal("nobody_named", "Say who you are: those who come have to know who needs them.")
    asked = _asked(alarm, command, at)
    if asked is None:
        return ()
    events = [*acknowledge(alarm, command.actor, at), asked]
    after = _after(alarm, events)
    step = take_step(after, command.actor, roster, at, is_asked_for=True)
    while step and step[-1].name == "StepSkipped":
        events += step
        after = _after(after, step)
        step = take_step(after, command.actor, roster, at, is_asked_for=True)
    return (*events, *step)


def tell_situation(alarm: Alarm, command: TellSituation, at: datetime) -> tuple[Event, ...]:
    """Return what follows when somebody tells what the police will ask; nothing when it is known.

    Raises:
        Refusal: when nobody is named, or nothing is told.
    """
    speaker = command.actor.speaker
    if speaker is None:
        raise Refusal("nobody_named", "Say who you are: the police will ask who has seen it.")
    told = {key: command.told[key] for key in SITUATION if key in command.told}
    if not (told or command.entrance or command.words):
        raise Refusal("nothing_told", "Tell at least one thing: a weapon, somebody injured, where the person is.")
    seen = acknowledge(alarm, command.actor, at)
    if not (command.entrance or command.words) and told.items() <= alarm.situation.items():
        return seen
    event = Event(
        name="SituationTold",
        at=at,
        actor=command.actor,
        facts={"by": speaker, **told},
        words=command.words or None,
        entrance=command.entrance or None,
    )
    return (*seen, event)


def roles_asked_for(alarm: Alarm, command: NeedMore, at: datetime) -> tuple[str, ...]:
    """Return the roles of the step that `need_more` will take."""
    asked = _asked(alarm, command, at)
    if asked is None:
        return ()
    after = evolve(alarm, alarm.id, asked)
    steps = after.script.steps
    ahead = range(after.step + 1, len(steps))
    return after.script.call_at(next((step for step in ahead if after.meets(steps[step].only_if)), len(steps)))


def _asked(alarm: Alarm, command: NeedMore, at: datetime) -> Event | None:
    """Return the event by which more is asked for; None without a name, and when the same person has tapped twice."""
    speaker, before = command.actor.speaker, alarm.more_asked
    is_again = before and before.by == speaker and before.count == command.count and at - ONCE < before.at <= at
    if speaker is None or is_again:
        return None
    facts = {"by": speaker, "count": command.count}
    return Event(name="MoreAskedFor", at=at, actor=command.actor, facts=facts, words=command.words or None)


def _after(alarm: Alarm, events: list[Event] | tuple[Event, ...]) -> Alarm:
    for event in events:
        alarm = evolve(alarm, alarm.id, event)
    return alarm
