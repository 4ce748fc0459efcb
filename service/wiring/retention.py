"""For how long a node keeps words, from its settings."""

from datetime import timedelta

from service.clock import Clock
from service.jobs.retention import Retention
from service.settings import Settings
from service.store.following_port import Words
from service.store.port import Store


def retention_of(store: Store, clock: Clock, settings: Settings) -> Retention:
    """Return what erases words whose time is over; kinds for which nothing was decided are kept."""
    days: dict[Words, int] = {
        "reports": settings.keep_reports_days,
        "near_misses": settings.keep_near_misses_days,
        "measures": settings.keep_measures_days,
        "notes": settings.keep_notes_days,
    }
    return Retention(store, clock, {words: timedelta(days=many) for words, many in days.items() if many})
