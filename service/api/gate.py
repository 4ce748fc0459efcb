"""What is asked of everybody before anything is done: who is there, and may she do this here?

One table says which action each address asks for. An address that does not stand in it is closed to everybody, so
nothing can be forgotten open. The office is that of the address, or that of the alarm in it.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType
from typing import Annotated, Final, Literal

from fastapi import Depends
from starlette.requests import HTTPConnection
from starlette.types import Scope

from service.access.action import Action
from service.access.door import Door, WaitError
from service.access.visitor import PIN_MAY, Visitor, allowed, allowed_somewhere
from service.api.behind import was_passed_on
from service.api.gate_match import matching
from service.api.gate_passkeys import PASSKEYS
from service.api.gate_privacy import TOLD
from service.api.problem import Problem

COOKIE: Final = "trygg_session"
SECURE_COOKIE: Final = "__Host-trygg_session"
"""Over TLS: no other host of the same domain can set or read it."""
PIN_HEADER: Final = "trygg-pin"
LOGIN: Final = "/login"
NO_PIN: Final = (
    "This screen has no PIN, so it says this in nobody's name: say it on your own telephone, or give it one."
)
UNNAMED_PROXY: Final = (
    "This came through a proxy, and nobody has an account yet: Trygg is open on this computer alone. Make the first "
    "account where the service runs (trygg user add LOGIN NAME --role operator), and name the proxy in TRYGG_PROXY."
)
_BY_PIN: Final = frozenset[Action]().union(*PIN_MAY.values())


@dataclass(frozen=True, kw_only=True, slots=True)
class Somewhere:
    """An action in any office at all; the route itself answers with what is hers, and nothing else."""

    action: Action


Asked = Action | Somewhere | Literal["nothing", "to be let in"]
"""What an address asks for: an action, nothing at all, or only that somebody was let in."""

_PEOPLE: Final = Somewhere(action=Action.MANAGE_PEOPLE)
_ROUTES: Final = Somewhere(action=Action.SEE_ROUTES)
_FIGURES: Final = Somewhere(action=Action.SEE_FIGURES)

_OFFICE: Final = "/api/v1/offices/{office}"
_ALARM: Final = "/api/v1/alarms/{alarm}"

ASKED: Final[Mapping[tuple[str, str], Asked]] = MappingProxyType(
    {
        # What a browser needs before anybody is let in.
        ("GET", "/static/{digest}/{name:path}"): "nothing",
        ("GET", "/i18n/{lang}.json"): "nothing",
        ("GET", "/favicon.ico"): "nothing",
        # What a telephone's browser keeps of its page: nothing of any office is in it.
        ("GET", "/phone-away"): "nothing",
        ("GET", "/phone-worker.js"): "nothing",
        ("GET", "/phone/{office}.webmanifest"): "nothing",
        ("GET", "/login"): "nothing",
        ("GET", "/login/provider"): "nothing",
        ("GET", "/login/return"): "nothing",
        ("GET", "/pair"): "nothing",
        ("POST", "/api/v1/session"): "nothing",
        ("POST", "/api/v1/pair"): "nothing",
        ("POST", "/api/v1/pair/knock"): "nothing",
        ("POST", "/api/v1/pair/knock/answer"): "nothing",
        ("GET", "/invitation"): "nothing",
        ("POST", "/api/v1/invitation"): "nothing",
        ("GET", "/health/live"): "nothing",
        # What providers send and fetch: each address but that of the recordings has a key of its own in it.
        ("POST", "/api/v1/neighbours/{office}"): "nothing",
        ("POST", "/api/v1/notices/{notice}/report/{key}"): "nothing",
        ("POST", "/api/v1/notices/{notice}/voice/{key}"): "nothing",
        ("POST", "/api/v1/routes/sms/replies/{key}"): "nothing",
        ("GET", "/api/v1/routes/voice/sounds/{language}/{sound}"): "nothing",
        # An answer link: the key in the address is the right, for one person and one alarm.
        ("GET", "/a/{key}"): "nothing",
        ("POST", "/a/{key}"): "nothing",
        # Who runs it.
        ("GET", "/health/ready"): "nothing",
        # The node's own screen; the route itself asks for the node's key.
        ("WS", "/api/v1/service/canary"): "nothing",
        ("GET", "/metrics"): Action.SEE_METRICS,
        # Whoever was let in is answered with what is hers.
        ("GET", "/"): "to be let in",
        ("GET", "/api/docs"): "to be let in",
        ("GET", "/api/openapi.json"): "to be let in",
        ("GET", "/api/v1/session"): "to be let in",
        ("POST", "/api/v1/session/pin"): "to be let in",
        ("DELETE", "/api/v1/session"): "to be let in",
        ("GET", "/api/v1/offices"): "to be let in",
        ("GET", "/api/v1/sessions"): "to be let in",
        ("DELETE", "/api/v1/sessions/{credential}"): "to be let in",
        ("GET", "/me"): "to be let in",
        ("GET", "/api/v1/codes"): "to be let in",
        ("PUT", "/api/v1/codes"): "to be let in",
        ("DELETE", "/api/v1/codes"): "to be let in",
        ("GET", "/api/v1/me/push"): "to be let in",
        ("POST", "/api/v1/me/push"): "to be let in",
        ("DELETE", "/api/v1/me/push"): "to be let in",
        ("POST", "/api/v1/me/push/test"): "to be let in",
        **PASSKEYS,
        # People and programs.
        ("GET", "/api/v1/accounts"): _PEOPLE,
        ("POST", "/api/v1/accounts"): _PEOPLE,
        ("PUT", "/api/v1/accounts/{account}/grants"): _PEOPLE,
        ("POST", "/api/v1/accounts/{account}/invitation"): _PEOPLE,
        ("POST", "/api/v1/accounts/{account}/end"): _PEOPLE,
        ("DELETE", "/api/v1/accounts/{account}/passkeys"): _PEOPLE,
        ("GET", "/api/v1/tokens"): Action.MANAGE_PEOPLE,
        ("POST", "/api/v1/tokens"): Action.MANAGE_PEOPLE,
        ("DELETE", "/api/v1/tokens/{token}"): Action.MANAGE_PEOPLE,
        ("GET", "/tokens"): Action.MANAGE_PEOPLE,
        # The ways out.
        ("GET", "/api/v1/routes"): _ROUTES,
        ("POST", "/api/v1/routes/{route}/test"): _ROUTES,
        ("GET", "/api/v1/routes/{route}/journal"): _ROUTES,
        # An office.
        ("GET", _OFFICE): Action.SEE_OFFICE,
        ("GET", f"{_OFFICE}/board"): Action.SEE_BOARD,
        ("POST", f"{_OFFICE}/routes/{{route}}/test"): Action.SEE_ROUTES,
        ("WS", f"{_OFFICE}/stream"): Action.SEE_BOARD,
        ("POST", f"{_OFFICE}/alarms"): Action.PRESS,
        ("GET", f"{_OFFICE}/alarms"): Action.SEE_ALARMS,
        ("POST", f"{_OFFICE}/closing"): Action.HELP,
        ("POST", f"{_OFFICE}/release"): Action.HELP,
        # A screen at a neighbour's is public; the routes ask whether it is one, and it learns of closings alone.
        ("GET", f"{_OFFICE}/next-door"): Action.SEE_BOARD,
        ("POST", f"{_OFFICE}/next-door"): Action.SEE_BOARD,
        ("GET", f"{_OFFICE}/fire"): Action.SEE_OFFICE,
        ("POST", f"{_OFFICE}/fire-over"): Action.CLEAR,
        ("GET", f"{_OFFICE}/today"): Action.SEE_TODAY,
        ("PUT", f"{_OFFICE}/today/{{person}}"): Action.SAY_TODAY,
        ("GET", f"{_OFFICE}/paired"): Action.MANAGE_SCREENS,
        ("POST", f"{_OFFICE}/paired"): Action.MANAGE_SCREENS,
        ("PUT", f"{_OFFICE}/paired/{{credential}}/name"): Action.MANAGE_SCREENS,
        ("PUT", f"{_OFFICE}/paired/{{credential}}/owner"): Action.MANAGE_SCREENS,
        ("GET", f"{_OFFICE}/access"): Action.MANAGE_PEOPLE,
        ("POST", f"{_OFFICE}/paired/codes"): Action.MANAGE_SCREENS,
        ("PUT", f"{_OFFICE}/paired/{{credential}}/pin"): Action.MANAGE_SCREENS,
        ("DELETE", f"{_OFFICE}/paired/{{credential}}"): Action.MANAGE_SCREENS,
        ("GET", f"{_OFFICE}/devices"): Action.MANAGE_DEVICES,
        ("POST", f"{_OFFICE}/devices/{{device}}/test-window"): Action.TEST_BUTTON,
        ("GET", f"{_OFFICE}/devices/{{device}}/test-window"): Action.TEST_BUTTON,
        ("POST", f"{_OFFICE}/devices/{{device}}/credentials"): Action.MANAGE_DEVICES,
        ("DELETE", f"{_OFFICE}/devices/{{device}}/credentials"): Action.MANAGE_DEVICES,
        ("GET", f"{_OFFICE}/readiness"): Action.INSPECT,
        ("POST", f"{_OFFICE}/readiness/pictures"): Action.INSPECT,
        ("GET", f"{_OFFICE}/readiness/pictures/{{picture}}"): Action.INSPECT,
        ("POST", f"{_OFFICE}/readiness/{{place}}/looked"): Action.INSPECT,
        ("POST", f"{_OFFICE}/readiness/{{place}}/approved"): Action.EDIT_PLAN,
        ("POST", f"{_OFFICE}/readiness/{{place}}/door"): Action.INSPECT,
        ("GET", f"{_OFFICE}/enrolments"): Action.ENROL_DEVICES,
        ("PUT", f"{_OFFICE}/enrolments/{{device}}"): Action.ENROL_DEVICES,
        ("PUT", f"{_OFFICE}/enrolments/{{device}}/standing"): Action.ENROL_DEVICES,
        ("DELETE", f"{_OFFICE}/enrolments/{{device}}"): Action.ENROL_DEVICES,
        ("GET", f"{_OFFICE}/enrolling/window"): Action.ENROL_DEVICES,
        ("POST", f"{_OFFICE}/enrolling/window"): Action.ENROL_DEVICES,
        ("DELETE", f"{_OFFICE}/enrolling/window"): Action.ENROL_DEVICES,
        ("GET", f"{_OFFICE}/enrolling/bridges"): Action.ENROL_DEVICES,
        ("GET", f"{_OFFICE}/enrolling/labels"): Action.ENROL_DEVICES,
        ("GET", f"{_OFFICE}/enrolling/file"): Action.ENROL_DEVICES,
        ("POST", f"{_OFFICE}/enrolling/file"): Action.ENROL_DEVICES,
        ("PUT", f"{_OFFICE}/today"): Action.SAY_TODAY,
        **TOLD,
        # Its drills. Whoever speaks for the staff may break one off too: the route asks which of the two she may.
        ("GET", f"{_OFFICE}/drills"): Action.SEE_DRILLS,
        # Its watched meetings: what is said there ends a watch, so that no screen where visitors stand may say it, and
        # any other with its PIN only; for help it may call. The core asks whose word it is.
        ("GET", f"{_OFFICE}/meetings"): Action.SEE_TODAY,
        ("POST", f"{_OFFICE}/meetings"): Action.ACCOUNT,
        ("POST", f"{_OFFICE}/meetings/{{meeting}}/begin"): Action.ACCOUNT,
        ("POST", f"{_OFFICE}/meetings/{{meeting}}/check-in"): Action.STOP_WATCH,
        ("POST", f"{_OFFICE}/meetings/{{meeting}}/extend"): Action.STOP_WATCH,
        ("POST", f"{_OFFICE}/meetings/{{meeting}}/end"): Action.STOP_WATCH,
        ("POST", f"{_OFFICE}/meetings/{{meeting}}/call-help"): Action.PRESS,
        ("GET", "/meetings/{office}"): Action.SEE_TODAY,
        ("GET", f"{_OFFICE}/drills/scenarios"): Action.START_DRILL,
        ("POST", f"{_OFFICE}/drills"): Action.START_DRILL,
        ("GET", f"{_OFFICE}/drills/{{drill}}"): Action.SEE_DRILLS,
        ("POST", f"{_OFFICE}/drills/{{drill}}/start"): Action.START_DRILL,
        ("POST", f"{_OFFICE}/drills/{{drill}}/agree"): Action.AGREE_DRILL,
        ("POST", f"{_OFFICE}/drills/{{drill}}/object"): Action.AGREE_DRILL,
        ("POST", f"{_OFFICE}/drills/{{drill}}/call-off"): Action.START_DRILL,
        ("POST", f"{_OFFICE}/drills/{{drill}}/abort"): Action.SEE_DRILLS,
        ("POST", f"{_OFFICE}/drills/{{drill}}/end"): Action.START_DRILL,
        # Its plan.
        ("GET", f"{_OFFICE}/plan"): Action.SEE_PLAN,
        ("GET", f"{_OFFICE}/plan/versions/{{version}}"): Action.SEE_PLAN,
        ("GET", f"{_OFFICE}/plan/rosters/{{roster}}.ics"): Action.SEE_PLAN,
        ("GET", f"{_OFFICE}/plan/templates"): Action.TRY_PLAN,
        ("GET", f"{_OFFICE}/plan/read"): Action.SEE_PLAN,
        ("POST", f"{_OFFICE}/plan/read"): Action.TRY_PLAN,
        ("POST", f"{_OFFICE}/plan/edit"): Action.TRY_PLAN,
        ("POST", f"{_OFFICE}/plan/diff"): Action.TRY_PLAN,
        ("POST", f"{_OFFICE}/plan/coverage"): Action.TRY_PLAN,
        ("POST", f"{_OFFICE}/plan/simulate"): Action.TRY_PLAN,
        ("POST", f"{_OFFICE}/plan/pictures"): Action.EDIT_PLAN,
        ("GET", f"{_OFFICE}/plan/pictures/{{picture}}"): Action.SEE_PLAN,
        ("PUT", f"{_OFFICE}/plan/draft"): Action.EDIT_PLAN,
        ("DELETE", f"{_OFFICE}/plan/draft"): Action.EDIT_PLAN,
        ("POST", f"{_OFFICE}/plan/approve"): Action.APPROVE_PLAN,
        ("POST", f"{_OFFICE}/plan/publish"): Action.APPROVE_PLAN,
        ("POST", f"{_OFFICE}/plan/roll-back"): Action.APPROVE_PLAN,
        ("POST", f"{_OFFICE}/plan/answer"): Action.APPROVE_PLAN,
        ("POST", f"{_OFFICE}/plan/view"): Action.GIVE_VIEW,
        ("POST", f"{_OFFICE}/plan/read-duty"): Action.READ_DUTY,
        ("POST", f"{_OFFICE}/plan/gone"): Action.MANAGE_PEOPLE,
        # An alarm.
        ("GET", _ALARM): Action.SEE_ALARMS,
        ("GET", f"{_ALARM}/timeline"): Action.SEE_ALARMS,
        ("GET", f"{_ALARM}/looks-like"): Action.SEE_BOARD,
        ("GET", f"{_ALARM}/visit"): Action.SEE_BOARD,
        ("POST", f"{_ALARM}/answer-item"): Action.ANSWER,
        ("POST", f"{_ALARM}/look-again"): Action.HELP,
        ("POST", f"{_ALARM}/acknowledge"): Action.ANSWER,
        ("POST", f"{_ALARM}/accept"): Action.ANSWER,
        ("POST", f"{_ALARM}/decline"): Action.ANSWER,
        ("POST", f"{_ALARM}/arrive"): Action.ARRIVE,
        ("POST", f"{_ALARM}/ask-police"): Action.ASK_POLICE,
        ("POST", f"{_ALARM}/lead"): Action.HELP,
        ("POST", f"{_ALARM}/hand-lead"): Action.HELP,
        ("POST", f"{_ALARM}/hand-over"): Action.HELP,
        ("POST", f"{_ALARM}/need-more"): Action.HELP,
        ("POST", f"{_ALARM}/police-calling"): Action.HELP,
        ("POST", f"{_ALARM}/police-answered"): Action.HELP,
        ("POST", f"{_ALARM}/police-ended"): Action.HELP,
        ("POST", f"{_ALARM}/situation"): Action.HELP,
        ("POST", f"{_ALARM}/not-here"): Action.HELP,
        ("POST", f"{_ALARM}/door"): Action.HELP,
        ("POST", f"{_ALARM}/zone"): Action.HELP,
        ("POST", f"{_ALARM}/muster"): Action.HELP,
        ("POST", f"{_ALARM}/muster/account"): Action.ACCOUNT,
        ("POST", f"{_ALARM}/muster/visitors"): Action.ACCOUNT,
        ("POST", f"{_ALARM}/muster/end"): Action.HELP,
        ("POST", f"{_ALARM}/mistake"): Action.SAY_MISTAKE,
        ("POST", f"{_ALARM}/clear"): Action.CLEAR,
        ("POST", f"{_ALARM}/cancel"): Action.CANCEL,
        ("POST", f"{_ALARM}/close"): Action.CLOSE,
        ("POST", f"{_ALARM}/notes"): Action.ADD_NOTE,
        # A directory.
        ("GET", "/scim/v2/ServiceProviderConfig"): Action.SYNC_PEOPLE,
        ("GET", "/scim/v2/ResourceTypes"): Action.SYNC_PEOPLE,
        ("GET", "/scim/v2/Schemas"): Action.SYNC_PEOPLE,
        ("GET", "/scim/v2/Users"): Action.SYNC_PEOPLE,
        ("POST", "/scim/v2/Users"): Action.SYNC_PEOPLE,
        ("GET", "/scim/v2/Users/{id}"): Action.SYNC_PEOPLE,
        ("PUT", "/scim/v2/Users/{id}"): Action.SYNC_PEOPLE,
        ("PATCH", "/scim/v2/Users/{id}"): Action.SYNC_PEOPLE,
        ("DELETE", "/scim/v2/Users/{id}"): Action.SYNC_PEOPLE,
        ("GET", "/scim/v2/Groups"): Action.SYNC_PEOPLE,
        ("POST", "/scim/v2/Groups"): Action.SYNC_PEOPLE,
        ("GET", "/scim/v2/Groups/{id}"): Action.SYNC_PEOPLE,
        ("PUT", "/scim/v2/Groups/{id}"): Action.SYNC_PEOPLE,
        ("PATCH", "/scim/v2/Groups/{id}"): Action.SYNC_PEOPLE,
        ("DELETE", "/scim/v2/Groups/{id}"): Action.SYNC_PEOPLE,
        # Pages.
        ("GET", "/screen/{office}/{screen}"): Action.SEE_BOARD,
        ("GET", "/p/{office}"): Action.SEE_OFFICE,
        ("GET", "/today/{office}"): Action.SEE_TODAY,
        ("GET", "/drills/{office}"): Action.SEE_DRILLS,
        ("GET", "/attention/{office}"): Action.SEE_DRILLS,
        # What is told upward: the pages show whose figures she may see, and of those no count that is small.
        ("GET", "/figures"): _FIGURES,
        ("GET", "/figures.csv"): _FIGURES,
        ("GET", "/figures.pdf"): _FIGURES,
        ("GET", "/people/{office}"): Action.MANAGE_PEOPLE,
        ("GET", "/screens/{office}"): Action.MANAGE_SCREENS,
        ("GET", "/rooms/{office}"): Action.INSPECT,
        ("GET", "/devices/{office}"): Action.ENROL_DEVICES,
        ("GET", "/devices/{office}/labels"): Action.ENROL_DEVICES,
        ("GET", "/routes/{office}"): Action.SEE_ROUTES,
        ("GET", "/plan"): "to be let in",
        ("GET", "/plan/{office}"): Action.SEE_PLAN,
        ("GET", "/plan-print/{office}/{what}.pdf"): Action.SEE_PLAN,
        ("GET", "/review/{office}"): Action.SEE_ALARMS,
        ("GET", "/review/{office}/figures"): Action.SEE_ALARMS,
        ("GET", "/review/{office}/unit-meeting"): Action.SEE_REPORTS,
        ("GET", "/review/{office}/{alarm}"): Action.SEE_ALARMS,
        ("POST", "/review/{office}/{alarm}/notes"): Action.ADD_NOTE,
        ("GET", "/review/{office}/{alarm}/export.{form}"): Action.EXPORT_ALARMS,
        ("POST", "/demo/pendants/{number}/press"): "to be let in",
        ("GET", "/demo/pendants/stream"): "to be let in",
    }
)
"""(method, address) → what it asks for; WS is a WebSocket."""


class NotLetInError(Problem):
    """Nobody is there: a program is told so, a browser is shown the way to log in."""

    def __init__(self) -> None:
        """Say what to do."""
        super().__init__(HTTPStatus.UNAUTHORIZED, "not_let_in", "Log in, or send a token: Authorization: Bearer …")


@dataclass(frozen=True, kw_only=True, slots=True)
class Gate:
    """Answers the question for every route; made once, given to the application as a dependency."""

    door: Door
    office_of: Callable[[str], Awaitable[str | None]]
    """Returns the office of an alarm; None for an alarm that is not there."""

    async def __call__(self, connection: HTTPConnection) -> None:
        """Let a request through, with who is there in `state.visitor` (None where nobody was asked for).

        Raises:
            NotLetInError: nobody was let in (401).
            Problem: she may not do this here (403), or the PIN was wrong too often (429).
        """
        asked = asked_of(connection.scope)
        if not asked:
            raise Problem(HTTPStatus.FORBIDDEN, "closed", "This address is open to nobody.")
        connection.state.visitor = None
        if asked == {"nothing"}:
            return
        visitor = connection.state.visitor = await self.visitor(connection, with_pin=bool(asked & _BY_PIN))
        if visitor is None:
            raise NotLetInError
        if visitor.kind == "open" and was_passed_on(connection):
            raise Problem(HTTPStatus.FORBIDDEN, "unnamed_proxy", UNNAMED_PROXY)
        for one in asked:
            if isinstance(one, Somewhere) and not allowed_somewhere(visitor, one.action):
                raise _not_allowed(visitor, one.action)
        for action in asked:
            if isinstance(action, Action) and not allowed(visitor, action, await self.office(connection)):
                if visitor.kind == "screen" and action in PIN_MAY[visitor.audience] and not visitor.has_pin:
                    if not visitor.asks_pin:
                        raise Problem(HTTPStatus.FORBIDDEN, "no_pin", NO_PIN)
                    detail = f"A shared screen does this with its PIN only: send it in the header {PIN_HEADER}."
                    raise Problem(HTTPStatus.FORBIDDEN, "pin_needed", detail)
                raise _not_allowed(visitor, action)

    async def visitor(self, connection: HTTPConnection, *, with_pin: bool = False) -> Visitor | None:
        """Return who shows what came with a connection; None for nobody.

        A PIN is looked at only where it counts: however often it was wrong, no press has to wait for it.

        Raises:
            Problem: the PIN was wrong too often (429).
            StoreUnavailable: it cannot be looked up now.
        """
        try:
            pin = connection.headers.get(PIN_HEADER) if with_pin else None
            return await self.door.visitor(shown_by(connection), pin=pin)
        except WaitError as wrong:
            detail = f"The PIN was wrong too often. Try again in {wrong.wait.total_seconds():.0f} seconds."
            raise Problem(HTTPStatus.TOO_MANY_REQUESTS, "wait", detail) from wrong

    async def office(self, connection: HTTPConnection) -> str | None:
        """Return the office that an address is about; None for none."""
        parameters = connection.path_params
        if "office" in parameters or "alarm" not in parameters:
            return parameters.get("office")
        return await self.office_of(parameters["alarm"])


def _not_allowed(visitor: Visitor, action: Action) -> Problem:
    detail = f"{visitor.name or 'Whoever is logged in'} may not do this here ({action.value})."
    return Problem(HTTPStatus.FORBIDDEN, "not_allowed", detail)


def visitor_of(connection: HTTPConnection) -> Visitor:
    """Return who is there, for a route that has asked."""
    visitor: Visitor = connection.state.visitor
    return visitor


Who = Annotated[Visitor, Depends(visitor_of)]
"""A route's parameter: who is there."""


def shown_by(connection: HTTPConnection) -> str | None:
    """Return the secret that came with a request: a program's token first, a browser's cookie else."""
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return token.strip()
    # Where there is TLS the plain cookie could have been set by another host of the same domain.
    return connection.cookies.get(SECURE_COOKIE if connection.scope.get("scheme") in ("https", "wss") else COOKIE)


asked_of: Final[Callable[[Scope], frozenset[Asked]]] = matching(ASKED)
"""Returns all that a request's address asks for; nothing at all for one that does not stand in the table.

Where several patterns fit, all of them have to be granted.
"""
