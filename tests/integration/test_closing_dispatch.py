"""Closing the office through a real store: begun once, answered by everybody, erased and opened again by a name."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from parts.channel import HeldChannel
from parts.closing_office import closing_text
from parts.stores import SqliteStores
from parts.ways_out import Running, WaysOut
from roles.document import load
from roles.plan import Plan
from service.alarm.actor import SERVICE, Actor
from service.alarm.alarm import Alarm
from service.alarm.closing_command import AnswerItem, ReleaseOutputs
from service.alarm.commands import AnyButRaise, Clear, ReportOutput
from service.alarm.refusal import Refusal
from service.alarm.states import Mode, State
from service.dispatch.book import OfficePage
from service.dispatch.closing import Begin, Closings
from service.dispatch.faults import Faults
from service.jobs.fires import Fires
from service.store.port import Store
from service.timeline.chain import verify

GUNILLA = Actor(via="phone:as", who="p-gunilla", channel="phone")
CAFE = "contact:cafe"


def plan() -> Plan:
    """The office with a lock, staff outside and a neighbour."""
    found = load(closing_text(), source="as.yaml").plan
    assert found is not None
    return found


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """An empty store on a file."""
    stores = SqliteStores(folder=tmp_path, url="sqlite:///trygg.db", watch=Running())
    yield stores.open()
    await stores.close()


async def standing(store: Store, alarm: str) -> Alarm:
    """The alarm as it is kept."""
    found = await store.alarm(alarm)
    assert found is not None
    return found[1]


def closings(out: WaysOut) -> Closings:
    """The way in for closings."""
    return Closings(out.store, out.book, out.dispatch, out.clock)


def open_lines(alarm: Alarm) -> set[str]:
    """The lines of the checklist that nobody has answered."""
    assert alarm.closing is not None
    return {item.id for item in alarm.closing.items if item.state == "open"}


def saying(command: AnyButRaise) -> Callable[[OfficePage], AnyButRaise]:
    """Make a command whatever the plan says."""
    return lambda _page: command


async def test_begun_once_and_answered_by_everybody(store: Store) -> None:
    """Doors, reception, staff outside and the neighbour are told, each by her own way, and answer."""
    sms = HeldChannel("sms")
    async with WaysOut(store, sms, plan=plan()) as out:
        begin = Begin(key="k1", actor=GUNILLA, stage="closing", words="Släpp inte in någon.", looks_like="blå jacka")
        first = await closings(out).begin("as", begin)
        again = await closings(out).begin("as", begin)
        other = await closings(out).begin("as", replace(begin, key="k2"))
        assert (again.alarm, again.known_press, other.alarm) == (first.alarm, True, first.alarm)
        alarm = await standing(store, first.alarm)
        lines = {
            "front-door/front",
            "waiting-room",
            "police",
            "outside/p-david",
            "outside/p-elin",
            f"neighbours/{CAFE}",
        }
        assert open_lines(alarm) == lines
        assert alarm.outputs["front-lock"].state == "commanded"
        rows = await store.notices.of_alarm("as", first.alarm)
        assert {one.responder for one in rows if one.route == "sms"} >= {"p-david", "p-elin", CAFE}
        for notice in [one for one in rows if one.responder in ("p-david", "p-elin", CAFE)]:
            assert await out.dispatch.answer_notice(notice, "coming") == "noted"
        for line, who in (("front-door/front", "p-ida"), ("waiting-room", "p-hassan"), ("police", "p-gunilla")):
            said = AnswerItem(actor=Actor(via="screen:as/staff", who=who), item=line, answer="done")
            await out.dispatch.ask("as", first.alarm, saying(said))
        alarm = await standing(store, first.alarm)
        assert open_lines(alarm) == set()
        assert alarm.is_answered
        clear = Clear(actor=GUNILLA, entitled=True)
        assert (await out.dispatch.ask("as", first.alarm, lambda _page: clear)).state is State.CLEARED
        entries = await store.alarm_entries(first.alarm)
        [described] = [one for one in entries if one.event == "ReturnDescribed"]
        assert described.personal is None, "what somebody looked like is erased at the end"
        assert "jacka" not in str([one.facts for one in entries])
        assert verify("as", await store.entries("as", 0, 500)).broken is None


async def test_expected_and_closed_is_one_closing(store: Store) -> None:
    """Whoever closes an office that expects somebody closes that one, and what is sent twice happens once."""
    async with WaysOut(store, plan=plan()) as out:
        expected = await closings(out).begin("as", Begin(key="k1", actor=GUNILLA, stage="expected", entrance="main"))
        assert open_lines(await standing(store, expected.alarm)) == set()
        close = Begin(key="k2", actor=GUNILLA, stage="closing")
        closed = await closings(out).begin("as", close)
        again = await closings(out).begin("as", close)
        assert closed.alarm == again.alarm == expected.alarm
        assert again.known_press
        assert len(open_lines(await standing(store, closed.alarm))) == 6


async def test_a_press_beside_it_is_an_alarm_that_calls_everybody(store: Store) -> None:
    """Somebody presses while the office closes: whoever closes doors is called like anybody, and nothing is joined."""
    async with WaysOut(store, plan=plan()) as out:
        closed = await closings(out).begin("as", Begin(key="k1", actor=GUNILLA, stage="closing"))
        pressed = await out.press()
        assert pressed.alarm != closed.alarm
        alarm = await standing(store, pressed.alarm)
        assert alarm.kind == "emergency"
        assert {"p-ida", "p-hassan"} <= set(alarm.responders), "the door and the guard are called to it all the same"


async def test_no_lock_while_the_origin_may_be_behind_it(store: Store) -> None:
    """Where an alarm is open beside the door, its lock is left alone; a fire lets go what was locked before."""
    async with WaysOut(store, plan=plan()) as out:
        drill = Begin(key="k0", actor=GUNILLA, stage="closing", mode=Mode.DRILL)
        drilled = await standing(store, (await closings(out).begin("as", drill)).alarm)
        assert f"neighbours/{CAFE}" not in open_lines(drilled), "a drill tells nobody outside"
        closed = await closings(out).begin("as", Begin(key="k1", actor=GUNILLA, stage="closing"))
        released = await closings(out).release("as", ReleaseOutputs(actor=GUNILLA, because="fire"))
        assert {one.alarm for one in released} == {closed.alarm, drilled.id}
        assert (await standing(store, closed.alarm)).released
        await out.dispatch.ask("as", closed.alarm, lambda _page: Clear(actor=GUNILLA, entitled=True))
        await out.press(zone="entrance")
        closed = await closings(out).begin("as", Begin(key="k2", actor=GUNILLA, stage="closing"))
        withheld = [e for e in await store.alarm_entries(closed.alarm) if e.event == "OutputWithheld"]
        assert [e.facts["because"] for e in withheld] == ["behind"]


async def test_a_lamp_says_closed_at_the_door_and_stays_dark_where_an_alarm_wants_it(store: Store) -> None:
    """The line is done once lock and lamp have both proven it; beside an open alarm no lamp of a closing shines."""
    text = closing_text().replace("switch: [front-lock]", "switch: [front-lock, shut-lamp]")
    lamp = "shut-lamp: {name: Stängt-lampan, kind: lamp, zone: entrance, for: 2 h}"
    with_lamp = load(text.replace("\n  front-lock:", f"\n  {lamp}\n  front-lock:"), source="as.yaml").plan
    assert with_lamp is not None
    async with WaysOut(store, plan=with_lamp) as out:
        closed = await closings(out).begin("as", Begin(key="k1", actor=GUNILLA, stage="closing"))
        for output, is_open in (("shut-lamp", True), ("front-lock", False)):
            proven = ReportOutput(actor=SERVICE, output=output, on=True, tries=1)
            await out.dispatch.ask("as", closed.alarm, saying(proven))
            assert ("front-door/front" in open_lines(await standing(store, closed.alarm))) is is_open
        await out.dispatch.ask("as", closed.alarm, lambda _page: Clear(actor=GUNILLA, entitled=True))
        ended = [one.on for one in await store.outputs.to_output("as", "shut-lamp")]
        assert ended == [False], "opened again, it is told to go out"
        await out.press(zone="entrance")
        again = await closings(out).begin("as", Begin(key="k2", actor=GUNILLA, stage="closing"))
        withheld = [e for e in await store.alarm_entries(again.alarm) if e.event == "OutputWithheld"]
        assert {e.facts["output"]: e.facts["because"] for e in withheld} == {
            "shut-lamp": "calm",
            "front-lock": "behind",
        }


async def test_that_a_fire_is_over_is_said_by_a_name(store: Store) -> None:
    """Until then the screens say until when no lock locks; afterwards the next closing locks again."""
    async with WaysOut(store, plan=plan()) as out:
        closing, faults = closings(out), Faults(out.clock)
        shown = Fires(out.store, out.book, faults, out.clock)
        with pytest.raises(Refusal, match="No fire"):
            await closing.fire_over("as", GUNILLA)
        await closing.release("as", ReleaseOutputs(actor=GUNILLA, because="fire"))
        await shown.look("as")
        assert [one.code for one in faults.of("as")] == ["fire_told"]
        with pytest.raises(Refusal, match="who you are"):
            await closing.fire_over("as", Actor(via="screen:as/staff"))
        await closing.fire_over("as", GUNILLA)
        await shown.look("as")
        assert [one.code for one in faults.of("as")] == []
        told, over = [e for e in await store.entries("as", 0, 100) if e.event in ("FireTold", "FireOver")]
        assert (told.event, over.event, over.actor.who) == ("FireTold", "FireOver", GUNILLA.who)
        closed = await closing.begin("as", Begin(key="k1", actor=GUNILLA, stage="closing"))
        switched = [e.event for e in await store.alarm_entries(closed.alarm) if e.event.startswith("Output")]
        assert switched == ["OutputCommanded"]


async def test_a_drill_locks_no_door_beside_a_real_origin(store: Store) -> None:
    """Locks that drill with everybody are real locks: with a real alarm beside the door they are left alone too."""
    office = plan()
    lock = replace(office.outputs["front-lock"], in_drills=True)
    async with WaysOut(store, plan=replace(office, outputs={**office.outputs, "front-lock": lock})) as out:
        await out.press(zone="entrance")
        drill = Begin(key="k1", actor=GUNILLA, stage="closing", mode=Mode.DRILL)
        drilled = await closings(out).begin("as", drill)
        switched = [e for e in await store.alarm_entries(drilled.alarm) if e.event.startswith("Output")]
        assert [(e.event, e.facts["because"]) for e in switched] == [("OutputWithheld", "behind")]


async def test_among_many_alarms_the_oldest_still_counts(store: Store) -> None:
    """More have pressed since than are looked at: in a fire its lock is let go, and none locks while nobody knows."""
    async with WaysOut(store, plan=plan()) as out:
        few = Closings(out.store, out.book, out.dispatch, out.clock, most=2)
        closed = await few.begin("as", Begin(key="k1", actor=GUNILLA, stage="closing"))
        for number in range(3):
            await out.press(button=f"as/button-{number}", zone="staff-room")
        released = await few.release("as", ReleaseOutputs(actor=GUNILLA, because="fire"))
        assert closed.alarm in {one.alarm for one in released}
        await out.dispatch.ask("as", closed.alarm, lambda _page: Clear(actor=GUNILLA, entitled=True))
        again = await few.begin("as", Begin(key="k2", actor=GUNILLA, stage="closing"))
        withheld = [e for e in await store.alarm_entries(again.alarm) if e.event == "OutputWithheld"]
        assert [e.facts["because"] for e in withheld] == ["behind"]


async def test_refused_in_words(store: Store) -> None:
    """Nobody closes without a name, nor where the plan does not say how; a hold needs no plan."""
    async with WaysOut(store, plan=replace(plan(), closing=None)) as out:
        nameless = Begin(key="k1", actor=Actor(via="api"), stage="hold")
        with pytest.raises(Refusal) as refused:
            await closings(out).begin("as", nameless)
        assert refused.value.code == "nobody_named"
        with pytest.raises(Refusal) as refused:
            await closings(out).begin("as", Begin(key="k2", actor=GUNILLA, stage="closing"))
        assert refused.value.code == "no_closing_plan"
        hold = await closings(out).begin("as", Begin(key="k3", actor=GUNILLA, stage="hold"))
        assert (await standing(store, hold.alarm)).responders == {}
