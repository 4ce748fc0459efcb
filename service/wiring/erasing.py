"""For how long a node keeps each kind of data, from its settings."""

from datetime import timedelta

from service.clock import Clock
from service.jobs.erasing import Erasing
from service.privacy.kinds import KINDS
from service.settings import Settings
from service.store.port import Store


def erasing_of(store: Store, clock: Clock, settings: Settings) -> Erasing:
    """Return what erases data whose time is over; kinds for which nothing was decided are kept."""
    days = {one.id: getattr(settings, one.settings[0]) for one in KINDS if len(one.settings) == 1}
    return Erasing(store, clock, {kind: timedelta(days=many) for kind, many in days.items() if many})
