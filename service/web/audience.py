"""How much of an office's facts a screen's page may hold.

What visitors must not see must not be in the page's source either.
"""

from typing import Any

from service.web.ports import Facts

_PUBLIC = ("office", "name", "languages", "invented", "time_zone")


def facts_for(facts: Facts, screen: str) -> dict[str, Any]:
    """Return the facts for one screen's page: all of them for staff, only the office's name and hours for visitors.

    Raises:
        KeyError: when the office has no such screen.
    """
    own = facts["screens"][screen]
    if own["audience"] in ("staff", "security"):
        return dict(facts)
    few = {key: facts[key] for key in _PUBLIC if key in facts}
    return {**few, "screens": {screen: own}, "zones": {}, "people": {}, "roles": {}, "contacts": {}}
