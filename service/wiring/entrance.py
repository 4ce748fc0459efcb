"""Logging in through the agency's identity provider, where one is set; whatever it does, the service starts."""

import functools
import logging
from collections.abc import Awaitable, Callable

from service.access.arrival import Arrivals
from service.access.door import SESSION_LASTS, Door
from service.api.session import give
from service.clock import Clock
from service.provider.port import ProviderPort, Unset
from service.provider.setup import SetupError, setup_of
from service.settings import Settings
from service.store.access_port import AccessStore
from service.web.entrance import Entrance

_log = logging.getLogger(__name__)


def entrance_of(
    settings: Settings,
    store: AccessStore,
    door: Door,
    clock: Clock,
    *,
    secure: bool,
    passkeys: Callable[[], str | None] = lambda: None,
    doubted: Callable[[str], Awaitable[bool]] | None = None,
) -> Entrance:
    """Return what logging in from elsewhere needs."""
    return Entrance(
        provider=_provider(settings, clock),
        arrivals=Arrivals(store, door),
        give=functools.partial(give, lasts=SESSION_LASTS, secure=secure),
        secure=secure,
        passkeys=passkeys,
        doubted=doubted,
    )


async def leave(entrance: Entrance, credential_id: str, back: str) -> str | None:
    """Return where a browser logs out else, by its session's id; None for a session that began here."""
    if entrance.provider is None or not await entrance.arrivals.came_so(credential_id):
        return None
    return entrance.provider.leave(back)


def _provider(settings: Settings, clock: Clock) -> ProviderPort | None:
    """Return the provider; settings that do not fit must not keep an alarm from being heard after a restart."""
    try:
        setup = setup_of(settings)
    except SetupError as wrong:
        _log.critical("nobody can log in through the identity provider: %s", wrong)
        return Unset(settings.oidc_label, str(wrong))
    if setup is None:
        return None
    # Half a second of imports that a service without a provider does not need to start.
    from service.provider.fetch import HttpFetch
    from service.provider.provider import IdentityProvider

    return IdentityProvider(setup, HttpFetch(setup.ca, inside=setup.inside), clock)
