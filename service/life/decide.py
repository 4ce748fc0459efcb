"""What follows from a command to an office's plan: events, or a refusal in words. Time and rights are arguments."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final, assert_never

from roles.sentence import Sentence
from service.alarm.actor import Actor
from service.alarm.instant import instant
from service.life.commands import (
    AnswerObjection,
    Approve,
    Command,
    Publish,
    ReadDuty,
    RecordView,
    RollBack,
    SayGone,
    TakeFile,
)
from service.life.events import Event
from service.life.expiry import last_day
from service.life.life import Life, Version
from service.life.states import Ask, State, allows

FARTHEST: Final = timedelta(days=366)
"""How far ahead a version can be published."""


class LifeRefusal(Exception):  # noqa: N818 - an answer in words, not an error of the program
    """Something that the state of the plan, or the asker's rights, do not allow."""

    def __init__(self, code: str, sentence: Sentence, **more: Any) -> None:
        """Say what is wrong and what to do; `more` is what a program needs to mend it."""
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.more: Mapping[str, Any] = more


def decide(life: Life, command: Command, at: datetime, today: date) -> tuple[Event, ...]:
    """Return what a command makes happen; nothing when it was so already.

    Args:
        life: the office's plan so far.
        command: what is asked.
        at: the moment.
        today: the office's day at that moment.

    Raises:
        LifeRefusal: the plan's state or the actor's rights do not allow it.
    """
    life = life.at(at)

    def state(version: str, ask: Ask) -> State:
        found = life.state(version, at, today)
        if not allows(found, ask):
            raise LifeRefusal(f"not_now_{ask}", NOT_NOW[ask], state=found.value)
        return found

    match command:
        case Approve():
            return _approve(life, command, at, state)
        case RecordView():
            return _view(life, command, at, state)
        case AnswerObjection():
            return _answer(life, command, at, state)
        case Publish():
            return _publish(life, command, at, state)
        case RollBack():
            return _roll_back(life, command, at, state)
        case TakeFile():
            return _take(life, command, at)
        case ReadDuty():
            return _read(life, command, at)
        case SayGone():
            return _gone(life, command, at)
        case _:
            assert_never(command)


NOT_NOW: Final[Mapping[Ask, Sentence]] = {
    Ask.PUBLISH: Sentence("This version is not approved. Let the manager approve exactly this text first."),
    Ask.ROLL_BACK: Sentence("This version has never held. Roll back to one that has, or publish this one."),
    Ask.APPROVE: Sentence("This version cannot be approved now."),
    Ask.VIEW: Sentence("The safety representative’s view cannot be recorded now."),
    Ask.ANSWER: Sentence("An objection cannot be answered now."),
    Ask.TAKE: Sentence("This version cannot be taken from the file now."),
}

_State = Callable[[str, Ask], State]


def _approve(life: Life, command: Approve, at: datetime, state: _State) -> tuple[Event, ...]:
    _may(command.entitled)
    _no_errors(command.errors)
    state(command.version, Ask.APPROVE)
    known = life.version(command.version)
    if known.is_approved and known.approval and known.approval.by == command.actor.who:
        return ()
    return (_event("PlanApproved", at, command.actor, {"version": command.version}),)


def _view(life: Life, command: RecordView, at: datetime, state: _State) -> tuple[Event, ...]:
    if not command.entitled:
        raise LifeRefusal(
            "not_entitled",
            Sentence("Only whom the plan names as safety representative can say this; “not asked” is the manager’s."),
        )
    state(command.version, Ask.VIEW)
    if command.opinion == "objects" and not command.words.strip():
        raise LifeRefusal("no_words", Sentence("Write what the safety representative objects to."))
    known = life.version(command.version).view
    if known is not None and command.opinion == "not_asked" and known.opinion != "not_asked":
        raise LifeRefusal("was_asked", Sentence("The safety representative has answered already."))
    if known is not None and known.opinion == command.opinion and not command.words.strip():
        return ()
    facts = {"version": command.version, "view": command.opinion}
    return (_event("PlanViewRecorded", at, command.actor, facts, command.words),)


def _answer(life: Life, command: AnswerObjection, at: datetime, state: _State) -> tuple[Event, ...]:
    _may(command.entitled)
    state(command.version, Ask.ANSWER)
    view = life.version(command.version).view
    if view is None or not view.is_open:
        raise LifeRefusal("no_objection", Sentence("There is no objection here that waits for an answer."))
    if not command.words.strip():
        raise LifeRefusal("no_words", Sentence("Write what you answer."))
    return (_event("ObjectionAnswered", at, command.actor, {"version": command.version}, command.words),)


def _publish(life: Life, command: Publish, at: datetime, state: _State) -> tuple[Event, ...]:
    _may(command.entitled)
    _no_errors(command.errors)
    state(command.version, Ask.PUBLISH)
    known = life.version(command.version)
    if not known.is_approved and command.version == life.current:
        why = Sentence("This version holds already. Approve it once more to let it hold for another year.")
        raise LifeRefusal("holds_already", why)
    if not known.is_approved:
        raise LifeRefusal("not_approved", NOT_NOW[Ask.PUBLISH])
    needed = reasons_needed(
        known, gaps=command.gaps, warnings=command.warnings, locked=command.locked, scenarios=command.scenarios
    )
    if needed and not command.reason.strip():
        raise LifeRefusal(
            "no_reason", Sentence("Publishing this needs a reason, which is kept and shown."), needed=needed
        )
    holds_from = max(at, command.holds_from or at)
    if life.current == command.version:
        holds_from = at  # it holds already: what begins anew is its year
    if holds_from > at + FARTHEST:
        raise LifeRefusal("too_late", Sentence("A plan can be published for twelve months ahead at most."))
    expires = last_day(command.today, command.last_day)
    facts: dict[str, Any] = {
        "version": command.version,
        "through": "editor",
        "holds_from": instant(holds_from),
        "expires": expires.isoformat(),
        "in_place_of": life.current,
        "withdrawn": _withdrawn(life, command.version),
        "reasons": list(needed),
        "gaps": command.gaps,
        "errors": command.errors,
        "warnings": command.warnings,
        "file": None,
    }
    return (_event("PlanPublished", at, command.actor, facts, command.reason),)


def reasons_needed(version: Version, *, gaps: int, warnings: int, locked: bool, scenarios: int = 0) -> tuple[str, ...]:
    """Return what a reason is needed for: gap, warning, objection, not_asked, locked, scenarios."""
    view = version.view
    asked = {
        "gap": gaps > 0,
        "warning": warnings > 0,
        "objection": view is not None and view.is_open,
        "not_asked": view is None or view.opinion == "not_asked",
        "locked": locked,
        "scenarios": scenarios > 0,
    }
    return tuple(code for code, needed in asked.items() if needed)


def _roll_back(life: Life, command: RollBack, at: datetime, state: _State) -> tuple[Event, ...]:
    _may(command.entitled)
    state(command.version, Ask.ROLL_BACK)
    if command.version == life.current and life.next is None:
        raise LifeRefusal(
            "holds_already", Sentence("This version holds already, and nothing else is published for later.")
        )
    if not command.reason.strip():
        raise LifeRefusal("no_reason", Sentence("Write why the plan is rolled back; it is kept and shown."), needed=())
    before = life.version(command.version).publication
    if before is None:
        raise LifeRefusal("not_now_roll_back", NOT_NOW[Ask.ROLL_BACK])
    facts: dict[str, Any] = {
        "version": command.version,
        "through": "roll_back",
        "holds_from": instant(at),
        "expires": before.expires.isoformat(),  # an old plan does not become young by coming back
        "in_place_of": life.current,
        "withdrawn": _withdrawn(life, command.version),
        "reasons": [],
        "gaps": before.gaps,
        "errors": before.errors,
        "warnings": before.warnings,
        "file": None,
    }
    return (_event("PlanRolledBack", at, command.actor, facts, command.reason),)


def _take(life: Life, command: TakeFile, at: datetime) -> tuple[Event, ...]:
    if life.file == command.file and life.current is not None:
        before = life.version(life.current).publication
        # Taken already; only its standard can have changed what it says, and only where it still holds.
        if life.current == command.version or before is None or before.through != "file":
            return ()
    facts: dict[str, Any] = {
        "version": command.version,
        "through": "file",
        "holds_from": instant(at),
        "expires": last_day(command.today, command.last_day).isoformat(),
        "in_place_of": life.current,
        "withdrawn": _withdrawn(life, command.version),
        "reasons": [],
        "gaps": None,
        "errors": 0,
        "warnings": command.warnings,
        "file": command.file,
    }
    return (_event("PlanPublished", at, command.actor, facts),)


def _read(life: Life, command: ReadDuty, at: datetime) -> tuple[Event, ...]:
    if not command.holds:
        raise LifeRefusal("not_entitled", Sentence("The plan does not name this person for this role."))
    if life.has_read(command.person, command.role, command.duty):
        return ()
    facts = {"person": command.person, "role": command.role, "duty": command.duty}
    return (_event("DutyRead", at, command.actor, facts),)


def _gone(life: Life, command: SayGone, at: datetime) -> tuple[Event, ...]:
    _may(command.entitled)
    if command.gone == (command.person in life.gone):
        return ()
    name = "PersonGone" if command.gone else "PersonBack"
    return (_event(name, at, command.actor, {"person": command.person}),)


def _may(entitled: bool) -> None:
    if not entitled:
        why = Sentence("Only the manager can do this: whom the plan names for the role manager, or else for lead.")
        raise LifeRefusal("not_entitled", why)


def _no_errors(errors: int) -> None:
    if errors:
        raise LifeRefusal("has_errors", Sentence("This version has %(count)s errors. Mend them first.", count=errors))


def _withdrawn(life: Life, version: str) -> str | None:
    """Return what was published for later and now is not: the last word counts."""
    return life.next if life.next != version else None


def _event(name: str, at: datetime, actor: Actor, facts: Mapping[str, Any], words: str = "") -> Event:
    return Event(name=name, at=at, actor=actor, facts=facts, words=words.strip() or None)
