"""Words whose time is over are erased: the chain and every count as before, and a line that says so. Both databases."""

from dataclasses import replace
from datetime import timedelta

from parts.followed_up import CLEAR, CLOSE, MAJA, SARA, Office
from parts.reports import AT, DAY, NEAR_MISS, SECRET
from parts.stores import Stores
from service.alarm.commands import AddNote
from service.dispatch.report import report_of
from service.dispatch.reports import Reports, near_miss_of
from service.jobs.erasing import AT_ONCE, WRITTEN, Erasing, forget
from service.live.render import Audience, render
from service.measure.commands import FinishMeasure, PlanMeasure
from service.report.classification import Aimed, Class, Severity
from service.report.commands import AddToReport, ClassifyReport, FinishReport, WriteReport
from service.store.access_port import EVERYWHERE
from service.store.privacy_port import Hold
from service.timeline.chain import verify
from service.timeline.entry import Entry

SORT = ClassifyReport(actor=MAJA, classes=(Class.THREAT,), severity=Severity.NONE, aimed=Aimed.NO, entitled=True)
FINISH = FinishReport(actor=MAJA, entitled=True)
YEAR = timedelta(days=365)
EVERY: dict[str, timedelta] = dict.fromkeys(WRITTEN, YEAR)


async def _written(office: Office) -> str:
    """Have an alarm with a note, a finished report, a finished measure and a finished near miss; return the alarm."""
    reports = Reports(office.store, office.undertaking)
    alarm = await office.raised()
    await office.ask(alarm, CLEAR, CLOSE, AddNote(actor=MAJA, words=f"note {SECRET}"))
    await office.report(alarm, WriteReport(actor=SARA, words=SECRET, entitled=False), SORT, FINISH)
    plan = PlanMeasure(actor=MAJA, entitled=True, owner="p-bo", due_at=AT + 7 * DAY, words=SECRET, report=None)
    await reports.ask_measure("as", "measure-1", plan)
    await reports.ask_measure("as", "measure-1", FinishMeasure(actor=MAJA, entitled=True, words=SECRET))
    await reports.tell_near_miss("as", "code", replace(NEAR_MISS, actor=SARA, happened_on=AT.date()))
    await reports.ask("as", near_miss_of("as", "code"), FINISH)
    return alarm


async def _entries(office: Office) -> list[Entry]:
    return await office.store.entries("as", 0, 1000)


async def test_all_words_are_gone_after_their_time_and_nothing_else(stores: Stores) -> None:
    """Not a day before; then every word; states, rate and the alarm are the same, and the chain verifies."""
    office = Office(stores.open())
    alarm = await _written(office)
    reports = Reports(office.store, office.undertaking)
    job = Erasing(office.store, office.clock, EVERY)
    before = await _entries(office)

    async def known() -> list[object]:
        states = [await office.store.undertaking(id_) for id_ in (report_of(alarm), "measure-1")]
        rate = await reports.rate("as", AT - DAY, AT + DAY)
        return [*states, rate, await office.store.alarm(alarm), await reports.counted("as")]

    stood = await known()
    office.clock.at = AT + YEAR
    assert await job.erase_all() == 0
    assert await _entries(office) == before
    office.clock.at = AT + YEAR + timedelta(seconds=1)
    count = await job.erase_all()
    after = await _entries(office)
    left = {one.position for one in after if one.personal}
    assert count == sum(one.personal is not None and one.position not in left for one in before) > len(EVERY)
    assert SECRET not in str(after)
    assert verify("as", after, anchor=await office.store.head("as")).broken is None
    assert await known() == stood
    lines = after[len(before) :]
    assert [one.facts["kind"] for one in lines] == list(EVERY)
    assert sum(one.facts["count"] for one in lines) == count
    assert {(one.event, one.alarm, one.personal) for one in lines} == {("PersonalErased", None, None)}
    assert {render(one, audience)["type"] for one in lines for audience in Audience} == {"withheld"}
    assert await job.erase_all() == 0
    assert await _entries(office) == after
    kept = [one for one in before if one.event in ("AlarmRaised", "AlarmCleared", "AlarmClosed")]
    assert all(one in after for one in kept), "the alarm's own record is another matter"


async def test_a_hold_holds_what_was_written_about_the_alarm_too(stores: Stores) -> None:
    """Its notes, its report and what is to be done after that report; not what is about another one."""
    office = Office(stores.open())
    alarm = await _written(office)
    plan = PlanMeasure(
        actor=MAJA, entitled=True, owner="p-bo", due_at=AT + DAY, words="of the report", report=report_of(alarm)
    )
    reports = Reports(office.store, office.undertaking)
    await reports.ask_measure("as", "measure-2", plan)
    await reports.ask_measure("as", "measure-2", FinishMeasure(actor=MAJA, entitled=True, words="done"))
    office.clock.at = AT + 2 * YEAR
    hold = Hold(
        office="as", alarm=alarm, set_at=office.clock.at, set_by="cli", until=office.clock.at + DAY, why="a trial"
    )
    await office.store.commit(EVERYWHERE, lambda unit: unit.set_hold(hold))
    job = Erasing(office.store, office.clock, EVERY)
    await job.erase_all()
    kept = [one for one in await _entries(office) if one.personal and (one.alarm is None or one.event == "NoteAdded")]
    events = [one.event for one in kept]
    assert {*events} >= {"NoteAdded", "ReportWritten", "MeasurePlanned", "MeasureDone"}
    assert "of the report" in str(kept)
    assert events.count("MeasureDone") == 1, "the other one follows from no report"
    assert await job.erase_all() == 0
    stores.watch.at = office.clock.at = office.clock.at + 2 * DAY
    assert await job.erase_all() > 0
    assert "of the report" not in str(await _entries(office))
    assert SECRET not in str(await _entries(office))


async def test_nobody_erases_what_is_held_in_the_meantime(stores: Stores) -> None:
    """A hold that is set between the look and the erasing wins."""
    office = Office(stores.open())
    alarm = await _written(office)
    office.clock.at = AT + 2 * YEAR
    found = await office.store.following.forgettable("as", "reports", office.clock.at, AT_ONCE)
    assert [one.id for one in found] == [report_of(alarm)]
    hold = Hold(office="as", alarm=alarm, set_at=office.clock.at, set_by="cli", until=AT + 3 * YEAR, why="a trial")
    await office.store.commit(EVERYWHERE, lambda unit: unit.set_hold(hold))
    assert await office.store.commit("as", lambda unit: forget("reports", unit, report_of(alarm))) == 0
    assert await office.store.commit("as", lambda unit: forget("notes", unit, alarm)) == 0


async def test_each_kind_has_its_own_time_and_what_is_not_over_stays(stores: Stores) -> None:
    """Only what was decided about is erased; an unfinished report keeps its words however old it is."""
    office = Office(stores.open())
    await _written(office)
    other = await office.raised(press="2")
    await office.ask(other, CLEAR, CLOSE)
    await office.report(other, WriteReport(actor=SARA, words="still open", entitled=False))
    await office.ask(await office.raised(press="3"), AddNote(actor=MAJA, words="not over"))
    office.clock.at = AT + 9 * YEAR
    assert await Erasing(office.store, office.clock, {"near_misses": YEAR}).erase_all() > 0
    text = str(await _entries(office))
    assert f"note {SECRET}" in text
    assert text.count(SECRET) == 4
    assert await Erasing(office.store, office.clock, EVERY).erase_all() > 0
    text = str(await _entries(office))
    assert SECRET not in text
    assert "still open" in text
    assert "not over" in text
    assert await Erasing(office.store, office.clock, {}).erase_all() == 0


async def test_what_is_added_afterwards_is_kept_for_its_own_time(stores: Stores) -> None:
    """A report that somebody adds to after its words were erased is found again, by two nodes once."""
    office = Office(stores.open())
    alarm = await _written(office)
    office.clock.at = AT + 2 * YEAR
    nodes = [Erasing(office.store, office.clock, EVERY) for _ in range(2)]
    await nodes[0].erase_all()
    await office.report(alarm, AddToReport(actor=SARA, words="He was convicted", entitled=False))
    assert await nodes[1].erase_all() == 0
    office.clock.at = AT + 3 * YEAR + DAY
    assert [await node.erase_all() for node in nodes] == [1, 0]
    assert "convicted" not in str(await _entries(office))


async def test_many_are_erased_some_at_a_time(stores: Stores) -> None:
    """More than one transaction holds: each has its line, and together they are all."""
    office = Office(stores.open())
    reports, many = Reports(office.store, office.undertaking), AT_ONCE + 5
    for number in range(many):
        await reports.tell_near_miss("as", f"code-{number}", replace(NEAR_MISS, actor=SARA, happened_on=AT.date()))
        await reports.ask("as", near_miss_of("as", f"code-{number}"), FINISH)
    office.clock.at = AT + 2 * YEAR
    assert await Erasing(office.store, office.clock, EVERY).erase_all() >= many
    lines = [one.facts["count"] for one in await _entries(office) if one.event == "PersonalErased"]
    assert len(lines) == 2
    assert lines[0] >= AT_ONCE
    assert lines[1] >= 5
