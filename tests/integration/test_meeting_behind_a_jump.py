"""A watched meeting goes on by the clock that set its due time; the alarm that it becomes begins by the wall's."""

from datetime import timedelta
from pathlib import Path

from parts.drill_day import MONDAY, day
from service.dispatch.meeting import alarm_of

HOUR = timedelta(hours=1)


async def test_a_meeting_takes_its_steps_one_after_the_other_behind_a_clock_that_went_ahead(tmp_path: Path) -> None:
    """She is asked, then who watches, then there is an alarm: each by its time, and the alarm by the new one."""
    async with day(tmp_path) as office:
        clock = office.clock
        said = {
            "zone": "room-114",
            "person": "anna",
            "watcher": "hassan",
            "ends_at": str(MONDAY + timedelta(minutes=5)),
        }
        made = await office.post("/meetings", said)
        assert made.status_code == 201, made.text
        meeting = made.json()["meeting"]
        clock.wrong_by = HOUR
        dues = []
        for _ in range(3):
            kept = await office.node.store.undertaking(meeting)
            assert kept is not None
            assert kept.due_at is not None
            clock.at = kept.due_at
            done = await office.node.undertakings.undertaking.pass_due("as", meeting, kept.due_at)
            assert done is not None
            assert {one.at for one in done.entries} == {kept.due_at}
            dues.append((done.entries[0].event, kept.due_at - MONDAY))
        raised = await office.node.store.alarm(alarm_of(meeting))
        assert raised is not None
        assert raised[1].raised_at == clock.at + HOUR
    assert [event for event, _ in dues] == ["PersonAsked", "WatcherAsked", "MeetingAlarmed"]
    assert [after / timedelta(minutes=1) for _, after in dues] == [10, 12, 15]
