"""An alarm that is ahead of the clock goes on by a time of its own: its deadlines come in their time all the same."""

import asyncio
from datetime import datetime, timedelta

from parts.two_clocks import AT, Recording, Shelf, TwoClocks, running
from service.alarm.actor import SERVICE
from service.dispatch.faults import Faults
from service.dispatch.outcome import Outcome
from service.jobs.own_time import OwnTime, nearest
from service.jobs.timers import Timers
from service.store.port import Deadline
from service.timeline.chain import link, start
from service.timeline.entry import Draft, Entry, Head

MINUTE = timedelta(minutes=1)


class PutOff(Recording):
    """A dispatch that looks again in a minute, without a word, as at a meeting that cannot go on."""

    async def pass_deadline(self, office: str, alarm: str, due_at: datetime) -> Outcome | None:
        (before,) = self._shelf.pending
        self.served.append(alarm)
        self._shelf.pending = [Deadline(office=office, alarm=alarm, due_at=before.due_at + MINUTE)]
        return None


def _told(*told: tuple[str, float]) -> list[Entry]:
    """Return an office's entries: of which alarm, and how many minutes after AT."""
    entries: list[Entry] = []
    for alarm, minutes in told:
        head = Head(office="as", position=len(entries), hash=entries[-1].hash if entries else start("as"))
        draft = Draft(at=AT + minutes * MINUTE, event="AlarmEscalated", alarm=alarm, actor=SERVICE, facts={})
        entries.append(link(head, draft, salt="00" * 16))
    return entries


async def test_what_is_put_off_without_a_word_comes_a_minute_later_each_time() -> None:
    """The clock went back by an hour; the alarm's entries say when it spoke last, and not what has passed since."""
    clock = TwoClocks()
    shelf = Shelf(Deadline(office="as", alarm="a-1", due_at=AT + MINUTE))
    shelf.of_alarms = _told(("a-1", 0))
    dispatch = PutOff(shelf)
    timers = Timers(shelf, dispatch, Faults(clock), clock)
    clock.at -= timedelta(hours=1)
    await timers.measure_clock()
    async with running(timers):
        for times in (1, 2, 3):
            clock.passes(1.1)
            await shelf.looked()
            clock.passes(54)
            await shelf.looked()
            assert len(dispatch.served) == times - 1
            clock.passes(7)
            async with asyncio.timeout(10):
                while len(dispatch.served) < times:
                    await asyncio.sleep(0.01)


async def test_an_alarm_that_has_spoken_since_is_counted_from_what_it_said() -> None:
    """Somebody answered, and the commit's answer was lost: what was counted before says nothing of what followed."""
    own = OwnTime()
    own.spoke("a-1", 4)
    own.counted("a-1", AT, 100.0)
    assert own.now("a-1", 4, 90.0) == AT - timedelta(seconds=10)
    assert own.now("a-1", 5, 90.0) is None
    assert own.now("a-2", 4, 90.0) is None
    own.keep({"a-2"})
    assert own.now("a-1", 4, 90.0) is None


def test_the_clock_that_told_something_a_moment_ago_is_the_one_that_is_not_before_it() -> None:
    """Of clocks an hour apart it is the one that came to it last; of such as hardly differ the first that is named."""
    told, hour, few = AT, timedelta(hours=1), timedelta(seconds=5)
    now = told + timedelta(seconds=20)
    assert nearest(told, now, now + hour, now - hour) == now
    assert nearest(told, now + few, now) == now + few
    assert nearest(told, now - few, now) == now - few
    assert nearest(told, now - hour, told - 2 * few) is None
