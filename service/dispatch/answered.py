"""What an answer to a notice means: to a call, and to the question whether somebody is safe."""

from typing import Literal, get_args

from service.alarm.actor import Actor, Answering
from service.alarm.alarm import Alarm
from service.alarm.commands import Accept, Arrive, Decline
from service.alarm.muster_commands import AccountFor
from service.dispatch.mustering import is_muster
from service.store.notice_port import Notice

Says = Literal["coming", "cannot", "arrived"]
"""What can be answered. Whoever was asked whether she is safe says no by `cannot`, and yes by the others."""


def is_past(alarm: Alarm, notice: Notice) -> bool:
    """Say whether an answer to a notice comes too late: what it was sent for is over, or has become something else."""
    if is_muster(notice) and (alarm.muster is None or not alarm.muster.is_open):
        return True
    return not alarm.is_open or alarm.mode is not notice.mode or notice.purpose != "call"


def answer_to(notice: Notice, actor: Actor, says: Says, *, is_lead: bool) -> Accept | Decline | Arrive | AccountFor:
    """Return the command that an answer is."""
    who = notice.responder
    if is_muster(notice):
        state: Literal["safe", "needs_help"] = "needs_help" if says == "cannot" else "safe"
        return AccountFor(actor=actor, people=(who,), state=state, how="link")
    match says:
        case "coming":
            return Accept(actor=actor, responder=who, is_lead=is_lead)
        case "cannot":
            return Decline(actor=actor, responder=who)
        case "arrived":
            return Arrive(actor=actor, responder=who, is_lead=is_lead)


def spoken_over(route: str) -> Answering:
    """Return how an answer over a route was said."""
    return next((known for known in get_args(Answering) if known == route), "other")
