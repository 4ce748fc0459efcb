"""A node in this very process, with accounts: each logs in and asks by herself."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx2

from parts.inside import Inside, inside
from service.access.rights import Grant, Role
from service.access.roll import Roll

PASSWORD: Final = "en lång mening om regn"


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """A node whose office has a lead who presses, a security officer, a safety representative and a responder."""

    inside: Inside
    cookies: dict[str, str]

    async def ask(self, who: str, method: str, address: str, **more: Any) -> httpx2.Response:
        """Ask in somebody's name."""
        headers = {"Cookie": f"trygg_session={self.cookies[who]}", **more.pop("headers", {})}
        return await self.inside.http.request(method, address, headers=headers, **more)

    async def pressed(self, who: str, key: str = "k-1") -> str:
        """Have somebody press her soft button; return the alarm."""
        press = {"kind": "assist", "zone": "room-114"}
        address = "/api/v1/offices/as/alarms"
        answer = await self.ask(who, "POST", address, json=press, headers={"Idempotency-Key": key})
        assert answer.status_code in (200, 201), answer.text
        return str(answer.json()["alarm"])

    async def over(self, key: str = "k-1", words: str = "She was gone when I came") -> str:
        """Have Bo press, and Gunilla end it; return the alarm."""
        alarm = await self.pressed("bo", key)
        for action, more in (
            ("arrive", {}),
            ("clear", {"seen_her": True, "words": words}),
            ("close", {"outcome": "over"}),
        ):
            answer = await self.ask("gunilla", "POST", f"/api/v1/alarms/{alarm}/{action}", json=more)
            assert answer.status_code == 200, answer.text
        return alarm


@asynccontextmanager
async def known(folder: Path, *, nora: str = "Nora") -> AsyncIterator[Known]:
    """Open a node with its accounts; each is logged in. `nora` is what another security officer is called."""
    async with inside(folder) as made:
        roll = Roll(made.node.store.access, made.node.clock)
        cookies: dict[str, str] = {}
        for login, role, persons in (
            ("gunilla", Role.LEAD, ("gunilla",)),
            ("stina", Role.SECURITY, ()),
            ("nora", Role.SECURITY, ()),
            ("siv", Role.SAFETY_REPRESENTATIVE, ()),
            ("bo", Role.RESPONDER, ("bo",)),
            ("ida", Role.RESPONDER, ("ida",)),
        ):
            keys = await made.node.store.identify("as", persons)
            grants = [Grant(role=role, office="as")]
            account = await roll.add(
                login,
                nora if login == "nora" else login.title(),
                grants=grants,
                persons={"as": keys[login]} if persons else {},
                typed=PASSWORD,
            )
            cookies[login] = (await made.node.door.begin_session(account)).text
        yield Known(inside=made, cookies=cookies)
