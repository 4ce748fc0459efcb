"""A directory looks after people over SCIM as Entra ID does, and a file does; what it says holds at once."""

import asyncio
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from parts.offices import lay_out
from parts.service import Service
from parts.unencrypted import NO_TLS
from service.access.door import Door
from service.access.rights import Role
from service.access.roll import Roll
from service.api.gate import COOKIE
from service.clock import SystemClock
from service.store.opening import open_beside

pytestmark = pytest.mark.timeout(180)

ENTRA_USER = {
    "schemas": [
        "urn:ietf:params:scim:schemas:core:2.0:User",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
    ],
    "externalId": "0a21f0f2-8d2a-4f8e-bf98-7363c4aed4ef",
    "userName": "Bo.Ek@example.se",
    "active": True,
    "displayName": "Bo Ek",
    "emails": [{"primary": True, "type": "work", "value": "bo.ek@example.se"}],
    "meta": {"resourceType": "User"},
    "name": {"formatted": "Bo Ek", "familyName": "Ek", "givenName": "Bo"},
    "urn:ietf:params:scim:schemas:extension:trygg:2.0:User": {"persons": "as/bo"},
}
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


class Beside:
    """The accounts of a running service, from beside it."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def token(self, role: Role, directory: str | None = None) -> str:
        """Return a new token."""
        return asyncio.run(self._token(role, directory))

    async def _token(self, role: Role, directory: str | None) -> str:
        clock = SystemClock()
        store = open_beside(f"sqlite:///{self._service.database}", clock=clock, data_dir=self._service.folder)
        try:
            return (await Roll(store.access, clock).make_token("x", role, directory=directory)).text
        finally:
            await store.close()

    async def session(self, login: str) -> dict[str, str]:
        """Return the cookie of a new session of somebody who has no password."""
        clock = SystemClock()
        store = open_beside(f"sqlite:///{self._service.database}", clock=clock, data_dir=self._service.folder)
        try:
            account = await store.access.account_by_login(login)
            assert account
            door = Door(store.access, clock, audience_of=lambda *_: None, open_while_empty=False)
            return {"Cookie": f"{COOKIE}={(await door.begin_session(account)).text}"}
        finally:
            await store.close()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service with an account, so that it is open to nobody."""
    folder = tmp_path_factory.mktemp("directory")
    with Service(folder / "node", lay_out(folder / "plans"), "mqtt://127.0.0.1:9").begun() as made:
        made.wait_alive()
        added = made.trygg("user", "add", "olle", "Olle", "--role", "operator", "--without-password")
        assert added.returncode == 0, added.stderr
        yield made


@pytest.fixture(scope="module")
def beside(service: Service) -> Beside:
    """The service's accounts."""
    return Beside(service)


@pytest.fixture(scope="module")
def entra(service: Service, beside: Beside) -> Iterator[httpx2.Client]:
    """A directory that has been given its token."""
    headers = {
        "Authorization": f"Bearer {beside.token(Role.DIRECTORY, 'entra')}",
        "Content-Type": "application/scim+json",
    }
    with httpx2.Client(
        base_url=f"{service.url}/scim/v2", headers=headers, trust_env=False, verify=NO_TLS, timeout=10
    ) as client:
        yield client


def _patch(*changes: dict[str, Any]) -> dict[str, Any]:
    return {"schemas": [PATCH], "Operations": list(changes)}


def _until(what: Callable[[], Any]) -> Any:
    """Return what is found as soon as there is something."""
    for _ in range(600):
        if found := what():
            return found
        time.sleep(0.05)
    raise AssertionError("it did not come")


async def _all_of(stream: ClientConnection) -> None:
    while True:
        await stream.recv()


async def _until_closed(headers: dict[str, str], address: str, switch_off: Any) -> None:
    async with connect(address, additional_headers=headers, proxy=None) as stream:
        await stream.recv()
        await asyncio.to_thread(switch_off)
        with pytest.raises(ConnectionClosed):
            async with asyncio.timeout(30):
                await _all_of(stream)


def test_the_life_of_somebody_in_entra_id(service: Service, beside: Beside, entra: httpx2.Client) -> None:
    """Looked for, made, made again, let into a group, changed, switched off, deleted, and hired again."""
    nobody = entra.get("/Users", params={"filter": 'userName eq "bo.ek@example.se"'})
    assert (nobody.status_code, nobody.json()["totalResults"]) == (200, 0)
    assert nobody.headers["content-type"].startswith("application/scim+json")
    made = entra.post("/Users", json=ENTRA_USER)
    assert made.status_code == 201, made.text
    bo = made.json()
    assert made.headers["location"] == bo["meta"]["location"] == f"{service.url}/scim/v2/Users/{bo['id']}"
    again = entra.post("/Users", json=ENTRA_USER)
    assert (again.status_code, again.json()["scimType"]) == (409, "uniqueness")
    group = entra.post("/Groups", json={"displayName": "trygg:security@as", "externalId": "g", "members": []})
    assert group.status_code == 201, group.text
    member = {"op": "Add", "path": "members", "value": [{"value": bo["id"]}]}
    assert entra.patch(f"/Groups/{group.json()['id']}", json=_patch(member)).status_code == 204
    refused = entra.post("/Groups", json={"displayName": "trygg:operator"})
    assert (refused.status_code, refused.json()["status"]) == (403, "403")
    renamed = entra.patch(
        f"/Users/{bo['id']}", json=_patch({"op": "Replace", "value": {"displayName": "Bo Ekström", "title": "Guard"}})
    )
    assert renamed.json()["displayName"] == "Bo Ekström"
    # He is logged in and looks on.
    cookie = asyncio.run(beside.session("bo.ek@example.se"))
    own = service.http.get("/api/v1/session", headers=cookie).json()
    assert "clear" in own["offices"]["as"]["may"]
    off = _patch({"op": "Replace", "path": "active", "value": "False"})
    address = f"ws://127.0.0.1:{service.port}/api/v1/offices/as/stream"
    asyncio.run(_until_closed(cookie, address, lambda: entra.patch(f"/Users/{bo['id']}", json=off)))
    assert service.http.get("/api/v1/session", headers=cookie).status_code == 401
    assert entra.get(f"/Users/{bo['id']}").json()["active"] is False
    # The plan that names him is flagged, with the day, and an alarm would not call him.
    reader = {"Authorization": f"Bearer {beside.token(Role.SECURITY)}"}
    gone = _until(lambda: _gone(service, reader))
    assert gone[0]["name"] == "Bo Lind"
    assert gone[0]["roles"]
    assert gone[0]["since"]
    today = _until(lambda: _is_out_of_the_roster(service, reader, gone[0]["person"]))
    assert [one["person"] for one in today["people"] if one["left"]] == [gone[0]["person"]]
    # Switched on by mistake of the directory's, and off for good.
    assert entra.patch(f"/Users/{bo['id']}", json=_patch({"op": "Replace", "value": {"active": True}})).is_success
    _until(lambda: not _gone(service, reader))
    assert entra.delete(f"/Users/{bo['id']}").status_code == 204
    assert entra.get(f"/Users/{bo['id']}").status_code == 404
    _until(lambda: _gone(service, reader))
    hired = entra.post("/Users", json=ENTRA_USER)
    assert hired.status_code == 201, hired.text
    assert hired.json()["id"] != bo["id"]
    _until(lambda: not _gone(service, reader))


def _gone(service: Service, reader: dict[str, str]) -> Any:
    plan = service.http.get("/api/v1/offices/as/plan", headers=reader).json()
    return plan["in_force"]["gone"] if plan["in_force"] else []


def _is_out_of_the_roster(service: Service, reader: dict[str, str], person: str) -> Any:
    today = service.http.get("/api/v1/offices/as/today", headers=reader).json()
    rosters = [today["roster"], (today["opening"] or today)["roster"]]
    return None if any(one["responder"] == person for roster in rosters for one in roster) else today


def test_okta_switches_off_without_a_path_and_asks_page_by_page(entra: httpx2.Client) -> None:
    """Its first call, a whole user put in place, and the object without a path."""
    assert entra.get("/Users", params={"startIndex": 1, "count": 2}).status_code == 200
    made = entra.post("/Users", json={"userName": "ida@example.se", "name": {"givenName": "Ida", "familyName": "Lie"}})
    ida = made.json()
    whole = {**ida, "displayName": "Ida Lie-Dahl", "active": True}
    assert entra.put(f"/Users/{ida['id']}", json=whole).json()["displayName"] == "Ida Lie-Dahl"
    stale = entra.put(f"/Users/{ida['id']}", json=whole, headers={"If-Match": ida["meta"]["version"]})
    assert stale.status_code == 412
    off = entra.patch(f"/Users/{ida['id']}", json=_patch({"op": "replace", "value": {"active": False}}))
    assert off.json()["active"] is False
    page = entra.get("/Users", params={"startIndex": 2, "count": 1}).json()
    assert (page["startIndex"], page["itemsPerPage"], len(page["Resources"])) == (2, 1, 1)


def test_what_a_directory_reads_first(entra: httpx2.Client) -> None:
    """What Trygg can do, its kinds of resources and their attributes."""
    assert entra.get("/ServiceProviderConfig").json()["patch"] == {"supported": True}
    assert [one["endpoint"] for one in entra.get("/ResourceTypes").json()["Resources"]] == ["/Users", "/Groups"]
    assert len(entra.get("/Schemas").json()["Resources"]) == 3


@pytest.mark.parametrize(
    ("method", "address", "content", "status"),
    [
        ("POST", "/Users", b"{", 400),
        ("POST", "/Users", b"[" * 60_000, 400),
        ("POST", "/Users", b'{"userName": "\xff"}', 400),
        ("POST", "/Users", b'{"userName": "\\ud800"}', 400),
        ("PATCH", "/Users/none", b'{"Operations": [{"op": "replace", "path": "active", "value": false}]}', 404),
        ("PATCH", "/Users/%00", b'{"Operations": [{"op": "replace", "path": "active", "value": false}]}', 404),
        ("GET", "/Users?filter=userName%20co%20%22a%22", b"", 400),
        ("GET", "/Users?filter=id%20eq%20%22%00%22", b"", 400),
        ("GET", "/Users?filter=id%20eq%20%22%5Cu0000%22", b"", 200),
        ("GET", "/Users?startIndex=one", b"", 400),
        ("GET", "/Groups/none", b"", 404),
        ("PUT", "/Users", b"{}", 405),
    ],
)
def test_whatever_is_sent_is_answered_in_the_shape_of_scim(
    entra: httpx2.Client, method: str, address: str, content: bytes, status: int
) -> None:
    """No traceback, no hang; the status stands in the body, too."""
    answer = entra.request(method, address, content=content)
    assert answer.status_code == status, answer.text
    if status >= 400:
        assert answer.json()["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"]
        assert answer.json()["status"] == str(status)


def test_nobody_else_is_let_in(service: Service, beside: Beside) -> None:
    """No token, and a token of an operator."""
    assert service.http.get("/scim/v2/Users").json()["status"] == "401"
    operator = {"Authorization": f"Bearer {beside.token(Role.OPERATOR)}"}
    assert service.http.get("/scim/v2/Users", headers=operator).status_code == 403


FILE = '''login;name;roles;persons
bo@file;Bo Lind;responder@as lead@as;as/anna
ida@file;"Ida ""=Lie""";presser@as;
'''


def test_a_file_of_people_from_the_dry_run_to_who_is_missing(service: Service, tmp_path: Path) -> None:
    """Tried, taken, taken again without a change, refused whole, and without somebody who has left."""
    file = tmp_path / "people.csv"
    file.write_bytes(b"\xef\xbb\xbf" + FILE.encode())
    tried = service.trygg("user", "import", str(file), "--dry-run")
    assert tried.returncode == 0, tried.stderr
    expected = [
        "new     bo@file  Bo Lind  lead@as, responder@as  is as/anna",
        'new     ida@file  Ida "=Lie"  presser@as',
    ]
    assert tried.stdout.splitlines() == [*expected, "2 would change."]
    assert "bo@file" not in service.trygg("user", "list").stdout
    assert service.trygg("user", "import", str(file)).stdout.splitlines() == [*expected, "2 changed."]
    assert service.trygg("user", "import", str(file), "--remove-missing").stdout == "0 changed.\n"
    file.write_text(FILE.replace("lead@as", "leed@as").replace("as/anna", "as/ana"))
    wrong = service.trygg("user", "import", str(file))
    assert wrong.returncode == 1
    assert f"{file}:2: there is no role 'leed'; did you mean 'lead'?" in wrong.stderr
    assert f"{file}:2: the plan of as names no 'ana'; did you mean 'anna'?" in wrong.stderr
    file.write_text("\n".join(FILE.splitlines()[:2]))
    many = service.trygg("user", "import", str(file), "--remove-missing")
    assert "1 of 2 people" in many.stderr
    ended = service.trygg("user", "import", str(file), "--remove-missing", "--yes-end", "1")
    assert ended.stdout.splitlines()[0] == 'end     ida@file  Ida "=Lie"', ended.stderr
