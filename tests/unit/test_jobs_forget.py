"""What was said of past days is erased, in every office by its own calendar."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import cast

import roles
from roles.document import load
from service.dispatch.book import Book, OfficePage
from service.jobs.forget import Forgetting
from service.store.port import Store

TEXT = (Path(roles.__file__).parent / "examples" / "as.yaml").read_text()


class LateClock:
    """Half past eleven in the evening in UTC: in Stockholm it is the next day already."""

    def now(self) -> datetime:
        return datetime(2026, 11, 23, 23, 30, tzinfo=UTC)

    def monotonic(self) -> float:
        return 0.0


class Forgotten:
    """The part of a store that forgets."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, date]] = []

    async def forget_day_facts(self, office: str, day: date) -> None:
        self.asked.append((office, day))


async def test_each_office_forgets_by_its_own_calendar() -> None:
    """Past midnight in the office the day is over, whatever the service's own clock shows."""
    book, store = Book(), Forgotten()
    for office, zone in (("as", "Europe/Stockholm"), ("utc", "UTC")):
        plan = load(TEXT.replace("office: as", f"office: {office}").replace("Europe/Stockholm", zone), source="x").plan
        assert plan is not None
        book.put(OfficePage(plan=plan, keys={}))
    await Forgetting(cast(Store, store), book, LateClock()).forget()
    assert store.asked == [("as", date(2026, 11, 24)), ("utc", date(2026, 11, 23))]
