"""Routes of one alarm: what it is, its timeline, and what people say to it."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from service.access.action import Action
from service.access.visitor import by_own_eyes
from service.addresses import Addresses
from service.alarm.actor import Actor
from service.alarm.alarm import Alarm
from service.alarm.closing_command import AnswerItem
from service.alarm.commands import Accept, Acknowledge, AnyButRaise, Arrive, AskForPolice, Cancel, Clear, Close, Decline
from service.alarm.snapshot import write
from service.api import guiding, mustering, notes
from service.api.closing import IN_CLOSING
from service.api.desk import Desk
from service.api.gate import Who as Visiting
from service.api.helping import HELPING
from service.api.identity import KNOWN_BY_NAME
from service.api.mistake import is_kept_from, shown_to_her
from service.api.problem import Problem
from service.api.said import Make, Said, actor_of, speaker_of
from service.api.shown import shown
from service.api.stream import position_told
from service.dispatch.book import OfficePage
from service.dispatch.meetings import may_read_place, place_of, visit_of
from service.live.render import Audience, render
from service.privacy.looking import Looks
from service.timeline.chain import export
from service.timeline.modes import Modes
from service.timeline.untold import as_told

_ENDS = {Clear: Action.CLEAR, Cancel: Action.CANCEL}

Find = Callable[[str], Awaitable[tuple[str, Alarm]]]


def router(desk: Desk) -> Addresses:
    """Return the routes of alarms."""
    routes = Addresses(prefix="/alarms/{alarm}", tags=["alarms"])
    looks = Looks(desk.store, desk.clock)

    async def find(alarm: str) -> tuple[str, Alarm]:
        found = await desk.store.alarm(alarm)
        if found is None or found[0] not in desk.book:
            raise Problem(HTTPStatus.NOT_FOUND, "unknown_alarm", "There is no such alarm here.")
        return found

    @routes.get("")
    async def one(alarm: str, visitor: Visiting) -> dict[str, Any]:
        """Return an alarm's state; `shown` is which paired screens have shown it, as far as this node knows."""
        found = await desk.store.alarm(alarm)
        if found is None:
            raise Problem(HTTPStatus.NOT_FOUND, "unknown_alarm", "There is no such alarm here.")
        office, state = found
        kept = shown_to_her(state) if is_kept_from(visitor, office, state) else write(state)
        return {"alarm": alarm, "office": office, **kept, "shown": shown(desk, office, alarm)}

    @routes.get("/looks-like")
    async def looks_like(alarm: str, visitor: Visiting) -> dict[str, Any]:
        """Return what whoever may come back looks like: only to those who are called, and till it ends."""
        office, state = await find(alarm)
        own = visitor.persons.get(office)
        if state.closing is None:
            raise Problem(HTTPStatus.CONFLICT, "no_closing", "This is an alarm, and not the closing of an office.")
        if not state.is_open or own is None or own not in state.responders:
            detail = "Only whoever is called to an open closing reads this, on a telephone of her own."
            raise Problem(HTTPStatus.FORBIDDEN, "not_called", detail)
        told = [e for e in await desk.store.alarm_entries(alarm) if e.event == "ReturnDescribed" and e.personal]
        return {"alarm": alarm, "looks_like": [e.personal.content.get("words") for e in told if e.personal]}

    @routes.get("/visit")
    async def visit(alarm: str, visitor: Visiting) -> dict[str, Any]:
        """Return where the home visit is for which an alarm was raised, to whom it concerns; null once it is over."""
        office, state = await find(alarm)
        found = await visit_of(desk.store, state)
        if found is None:
            raise Problem(HTTPStatus.CONFLICT, "no_visit", "This alarm was not raised for a home visit.")
        own = visitor.persons.get(office)
        if not may_read_place(desk.book[office], found[1], own, frozenset(state.responders)):
            detail = "Only she, who is beside her, the watcher, and whoever is called or leads read where the visit is."
            raise Problem(HTTPStatus.FORBIDDEN, "not_called", detail)
        return {"alarm": alarm, "where": await place_of(desk.store, found[0])}

    @routes.get("/timeline")
    async def timeline(alarm: str, visitor: Visiting) -> dict[str, Any]:
        """Return an alarm's entries, as they stand in the chain and as security reads them."""
        office, state = await find(alarm)
        if is_kept_from(visitor, office, state):
            detail = "You pressed in this alarm, and it is not closed yet: then its record is open to you."
            raise Problem(HTTPStatus.FORBIDDEN, "not_closed_yet", detail)
        entries, modes = await desk.store.alarm_entries(alarm), Modes()
        await looks.note(office, alarm, entries, visitor, "api", goes_on=state.is_open)
        return {
            "alarm": alarm,
            "office": office,
            "entries": [export(as_told(entry), modes.of(entry)) for entry in entries],
            "rendered": [render(entry, Audience.SECURITY) for entry in entries],
        }

    for action, make in ACTIONS.items():
        routes.add_api_route(f"/{action}", _said(desk, find, make), methods=["POST"], name=action)
    mustering.add(routes, desk, find)
    guiding.add(routes, desk, find)
    notes.add(routes, desk, find)
    return routes


def _said(desk: Desk, find: Find, make: Make) -> Callable[..., Any]:
    async def act(alarm: str, said: Said, visitor: Visiting) -> dict[str, Any]:
        office, concerned = await find(alarm)

        def command(page: OfficePage) -> AnyButRaise:
            made = make(page, actor_of(page, said, concerned, visitor), said)
            if isinstance(made, Clear | Cancel) and by_own_eyes(visitor, _ENDS[type(made)], office):
                return replace(made, own_eyes=True)
            if isinstance(made, AnswerItem):
                return replace(made, is_known=visitor.kind in KNOWN_BY_NAME)
            return made

        outcome = await desk.dispatch.ask(office, alarm, command)
        position = outcome.entries[-1].position if outcome.entries else None
        told = position_told(desk, visitor, office, position)
        return {"alarm": alarm, "state": outcome.state, "position": told}

    act.__doc__ = make.__doc__
    return act


def _acknowledge(_page: OfficePage, actor: Actor, said: Said) -> AnyButRaise:
    """Say: I have seen it."""
    return Acknowledge(actor=actor, words=said.words)


def _accept(page: OfficePage, actor: Actor, said: Said) -> AnyButRaise:
    """Say: I am coming."""
    responder = speaker_of(actor)
    return Accept(actor=actor, responder=responder, is_lead=responder in page.leads, words=said.words)


def _decline(_page: OfficePage, actor: Actor, said: Said) -> AnyButRaise:
    """Say: I cannot come."""
    return Decline(actor=actor, responder=speaker_of(actor), words=said.words)


def _arrive(page: OfficePage, actor: Actor, said: Said) -> AnyButRaise:
    """Say: I am there."""
    responder = speaker_of(actor)
    return Arrive(actor=actor, responder=responder, is_lead=responder in page.leads, words=said.words)


def _ask_police(page: OfficePage, actor: Actor, said: Said) -> AnyButRaise:
    """Say: the police are needed. Whoever the plan names for it is called, which is no call to 112."""
    return AskForPolice(actor=actor, is_lead=speaker_of(actor) in page.leads, words=said.words)


def _clear(page: OfficePage, actor: Actor, said: Said) -> AnyButRaise:
    """Say: the danger is over. Only for somebody who has arrived, or whom the plan names."""
    speaker = speaker_of(actor)
    is_lead = speaker in page.leads
    return Clear(actor=actor, entitled=page.may_end(speaker), seen_her=said.seen_her, is_lead=is_lead, words=said.words)


def _cancel(page: OfficePage, actor: Actor, said: Said) -> AnyButRaise:
    """Say: it was set off by mistake, and why. Only for somebody who has arrived, or whom the plan names."""
    if not said.words.strip():
        raise Problem(HTTPStatus.BAD_REQUEST, "no_reason", "Say in `words` how it came about.")
    speaker = speaker_of(actor)
    is_lead = speaker in page.leads
    return Cancel(
        actor=actor, entitled=page.may_end(speaker), words=said.words, seen_her=said.seen_her, is_lead=is_lead
    )


def _close(_page: OfficePage, actor: Actor, said: Said) -> AnyButRaise:
    """Say: the record is complete, with a reason."""
    speaker_of(actor)
    if said.outcome == "other" and not said.words.strip():
        raise Problem(HTTPStatus.BAD_REQUEST, "no_reason", "Say in `words` what it was.")
    return Close(actor=actor, outcome=said.outcome, words=said.words)


ACTIONS: dict[str, Make] = {
    "acknowledge": _acknowledge,
    "accept": _accept,
    "decline": _decline,
    "arrive": _arrive,
    "ask-police": _ask_police,
    **HELPING,
    **IN_CLOSING,
    "clear": _clear,
    "cancel": _cancel,
    "close": _close,
}
"""What can be said to an alarm, by the last part of the address."""
