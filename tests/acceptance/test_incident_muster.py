"""Who is safe, as it was counted that day: all at once, by several people, and of some whom nobody expected."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from parts.drill_day import Day, day
from parts.offices import AS
from service.alarm.actor import SERVICE
from service.alarm.commands import MeasureZone
from service.live.render import Audience


@asynccontextmanager
async def office(folder: Path, more: str = "") -> AsyncIterator[Day]:
    """Open the invented office, with more behind its people."""
    text = AS.read_text()
    assert text.count("\npeople:\n") == 1
    (folder / "plans").mkdir()
    (folder / "plans" / "as.yaml").write_text(text.replace("\npeople:\n", f"\npeople:\n{more}"))
    async with day(folder, fresh=False) as opened:
        yield opened


async def counted(opened: Day, **more: Any) -> str:
    """Somebody presses in room 114, and whoever leads has everybody counted; return the alarm."""
    alarm = await opened.press(**{"zone": "room-114", "person": "anna", **more})
    assert (await opened.says(alarm, "muster", "gunilla")).status_code == 200
    return alarm


async def account(opened: Day, alarm: str, by: str, state: str, *people: str, **more: Any) -> int:
    """Somebody says how people are; return the status of the answer."""
    said = {"person": by, "people": list(people), "state": state, **more}
    return (await opened.http.post(f"/api/v1/alarms/{alarm}/muster/account", json=said)).status_code


def shown(opened: Day, alarm: str, audience: Audience = Audience.STAFF) -> dict[str, Any]:
    """How the muster stands on a screen, people by their ids."""
    [one] = [one for one in opened.board(audience)["alarms"] if one["alarm"] == alarm]
    slugs = opened.node.book["as"].slugs
    people = one["muster"]["people"] if one["muster"] else {}
    return {slugs[key]: person for key, person in people.items()}


async def test_who_is_absent_and_stands_in_the_yard(tmp_path: Path) -> None:
    """Bo is ill and not looked for; then he checks in on his telephone: counted, and shown as not expected."""
    async with office(tmp_path) as opened:
        absent = await opened.http.put("/api/v1/offices/as/today/bo", json={"fact": "absent"})
        assert absent.status_code == 200, absent.text
        alarm = await counted(opened)
        people = shown(opened, alarm)
        assert "bo" not in people
        assert {one["state"] for one in people.values()} == {"unaccounted"}
        assert await account(opened, alarm, "bo", "safe", "bo", channel="phone") == 200
        bo = shown(opened, alarm)["bo"]
        assert (bo["state"], bo["expected"], bo["how"]) == ("safe", False, "phone")
        for visitors in (Audience.DISCREET, Audience.PUBLIC):
            assert [one["muster"] for one in opened.board(visitors)["alarms"] if one["muster"]] == []


async def test_a_check_in_and_a_missing_at_once(tmp_path: Path) -> None:
    """While Bo says that he is safe, somebody says that she was wrong about him: one word is the last one."""
    async with office(tmp_path) as opened:
        alarm = await counted(opened)
        for _ in range(10):
            words = (account(opened, alarm, "bo", "safe", "bo"), account(opened, alarm, "elin", "unaccounted", "bo"))
            assert [*await asyncio.gather(*words)] == [200, 200]
            found = await opened.node.store.alarm(alarm)
            assert found is not None
            assert found[1].muster is not None
            key = opened.node.book["as"].keys["bo"]
            entries = [e for e in await opened.node.store.alarm_entries(alarm) if key in e.facts.get("people", ())]
            last = [e for e in entries if e.event == "PeopleAccounted"][-1].facts["state"]
            assert shown(opened, alarm)["bo"]["state"] == found[1].muster.people[key].state == last


async def test_whoever_needs_help_at_once_with_being_called_safe_needs_help(tmp_path: Path) -> None:
    """In whichever order the two words come: she counts as needing help until somebody with her says otherwise."""
    async with office(tmp_path) as opened:
        for turn in range(6):
            alarm = await counted(opened, key=f"turn-{turn}", person=None)
            words = [account(opened, alarm, "elin", "needs_help", "elin"), account(opened, alarm, "bo", "safe", "elin")]
            assert await asyncio.gather(*(words if turn % 2 else reversed(words))) == [200, 200]
            assert shown(opened, alarm)["elin"]["state"] == "needs_help"
            assert await account(opened, alarm, "bo", "safe", "elin", with_them=True) == 200
            assert shown(opened, alarm)["elin"]["state"] == "safe"


async def test_where_she_was_last_is_where_she_is_looked_for(tmp_path: Path) -> None:
    """Anna pressed in room 114 and is measured on the stairs: the count says so, until somebody has found her."""
    async with office(tmp_path) as opened:
        alarm = await counted(opened)
        assert shown(opened, alarm)["anna"]["zone"] == "room-114"
        moved = MeasureZone(actor=SERVICE, zone="stairs", confidence="clear", by="gateway", calm=())
        await opened.node.dispatch.ask("as", alarm, lambda _page: moved)
        assert shown(opened, alarm)["anna"]["zone"] == "stairs"
        found = await opened.node.store.alarm(alarm)
        assert found is not None
        assert found[1].muster is not None
        assert found[1].muster.people[opened.node.book["as"].keys["anna"]].zone == "stairs"
        assert await account(opened, alarm, "bo", "safe", "anna", zone="staff-zone", with_them=True) == 200
        again = MeasureZone(actor=SERVICE, zone="corridor-1", confidence="clear", by="gateway", calm=())
        await opened.node.dispatch.ask("as", alarm, lambda _page: again)
        assert shown(opened, alarm)["anna"]["zone"] == "staff-zone", "Bo is with her"


async def test_two_who_lead_open_the_office_at_once(tmp_path: Path) -> None:
    """Both decide in the same second: it is open, by one decision with one name, and the other is told so."""
    async with office(tmp_path) as opened:
        closed = (await opened.post("/closing", {"person": "gunilla"})).json()["alarm"]
        answers = await asyncio.gather(*(opened.says(closed, "clear", who) for who in ("gunilla", "cecilia")))
        assert sorted(one.status_code for one in answers) == [200, 409]
        assert {one.json().get("code") for one in answers} == {None, "wrong_state"}
        entries = await opened.node.store.alarm_entries(closed)
        [cleared] = [one for one in entries if one.event == "AlarmCleared"]
        first = ("gunilla", "cecilia")[[one.status_code for one in answers].index(200)]
        assert cleared.facts["by"] == opened.node.book["as"].keys[first]


@pytest.mark.timeout(180)
async def test_four_hundred_people(tmp_path: Path) -> None:
    """A house of four hundred: forty vouched for at a time, one missing, and nobody is lost on the way."""
    names = [f"guest-{number}" for number in range(391)]
    async with office(tmp_path, "".join(f"  {name}: {{name: Person {name}}}\n" for name in names)) as opened:
        alarm = await counted(opened)
        people = shown(opened, alarm)
        assert len(people) == 400
        everybody = sorted(people)
        for begin in range(0, 400, 40):
            some = [who for who in everybody[begin : begin + 40] if who != "guest-7"]
            assert await account(opened, alarm, "bo", "safe", *some) == 200
        states = [one["state"] for one in shown(opened, alarm).values()]
        assert (len(states), states.count("safe"), states.count("unaccounted")) == (400, 399, 1)
        refused = await opened.says(alarm, "muster/end", "gunilla")
        assert (refused.status_code, refused.json()["code"]) == (409, "not_all_accounted")
        await opened.passes(181)
        called = [e for e in await opened.node.store.alarm_entries(alarm) if e.event == "UnaccountedCalled"]
        assert called[-1].facts["people"] == [opened.node.book["as"].keys["guest-7"]]
