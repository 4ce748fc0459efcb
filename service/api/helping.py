"""What those who help say while they help: the lead, a role handed over, more help, the police, the situation."""

from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus

from service.alarm.actor import Actor
from service.alarm.commands import (
    AnswerPoliceCall,
    AnyButRaise,
    BeginPoliceCall,
    DoubtZone,
    EndPoliceCall,
    HandLead,
    HandOver,
    NeedMore,
    TakeLead,
    TellSituation,
)
from service.api.problem import Problem
from service.api.said import Make, Said
from service.dispatch.book import CONTACT, OfficePage


def _lead(_page: OfficePage, actor: Actor, said: Said) -> AnyButRaise:
    """Say: I take the lead. For anybody who may respond, also when somebody else has it."""
    return TakeLead(actor=actor, words=said.words)


def _hand_lead(page: OfficePage, actor: Actor, said: Said) -> AnyButRaise:
    """Say: I hand the lead to somebody who is coming or there. Only for who leads."""
    return HandLead(actor=actor, to=_to(page, said), words=said.words)


def _hand_over(page: OfficePage, actor: Actor, said: Said) -> AnyButRaise:
    """Say: somebody else takes my role. She is called for it, with the role's own deadlines."""
    to = _to(page, said)
    reach = page.plan.contacts[to.removeprefix(CONTACT)].reach if to.startswith(CONTACT) else "inside"
    return HandOver(actor=actor, to=to, reach=reach, routes=page.routes_to(to), within=_within(page), words=said.words)


def _need_more(_page: OfficePage, actor: Actor, said: Said) -> AnyButRaise:
    """Say: more help is needed. The plan's next step is taken at once."""
    return NeedMore(actor=actor, count=said.count, words=said.words)


def _police_calling(_page: OfficePage, actor: Actor, said: Said) -> AnyButRaise:
    """Say: I am calling the police. Trygg calls nobody by this: it shows who does, and since when."""
    return BeginPoliceCall(actor=actor, number=said.number, words=said.words)


def _police_answered(_page: OfficePage, actor: Actor, said: Said) -> AnyButRaise:
    """Say: the police have answered my call."""
    return AnswerPoliceCall(actor=actor, words=said.words)


def _police_ended(_page: OfficePage, actor: Actor, said: Said) -> AnyButRaise:
    """Say: my call to the police has ended, and how: unanswered, broken or done."""
    if said.because is None:
        detail = "Say in `because` how the call ended: unanswered, broken or done."
        raise Problem(HTTPStatus.BAD_REQUEST, "no_reason", detail)
    return EndPoliceCall(actor=actor, because=said.because, words=said.words)


def _situation(page: OfficePage, actor: Actor, said: Said) -> AnyButRaise:
    """Say what the police will ask: weapons, injured, where the person is, which entrance, who meets them."""
    if said.whereabouts is not None and said.whereabouts not in page.plan.zones:
        raise Problem(HTTPStatus.NOT_FOUND, "unknown_zone", "The office's plan has no such zone.")
    meets = _known(page, said.meets) if said.meets is not None else None
    told = {
        "weapons": said.weapons,
        "injured": said.injured,
        "person": said.person_is,
        "whereabouts": said.whereabouts,
        "meets": meets,
    }
    facts = {key: value for key, value in told.items() if value is not None}
    return TellSituation(actor=actor, told=facts, entrance=said.entrance.strip(), words=said.words)


def _not_here(page: OfficePage, actor: Actor, said: Said) -> AnyButRaise:
    """Say: she is not where the alarm says. `whereabouts` is the place that is meant, as it was shown."""
    if said.whereabouts is not None and said.whereabouts not in page.plan.zones:
        raise Problem(HTTPStatus.NOT_FOUND, "unknown_zone", "The office's plan has no such zone.")
    return DoubtZone(actor=actor, zone=said.whereabouts)


def _to(page: OfficePage, said: Said) -> str:
    if said.to is None:
        raise Problem(HTTPStatus.BAD_REQUEST, "nobody_chosen", "Say in `to` who it is handed to.")
    return _known(page, said.to)


def _known(page: OfficePage, who: str) -> str:
    key = page.key_of(who)
    if key is None:
        raise Problem(HTTPStatus.NOT_FOUND, "unknown_person", "The office's plan does not know this person.")
    return key


def _within(page: OfficePage) -> Mapping[str, tuple[timedelta, timedelta]]:
    return {id_: (role.accept_within, role.arrive_within) for id_, role in page.plan.roles.items()}


HELPING: dict[str, Make] = {
    "lead": _lead,
    "hand-lead": _hand_lead,
    "hand-over": _hand_over,
    "need-more": _need_more,
    "police-calling": _police_calling,
    "police-answered": _police_answered,
    "police-ended": _police_ended,
    "situation": _situation,
    "not-here": _not_here,
}
"""What those who help can say to an alarm, by the last part of the address."""
