"""What screens are told of a plan: that it expires, names people who have left, is not the newest, or all are away."""

import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from service.clock import Clock
from service.dispatch.book import Book, PlanState
from service.dispatch.faults import Faults
from service.life.expiry import ON_SCREENS, reminder
from service.life.life import Life

EXPIRY = {"plan_expires_soon": ON_SCREENS, "plan_expires_tomorrow": 1, "plan_expired": 0}
"""The faults that climb before a plan's last day and after it, and the reminder from which each is shown."""

_log = logging.getLogger(__name__)


class Expiry:
    """Says it once for each change."""

    def __init__(self, book: Book, faults: Faults, clock: Clock) -> None:
        """Say it in the offices of a book."""
        self._book = book
        self._faults = faults
        self._clock = clock
        self._warned: dict[str, tuple[int | None, date | None, int]] = {}

    def note(self, office: str, life: Life, expires: date | None) -> None:
        """Show on the screens the last reminders before a plan expires, that it has, and that it names who has left."""
        page = self._book[office]
        today = self._clock.now().astimezone(ZoneInfo(page.plan.time_zone)).date()
        gone = {key: life.gone_at.get(key) for key in page.keys.values() if key in life.gone}
        if page.gone != gone:
            self._book.put(replace(page, gone=gone))
        due = reminder(expires, today) if expires else None
        left = len(gone)
        if self._warned.get(office) == (due, expires, left):
            return
        self._warned[office] = (due, expires, left)
        for code, begins in EXPIRY.items():
            self._faults.mend(office, code)
            if due == begins and expires is not None:
                self._faults.report(office, code, day=expires.isoformat())
        self._faults.mend(office, "plan_names_gone")
        if left:
            self._faults.report(office, "plan_names_gone", count=left)


class Away:
    """Whether the folder's disk seems to be away: an empty folder is what is left of one that is not mounted."""

    def __init__(self, faults: Faults) -> None:
        """Begin with nothing said."""
        self._faults = faults
        self._is_said = False

    def note(self, is_away: bool) -> None:
        """Tell the screens, and the log once."""
        if is_away and not self._is_said:
            _log.error("nothing lies in the folder of plans any more: plans and buttons go on as they were last")
            self._faults.report(Faults.EVERYWHERE, "plans_away")
        elif self._is_said and not is_away:
            _log.warning("the folder of plans is there again, and what lies in it is read")
            self._faults.mend(Faults.EVERYWHERE, "plans_away")
        self._is_said = is_away


def tell_state(faults: Faults, office: str, state: PlanState, *, gone: bool, errors: int) -> None:
    """Show on an office's screens whether the plan in force is the newest one."""
    for code in ("plan_errors", "plan_gone", "plan_fallback"):
        faults.mend(office, code)
    if state == "last_good" and gone:
        faults.report(office, "plan_gone")
    elif state == "last_good":
        faults.report(office, "plan_errors", count=errors)
    elif state == "fallback":
        faults.report(office, "plan_fallback")


def seconds_until_next(lives: Iterable[Life], now: datetime, most: float) -> float:
    """Return in how many seconds the next version begins to hold that was published for later; `most` at most."""
    for life in lives:
        coming = life.version(life.next).publication if life.next else None
        if coming is not None and coming.holds_from > now:
            most = min(most, (coming.holds_from - now).total_seconds())
    return most
