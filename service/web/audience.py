"""How much of an office's facts a screen's page may hold.

What visitors must not see must not be in the page's source either.
"""

from typing import Any

from roles.plan import Audience
from service.web.ports import Facts

_PUBLIC = ("office", "name", "languages", "invented", "time_zone")


def facts_for(facts: Facts, screen: str, audience: Audience | None = None) -> dict[str, Any]:
    """Return the facts for one screen's page: all of them for staff, only the office's name and hours for visitors.

    Args:
        facts: the office's.
        screen: the plan's id of the screen.
        audience: for whom a paired one shows what it shows, which may be less than its plan says; None goes by that.

    Raises:
        KeyError: when the office has no such screen.
    """
    own = facts["screens"][screen]
    if audience is not None:
        own = {**own, "audience": audience}
    if own["audience"] in ("staff", "security"):
        return {**facts, "screens": {**facts["screens"], screen: own}}
    few = {key: facts[key] for key in _PUBLIC if key in facts}
    return {**few, "screens": {screen: own}, "zones": {}, "people": {}, "roles": {}, "contacts": {}}
