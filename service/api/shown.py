"""Who has shown an alarm: the one summary of what the screens have confirmed."""

from typing import Any

from service.alarm.instant import instant
from service.api.desk import Desk


def shown(desk: Desk, office: str, alarm: str) -> dict[str, Any] | None:
    """Return on which screens an alarm has been seen, by name; None where this node has seen none of it."""
    if office not in desk.book or (known := desk.screens.summary(desk.book[office].plan, alarm)) is None:
        return None
    seen, missing = known
    names = {screen.id: screen.name for screen in desk.book[office].plan.screens.values()}
    return {
        "first_at": instant(min(seen.first_at.values())) if seen.first_at else None,
        "screens": [
            {"screen": screen, "name": names.get(screen, screen), "at": instant(at), "calm": screen in seen.calm}
            for screen, at in sorted(seen.first_at.items(), key=lambda pair: pair[1])
        ],
        "missing": [{"screen": screen, "name": names.get(screen, screen)} for screen in missing],
    }
