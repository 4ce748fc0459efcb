"""What follows from a command about a pulse: events, or a refusal in words. Time and rights are arguments."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, assert_never

from roles.sentence import Sentence
from service.alarm.actor import Actor
from service.alarm.instant import instant
from service.pulse.commands import CallOffPulse, ClosePulse, Command, OpenPulse, PassDue
from service.pulse.pulse import Pulse
from service.pulse.questions import LEAST, MOST, told_total
from service.undertaking.event import Event
from service.undertaking.refusal import UndertakingRefusal


def decide(pulse: Pulse | None, command: Command, at: datetime) -> tuple[Event, ...]:
    """Return what a command makes happen; nothing when it was so already.

    Args:
        pulse: the pulse so far; None before it is opened.
        command: what is asked.
        at: the moment.

    Raises:
        UndertakingRefusal: the pulse's state or the actor's rights do not allow it.
    """
    if isinstance(command, OpenPulse):
        return _open(pulse, command, at)
    if pulse is None:
        raise UndertakingRefusal("unknown_pulse", Sentence("There is no such pulse; look it up in the list."))
    match command:
        case ClosePulse():
            if pulse.is_over:
                return ()
            if at < pulse.until:  # refused, so that a box that was opened too early is put back unread
                raise UndertakingRefusal("pulse_open", Sentence("The pulse is still open."))
            is_told = command.answered >= LEAST
            facts = {
                "answered": command.answered if is_told else None,
                "totals": [told_total(one, command.answered) for one in command.totals] if is_told else None,
            }
            return (_event("PulseClosed", at, command.actor, facts),)
        case CallOffPulse():
            _must_be(entitled=command.entitled)
            if pulse.ending == "closed":
                raise UndertakingRefusal("pulse_over", Sentence("The pulse is closed, and its result stands."))
            return () if pulse.is_over else (_event("PulseCalledOff", at, command.actor, {}),)
        case PassDue():
            return ()
        case _:
            assert_never(command)


def another_is_open() -> UndertakingRefusal:
    """Return the answer to whoever opens a second one."""
    return UndertakingRefusal("pulse_open", Sentence("A pulse is open already. Another one can begin when it is over."))


def _open(pulse: Pulse | None, command: OpenPulse, at: datetime) -> tuple[Event, ...]:
    _must_be(entitled=command.entitled)
    if pulse is not None:
        why = Sentence("A pulse has been opened in this week already. The next one can begin on Monday.")
        raise UndertakingRefusal("pulse_this_week", why)
    if command.asked < LEAST:
        why = Sentence("At least %(least)s people have to be asked: of fewer answers nothing is told.", least=LEAST)
        raise UndertakingRefusal("too_few", why)
    if command.asked > MOST:
        raise UndertakingRefusal("too_many", Sentence("At most %(most)s people can be asked.", most=MOST))
    if command.until <= at:
        raise UndertakingRefusal("bad_until", Sentence("A pulse is open for one to four weeks."))
    facts = {"week": command.week, "until": instant(command.until), "way": command.way, "asked": command.asked}
    return (_event("PulseOpened", at, command.actor, facts),)


def _must_be(*, entitled: bool) -> None:
    if not entitled:
        why = Sentence("Whoever leads the office or looks after its plan asks the staff.")
        raise UndertakingRefusal("not_entitled", why)


def _event(name: str, at: datetime, actor: Actor, facts: Mapping[str, Any]) -> Event:
    return Event(name=name, at=at, actor=actor, facts=facts, personal={})
