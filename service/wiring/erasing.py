"""For how long a node keeps each kind of data, in all offices and in those that have decided for themselves."""

from collections.abc import Container, Mapping
from datetime import timedelta

from service.clock import Clock
from service.jobs.erasing import Erasing, Keeps
from service.privacy.kept import days_kept, decision_for
from service.privacy.kinds import KINDS
from service.settings import Settings
from service.store.port import Store


def erasing_of(store: Store, clock: Clock, settings: Settings) -> Erasing:
    """Return what erases data whose time is over; kinds for which nothing was decided are kept."""
    return Erasing(
        store,
        clock,
        _times(settings, None),
        decision=settings.retention_decision,
        offices={
            office: Keeps(times=_times(settings, office), decision=decision_for(settings, office))
            for office in settings.offices_keep
        },
    )


def followed_by_nobody(settings: Settings, offices: Container[str]) -> list[str]:
    """Return the names in the settings under which something was decided, and no office has them."""
    return sorted(office for office in settings.offices_keep if office not in offices)


def _times(settings: Settings, office: str | None) -> Mapping[str, timedelta]:
    days = {one.id: days_kept(settings, one, office) for one in KINDS if one.settings}
    return {kind: timedelta(days=many) for kind, many in days.items() if many}
