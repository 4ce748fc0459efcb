"""What `trygg doctor` says about the identity provider: whether it answers, and whether it is the one that was set."""

import asyncio
from typing import TYPE_CHECKING

from service.settings import Settings

if TYPE_CHECKING:
    from service.provider.setup import Setup


def provider_look(settings: Settings) -> tuple[bool, str]:
    """Return whether all is well, and what to say; to have none is well."""
    from service.provider.setup import SetupError, setup_of

    try:
        setup = setup_of(settings)
    except SetupError as wrong:
        return False, f"identity provider: {wrong}"
    if setup is None:
        return True, "identity provider: not configured; people log in with a password (TRYGG_OIDC_ISSUER)"
    return asyncio.run(_ask(setup))


async def _ask(setup: "Setup") -> tuple[bool, str]:
    from service.clock import SystemClock
    from service.provider.discovery import address_of, discovered
    from service.provider.fetch import HttpFetch
    from service.provider.port import ProviderError
    from service.provider.published import Published
    from service.provider.signature import keys_of

    clock, fetch = SystemClock(), HttpFetch(setup.ca, inside=setup.inside)
    try:
        found = await Published(fetch, clock, lambda said: discovered(said, setup.issuer)).get(address_of(setup.issuer))
        await Published(fetch, clock, keys_of).get(found.keys)
    except ProviderError as wrong:
        return False, f"identity provider: {setup.issuer}: {wrong}"
    finally:
        await fetch.close()
    return True, f"identity provider: {setup.issuer} answers"
