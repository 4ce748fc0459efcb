"""What follows from a command about a revision: events, or a refusal in words. Time and rights are arguments."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, assert_never

from roles.sentence import Sentence
from service.alarm.actor import Actor
from service.revision.commands import (
    BeginRevision,
    Command,
    Comment,
    Decide,
    FinishRevision,
    PassDue,
    SayWhoAttended,
)
from service.revision.revision import Revision, place_written
from service.undertaking.event import Event
from service.undertaking.refusal import UndertakingRefusal

AHEAD: Final = timedelta(days=1)
"""So far ahead a day may lie that has come somewhere."""


def decide(revision: Revision | None, command: Command, at: datetime) -> tuple[Event, ...]:
    """Return what a command makes happen; nothing when it was so already.

    Args:
        revision: the revision so far; None before it is begun.
        command: what is asked.
        at: the moment.

    Raises:
        UndertakingRefusal: the revision's state or the actor's rights do not allow it.
    """
    if isinstance(command, BeginRevision):
        return _begin(revision, command, at)
    if revision is None:
        raise UndertakingRefusal("unknown_revision", Sentence("There is no such revision; look it up in the list."))
    match command:
        case Comment():
            words = {"words": _some(command.words, Sentence("There are no words in it. Write what you think of it."))}
            return (_event("RevisionCommented", at, command.actor, {}, words),)
        case SayWhoAttended():
            _must_go_on(revision, entitled=command.entitled)
            if not command.roles and not command.words.strip():
                raise UndertakingRefusal("nobody", Sentence("Say who took part: choose roles, or write it."))
            said = {"words": command.words.strip()} if command.words.strip() else {}
            return (_event("RevisionAttended", at, command.actor, {"roles": list(command.roles)}, said),)
        case Decide():
            _must_go_on(revision, entitled=command.entitled)
            why = Sentence("There are no words in it. Write what was decided; that nothing changes is an answer too.")
            return (_event("RevisionDecided", at, command.actor, {}, {"words": _some(command.words, why)}),)
        case FinishRevision():
            return _finish(revision, command, at)
        case PassDue():
            return ()
        case _:
            assert_never(command)


def _begin(revision: Revision | None, command: BeginRevision, at: datetime) -> tuple[Event, ...]:
    _must_be(entitled=command.entitled)
    if revision is not None:
        return ()
    if command.held_on > (at + AHEAD).date():
        raise UndertakingRefusal("not_yet", Sentence("This day has not come yet. Begin the revision when it is held."))
    facts = {
        "held_on": command.held_on.isoformat(),
        "version": command.version,
        "expires": command.expires.isoformat() if command.expires else None,
        "places": [place_written(one) for one in command.places],
    }
    return (_event("RevisionBegun", at, command.actor, facts),)


def _finish(revision: Revision, command: FinishRevision, at: datetime) -> tuple[Event, ...]:
    _must_be(entitled=command.entitled)
    if revision.is_over:
        return ()
    if not revision.attended:
        raise UndertakingRefusal("not_attended", Sentence("Say first who took part."))
    if not revision.decisions:
        why = Sentence("Write first what was decided; that nothing changes is an answer too.")
        raise UndertakingRefusal("not_decided", why)
    return (_event("RevisionFinished", at, command.actor, {"held_on": revision.held_on.isoformat()}),)


def _must_be(*, entitled: bool) -> None:
    if not entitled:
        why = Sentence("Whoever leads the office or looks after its plan holds its revision.")
        raise UndertakingRefusal("not_entitled", why)


def _must_go_on(revision: Revision, *, entitled: bool) -> None:
    _must_be(entitled=entitled)
    if revision.is_over:
        raise UndertakingRefusal("revision_over", Sentence("The revision is finished. Add a comment to it."))


def _some(words: str, why: Sentence) -> str:
    if not words.strip():
        raise UndertakingRefusal("no_words", why)
    return words.strip()


def _event(
    name: str, at: datetime, actor: Actor, facts: Mapping[str, Any], personal: Mapping[str, Any] | None = None
) -> Event:
    return Event(name=name, at=at, actor=actor, facts=facts, personal=personal or {})
