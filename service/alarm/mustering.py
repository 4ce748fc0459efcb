"""What follows in a muster: it begins, people are accounted for, visitors counted, the missing called for, it ends."""

from datetime import datetime, timedelta
from typing import Any

from service.alarm.actor import Actor
from service.alarm.alarm import COMING, Alarm
from service.alarm.call import Roster
from service.alarm.escalate import call_for
from service.alarm.events import Event
from service.alarm.evolve import evolve
from service.alarm.instant import instant
from service.alarm.muster import SHORTEST, Accounted, Muster
from service.alarm.muster_commands import AccountFor, BeginMuster, CountVisitors, EndMuster, Mustered
from service.alarm.refusal import Refusal
from service.alarm.routes import routes_open
from service.alarm.states import Mode


def muster(alarm: Alarm, command: Mustered, roster: Roster, at: datetime) -> tuple[Event, ...]:
    """Return what a command of the muster makes happen; nothing when it was so already.

    Raises:
        Refusal: when there is no muster, nobody is named, or the speaker may not do it.
    """
    match command:
        case BeginMuster():
            return begin(alarm, command, at)
        case AccountFor():
            return account(alarm, command, roster, at)
        case CountVisitors():
            return count_visitors(alarm, command, at)
        case EndMuster():
            return end(alarm, command, at)


def begin(alarm: Alarm, command: BeginMuster, at: datetime) -> tuple[Event, ...]:
    """Return what follows when a muster begins; nothing while one is on, or where the plan's own was had already.

    Raises:
        Refusal: in a test, or when nobody is named.
    """
    if alarm.muster is not None and (alarm.muster.is_open or command.because == "plan"):
        return ()
    if alarm.mode is Mode.TEST:
        raise Refusal("muster_in_test", "This is a test of a button: nobody is mustered for it.")
    if command.because == "asked":
        _speaker(command.actor)
    within = max(command.within, SHORTEST)
    people = sorted(command.people)
    routes = {key: list(ways) for key in people if (ways := _routes(alarm, key, command.routes.get(key, ())))}
    facts: dict[str, Any] = {
        "by": command.actor.by,
        "because": command.because,
        "people": people,
        "zones": {key: zone for key in people if (zone := command.people[key]) is not None},
        "routes": routes,
        "at": command.at,
        "within_ms": round(within / timedelta(milliseconds=1)),
        "due_at": instant(at + within),
        "call": list(command.call),
    }
    return (Event(name="MusterBegun", at=at, actor=command.actor, facts=facts),)


def account(alarm: Alarm, command: AccountFor, roster: Roster, at: datetime) -> tuple[Event, ...]:
    """Return what follows when somebody says how people are; whoever needs help, those the plan names are called for.

    Raises:
        Refusal: when there is no muster, it is over, or nobody is named.
    """
    known, speaker = _muster(alarm), _speaker(command.actor)
    if not known.is_open and not _is_heard_late(alarm, command):
        raise Refusal(
            "muster_over",
            "The muster is over, so nobody would come by this. If you need help, press your button or call 112.",
        )
    changed: list[str] = []
    kept: list[str] = []
    for key in dict.fromkeys(command.people):
        one = known.people.get(key)
        if _stays_in_need(one, key, command, speaker):
            kept += [key] if one and one.safe_by is None else []
        elif _is_news(one, command):
            changed.append(key)
    if not changed and not kept:
        return ()
    facts: dict[str, Any] = {
        "people": changed,
        "state": command.state,
        "by": speaker,
        "how": command.how if tuple(command.people) == (speaker,) else "vouched",
        "zone": command.zone,
        "kept": kept,
        "with_them": command.with_them,
        # Where nobody was awaited any more, somebody perhaps is from now on.
        "due_at": instant(known.due_at if known.next_at else at + known.within),
    }
    said = Event(name="PeopleAccounted", at=at, actor=command.actor, facts=facts)
    if command.state != "needs_help" or not alarm.is_open:
        return (said,)
    return (said, *call_for(evolve(alarm, alarm.id, said), _named(roster, known), step=alarm.step, at=at))


def count_visitors(alarm: Alarm, command: CountVisitors, at: datetime) -> tuple[Event, ...]:
    """Return what follows when somebody says how many visitors are in a zone; nothing when it is known.

    Raises:
        Refusal: when no muster is on, or nobody is named.
    """
    known, speaker = _muster(alarm), _speaker(command.actor)
    if not known.is_open:
        raise Refusal("muster_over", "The muster is over: there is nobody who would count these visitors.")
    if known.visitors.get(command.zone or "") == command.count:
        return ()
    facts = {"by": speaker, "zone": command.zone, "count": command.count}
    return (Event(name="VisitorsCounted", at=at, actor=command.actor, facts=facts),)


def end(alarm: Alarm, command: EndMuster, at: datetime) -> tuple[Event, ...]:
    """Return what follows when somebody ends the muster; who is still missing then stands in the event by her key.

    Raises:
        Refusal: when there is none, the speaker may not, or somebody is missing and no reason is given.
    """
    known, speaker = _muster(alarm), _speaker(command.actor)
    if not known.is_open:
        return ()
    is_lead = alarm.lead is not None and alarm.lead.responder == speaker
    there = alarm.responders.get(speaker)
    if not (command.entitled or is_lead or (there is not None and there.state in COMING)):
        raise Refusal("muster_not_entitled", "The muster is ended by who leads, who helps, or whom the plan names.")
    if not known.is_complete and not command.words.strip():
        missing, in_need = len(known.unaccounted), len(known.needing_help)
        raise Refusal(
            "not_all_accounted",
            f"{missing} people are unaccounted for and {in_need} need help: say in `words` why it ends all the same.",
        )
    return (_ended(known, command.actor, at, because="asked", words=command.words),)


def over(alarm: Alarm, actor: Actor, at: datetime) -> tuple[Event, ...]:
    """Return the end of a muster by the end of its alarm: nobody who is missing then disappears without a word."""
    known = alarm.muster
    return (_ended(known, actor, at, because="alarm_over"),) if known is not None and known.is_open else ()


def call_missing(alarm: Alarm, actor: Actor, roster: Roster, at: datetime) -> tuple[Event, ...]:
    """Return what follows when the time of a muster has passed: the missing are called for, over routes and by roles.

    Who pressed is never asked over a route: her telephone would ring beside whoever threatens her.
    """
    known = alarm.muster
    if known is None or known.next_at is None or known.next_at > at:
        return ()
    asked = {key: list(known.people[key].routes) for key in known.unaccounted if not alarm.has_pressed(key)}
    facts = {
        "people": list(known.unaccounted),
        "needs_help": list(known.needing_help),
        "routes": {key: routes for key, routes in asked.items() if routes},
        "round": known.rounds + 1,
        "roles": list(known.call),
        "due_at": instant(at + known.within),
    }
    event = Event(name="UnaccountedCalled", at=at, actor=actor, facts=facts)
    return (event, *call_for(evolve(alarm, alarm.id, event), _named(roster, known), step=alarm.step, at=at))


def _routes(alarm: Alarm, key: str, routes: tuple[str, ...]) -> tuple[str, ...]:
    return () if alarm.has_pressed(key) else routes_open(routes, "inside", mode=alarm.mode)


def _muster(alarm: Alarm) -> Muster:
    if alarm.muster is None:
        raise Refusal("no_muster", "There is no muster in this alarm: whoever leads begins one.")
    return alarm.muster


def _speaker(actor: Actor) -> str:
    if actor.speaker is None:
        raise Refusal("nobody_named", "Say who you are: others have to know whose word it is.")
    return actor.speaker


def _is_heard_late(alarm: Alarm, command: AccountFor) -> bool:
    """Say whether a word that comes after the end is taken: that somebody is safe always, a call for help while open.

    Who needs help when the alarm is over has to raise another one, or nobody would come.
    """
    return command.state == "safe" or (command.state == "needs_help" and alarm.is_open)


def _stays_in_need(one: Accounted | None, key: str, command: AccountFor, speaker: str) -> bool:
    """Say whether who needs help goes on counting so: until somebody else who is with her says that she is safe."""
    if one is None or one.state != "needs_help" or command.state == "needs_help":
        return False
    return command.state == "unaccounted" or speaker == key or not command.with_them


def _is_news(one: Accounted | None, command: AccountFor) -> bool:
    if command.state == "unaccounted":  # taken back: said of the wrong person
        return one is not None and one.state == "safe"
    if one is None or one.state != command.state or one.safe_by is not None:
        return True
    return command.zone is not None and command.zone != one.zone


def _named(roster: Roster, known: Muster) -> Roster:
    """Return of a roster only those whom the muster calls: others on it are called by a step that is due as well."""
    return Roster(
        calls=tuple(call for call in roster.calls if call.role in known.call),
        missing=tuple(one for one in roster.missing if one.role in known.call),
    )


def _ended(known: Muster, actor: Actor, at: datetime, *, because: str, words: str = "") -> Event:
    facts = {
        "by": actor.by,
        "because": because,
        "people": list(known.unaccounted),
        "needs_help": list(known.needing_help),
        "safe": len(known.those("safe")),
        "visitors": sum(known.visitors.values()),
    }
    return Event(name="MusterEnded", at=at, actor=actor, facts=facts, words=words or None)
