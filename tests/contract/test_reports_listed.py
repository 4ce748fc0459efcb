"""Lists and counts of reports go on behind the newest hundred, on both databases alike."""

from dataclasses import replace
from datetime import timedelta

from parts.followed_up import CLEAR, CLOSE, MAJA, SARA, Office
from parts.reports import AT, DAY, NEAR_MISS
from parts.stores import Stores
from service.alarm.actor import Actor
from service.alarm.commands import Cancel
from service.alarm.states import Mode
from service.dispatch.report import report_of
from service.dispatch.reports import LISTED, Reports, near_miss_of
from service.measure.commands import FinishMeasure, PlanMeasure
from service.report.classification import Aimed, Class, Severity
from service.report.commands import ClassifyReport, DiscussReport, FinishReport, ReportNearMiss, WriteReport

MANY = 2 * LISTED + 30
SORT = ClassifyReport(actor=MAJA, classes=(Class.THREAT,), severity=Severity.NONE, aimed=Aimed.NO, entitled=True)
FINISH = FinishReport(actor=MAJA, entitled=True)


def _near(who: str) -> ReportNearMiss:
    return replace(NEAR_MISS, actor=Actor(via="phone:as", who=who), happened_on=AT.date())


async def test_every_report_is_on_a_page_once(stores: Stores) -> None:
    """All of them, in order, newest or oldest first; by person; the finished ones apart from the others."""
    office = Office(stores.open())
    reports = Reports(office.store, office.undertaking)
    ids = [near_miss_of("as", f"code-{number}") for number in range(MANY)]
    for number in range(MANY):
        await reports.tell_near_miss("as", f"code-{number}", _near("p-sara" if number % 2 else "p-bo"))
    for id_ in ids[:3]:
        await reports.ask("as", id_, FINISH)

    found = [id_ async for page in reports.pages("as") for id_, _ in page]
    assert found == ids[::-1]
    assert await reports.counted("as") == MANY

    first = await reports.open("as")
    second = await reports.open("as", after=first.ends_at)
    third = await reports.open("as", after=second.ends_at)
    assert [id_ for page in (first, second, third) for id_, _ in page.rows] == ids[3:]
    assert (len(first.rows), third.ends_at) == (LISTED, None)

    hers = await reports.page("as", person="p-sara")
    rest = await reports.page("as", person="p-sara", before=hers.ends_at)
    assert [id_ for page in (hers, rest) for id_, _ in page.rows] == ids[1::2][::-1]
    finished = await reports.page("as", is_over=True)
    assert [id_ for id_, _ in finished.rows] == ids[2::-1]
    assert [id_ for id_, _ in (await reports.page("as", person="p-sara", is_over=True)).rows] == [ids[1]]
    assert (await reports.page("so")).rows == []


async def test_the_rate_counts_real_alarms_and_near_misses_of_the_period(stores: Stores) -> None:
    """Open alarms, drills and what lies outside count not; a finished report counts once."""
    office = Office(stores.open())
    reports = Reports(office.store, office.undertaking)

    async def rate(since: timedelta = -DAY, until: timedelta = 30 * DAY) -> tuple[int, int]:
        found = await reports.rate("as", AT + since, AT + until)
        return found.finished, found.all

    assert await rate() == (0, 0)
    drill = await office.raised(Mode.DRILL)
    await office.ask(drill, CLEAR, CLOSE)
    one = await office.raised()
    assert await rate() == (0, 0), "it is still open"
    await office.ask(one, CLEAR, CLOSE)
    assert await rate() == (0, 1)
    await office.report(one, WriteReport(actor=SARA, words="He shouted", entitled=False), SORT, FINISH)
    assert await rate() == (1, 1)
    office.clock.at = AT + 2 * DAY
    other = await office.raised(press="2")
    await office.ask(other, Cancel(actor=MAJA, entitled=True, words="by mistake"))
    office.clock.at = AT + 3 * DAY
    await reports.tell_near_miss("as", "code-1", _near("p-bo"))
    assert await rate() == (1, 3)
    assert await rate(timedelta(0), DAY) == (1, 1)
    assert await rate(2 * DAY, 3 * DAY) == (0, 1), "the end is left out"
    assert await rate(3 * DAY) == (0, 1)
    await reports.ask("as", near_miss_of("as", "code-1"), FINISH)
    assert await rate() == (2, 3)


async def test_the_unit_has_still_to_speak_about_what_is_new_or_has_an_open_measure(stores: Stores) -> None:
    """Spoken about it is gone; a measure that is open brings it back; aftercare does not, nor does a mistake."""
    office = Office(stores.open())
    reports = Reports(office.store, office.undertaking)
    alarm = await office.raised()
    await office.ask(alarm, CLEAR, CLOSE)
    mine = report_of(alarm)
    await reports.tell_near_miss("as", "code-1", replace(_near("p-bo"), classes=(Class.MISTAKE,)))
    other = near_miss_of("as", "code-1")

    async def open_ids() -> set[str]:
        return {id_ for id_, _ in await reports.unsettled("as", 10)}

    assert await open_ids() == {mine, other}
    await reports.ask("as", other, FINISH)
    assert await open_ids() == {mine}
    await reports.ask("as", mine, DiscussReport(actor=MAJA, met_on=AT.date(), words="Nothing", entitled=True))
    assert await open_ids() == set(), "aftercare is no matter for a meeting"
    plan = PlanMeasure(actor=MAJA, entitled=True, owner="p-bo", due_at=AT + 7 * DAY, words="A lock", report=mine)
    await reports.ask_measure("as", "measure-1", plan)
    assert await open_ids() == {mine}
    assert [id_ for id_, one in await reports.measures("as", mine) if one.task is None] == ["measure-1"]
    await reports.ask_measure("as", "measure-1", FinishMeasure(actor=MAJA, entitled=True))
    assert await open_ids() == set()
    assert len(await reports.unsettled("as", 1)) == 0
