"""A service with somebody who has just logged in, to add passkeys and log in with them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from parts.authenticator import Authenticator
from parts.stores import AT, Watch
from service.access.door import Door
from service.access.passkey_place import Nowhere, Place
from service.access.passkeys import Passkeys
from service.access.visitor import Visitor
from service.store.access_port import EVERYWHERE, Account, GrantRow
from service.store.opening import open_store
from service.store.port import Store

HERE: Final = Place(name="trygg.example.se", origin="https://trygg.example.se")
EVA: Final = Account(id="a-eva", login="eva", name="Eva Lundin", password="$argon2id$…", created_at=AT)
BO: Final = replace(EVA, id="a-bo", login="bo", name="Bo Ek")
HER: Final = Visitor(kind="account", id=EVA.id, name=EVA.name)
ROLES: Final = [GrantRow(role="responder", office="as")]
DESK: Final = "192.0.2.7"


@dataclass(kw_only=True)
class House:
    """A service with Eva, who has just logged in by her password."""

    store: Store
    watch: Watch
    place: Place | Nowhere = HERE
    door: Door = field(init=False)
    passkeys: Passkeys = field(init=False)

    def __post_init__(self) -> None:
        self.door = Door(self.store.access, self.watch, audience_of=lambda _o, _s: None, open_while_empty=False)
        self.passkeys = Passkeys(self.store.access, self.watch, self.door, lambda: self.place, b"k" * 32)

    async def session(self, account: Account = EVA, through: str = "") -> str:
        """Return the id of a session that begins now."""
        return (await self.door.begin_session(account, through=through)).id

    async def added(self, name: str = "My phone", **different: object) -> Authenticator:
        """Add a passkey to Eva's account."""
        made = self.key(**different)
        session = await self.session()
        asked = await self.passkeys.ask_to_add(HER, session)
        await self.passkeys.add(HER, session, asked.secret, made.make(asked.options), name)
        return made

    def key(self, **different: object) -> Authenticator:
        """Return an authenticator that is used at this service's own address."""
        return Authenticator(**{"origin": HERE.origin, "place": HERE.name, **different})  # type: ignore[arg-type]

    async def logs_in(self, key: Authenticator) -> str:
        """Log in; return the name of whoever was let in."""
        asked = await self.passkeys.ask_to_log_in()
        made = await self.passkeys.log_in(asked.secret, key.sign(asked.options), DESK)
        visitor = await self.door.visitor(made.text)
        return visitor.name if visitor else ""

    async def record(self) -> list[str]:
        """Return what the record of access says."""
        return [entry.event for entry in await self.store.entries(EVERYWHERE, 0, 100)]


@asynccontextmanager
async def passkey_house(folder: Path) -> AsyncIterator[House]:
    """Open one on a database of its own."""
    watch = Watch()
    store = open_store("sqlite:///trygg.db", clock=watch, data_dir=folder)
    await store.access.save_account(EVA, ROLES, {"as": "p-eva"}, is_new=True)
    yield House(store=store, watch=watch)
    await store.close()
