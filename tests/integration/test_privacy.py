"""Whoever reads a record is noted and shown to whom it is about; what is stored about oneself; holds."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import pytest

from parts.inside import filled
from parts.known import Known, known
from parts.offices import PEOPLE, lay_out
from parts.service import Service
from service.access.rights import Role
from service.access.roll import Roll
from service.api.gate import ASKED
from service.store.access_port import EVERYWHERE

pytestmark = pytest.mark.timeout(180)

WORDS: Final = "She was gone when I came"
ONLY_HERE: Final = "Nora Ingenplan"
"""The name of somebody who stands in no plan: where it is read, it comes out of a record."""

REPORTED: Final = "He waited for me at the bus stop"
NOTED_OTHERWISE: Final = {"/api/v1/offices/{office}/reports/export": "ReportsTakenOut stands in the record of access"}
HER_OWN: Final = ("/me/data", "/api/v1/me/data")
"""Addresses that tell the lead her own words: nobody else's look is to be noted."""


async def _looks(node: Known, alarm: str) -> int:
    return sum(one.times for one in await node.inside.node.store.privacy.looks(alarm))


async def test_every_address_that_gives_something_out_of_a_record_notes_the_look(tmp_path: Path) -> None:
    """All addresses that answer are asked by a lead and by security: no word or name of a record without a look."""
    async with known(tmp_path, nora=ONLY_HERE) as node:
        alarm = await node.over(words=WORDS)
        note = await node.ask("nora", "POST", f"/api/v1/alarms/{alarm}/notes", json={"words": f"{WORDS}, too"})
        assert note.status_code == 200, note.text
        report = (await node.ask("gunilla", "GET", "/api/v1/offices/as/reports")).json()["reports"][0]["report"]
        wrote = await node.ask("bo", "POST", f"/api/v1/offices/as/reports/{report}/written", json={"words": REPORTED})
        assert wrote.status_code == 200, wrote.text
        given = set()
        for method, address in ASKED:
            if method != "GET" or address.startswith("/demo/"):
                continue
            for form in ("json", "csv", "pdf", "zip") if "{form}" in address else ("",):
                asked = filled(address.replace("{alarm}", alarm).replace("{form}", form).replace("{report}", report))
                for who in ("gunilla", "stina"):
                    before, read = await _looks(node, alarm), await _looks(node, report)
                    answer = await node.ask(who, "GET", asked)
                    if REPORTED in answer.text and address not in NOTED_OTHERWISE:
                        given.add(address)
                        assert await _looks(node, report) > read, f"{asked} told {who} of a report, and noted no look"
                    told = WORDS in answer.text or ONLY_HERE in answer.text or (form and answer.status_code == 200)
                    if told and address not in HER_OWN:
                        given.add(address)
                        assert await _looks(node, alarm) > before, f"{asked} told {who} of a record, and noted no look"
        assert given == {
            "/api/v1/alarms/{alarm}/timeline",
            "/review/{office}/{alarm}",
            "/review/{office}/{alarm}/disclosure",
            "/review/{office}/{alarm}/export.{form}",
            "/api/v1/offices/{office}/reports/{report}",
            "/reports/{office}/{report}",
        }
        mine = (await node.ask("bo", "GET", "/api/v1/me/looks")).json()
        assert {one["by"] for one in mine if one["how"] == "report"} == {"Gunilla", "Stina"}


async def test_she_sees_who_has_looked_and_others_do_not(tmp_path: Path) -> None:
    """Bo pressed: he sees by name who read it, on his page and in the API; Ida, who is not in it, sees nothing."""
    async with known(tmp_path) as node:
        alarm = await node.over()
        for _ in range(2):
            assert (await node.ask("stina", "GET", f"/review/as/{alarm}")).status_code == 200
        seen = (await node.ask("bo", "GET", "/api/v1/me/looks")).json()
        assert [(one["by"], one["how"], one["times"], one["alarm"]) for one in seen] == [("Stina", "page", 2, alarm)]
        page = (await node.ask("bo", "GET", "/me/data?lang=en")).text
        assert "Stina</strong> read it on a page (2 ×)" in page
        at_alarm = (await node.ask("gunilla", "GET", f"/review/as/{alarm}/privacy?lang=en")).text
        assert "Stina</strong> read it on a page (2 ×)" in at_alarm
        token = await Roll(node.inside.node.store.access, node.inside.node.clock).make_token("BI", Role.LEAD, "as")
        bearer = {"Authorization": f"Bearer {token.text}"}
        read = await node.inside.http.get(f"/api/v1/alarms/{alarm}/timeline", headers=bearer)
        assert read.status_code == 200, read.text
        newest = (await node.ask("bo", "GET", "/api/v1/me/looks")).json()[0]
        assert (newest["by"], newest["how"]) == ("token BI", "api")
        assert (await node.ask("ida", "GET", "/api/v1/me/looks")).json() == []
        assert (await node.ask("bo", "GET", f"/api/v1/alarms/{alarm}/looks")).status_code == 403


async def test_one_persons_data_holds_nothing_of_others(tmp_path: Path) -> None:
    """What Bo takes out has his account, roles, session and entries, and nobody else's name, key or words."""
    async with known(tmp_path) as node:
        alarm = await node.over(words=WORDS)
        answer = await node.ask("bo", "GET", "/api/v1/me/data")
        data: dict[str, Any] = answer.json()
        key = data["persons"][0]["key"]
        assert data["account"]["login"] == "bo"
        assert data["roles"] == [{"office": "as", "role": "responder"}]
        assert data["persons"][0]["in_plan"] == "bo"
        (plan,) = data["plans"]
        assert (plan["person"]["name"], "people" in plan["named_in"]) == ("Bo Lind", True)
        assert [one["kind"] for one in data["sessions"]] == ["session"]
        raised = next(one for one in data["entries"] if one["event"] == "AlarmRaised")
        assert (raised["alarm"], raised["by"], raised["facts"]["presser"]) == (alarm, "you", key)
        assert raised["names"] == {key: "Bo Lind"}
        text = answer.text
        assert WORDS not in text
        assert [name for name in PEOPLE - {"Bo Lind"} if name in text] == []
        keys = set((await node.inside.node.store.privacy.persons("as")).values())
        assert [one for one in keys - {key} if one in text] == []
        # What she wrote herself is hers.
        hers = (await node.ask("gunilla", "GET", "/api/v1/me/data")).json()
        assert WORDS in [one.get("words") for one in hers["entries"]]
        assert [one["person"]["phone"] for one in hers["plans"]] == ["+46 70 000 00 08"]
        assert "as: +46 70 000 00 08" in (await node.ask("gunilla", "GET", "/me/data?lang=en")).text
        access = [e for e in await node.inside.node.store.entries(EVERYWHERE, 0, 1000) if e.event == "PersonTakenOut"]
        assert [e.facts["account"] for e in access] == [data["account"]["id"], hers["account"]["id"]]


async def test_a_record_that_is_closed_to_her_is_not_told_by_another_way(tmp_path: Path) -> None:
    """Said by her code to be a mistake: until it is closed neither its looks nor its entries are hers."""
    async with known(tmp_path) as node:
        codes = {"mistake": "2580", "duress": "1470"}
        chosen = await node.ask("bo", "PUT", "/api/v1/codes", json=codes)
        assert chosen.status_code < 300, chosen.text
        alarm = await node.pressed("bo")
        said = await node.ask("bo", "POST", f"/api/v1/alarms/{alarm}/mistake", json={"code": "1470"})
        assert said.status_code == 200, said.text
        assert (await node.ask("stina", "GET", f"/review/as/{alarm}")).status_code == 200
        assert (await node.ask("bo", "GET", "/api/v1/me/looks")).json() == []
        assert alarm not in (await node.ask("bo", "GET", "/api/v1/me/data")).text
        for action, more in (("arrive", {}), ("clear", {"seen_her": True}), ("close", {"outcome": "over"})):
            done = await node.ask("gunilla", "POST", f"/api/v1/alarms/{alarm}/{action}", json=more)
            assert done.status_code == 200, done.text
        assert len((await node.ask("bo", "GET", "/api/v1/me/looks")).json()) == 1


async def test_a_hold_is_set_and_ended_over_http_and_on_the_page(tmp_path: Path) -> None:
    """With a reason and a day to come; it stands in the record of access, and a responder may not."""
    async with known(tmp_path) as node:
        alarm, now = await node.over(), node.inside.node.clock.now()
        hold, until = f"/api/v1/alarms/{alarm}/hold", (now + timedelta(days=30)).isoformat()
        assert (await node.ask("bo", "PUT", hold, json={"until": until, "why": "x"})).status_code == 403
        assert (await node.ask("siv", "PUT", hold, json={"until": until, "why": "x"})).status_code == 403
        assert (await node.ask("stina", "PUT", hold, json={"until": until, "why": " "})).status_code == 422
        past = await node.ask("stina", "PUT", hold, json={"until": now.isoformat(), "why": "x"})
        assert (past.status_code, past.json()["code"]) == (422, "past")
        held = await node.ask("stina", "PUT", hold, json={"until": until, "why": "Police report 7"})
        assert (held.status_code, held.json()["why"]) == (200, "Police report 7")
        assert [one["alarm"] for one in (await node.ask("gunilla", "GET", "/api/v1/offices/as/holds")).json()] == [
            alarm
        ]
        page = f"/review/as/{alarm}/privacy"
        assert "Stina said so on" in (await node.ask("gunilla", "GET", f"{page}?lang=en")).text
        form = {"Content-Type": "application/x-www-form-urlencoded", "Origin": "http://127.0.0.1:8080"}
        ended = await node.ask("gunilla", "POST", page, content="do=end", headers=form, follow_redirects=False)
        assert ended.status_code == 303, ended.text
        assert (await node.ask("stina", "GET", hold)).json() is None
        assert (await node.ask("stina", "DELETE", hold)).status_code == 404
        wrong = await node.ask("gunilla", "POST", page, content="do=hold&until=2001-01-01&why=", headers=form)
        assert wrong.status_code == 422
        assert wrong.text.count('aria-invalid="true"') == 2
        day = (now + timedelta(days=9)).date().isoformat()
        content = f"do=hold&until={day}&why=An+investigation"
        kept = await node.ask("gunilla", "POST", page, content=content, headers=form, follow_redirects=False)
        assert kept.status_code == 303, kept.text
        assert (await node.ask("stina", "GET", hold)).json()["why"] == "An investigation"
        entries = await node.inside.node.store.entries(EVERYWHERE, 0, 1000)
        assert [e.event for e in entries if e.facts.get("alarm") == alarm] == ["AlarmHeld", "HoldEnded", "AlarmHeld"]
        assert "Police" not in str(entries)


async def test_a_form_asks_once_when_a_text_may_tell_who_a_client_is(tmp_path: Path) -> None:
    """Without a script: a note, a near miss and a hold come back with their words and a question, and go then."""
    async with known(tmp_path) as node:
        alarm = await node.over()
        form = {"Content-Type": "application/x-www-form-urlencoded", "Origin": "http://127.0.0.1:8080"}
        day = (node.inside.node.clock.now() + timedelta(days=9)).date().isoformat()
        near = {"code": "k" * 22, "severity": "none", "classes": "threat", "happened_on": "", "zone": ""}
        for address, field, more in (
            (f"/review/as/{alarm}/notes", "words", {}),
            ("/near-miss/as", "words", near),
            (f"/review/as/{alarm}/privacy", "why", {"do": "hold", "until": day}),
        ):
            sent = {**more, field: "He said 811218-9876"}
            asked = await node.ask("gunilla", "POST", f"{address}?lang=en", content=urlencode(sent), headers=form)
            assert asked.status_code == 422, asked.text
            assert "This may tell who a client is: a personal identity number." in asked.text, address
            assert "He said 811218-9876</textarea>" in asked.text
            (sign,) = re.findall(rf'name="sure-{field}" value="(\w+)"', asked.text)
            content = urlencode({**sent, f"sure-{field}": sign})
            taken = await node.ask("gunilla", "POST", address, content=content, headers=form, follow_redirects=False)
            assert taken.status_code == 303, f"{address}: {taken.text}"


def test_the_sheet_is_that_of_the_running_service(tmp_path: Path) -> None:
    """What an operator has set, for all and for one office, and her ways out, is what anybody reads there."""
    routes = tmp_path / "routes.toml"
    (tmp_path / "teams").write_text("msteams://hush-token/x/y/z\n")
    routes.write_text('[receivers.duty-desk]\nkind = "other"\naddress_file = "teams"\n')
    own = {"as": {"decision": "SN 2026/31", "alarms_days": 4321}}
    settings = {
        "TRYGG_KEEP_ALARMS_DAYS": "1234",
        "TRYGG_OFFICES_KEEP": json.dumps(own),
        "TRYGG_ROUTES_FILE": str(routes),
    }
    with Service(tmp_path / "node", lay_out(tmp_path / "plans"), "mqtt://127.0.0.1:9", more=settings).begun() as node:
        node.wait_alive()
        answer = node.http.get("/api/v1/what-is-stored")
        page = node.http.get("/what-is-stored?lang=en").text
        paper = node.http.get("/what-is-stored.pdf", timeout=60.0)
    sheet = answer.json()
    assert sheet["offices"] == {"as": "SN 2026/31"}
    (alarms,) = [one for one in sheet["stored"] if one["kind"] == "alarms"]
    assert (alarms["days"], alarms["offices"]) == (1234, {"as": 4321})
    assert "1234 days; as: 4321 days." in page
    assert ["duty-desk"] in [one["to"] for one in sheet["leaves"]]
    assert "hush" not in answer.text + page
    assert paper.content.startswith(b"%PDF")
