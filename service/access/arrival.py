"""Whose account it is when somebody comes from the identity provider: known by her subject, or nobody."""

import contextlib
from typing import Final

from service.access.door import LONGEST_LOGIN, Door, LoginError, plain_login
from service.access.secret import Secret
from service.store.access_port import AccessStore, Account, NameTakenError

THROUGH_PROVIDER: Final = "identity provider"
"""What a session is called that began there."""


class Arrivals:
    """Lets in who has proven at the identity provider who she is. What it says of groups and roles gives nothing."""

    def __init__(self, store: AccessStore, door: Door) -> None:
        """Work on a store; the door begins the sessions."""
        self._store = store
        self._door = door

    async def let_in(self, subject: str, match: str | None) -> Secret | None:
        """Return a new session's secret; None for somebody who has no account here.

        Args:
            subject: who she is over there, for good.
            match: the login name that she would have here, where first logins may be matched by one.

        Raises:
            StoreUnavailable: the store does not answer.
        """
        account = await self._store.account_by_subject(subject)
        if account is None and match is not None:
            account = await self._matched(subject, match)
        if account is None or account.ended_at is not None:
            return None
        with contextlib.suppress(LoginError):  # her account has ended or changed at this very moment
            return await self._door.begin_session(account, through=THROUGH_PROVIDER)
        return None

    async def came_so(self, credential_id: str) -> bool:
        """Tell whether a session began at the identity provider."""
        found = await self._store.credential(credential_id)
        return found is not None and found.kind == "session" and found.name == THROUGH_PROVIDER

    async def _matched(self, subject: str, match: str) -> Account | None:
        """Return the account that is hers from now on.

        One that has a password is never taken so: its owner says so herself, or the administrator does.
        """
        login = plain_login(match)
        if len(match.strip()) > LONGEST_LOGIN:  # what is kept of a login is shorter than what was said
            return None
        account = await self._store.account_by_login(login)
        if account is None or account.password is not None:
            return None
        with contextlib.suppress(NameTakenError):  # she came twice at the same moment
            await self._store.link_subject(account.id, subject)
        return await self._store.account_by_subject(subject)
