"""Logging in through the agency's identity provider: there, and back again."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType
from typing import Annotated, Final

from fastapi import Query, Request
from fastapi.responses import RedirectResponse, Response

from service.access import code
from service.access.arrival import Arrivals
from service.access.secret import Secret
from service.addresses import Addresses
from service.provider.port import Begun, ProviderError, ProviderPort
from service.provider.request import origin
from service.provider.way import LASTS
from service.store.port import StoreError
from service.web.door import HOME, login_page, onward
from service.web.frame import HEADERS, Pages

WAY: Final = "trygg_way"
SECURE_WAY: Final = "__Host-trygg_way"
BACK: Final = "/login/return"

N_: Final = str  # marks a text for the catalogues

_WRONG: Final[Mapping[str, tuple[HTTPStatus, str]]] = MappingProxyType(
    {
        "wrong": (
            HTTPStatus.BAD_GATEWAY,
            N_("The answer of the agency’s login cannot be trusted, so nobody was let in."),
        ),
        "clock": (
            HTTPStatus.BAD_GATEWAY,
            N_("The clocks of Trygg and of the agency’s login are too far apart, so nobody was let in."),
        ),
        "stale": (
            HTTPStatus.BAD_REQUEST,
            N_("This login took too long, was begun in another window, or was used already. Log in again."),
        ),
        "declined": (HTTPStatus.FORBIDDEN, N_("The login was broken off over there, so nobody was let in.")),
        "unknown": (
            HTTPStatus.FORBIDDEN,
            N_("You have no account here. Ask whoever looks after Trygg at your office for one."),
        ),
        "store": (
            HTTPStatus.SERVICE_UNAVAILABLE,
            N_("Nobody can be let in right now. Alarms work: call, or use a pendant."),
        ),
    }
)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Entrance:
    """What logging in from elsewhere needs."""

    provider: ProviderPort | None
    """None where none is set."""
    arrivals: Arrivals
    give: Callable[[Response, Secret], None]
    """Has a browser keep a session's secret."""
    secure: bool
    """Whether the service is reached over TLS."""
    passkeys: Callable[[], str | None] = lambda: None
    """Returns the address at which passkeys work; None where they do nowhere."""
    doubted: Callable[[str], Awaitable[bool]] | None = None
    """Tells of an account whether somebody may have a copy of a passkey of its."""


def router(pages: Pages, entrance: Entrance) -> Addresses:
    """Return the way out and the way back."""
    routes = Addresses(include_in_schema=False)
    provider = entrance.provider
    cookie = SECURE_WAY if entrance.secure else WAY

    def login(request: Request, wanted: str) -> Response:
        passkeys, fails = entrance.passkeys(), HTTPStatus.SERVICE_UNAVAILABLE
        return login_page(pages, request, provider, wanted, passkeys=passkeys, status=fails)

    async def begin(request: Request, next: Annotated[str, Query(max_length=500)] = HOME) -> Response:  # noqa: A002 - the address says it so
        """Send a browser to the provider."""
        wanted = onward(next)
        if provider is None:
            return RedirectResponse("/login", HTTPStatus.SEE_OTHER, headers=HEADERS)
        back = f"{origin(request.headers['host'], secure=entrance.secure)}{BACK}"
        try:
            begun = await provider.begin(wanted, back)
        except ProviderError as wrong:
            _note(wrong.why, str(wrong))
            return login(request, wanted)
        return _sent(begun)

    async def finish(request: Request) -> Response:
        """Take a browser in that comes back from the provider."""
        if provider is None:
            return RedirectResponse("/login", HTTPStatus.SEE_OTHER, headers=HEADERS)
        try:
            arrival = await provider.finish(request.query_params.multi_items(), request.cookies.get(cookie))
            made = await entrance.arrivals.let_in(arrival.subject, arrival.match)
        except ProviderError as wrong:
            if wrong.why in ("down", "unset"):
                _note(wrong.why, str(wrong))
                return _forgetting(login(request, HOME))
            return stopped(request, wrong.why, str(wrong))
        except StoreError as wrong:
            return stopped(request, "store", str(wrong))
        if made is None:
            return stopped(request, "unknown", "somebody whom the provider knows has no account here")
        # A page, no redirect: what follows a redirect from elsewhere would come without the session's cookie.
        response = pages.show(request, "entered.html", None, onward=onward(arrival.onward))
        entrance.give(response, made)
        return _forgetting(response)

    def stopped(request: Request, why: str, text: str) -> Response:
        status, msgid = _WRONG[why]
        reference = _note(why, text)
        shown = pages.show(
            request, "not_entered.html", None, status=status, msgid=msgid, reference=reference, again=why != "unknown"
        )
        return _forgetting(shown)

    def _sent(begun: Begun) -> Response:
        response = RedirectResponse(begun.address, HTTPStatus.SEE_OTHER, headers=HEADERS)
        lasts = int(LASTS.total_seconds())
        # Lax, because it has to come back with a browser that is sent here from elsewhere.
        response.set_cookie(
            cookie, begun.way, max_age=lasts, path="/", secure=entrance.secure, httponly=True, samesite="lax"
        )
        return response

    def _forgetting(response: Response) -> Response:
        response.delete_cookie(cookie, path="/", secure=entrance.secure, httponly=True, samesite="lax")
        return response

    routes.add_api_route("/login/provider", begin)
    routes.add_api_route(BACK, finish)
    return routes


def _note(why: str, text: str) -> str:
    """Log why nobody was let in, without saying who it was; return the word by which it is found there."""
    reference = code.make()
    _log.warning("login through the identity provider: %s: %s (reference %s)", why, text, reference)
    return reference
