"""Drills, told as they would be told afterwards: what was held, what went wrong, and what came of it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from parts.drill_day import MONDAY, Day, day
from service.alarm.actor import Actor
from service.dispatch.drilling import Asker, Wanted
from service.drill.commands import Author
from service.live.render import Audience
from service.undertaking.refusal import UndertakingRefusal


async def test_a_drill_with_a_real_press_in_the_middle(tmp_path: Path) -> None:
    """A drill runs, one has answered, somebody presses for real: that is real at once, above it, and ends the drill."""
    async with day(tmp_path) as office:
        drill = await office.runs()
        assert drill["state"] == "running"
        board = office.board()
        assert [one["mode"] for one in board["alarms"]] == ["drill"]
        assert (await office.says(drill["alarm"], "accept", "bo")).status_code == 200
        await office.passes(3)

        real = await office.press(person="anna")
        shown = {one["alarm"]: one for one in office.board()["alarms"]}
        assert shown[real]["mode"] == "actual", "it never joins the drill"
        assert shown[drill["alarm"]]["mode"] == "drill", "and it never turns it"
        assert "bo" in {_slug(office, one["responder"]) for one in shown[real]["responders"]}, (
            "a drill keeps nobody from a real alarm"
        )

        await office.passes(1)
        told = await office.one(drill["drill"])
        assert (told["state"], told["because"]) == ("aborted", "real_alarm")
        shown = {one["alarm"]: one for one in office.board()["alarms"]}
        assert [one["alarm"] for one in shown.values() if one["state"] in ("raised", "acknowledged")] == [real]
        refused = await office.begins((await office.plans())["drill"])
        assert (refused.status_code, refused.json()["code"]) == (409, "real_alarm")


async def test_nobody_practises_while_somebody_may_come_back(tmp_path: Path) -> None:
    """People are held at the reception, for real, while a drill runs: it is broken off, and none begins meanwhile."""
    async with day(tmp_path) as office:
        drill = await office.runs()
        held = await office.post("/closing", {"stage": "hold", "person": "gunilla"})
        assert held.status_code == 201, held.text
        await office.passes(1)
        told = await office.one(drill["drill"])
        assert (told["state"], told["because"]) == ("aborted", "real_alarm")
        assert any("larm eller" in line for line in told["report"]), "the report says what it was, and is in Swedish"
        refused = await office.begins((await office.plans())["drill"])
        assert (refused.status_code, refused.json()["code"]) == (409, "real_alarm")
        shown = {one["kind"]: one["mode"] for one in office.board()["alarms"]}
        assert shown["closing"] == "actual", "a hold is never taken for a part of the drill"


async def test_a_whole_drill_and_what_came_of_it(tmp_path: Path) -> None:
    """It is announced, counts down, presses; three answer, two come; it is judged, and nothing has left the office."""
    async with day(tmp_path) as office:
        made = await office.plans(at=(MONDAY + timedelta(minutes=30)).isoformat())
        shown = office.board()["undertakings"]
        assert [(one["kind"], one["state"], one["zone"]) for one in shown] == [("drill", "planned", "room-114")]
        assert office.board(Audience.PUBLIC)["undertakings"] == []
        assert office.board(Audience.DISCREET)["undertakings"] == []

        await office.passes(20 * 60)
        begun = await office.begins(made["drill"])
        assert begun.json()["state"] == "counting"
        await office.passes(9)
        assert office.board()["alarms"] == [], "there is time to break it off"
        await office.passes(1)
        drill = await office.one(made["drill"])
        alarm = office.board()["alarms"][0]
        assert (alarm["mode"], alarm["zone"], alarm["alarm"]) == ("drill", "room-114", drill["alarm"])

        await office.passes(8)
        for person in ("bo", "elin", "hassan"):
            await office.says(drill["alarm"], "accept", person)
        await office.passes(20)
        await office.says(drill["alarm"], "arrive", "bo")
        await office.passes(120)
        await office.says(drill["alarm"], "arrive", "elin")
        assert (await office.post(f"/drills/{made['drill']}/end")).status_code == 200
        await office.passes(1)

        told = await office.one(made["drill"])
        assert told["state"] == "judged"
        result = told["result"]
        assert (result["answered_ms"], result["there_ms"], result["two_there_ms"]) == (8_000, 28_000, 148_000)
        assert result["met"] == {"answered": True, "there": True, "two_there": False}
        assert "people" not in result, "nobody is followed from drill to drill"
        assert told["report"][0].startswith("ÖVNING: "), "also its report is marked"
        assert any("för sent" in line for line in told["report"])
        assert [one["state"] for one in office.board()["alarms"] if one["state"] in ("raised", "acknowledged")] == []
        await _nothing_left(office)

        listed = (await office.http.get("/api/v1/offices/as/drills")).json()
        due = listed["due"]
        assert due["whole_due"] == "2027-05-23"
        assert "room-114" not in {one["id"] for one in due["zones"]}
        assert {"Bo Lind", "Elin Dahl"}.isdisjoint(one["name"] for one in due["people"])
        assert "Ida Holm" in {one["name"] for one in due["people"]}, "she was called and did not answer"


async def test_two_minutes_in_two_taps(tmp_path: Path) -> None:
    """The short one is announced for a minute, presses, and ends by itself; whoever answered has practised."""
    async with day(tmp_path) as office:
        drill = await office.runs(scope="micro", scenario="counter-1.assist.midday.none")
        assert drill["state"] == "running"
        await office.passes(5)
        await office.says(drill["alarm"], "accept", "bo")
        await office.passes(115)
        told = await office.one(drill["drill"])
        assert (told["state"], told["because"], told["result"]["met"]) == ("judged", "time", {"answered": True})

        drill = await office.runs(scope="micro", scenario="room-214.emergency.midday.none")
        await office.says(drill["alarm"], "accept", "gunilla")
        assert (await office.says(drill["alarm"], "clear", "gunilla")).status_code == 200
        await office.passes(1)
        told = await office.one(drill["drill"])
        assert (told["state"], told["because"]) == ("judged", "cleared"), "whoever ends the alarm ends the drill"


async def test_what_goes_wrong_with_drills(tmp_path: Path) -> None:
    """On a holiday, in the past, of nothing, with visitors, twice at once, two of them, broken off, and called off."""
    async with day(tmp_path) as office:
        for content, code in (
            ({"scenario": "room-114.emergency.midday.none", "at": "2026-12-25T11:00:00+01:00"}, "closed_then"),
            ({"scenario": "room-114.emergency.midday.none", "at": "2026-11-01T11:00:00+01:00"}, "past"),
            ({"scenario": "room-114.emergency.midday.none", "at": "2028-11-01T11:00:00+01:00"}, "too_far"),
            ({"scenario": "room-114.emergency.midday.none", "at": "9999-11-01T11:00:00+01:00"}, "too_far"),
            ({"scenario": "room-114.armed.midday.none"}, "unknown_scenario"),
            ({"scenario": "room-114.emergency.midday.none", "presser": "nobody-knows"}, "unknown_person"),
            ({"scenario": "room-114.emergency.midday.none", "with_offices": [{"office": "as", "scenario": "x"}]},
             "partners"),
        ):  # fmt: skip
            refused = await office.post("/drills", content)
            assert refused.json()["code"] == code, refused.text
            assert 400 <= refused.status_code < 500

        first, second = (await office.plans())["drill"], (await office.plans())["drill"]
        refused = await office.post(f"/drills/{first}/start", {"visitors": "there"})
        assert (refused.json()["code"], refused.json()["said"]) == ("visitors_there", True)
        assert (await office.post(f"/drills/{first}/start")).json()["code"] == "visitors_not_asked"
        once, twice = await office.begins(first), await office.begins(first)
        assert once.json()["presses_at"] == twice.json()["presses_at"]
        assert (await office.begins(second)).json()["code"] == "drill_running"
        await office.passes(610)
        assert len(office.board()["alarms"]) == 1

        assert (await office.post(f"/drills/{first}/abort")).json()["state"] == "aborted"
        await office.passes(1)
        assert [one for one in office.board()["alarms"] if one["state"] in ("raised", "acknowledged")] == []
        assert (await office.post(f"/drills/{first}/end")).json()["state"] == "aborted", "what is over stays as it is"
        assert (await office.post(f"/drills/{second}/call-off")).json()["state"] == "called_off"
        assert (await office.begins(second)).json()["code"] == "not_now_start"
        assert (await office.post("/drills/drill-none/start", {"visitors": "none"})).status_code == 404


async def test_nobody_is_surprised_without_a_yes(tmp_path: Path) -> None:
    """An unannounced drill stands on no screen, and does not begin without the representative's own yes."""
    async with day(tmp_path) as office:
        made = await office.plans(manner="unannounced")
        assert office.board()["undertakings"] == []
        assert (await office.begins(made["drill"])).json()["code"] == "not_agreed"
        yes = await office.post(f"/drills/{made['drill']}/agree")
        assert (yes.status_code, yes.json()["code"]) == (403, "nobody_known"), "who is nobody by name agrees to nothing"

        drilling, keys = office.node.undertakings.drilling, office.node.book["as"].keys
        lead, other, ida = (_asker(keys[who], f"acc-{who}") for who in ("gunilla", "david", "ida"))
        wanted = Wanted(office="as", scenario="room-114.emergency.midday.none", at=MONDAY, manner="unannounced")
        mine = (await drilling.plan([wanted], [lead], "k"))[0]
        for who in (lead, replace(lead, author=Author(account="acc-gunilla"))):
            with pytest.raises(UndertakingRefusal, match="planned a drill"):
                await drilling.view("as", mine.id, who, agrees=True)
        with pytest.raises(UndertakingRefusal, match="Only the safety representative"):
            await drilling.view("as", mine.id, replace(other, entitled=False), agrees=True)
        await drilling.view("as", mine.id, ida, agrees=True)
        assert office.board()["undertakings"] == []
        assert (await office.begins(mine.id)).json()["state"] == "counting"
        assert office.board()["undertakings"] == [], "nobody is told before it presses"
        await office.passes(10)
        assert [one["mode"] for one in office.board()["alarms"]] == ["drill"], "and then every screen says what it is"


def _asker(person: str, account: str) -> Asker:
    return Asker(actor=Actor(via="api", who=person), author=Author(person=person, account=account), entitled=True)


async def test_killed_in_the_middle(tmp_path: Path) -> None:
    """Trygg is killed while it counts down, and while a drill runs: it goes on where it stood, or lets it be."""
    async with day(tmp_path) as office:
        first = (await office.plans())["drill"]
        await office.begins(first)
        await office.passes(605)
    async with day(tmp_path, MONDAY + timedelta(seconds=640), fresh=False) as office:
        await office.passes()
        assert (await office.one(first))["state"] == "running", "half a minute late is in time"
        assert [one["mode"] for one in office.board()["alarms"]] == ["drill"]
    async with day(tmp_path, MONDAY + timedelta(hours=1), fresh=False) as office:
        await office.passes()
        told = await office.one(first)
        assert (told["state"], told["because"]) == ("judged", "time"), "it has ended by itself, once"
        assert [one for one in office.board()["alarms"] if one["state"] in ("raised", "acknowledged")] == []
        second = (await office.plans())["drill"]
        await office.begins(second)
    async with day(tmp_path, MONDAY + timedelta(hours=2), fresh=False) as office:
        await office.passes()
        told = await office.one(second)
        assert (told["state"], told["because"]) == ("aborted", "interrupted"), "nobody is surprised an hour later"
        assert told["alarm"] is None


async def test_two_offices_drill_together(tmp_path: Path) -> None:
    """One drill under one id in both; each begins its own part after somebody there has looked."""
    async with day(tmp_path) as office:
        other = (await office.http.get("/api/v1/offices/fjellvik/drills/scenarios?day=2026-11-23")).json()[0]
        made = await office.plans(with_offices=[{"office": "fjellvik", "scenario": other["scenario"]}])
        theirs = (await office.http.get("/api/v1/offices/fjellvik/drills")).json()["drills"][0]
        assert made["joint"] == theirs["joint"] is not None
        assert made["partners"] == theirs["partners"] == ["as", "fjellvik"]
        await office.begins(made["drill"])
        await office.passes(610)
        assert (await office.one(made["drill"]))["state"] == "running"
        assert office.node.hub.board("fjellvik", Audience.STAFF)["alarms"] == [], "nobody has looked there"
        [there] = (await office.one(made["drill"]))["beside"]
        assert (there["name"], there["state"], there["result"]) == ("Velferdskontoret Fjellvik", None, None)


async def test_what_came_of_a_joint_drill_stands_side_by_side(tmp_path: Path) -> None:
    """Each office by its own plan's times, on either office's page and in either report; nobody is named there."""
    async with day(tmp_path) as office:
        other = {"office": "fjellvik", "scenario": "samtale-1.emergency.midday.none"}
        made = await office.plans(with_offices=[other])
        theirs = (await office.http.get("/api/v1/offices/fjellvik/drills")).json()["drills"][0]["drill"]
        await office.begins(made["drill"])
        office.office = "fjellvik"
        await office.begins(theirs)
        await office.passes(610)
        for drill, name, who, after in ((made["drill"], "as", "bo", 8), (theirs, "fjellvik", "kari", 4)):
            office.office = name
            await office.passes(after)
            await office.says((await office.one(drill))["alarm"], "accept", who)
            await office.post(f"/drills/{drill}/end")
            await office.passes(1)
        for name, drill, times in (("fjellvik", theirs, (23_000, 18_000)), ("as", made["drill"], (18_000, 23_000))):
            office.office = name
            told = await office.one(drill)
            [there] = told["beside"]
            assert (told["result"]["answered_ms"], there["result"]["answered_ms"]) == times
            assert there["target"] == (await office.one(drill))["beside"][0]["target"] is not None
            assert "people" not in there["result"]
            assert any(there["name"] in line for line in told["report"])
            assert sum(str(times[1] // 1000) in line for line in told["report"]) >= 1
        listed = (await office.http.get("/api/v1/offices/as/drills")).json()["drills"][0]
        assert listed["beside"] == (await office.one(made["drill"]))["beside"]


async def test_what_is_expected_follows_how_calls_were_answered(tmp_path: Path) -> None:
    """Once an office has answered often enough, its own times stand where assumed ones did, and that is said."""
    async with day(tmp_path) as office:
        assumed = (await office.plans())["expected"]
        assert assumed["measured"] is False
        for n in range(12):
            alarm = await office.press(key=f"real-{n}", zone=("room-114", "room-214")[n % 2], person="ida")
            [shown] = [one for one in office.board()["alarms"] if one["alarm"] == alarm]
            await office.passes(1)
            for one in shown["responders"]:
                await office.says(alarm, "accept", one["responder"])
            await office.says(alarm, "arrive", "gunilla")
            assert (await office.says(alarm, "clear", "gunilla")).status_code == 200
        known = (await office.plans())["expected"]
        assert known["measured"] is True
        assert known["answered"] < assumed["answered"]


async def _nothing_left(office: Day) -> None:
    """Nothing outside was made of a drill: no call, no notice, and nobody outside was called."""
    queued = await office.node.store.queued(None, 500)
    assert [one for one in queued if one.reach == "outside"] == []
    for alarm in office.board()["alarms"]:
        notices = await office.node.store.notices.of_alarm("as", alarm["alarm"])
        assert [one for one in notices if one.reach == "outside"] == []
        entries = await office.node.store.alarm_entries(alarm["alarm"])
        assert not [one for one in entries if str(one.facts.get("responder", "")).startswith("contact:")]


def _slug(office: Day, key: str) -> str:
    return office.node.book["as"].slugs.get(key, key)
