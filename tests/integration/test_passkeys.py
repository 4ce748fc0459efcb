"""Passkeys over HTTP, on a service that browsers reach over TLS: whose word the address is, cookies, and leaving."""

from collections.abc import AsyncIterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import httpx2
import pytest

from parts.authenticator import Authenticator
from parts.inside import Inside, inside
from service.access.passkey_place import Place
from service.access.rights import Grant, Role
from service.access.roll import Roll

PASSWORD: Final = "en lång mening om regn"
NAME: Final = "trygg.test"
HERE: Final = f"https://{NAME}"
SESSION: Final = "__Host-trygg_session"
ASKED: Final = "__Host-trygg_passkey"


class Desk:
    """A browser at somebody's desk: it holds cookies, and says where it is."""

    def __init__(self, http: httpx2.AsyncClient, host: str = NAME) -> None:
        self._http = http
        self._host = host
        self.cookies: dict[str, str] = {}

    async def send(self, method: str, address: str, content: Any = None) -> httpx2.Response:
        """Send a request as a page of the service does."""
        held = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Host": self._host, "Origin": f"https://{self._host}", **({"Cookie": held} if held else {})}
        answer = await self._http.request(method, f"/api/v1{address}", json=content, headers=headers)
        for line in answer.headers.get_list("set-cookie"):
            name, _, rest = line.partition("=")
            value, _, how = rest.partition(";")
            assert name.startswith("__Host-"), line
            assert {"HttpOnly", "Secure", "SameSite=strict", "Path=/"} <= {one.strip() for one in how.split(";")}, line
            self.cookies.pop(name, None)
            if value.strip('"'):
                self.cookies[name] = value
        return answer

    async def by_password(self, login: str) -> None:
        """Log in."""
        answer = await self.send("POST", "/session", {"login": login, "password": PASSWORD})
        assert answer.status_code == 201, answer.text

    async def add(self, key: Authenticator) -> httpx2.Response:
        """Add a passkey to whoever is logged in."""
        asked = await self.send("POST", "/passkeys/begin", {})
        assert asked.status_code == 200, asked.text
        made = asdict(key.make(asked.json()))
        return await self.send("POST", "/passkeys", {**made, "transports": list(made["transports"]), "name": "Phone"})

    async def by_passkey(self, key: Authenticator) -> httpx2.Response:
        """Log in with a passkey."""
        asked = await self.send("POST", "/session/passkey/begin", {})
        assert asked.status_code == 200, asked.text
        return await self.send("POST", "/session/passkey", asdict(key.sign(asked.json())))


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Inside]:
    """A service behind a proxy that does TLS, with an operator, somebody, and somebody of another office."""
    async with inside(tmp_path, secure=True) as made:
        made.node.settings.http_names = [NAME, "other.test"]
        roll = Roll(made.node.store.access, made.node.clock)
        for login, grant in (
            ("op", Grant(role=Role.OPERATOR, office=None)),
            ("eva", Grant(role=Role.RESPONDER, office="as")),
            ("ada", Grant(role=Role.OFFICE_ADMINISTRATOR, office="as")),
            ("ola", Grant(role=Role.OFFICE_ADMINISTRATOR, office="lund")),
        ):
            await roll.add(login, login.title(), grants=[grant], persons={}, typed=PASSWORD)
        yield made


async def test_the_address_is_the_operators_word(house: Inside) -> None:
    """Under whatever name a request comes: what is asked, and what is taken, is for the one address that was set."""
    assert house.node.passkeys.where() == Place(name=NAME, origin=HERE)
    desk = Desk(house.http)
    await desk.by_password("eva")
    key = Authenticator(origin=HERE, place=NAME)
    assert (await desk.add(key)).status_code == 201
    told = (await desk.send("GET", "/passkeys")).json()
    assert (told["origin"], told["why_not"], [one["works"] for one in told["passkeys"]]) == (HERE, None, [True])
    assert (await Desk(house.http).by_passkey(key)).json() == {"name": "Eva"}

    elsewhere = Desk(house.http, "127.0.0.1")  # the guard answers to this name, too
    asked = await elsewhere.send("POST", "/session/passkey/begin", {})
    assert asked.json()["rpId"] == NAME
    key.origin = "https://127.0.0.1"
    refused = await elsewhere.by_passkey(key)
    assert (refused.status_code, refused.json()["code"]) == (401, "passkey_unknown")
    assert SESSION not in elsewhere.cookies

    house.node.settings.passkey_url = "https://new.example.se"
    told = (await desk.send("GET", "/passkeys")).json()
    assert (told["origin"], [one["works"] for one in told["passkeys"]]) == ("https://new.example.se", [False])
    house.node.settings.passkey_url = "https://10.0.0.5"  # none, and said so
    refused = await desk.send("POST", "/passkeys/begin", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "passkey_nowhere")


async def test_an_answer_belongs_to_the_browser_that_was_asked(house: Inside) -> None:
    """Without its cookie nobody comes in by it; with it once, and then the cookie is gone."""
    desk, key = Desk(house.http), Authenticator(origin=HERE, place=NAME)
    await desk.by_password("eva")
    await desk.add(key)
    asking, thief = Desk(house.http), Desk(house.http)
    signed = asdict(key.sign((await asking.send("POST", "/session/passkey/begin", {})).json()))
    assert set(asking.cookies) == {ASKED}
    refused = await thief.send("POST", "/session/passkey", signed)
    assert (refused.status_code, refused.json()["code"]) == (401, "passkey_stale")
    assert (await asking.send("POST", "/session/passkey", signed)).status_code == 201
    assert set(asking.cookies) == {SESSION}

    # Somebody else's browser that is asked to add one adds none to her account.
    other = Desk(house.http)
    await other.by_password("ada")
    made = asdict(
        Authenticator(origin=HERE, place=NAME, id=b"x").make((await desk.send("POST", "/passkeys/begin", {})).json())
    )
    other.cookies[ASKED] = desk.cookies[ASKED]
    refused = await other.send("POST", "/passkeys", {**made, "transports": [], "name": "Phone"})
    assert (refused.status_code, refused.json()["code"]) == (400, "passkey_stale")
    assert (await other.send("GET", "/passkeys")).json()["passkeys"] == []


async def test_who_takes_out_whose(house: Inside) -> None:
    """Herself, or whoever looks after her; her sessions end with the second, and nobody else's."""
    desk, key = Desk(house.http), Authenticator(origin=HERE, place=NAME)
    await desk.by_password("eva")
    await desk.add(key)
    (own,) = (await desk.send("GET", "/passkeys")).json()["passkeys"]
    ada, ola = Desk(house.http), Desk(house.http)
    await ada.by_password("ada")
    await ola.by_password("ola")
    assert (await ada.send("DELETE", f"/passkeys/{own['id']}")).status_code == 404
    eva = next(one for one in (await ada.send("GET", "/accounts")).json() if one["login"] == "eva")
    assert eva["passkeys"] == 1
    assert (await ola.send("DELETE", f"/accounts/{eva['id']}/passkeys")).status_code == 404
    assert (await desk.send("DELETE", f"/accounts/{eva['id']}/passkeys")).status_code == 403
    assert (await ada.send("DELETE", f"/accounts/{eva['id']}/passkeys")).status_code == 204
    assert (await desk.send("GET", "/session")).status_code == 401
    assert (await Desk(house.http).by_passkey(key)).status_code == 401
    assert (await ada.send("GET", "/session")).status_code == 200
    said = (await ada.send("GET", "/offices/as/access")).json()
    assert {"PasskeyAdded", "PasskeyRemoved"} <= {one["event"] for one in said}


async def test_what_a_browser_sends_is_bounded(house: Inside) -> None:
    """Whatever is too long, or is no base64url, is refused before anything is looked at."""
    desk = Desk(house.http)
    signed = {"id": "AA", "client_data": "AA", "authenticator_data": "AA", "signature": "AA", "handle": "AA"}
    for name, value in (("id", "A" * 1365), ("handle", "A" * 129), ("signature", "A" * 4097), ("client_data", "a b")):
        answer = await desk.send("POST", "/session/passkey", {**signed, name: value})
        assert answer.status_code == 422, name
    assert (await desk.send("POST", "/session/passkey", signed)).status_code == 401


async def test_her_data_names_her_passkeys(house: Inside) -> None:
    """What they are called, since when and when they were used: no key, and nobody else's."""
    desk, key = Desk(house.http), Authenticator(origin=HERE, place=NAME)
    await desk.by_password("eva")
    await desk.add(key)
    (kept,) = (await desk.send("GET", "/me/data")).json()["passkeys"]
    assert (kept["name"], set(kept)) == ("Phone", {"name", "added_at", "used_at"})
