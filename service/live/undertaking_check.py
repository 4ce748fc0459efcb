"""A room or door that is looked over, as screens show it. Pure."""

from collections.abc import Mapping

from service.alarm.instant import instant
from service.live.render import Audience
from service.live.view import View
from service.readiness.place import Place


def check_view(place: Place, _names: Mapping[str, str], audience: Audience) -> View | None:
    """Return what an audience sees: staff whether they can rely on the place, others nothing.

    Whoever waits in reception must not read which door stands open.
    """
    if audience not in (Audience.STAFF, Audience.SECURITY):
        return None
    return {
        "place": place.place,
        "of": place.kind,
        "state": place.state.value,
        "failed": list(place.look.failed) if place.look else [],
        "propped_at": instant(place.propped_at) if place.propped_at else None,
    }
