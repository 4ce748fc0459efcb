"""A node in this process where something of everything goes on, and whoever asks for something there."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx2

from parts.inside import Inside, filled, inside
from roles.plan import Audience, ScreenPlace
from service.access.action import Action
from service.access.rights import Grant, Role
from service.access.roll import Roll
from service.api.gate import ASKED, Somewhere
from service.clock import SystemClock

SCREENS: Mapping[Audience, str] = {"public": "street", "discreet": "corner", "staff": "staff", "security": "security"}
PIN, PASSWORD = "271828", "en lång mening om regn"
_OFFICE = "/api/v1/offices/{office}"


@dataclass(kw_only=True)
class House:
    """A node whose office `as` has an alarm, a closing and a watched meeting, and whoever asks for something there."""

    node: Inside
    roll: Roll
    ids: dict[str, str]

    async def token(self, role: Role, office: str | None = None) -> dict[str, str]:
        """Return the headers of a program with a role."""
        return {"Authorization": f"Bearer {(await self.roll.make_token(role.value, role, office)).text}"}

    async def ask(self, method: str, address: str, who: dict[str, str], **more: Any) -> httpx2.Response:
        """Ask for something, and keep no cookie of it."""
        headers = {"Idempotency-Key": "again", **who}
        answer = await self.node.http.request(method, address, headers=headers, follow_redirects=False, **more)
        self.node.http.cookies.clear()
        return answer

    async def paired(self, by: dict[str, str], office: str = "as", **what: str) -> dict[str, str]:
        """Return the headers of a screen or phone that somebody has paired."""
        made = await self.ask("POST", f"/api/v1/offices/{office}/paired/codes", by, json=what)
        assert made.status_code == 201, made.text
        taken = await self.ask("POST", "/api/v1/pair", {}, json={"code": made.json()["code"]})
        return {"Cookie": taken.headers["set-cookie"].split(";")[0]}

    async def everything(
        self, who: dict[str, str], office: str = "as", *, but: tuple[str, ...] = ()
    ) -> dict[tuple[str, str], httpx2.Response]:
        """Ask for every address of the table that asks for an action, but for those that end so."""
        answers = {}
        for (method, address), asked in ASKED.items():
            if method != "WS" and isinstance(asked, Action | Somewhere) and not address.endswith(but):
                where = filled(address.replace("{office}", office).replace("{alarm}", self.ids["alarm"]))
                content: dict[str, Any] = {} if method == "GET" else {"json": {}}
                answers[method, address] = await self.ask(method, where, who, **content)
        return answers


@asynccontextmanager
async def house(folder: Path) -> AsyncIterator[House]:
    """Open a node where something of everything goes on, and nobody is let in who has not shown who she is."""
    async with inside(folder) as node:
        book, now = node.node.book, SystemClock().now()
        plan = book["as"].plan
        added = {id_: ScreenPlace(id=id_, name=id_, zone=None, audience=audience) for audience, id_ in SCREENS.items()}
        book.put(replace(book["as"], plan=replace(plan, screens={**plan.screens, **added})))
        roll = Roll(node.node.store.access, SystemClock(), node.node.door)
        one = House(node=node, roll=roll, ids={})
        await roll.add("op", "Olle", grants=[Grant(role=Role.OPERATOR, office=None)], typed=PASSWORD)
        lead = await one.token(Role.LEAD)
        end = (now + timedelta(hours=1)).isoformat()
        for what, address, content in (
            ("alarm", f"{_OFFICE}/alarms", {"person": "anna", "zone": "room-114"}),
            ("closing", f"{_OFFICE}/closing", {"person": "gunilla", "looks_like": "a red coat"}),
            ("meeting", f"{_OFFICE}/meetings", {"person": "anna", "watcher": "bo", "zone": "room-114", "ends_at": end}),
        ):
            headers = {**lead, "Idempotency-Key": what}
            made = await one.ask("POST", address.replace("{office}", "as"), headers, json=content)
            assert made.status_code == 201, made.text
            one.ids[what] = made.json()["meeting" if what == "meeting" else "alarm"]
        yield one
