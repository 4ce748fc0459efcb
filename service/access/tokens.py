"""Programs' tokens, as those who run the service make and end them; each act leaves its trace."""

from dataclasses import replace
from datetime import timedelta

from service.access import secret
from service.access.door import Door
from service.access.ending import givers_of
from service.access.giving import may_give
from service.access.keeping import RefusedError
from service.access.rights import Grant, Role
from service.access.roll import LONGEST_NAME, RollError, called_so, token_of
from service.access.rows import grants_of
from service.access.secret import Secret
from service.access.trace import actor_of, noted
from service.access.visitor import Visitor, answers_for
from service.clock import Clock
from service.store.access_port import EVERYWHERE, AccessStore, AccessUnit, Credential, GrantRow


class Tokens:
    """Makes tokens and ends them."""

    def __init__(self, store: AccessStore, clock: Clock, door: Door) -> None:
        """Work on a store, and have the door forget what was ended."""
        self._store = store
        self._clock = clock
        self._door = door

    async def make(self, visitor: Visitor, name: str, role: Role, office: str | None, *, lasts: timedelta) -> Secret:
        """Return a new token's secret: it is shown once.

        Raises:
            RollError: a name that cannot be kept.
            RefusedError: a role that is not the visitor's to give.
        """
        called = called_so(name, f"A token has a name of at most {LONGEST_NAME} characters: what it is for.")
        if role is Role.DIRECTORY:
            raise RollError("A directory's token is made where the service runs: trygg token create … --directory NAME")
        if visitor.kind != "open" and not may_give(visitor.grants, Grant(role=role, office=office)):
            raise RefusedError("not_yours")
        made, at, actor = secret.make(), self._clock.now(), actor_of(visitor)
        maker = answers_for(visitor)
        credential = replace(token_of(made, called, role, office, at=at, lasts=lasts), maker=maker)

        def work(unit: AccessUnit) -> None:
            givers = givers_of(unit.going_on())  # her roles may have been taken since she was let in
            if maker is not None and not may_give(givers.get(maker, ()), Grant(role=role, office=office)):
                raise RefusedError("not_yours")
            unit.add_credential(credential)
            unit.note(noted("TokenMade", at, actor, [office], token=made.id, role=role.value))

        await self._store.together(work)
        return made

    async def revoke(self, visitor: Visitor, token: str) -> bool:
        """End a token; False where there is none that holds and is the visitor's to end."""
        at, actor = self._clock.now(), actor_of(visitor)

        def work(unit: AccessUnit) -> bool:
            one = unit.credential(token)
            if one is None or one.kind != "token" or one.account is not None:
                return False
            if not hers(visitor, one):
                return False
            if not unit.end_credential(token, at):
                return False
            unit.note(noted("TokenRevoked", at, actor, [one.office], token=token, role=one.role))
            return True

        ended = await self._store.together(work)
        self._door.forget(token)
        return ended


def hers(visitor: Visitor, token: Credential) -> bool:
    """Tell whether somebody may see and end a token: its role is hers to give; a directory's is an operator's."""
    if visitor.kind == "open":
        return True
    if token.role == Role.DIRECTORY:
        return may_give(visitor.grants, Grant(role=Role.OPERATOR, office=None))
    grants = grants_of([GrantRow(role=token.role or "", office=token.office or EVERYWHERE)])
    return all(may_give(visitor.grants, grant) for grant in grants)
