"""Accounts, invitations, screens and tokens over the API of a real service, as an office's administrator uses it."""

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing
from typing import Any

import httpx2
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from parts.offices import lay_out
from parts.process import wait_until
from parts.service import Service
from parts.unencrypted import NO_TLS

pytestmark = pytest.mark.timeout(300)
PASSWORD = "en lång mening om regn"
PRESSER = {"role": "presser", "office": "as"}
LEAD = {"role": "lead", "office": "as"}
ADMIN = {"role": "office_administrator", "office": "as"}


class House:
    """One service with an operator and an administrator of the office `as`, and browsers for whoever is asked about."""

    def __init__(self, service: Service, opened: ExitStack) -> None:
        self.service = service
        self._opened = opened
        self.ada = self.browser("ada")
        self.op = self.browser("op")

    def browser(self, login: str | None = None) -> httpx2.Client:
        """Return a browser, logged in or not."""
        browser = self._opened.enter_context(
            httpx2.Client(base_url=f"{self.service.url}/api/v1", trust_env=False, verify=NO_TLS, timeout=20.0)
        )
        if login:
            ok(browser.post("/session", json={"login": login, "password": PASSWORD}))
        return browser

    def invited(self, login: str, *roles: dict[str, Any], by: httpx2.Client | None = None) -> dict[str, Any]:
        """Return a new account that has taken its invitation."""
        content = {"login": login, "name": login.title(), "roles": list(roles)}
        made = ok((by or self.op).post("/accounts", json=content))
        taken = {"invitation": made["invitation"]["address"].partition("#")[2], "password": PASSWORD}
        ok(self.browser().post("/invitation", json=taken))
        account: dict[str, Any] = made["account"]
        return account

    def account(self, login: str) -> dict[str, Any]:
        """Return an account as the operator sees it."""
        return next(one for one in ok(self.op.get("/accounts")) if one["login"] == login)

    def put(self, by: httpx2.Client, account: dict[str, Any], *roles: dict[str, Any], **more: Any) -> httpx2.Response:
        """Give an account exactly these roles, as it was last seen."""
        seen = {"roles": bare(account), "persons": account["persons"]}
        content = {"roles": list(roles), "persons": account["persons"], "seen": seen, **more}
        return by.put(f"/accounts/{account['id']}/grants", json=content)


def bare(account: dict[str, Any]) -> list[dict[str, Any]]:
    """Return an account's roles as they are sent."""
    return [{"role": one["role"], "office": one["office"]} for one in account["roles"]]


def ok(answer: httpx2.Response) -> Any:
    """Return what was answered to something that went well."""
    assert answer.status_code < 300, answer.text
    return answer.json() if answer.content else None


def code(answer: httpx2.Response) -> tuple[int, str]:
    """Return how something was refused."""
    return answer.status_code, answer.json()["code"]


async def until_closed(stream: ClientConnection) -> None:
    """Read until the service ends the stream."""
    while True:
        await stream.recv()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A real service."""
    folder = tmp_path_factory.mktemp("people")
    with (
        Service(folder / "node", lay_out(folder / "plans"), "mqtt://127.0.0.1:9").begun() as service,
        ExitStack() as end,
    ):
        service.wait_alive()
        assert code(service.http.post("/api/v1/accounts", json={"login": "a", "name": "A", "roles": []})) == (
            409,
            "no_account_yet",
        )
        token = {"name": "stays", "role": "operator"}
        assert code(service.http.post("/api/v1/tokens", json=token)) == (409, "no_account_yet")
        with httpx2.Client(base_url=f"{service.url}/api/v1", trust_env=False, verify=NO_TLS, timeout=20.0) as wall:
            made = ok(service.http.post("/api/v1/offices/as/paired/codes", json={"screen": "reception"}))
            ok(wall.post("/pair", json={"code": made["code"], "name": "Early"}))
            ok(wall.get("/offices/as/board"))
            said = ""
            for login, role in (("op", "operator"), ("ada", "office_administrator@as")):
                done = service.trygg(
                    "user", "add", login, login.title(), "--role", role, given=f"{PASSWORD}\n".encode()
                )
                assert done.returncode == 0, done.stderr
                said += done.stdout
            assert said.count("have ended: screen Early (reception)") == 1
            assert wait_until(lambda: wall.get("/offices/as/board").status_code == 401)
        yield House(service, end)


def test_an_invitation_lets_in_once_and_says_no_password(house: House) -> None:
    """The administrator never knows the password; a link that was used, forged or replaced opens nothing."""
    made = ok(house.ada.post("/accounts", json={"login": "Bo", "name": "Bo Lind", "roles": [PRESSER]}))
    link = made["invitation"]["address"].partition("#")[2]
    assert made["account"]["logs_in"] == "not_yet"
    assert code(house.ada.post("/accounts", json={"login": "bo", "name": "B", "roles": [PRESSER]})) == (
        409,
        "login_taken",
    )
    listed = next(one for one in ok(house.ada.get("/accounts?office=as")) if one["login"] == "bo")
    assert listed["invited_until"] is not None
    stranger = house.browser()
    as_token = stranger.get("/session", headers={"Authorization": f"Bearer {link}"})
    assert code(as_token) == (401, "not_let_in"), "an invitation is no session"
    again = ok(house.ada.post(f"/accounts/{listed['id']}/invitation"))["address"].partition("#")[2]
    for wrong in (link, f"{again}x", "", "trygg_none_none", "\0"):
        answer = stranger.post("/invitation", json={"invitation": wrong, "password": PASSWORD})
        assert code(answer) == (403, "wrong_invitation")
    short = stranger.post("/invitation", json={"invitation": again, "password": "kort"})
    assert code(short) == (422, "unusable")
    ok(stranger.post("/invitation", json={"invitation": again, "password": PASSWORD}))
    assert ok(stranger.get("/session"))["name"] == "Bo Lind"
    assert code(stranger.post("/invitation", json={"invitation": again, "password": PASSWORD}))[0] == 403
    assert ok(house.browser("bo").get("/sessions"))[0]["kind"] == "session"


def test_an_administrator_gives_what_is_the_offices_and_nothing_else(house: House) -> None:
    """Not security, not operator, nothing next door, nothing to herself; and she sees nobody from next door."""
    eva = house.invited("eva", PRESSER, by=house.ada)
    for more in ({"role": "security", "office": "as"}, {"role": "operator", "office": None}, {**LEAD, "office": None}):
        assert code(house.put(house.ada, eva, PRESSER, more)) == (403, "not_yours")
    assert code(house.put(house.ada, eva)) == (422, "no_role")
    own = next(one for one in ok(house.ada.get("/accounts")) if one["you"])
    assert code(house.put(house.ada, own, ADMIN, LEAD)) == (403, "your_own")
    assert own["may"]["stay"] == [ADMIN]
    assert code(house.ada.post(f"/accounts/{own['id']}/end")) == (409, "last_one")
    nils = house.invited("nils", {"role": "lead", "office": "fjellvik"})
    logins = {one["login"] for one in ok(house.ada.get("/accounts"))}
    assert "nils" not in logins
    assert "op" in logins, "who may do something in all offices may do it in hers"
    assert code(house.put(house.ada, nils, LEAD)) == (404, "unknown_account")
    assert code(house.ada.post(f"/accounts/{nils['id']}/invitation")) == (404, "unknown_account")
    assert code(house.ada.post(f"/accounts/{house.account('op')['id']}/invitation")) == (403, "not_yours")
    assert code(house.ada.get("/tokens")) == (403, "not_allowed")
    assert code(house.browser("eva").get("/accounts")) == (403, "not_allowed")


def test_two_administrators_at_once_see_each_other(house: House) -> None:
    """The second is told what the account is by now, and nothing of hers has overwritten it."""
    ida = house.invited("ida", PRESSER, by=house.ada)
    assert bare(ok(house.put(house.op, ida, PRESSER, LEAD))) == [PRESSER, LEAD]
    refused = house.put(house.ada, ida, PRESSER, {"role": "leadership", "office": "as"})
    assert code(refused) == (409, "account_changed")
    assert bare(refused.json()["now"]) == [PRESSER, LEAD] == bare(house.account("ida"))


def test_a_change_holds_at_once_and_an_end_ends_everything(house: House) -> None:
    """A role given is there with the next request; whoever has left is out, and her name is free for nobody else."""
    per = house.invited("per", PRESSER, by=house.ada)
    browser = house.browser("per")
    assert browser.get("/offices/as/alarms").status_code == 403
    ok(house.put(house.ada, per, LEAD))
    assert browser.get("/offices/as/alarms").status_code == 200
    ok(house.ada.post(f"/accounts/{per['id']}/end"))
    assert browser.get("/session").status_code == 401
    assert code(house.ada.post(f"/accounts/{per['id']}/end")) == (404, "unknown_account")


def test_who_somebody_is_in_the_plan_is_said_by_another_and_of_one_only(house: House) -> None:
    """The person of an account decides in whose name it acts: never one's own to say, and nobody twice."""
    bea, cia = (house.invited(login, PRESSER, by=house.ada) for login in ("bea", "cia"))
    there = ok(house.put(house.ada, bea, PRESSER, persons={"as": "hassan"}))
    assert set(there["persons"]) == {"as"}
    assert code(house.put(house.ada, cia, PRESSER, persons={"as": "hassan"})) == (409, "person_taken")
    assert code(house.put(house.ada, cia, PRESSER, persons={"as": "nobody"})) == (404, "unknown_person")
    assert code(house.put(house.ada, cia, PRESSER, persons={"fjellvik": "x"})) == (403, "not_yours")
    own = next(one for one in ok(house.ada.get("/accounts")) if one["you"])
    assert code(house.put(house.ada, own, ADMIN, persons={"as": "gunilla"})) == (403, "your_own")
    assert ok(house.browser("bea").get("/session"))["offices"]["as"]["person"] == there["persons"]["as"]


def test_the_draft_is_hers_who_is_logged_in(house: House) -> None:
    """In an office that nobody knows yet, too: whatever name is sent, the author is whoever writes."""
    house.invited("dag", {"role": "office_administrator", "office": "norrby"})
    dag = house.browser("dag")
    text = dag.get("/offices/norrby/plan/templates?lang=sv").json()[0]["text"]
    saved = ok(dag.put("/offices/norrby/plan/draft", json={"text": text, "by": "clara", "revision": None}))
    assert saved["by"] == house.account("dag")["id"]
    shown = ok(dag.get("/offices/norrby/plan"))
    assert shown["names"][saved["by"]] == "Dag"
    refused = dag.post("/offices/norrby/plan/approve", json={"version": saved["version"], "by": "clara"})
    assert code(refused) == (403, "not_yourself")
    saved = ok(house.ada.put("/offices/as/plan/draft", json={"text": text, "by": "gunilla", "revision": None}))
    assert saved["by"] == house.account("ada")["id"]
    assert house.ada.request("DELETE", "/offices/as/plan/draft", json={"by": "gunilla"}).status_code == 200


async def test_a_screen_that_knocks_goes_on_by_itself_until_it_is_taken_out(house: House) -> None:
    """It shows its code; typed in another's page it pairs once; listed with place and audience; taken out it is out."""
    screen, other = house.browser(), house.browser()
    page = other.get(f"{house.service.url}/screen/as/staff", headers={"Accept": "text/html"}, follow_redirects=False)
    assert page.headers["location"].startswith("/pair?")
    knock = ok(screen.post("/pair/knock"))
    waiting = {"knock": knock["knock"]}
    assert ok(screen.post("/pair/knock/answer", json=waiting)) == {"paired": False, "address": None}
    assert code(other.post("/pair", json={"code": knock["code"]})) == (403, "wrong_code"), (
        "it is shown, not typed there"
    )
    nowhere = house.ada.post("/offices/fjellvik/paired", json={"code": knock["code"], "screen": "staff"})
    assert nowhere.status_code == 403
    assert code(house.ada.post("/offices/as/paired", json={"code": "BCDF-3467", "screen": "staff"})) == (
        403,
        "wrong_code",
    )
    typed = {"code": knock["code"].lower().replace("-", " "), "screen": "staff"}
    ok(house.ada.post("/offices/as/paired", json=typed))
    assert code(house.ada.post("/offices/as/paired", json=typed)) == (403, "wrong_code")
    assert ok(screen.post("/pair/knock/answer", json=waiting)) == {"paired": True, "address": "/screen/as/staff"}
    assert ok(other.post("/pair/knock/answer", json=waiting))["paired"] is False
    (told,) = [one for one in ok(house.ada.get("/offices/as/paired")) if one["screen"] == "staff"]
    assert (told["audience"], told["connected"], told["has_pin"]) == ("staff", False, False)
    ok(house.ada.put(f"/offices/as/paired/{told['id']}/name", json={"name": "Fikarummet"}))
    cookie = {"Cookie": "; ".join(f"{name}={value}" for name, value in screen.cookies.items())}
    address = f"ws://127.0.0.1:{house.service.port}/api/v1/offices/as/stream"
    async with connect(address, additional_headers=cookie, proxy=None) as stream:
        await stream.recv()
        (told,) = [one for one in ok(house.ada.get("/offices/as/paired")) if one["screen"] == "staff"]
        assert (told["name"], told["connected"]) == ("Fikarummet", True)

        def used_at() -> Any:
            return next(one["used_at"] for one in ok(house.ada.get("/offices/as/paired")) if one["id"] == told["id"])

        assert wait_until(lambda: used_at() is not None), "the list says when it was last used"
        assert used_at() >= told["since"]
        ok(house.ada.delete(f"/offices/as/paired/{told['id']}"))
        with pytest.raises(ConnectionClosed):
            await until_closed(stream)
    assert code(screen.get("/session")) == (401, "not_let_in")
    assert code(house.ada.put(f"/offices/as/paired/{told['id']}/name", json={"name": "x"})) == (
        404,
        "unknown_credential",
    )


def test_nobody_pairs_the_phone_of_somebody_who_may_more(house: House) -> None:
    """A phone has its person's roles: an administrator cannot make herself security's or the operator's."""
    house.invited("sam", {"role": "security", "office": "as"})
    for login in ("op", "sam"):
        assert code(house.ada.post("/offices/as/paired/codes", json={"login": login})) == (403, "not_yours")
    phone = house.browser()
    paired = ok(house.ada.post("/offices/as/paired/codes", json={"login": "ada"}))
    ok(phone.post("/pair", json={"code": paired["code"]}))
    assert phone.get("/offices/as").status_code == 200
    assert code(phone.get("/offices/as/paired")) == (403, "not_allowed"), "looking after the office asks for logging in"
    assert code(phone.get("/accounts")) == (403, "not_allowed")
    (own,) = [one for one in ok(house.ada.get("/sessions")) if one["kind"] == "phone"]
    ok(house.ada.delete(f"/sessions/{own['id']}"))
    assert phone.get("/offices/as").status_code == 401
    assert code(house.ada.delete(f"/sessions/{own['id']}")) == (404, "unknown_credential")


def test_one_ends_where_else_one_is_logged_in(house: House) -> None:
    """A desk that was left is out at once, and nobody else's is hers to end; here she stays."""
    ivar = house.invited("ivar", PRESSER, by=house.ada)
    here, left = house.browser("ivar"), house.browser("ivar")
    (at_the_desk,) = [one for one in ok(left.get("/sessions")) if one["this"]]
    assert code(house.ada.delete(f"/sessions/{at_the_desk['id']}")) == (404, "unknown_credential")
    ok(here.delete(f"/sessions/{at_the_desk['id']}"))
    assert code(left.get("/session")) == (401, "not_let_in")
    assert ok(here.get("/session"))["name"] == ivar["name"]
    assert at_the_desk["id"] not in {one["id"] for one in ok(here.get("/sessions"))}


def test_nobody_pairs_a_screen_that_shows_more_than_is_hers_to_give(house: House) -> None:
    """A screen for security shows what security alone sees: an administrator neither pairs it nor gives it its PIN."""
    wanted = {"screen": "security"}
    assert code(house.ada.post("/offices/as/paired/codes", json=wanted)) == (403, "not_yours")
    assert code(house.ada.post("/offices/as/paired", json={**wanted, "code": "BCDF-3467"})) == (403, "not_yours")
    made = ok(house.op.post("/offices/as/paired/codes", json=wanted))
    ok(house.browser().post("/pair", json={"code": made["code"]}))
    (told,) = [one for one in ok(house.op.get("/offices/as/paired")) if one["screen"] == "security"]
    pin = f"/offices/as/paired/{told['id']}/pin"
    assert code(house.ada.put(pin, json={"pin": "271828"})) == (403, "not_yours")
    ok(house.op.put(pin, json={"pin": "271828"}))
    ok(house.ada.delete(f"/offices/as/paired/{told['id']}"))  # taking out shows nobody anything


def test_what_is_let_in_goes_by_whoever_had_it_made(house: House) -> None:
    """With her account ends her token and her code; her screen stays, until somebody else answers for it."""
    eli = house.invited("eli", {"role": "operator", "office": None})
    browser = house.browser("eli")
    made = ok(browser.post("/tokens", json={"name": "hers", "role": "presser", "office": "as"}))
    program = {"Authorization": f"Bearer {made['token']}"}
    wall, late = house.browser(), ok(browser.post("/offices/as/paired/codes", json={"screen": "staff"}))
    paired = ok(browser.post("/offices/as/paired/codes", json={"screen": "staff"}))
    ok(wall.post("/pair", json={"code": paired["code"]}))

    def listed() -> dict[str, Any]:
        (one,) = [one for one in ok(house.ada.get("/offices/as/paired")) if one["screen"] == "staff"]
        found: dict[str, Any] = one
        return found

    assert (listed()["owner"], listed()["pair_again"]) == ("Eli", False)
    assert house.browser().get("/offices/as", headers=program).status_code == 200
    ok(house.op.post(f"/accounts/{eli['id']}/end"))
    assert house.browser().get("/offices/as", headers=program).status_code == 401
    assert code(house.browser().post("/pair", json={"code": late["code"]})) == (403, "wrong_code")
    assert wall.get("/offices/as/board").status_code == 200, "a wall does not go dark"
    assert "Gunilla" in wall.get(f"{house.service.url}/screen/as/staff").text
    assert listed()["owner"] is None
    owner = f"/offices/as/paired/{listed()['id']}/owner"
    ok(house.ada.put(owner))
    assert listed()["owner"] == "Ada"
    assert ok(house.ada.get("/offices/as/access"))[0]["event"] == "TakenOver"
    ok(house.ada.put(f"/offices/as/paired/{listed()['id']}/pin", json={"pin": "271828"}))
    with (
        closing(sqlite3.connect(house.service.database, timeout=20)) as record,
        record,
    ):  # as if the plan said less then
        record.execute("UPDATE credentials SET audience = 'discreet' WHERE id = ?", (listed()["id"],))
    assert (listed()["audience"], listed()["pair_again"]) == ("discreet", True)
    page = f"{house.service.url}/screen/as/staff"
    assert wait_until(lambda: "Gunilla" not in wall.get(page).text), "nor does its page hold more than it may show"
    assert '"audience": "discreet"' in wall.get(page).text.replace("&#34;", '"')
    refused = house.ada.put(f"/offices/as/paired/{listed()['id']}/pin", json={"pin": "314159"})
    assert code(refused) == (409, "pair_again")
    ok(house.ada.delete(f"/offices/as/paired/{listed()['id']}"))
    assert code(house.ada.put(owner)) == (404, "unknown_credential")


def test_a_login_of_another_office_is_told_from_none_by_nobody(house: House) -> None:
    """Who asks for a phone's code learns nothing of people who are not hers."""
    house.invited("next-door", {"role": "lead", "office": "fjellvik"})
    for login in ("next-door", "nobody-at-all"):
        assert code(house.ada.post("/offices/as/paired/codes", json={"login": login})) == (404, "unknown_account")


def test_tokens_are_made_listed_and_ended_by_whoever_runs_the_service(house: House) -> None:
    """Shown once, scoped, out at once; invitations are none of them."""
    made = ok(house.op.post("/tokens", json={"name": "tavlan", "role": "presser", "office": "as", "days": 30}))
    program = {"Authorization": f"Bearer {made['token']}"}
    anybody = house.browser()
    assert anybody.get("/offices/as", headers=program).status_code == 200
    listed = ok(house.op.get("/tokens"))
    assert [one["name"] for one in listed] == ["tavlan"]
    assert made["token"] not in str(listed)
    assert code(house.op.post("/tokens", json={"name": "x", "role": "presser", "office": "zz"})) == (
        404,
        "unknown_office",
    )
    ok(house.op.delete(f"/tokens/{made['id']}"))
    assert anybody.get("/offices/as", headers=program).status_code == 401
    assert code(house.op.delete(f"/tokens/{made['id']}")) == (404, "unknown_credential")


def test_every_act_stands_in_the_record_without_a_name(house: House) -> None:
    """Who did what to whom, for the office it concerns alone; the chain holds, and it holds opaque ids only."""
    ulf = house.invited("ulf", PRESSER, by=house.ada)
    past = ok(house.ada.get("/offices/as/access"))
    assert (past[0]["event"], past[0]["whom"]) == ("InvitationUsed", "Ulf")
    assert (past[1]["event"], past[1]["by"], past[1]["roles"]) == (
        "AccountMade",
        "Ada",
        [{"office": "as", "role": "presser"}],
    )
    ok(house.ada.post(f"/accounts/{ulf['id']}/end"))
    assert ok(house.ada.get("/offices/as/access"))[0]["event"] == "AccountEnded"
    assert code(house.ada.get("/offices/fjellvik/access")) == (403, "not_allowed")
    verified = house.service.trygg("timeline", "verify")
    assert verified.returncode == 0, verified.stdout
    exported = house.service.trygg("timeline", "export", "*").stdout
    assert "AccountMade" in exported
    assert not {"Ulf", "ulf", "Bo Lind"} & set(exported.replace('"', " ").split())
