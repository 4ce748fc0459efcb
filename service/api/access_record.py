"""What stands in the record of access of an office: who did what to whom, the newest first."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from service.addresses import Addresses
from service.alarm.instant import instant
from service.api.desk import Desk
from service.store.access_port import EVERYWHERE
from service.timeline.entry import Entry

LOOKED_AT: Final = 2000
"""Entries that are gone through for one answer, the newest of all offices."""
SHOWN: Final = 50
NAMED: Final = 5
"""Devices that are named where many were enrolled at once."""


def router(desk: Desk) -> Addresses:
    """Return the route."""
    routes = Addresses(prefix="/offices/{office}/access", tags=["access"])

    @routes.get("")
    async def record(office: str) -> list[dict[str, Any]]:
        """Tell who did what to whom, as far as it concerns an office: the last fifty acts, the newest first."""
        head = await desk.store.head(EVERYWHERE)
        entries = await desk.store.entries(EVERYWHERE, max(0, head.position - LOOKED_AT), LOOKED_AT)
        concerning = [one for one in entries if {office, EVERYWHERE} & set(one.facts["offices"])]
        names = {one.id: one.name for one in await desk.store.access.accounts()}
        return [_told(one, office, names) for one in reversed(concerning[-SHOWN:])]

    return routes


def _told(entry: Entry, office: str, names: Mapping[str, str]) -> dict[str, Any]:
    """Return an entry; what it says of other offices is left out."""

    def here(roles: Any) -> list[Any]:
        return [one for one in roles or () if one["office"] in (office, EVERYWHERE)]

    facts = entry.facts
    account = facts.get("account")
    return {
        "position": entry.position,
        "at": instant(entry.at),
        "event": entry.event,
        "by": names.get(entry.actor.who or ""),
        "via": entry.actor.via,
        "whom": names.get(account or ""),
        "kind": facts.get("kind"),
        "screen": facts.get("screen"),
        "device": facts.get("device") or _some(facts.get("devices")),
        "role": facts.get("role"),
        "roles": here(facts.get("roles")),
        "given": here(facts.get("given")),
        "taken": here(facts.get("taken")),
        "subject": facts.get("subject", False),
        "back": facts.get("back", False),
        "ended": len(facts.get("ended", ())),
    }


def _some(devices: Sequence[str] | None) -> str | None:
    """Return the first of many that were enrolled at once, and how many more they were."""
    if not devices:
        return None
    more = len(devices) - NAMED
    return ", ".join(devices[:NAMED]) + (f" (+{more})" if more > 0 else "")
