"""What a real alarm leaves behind, on both databases: a draft and aftercare, in the transaction that ends it."""

from parts.followed_up import CLEAR, CLOSE, MAJA, SARA, Office
from parts.reports import SECRET
from parts.stores import Stores
from service.alarm.commands import Cancel
from service.alarm.states import Mode
from service.dispatch.report import report_of
from service.dispatch.undertake import state_of
from service.measure.aftercare import Task
from service.report.classification import Aimed, Class, Severity
from service.report.commands import AddToReport, ClassifyReport, FinishReport, WriteReport
from service.timeline.chain import verify


async def test_a_real_alarm_that_is_closed_leaves_a_draft_and_three_tasks(stores: Stores) -> None:
    """In the transaction that closes it: the draft with her key and no words, and aftercare with owner and time."""
    office = Office(stores.open())
    alarm = await office.raised()
    await office.ask(alarm, CLEAR)
    assert await office.report(alarm) is None
    before = await office.store.head("as")
    await office.ask(alarm, CLOSE)
    written = await office.store.entries("as", before.position, 10)
    assert [one.event for one in written] == ["AlarmClosed", "ReportDrafted", *["MeasurePlanned"] * 3]
    draft = await office.report(alarm)
    assert (draft.stage, draft.reporter, draft.zone, draft.alarm) == ("drafted", "p-sara", "room-114", alarm)
    assert not any(one.personal and "words" in one.personal.content for one in written[1:])
    tasks = [state_of(one) for one in await office.store.undertakings("as", "measure")]
    assert {one.task for one in tasks} == set(Task)
    assert all(one.owner is not None and one.owner != "p-sara" for one in tasks)
    assert {one.report for one in tasks} == {report_of(alarm)}
    assert len(await office.store.due_undertakings()) == 4
    assert [bool(one.undertaking) for one in office.told[-5:]] == [False, True, True, True, True]
    assert all(one.due_at for one in office.told[-4:])


async def test_what_was_cancelled_has_a_draft_and_no_aftercare(stores: Stores) -> None:
    """Set off by mistake is something to write down; closing its record afterwards drafts nothing again."""
    office = Office(stores.open())
    alarm = await office.raised()
    await office.ask(alarm, Cancel(actor=MAJA, entitled=True, words="by mistake"))
    draft = await office.report(alarm)
    assert draft is not None
    await office.ask(alarm, CLOSE)
    assert await office.report(alarm) == draft
    entries = [one.event for one in await office.store.entries("as", 0, 100)]
    assert entries.count("ReportDrafted") == 1
    assert await office.store.undertakings("as", "measure") == []


async def test_drills_and_tests_leave_nothing_behind(stores: Stores) -> None:
    """Closed and cancelled alike: no draft, no task."""
    office = Office(stores.open())
    for mode in (Mode.DRILL, Mode.TEST):
        alarm = await office.raised(mode)
        await office.ask(alarm, CLEAR, CLOSE)
    assert await office.store.undertakings("as", "report") == []
    assert await office.store.undertakings("as", "measure") == []


async def test_a_report_is_written_finished_added_to_and_its_words_erased(stores: Stores) -> None:
    """From the draft to the end through the store; erased, the chain holds and the state is what the facts say."""
    office = Office(stores.open())
    alarm = await office.raised()
    await office.ask(alarm, CLEAR, CLOSE)
    said = ClassifyReport(actor=MAJA, classes=(Class.THREAT,), severity=Severity.NONE, aimed=Aimed.YES, entitled=True)
    done = await office.report(
        alarm,
        WriteReport(actor=SARA, words=SECRET, entitled=False),
        said,
        FinishReport(actor=MAJA, entitled=True),
        AddToReport(actor=SARA, words="He came back", entitled=False),
    )
    assert (done.stage, done.has_her_words) == ("finished", True)
    kept = await office.store.undertaking(report_of(alarm))
    assert kept is not None
    assert (kept.is_over, kept.due_at) == (True, None)
    await office.store.commit("as", lambda unit: unit.erase_undertaking(report_of(alarm)))
    entries = await office.store.entries("as", 0, 1000)
    assert verify("as", entries).broken is None
    assert SECRET not in str(entries)
    assert await office.report(alarm) == done


async def test_a_draft_that_nobody_writes_calls_upon_her_and_then_upon_the_lead(stores: Stores) -> None:
    """Its due times come like every other's."""
    office = Office(stores.open())
    alarm = await office.raised()
    await office.ask(alarm, CLEAR, CLOSE)
    found = []
    for _ in range(2):
        kept = await office.store.undertaking(report_of(alarm))
        assert kept is not None
        assert kept.due_at is not None
        office.clock.at = kept.due_at
        await office.undertaking.pass_due("as", kept.id, kept.due_at)
        found.append((await office.report(alarm)).calls)
    assert found == ["reporter", "lead"]
