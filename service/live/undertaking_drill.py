"""A drill as screens show it. Pure."""

from collections.abc import Mapping
from datetime import datetime

from service.alarm.instant import instant
from service.drill.drill import Drill
from service.live.render import Audience
from service.live.view import View


def drill_view(drill: Drill, _names: Mapping[str, str], audience: Audience) -> View | None:
    """Return what an audience sees: staff an announced drill, from its plan on; an unannounced one nobody.

    What an unannounced drill presses is marked on every screen all the same: by its alarm, which is one of a drill.
    """
    if audience not in (Audience.STAFF, Audience.SECURITY) or drill.manner == "unannounced":
        return None
    return {
        "scope": drill.scope,
        "state": drill.state.value,
        "zone": drill.zone,
        "zones": list(drill.zones),
        "at": instant(drill.at),
        "presses_at": _told(drill.presses_at),
        "because": drill.because,
    }


def _told(at: datetime | None) -> str | None:
    return instant(at) if at else None
