"""Press to enrol over HTTP: open a window, see what was pressed, close it; and what the bridges say they have."""

from typing import Any

from devices.folding import folded
from devices.merge import names_of
from devices.signals import Listed
from devices.tells import usual_answers
from service.access.action import Action
from service.access.visitor import Visitor, allowed
from service.addresses import Addresses
from service.alarm.instant import instant
from service.api.accounts import must_be_somebody
from service.api.enrolment import EnrolDesk
from service.api.gate import Who
from service.ingest.bridges import Bridge
from service.ingest.enrol_window import Offered, Window


def router(on: EnrolDesk) -> Addresses:
    """Return the routes."""
    routes = Addresses(prefix="/offices/{office}/enrolling", tags=["devices"])

    @routes.post("/window")
    async def open_window(office: str, visitor: Who) -> dict[str, Any]:
        """Listen for a minute: what is pressed by devices that nobody has enrolled is offered, and raises as ever."""
        must_be_somebody(visitor)
        on.page(office)
        return _window(on, on.windows.open(office))

    @routes.get("/window")
    async def window(office: str) -> dict[str, Any]:
        """Return what was pressed while the window was open, in the order in which it was heard."""
        on.page(office)
        found = on.windows.of(office)
        return {"listens": False, "until": None, "offered": [], "left_out": 0} if found is None else _window(on, found)

    @routes.delete("/window")
    async def close_window(office: str) -> dict[str, Any]:
        """Stop listening, and forget what was offered."""
        on.page(office)
        on.windows.close(office)
        return {"listens": False, "until": None, "offered": [], "left_out": 0}

    @routes.get("/bridges")
    async def bridges(office: str, visitor: Who) -> list[dict[str, Any]]:
        """List the buttons that bridges say they have and that nobody has enrolled."""
        on.page(office)
        taken = {name for one in on.enrolments.inventory.devices for name in names_of(one)}
        shown = [one for one in on.bridges.every() if _is_for(on, one, office, visitor)]
        return [_bridge_told(one, taken) for one in shown]

    return routes


def _is_for(on: EnrolDesk, bridge: Bridge, office: str, visitor: Visitor) -> bool:
    """Say whether somebody who enrols in an office may see what a bridge has: a bridge can stand for other offices."""
    if bridge.office is not None:
        return bridge.office == office
    return len(list(on.desk.book)) == 1 or allowed(visitor, Action.ENROL_DEVICES, None)


def _window(on: EnrolDesk, window: Window) -> dict[str, Any]:
    inventory = on.enrolments.inventory
    waiting = [one for one in window.offered.values() if inventory.find(one.office, one.device) is None]
    return {
        "listens": on.windows.listens(window),
        "until": instant(window.until),
        "offered": [_offered_told(one, _listed(on, one)) for one in waiting],
        "left_out": window.left_out,
    }


def _listed(on: EnrolDesk, offered: Offered) -> tuple[Bridge, Listed] | None:
    """Return what a bridge says of a device that was pressed, where one says something."""
    mine = folded(offered.device)
    for bridge in on.bridges.every():
        if bridge.broker == offered.broker and bridge.family == offered.family:
            for one in bridge.listed:
                if mine in (folded(one.name), folded(one.address)):
                    return bridge, one
    return None


def _offered_told(offered: Offered, found: tuple[Bridge, Listed] | None) -> dict[str, Any]:
    bridge, listed = found or (None, None)
    names = [offered.device] if listed is None else [listed.address, listed.name]
    return {
        "family": offered.family,
        "broker": offered.broker,
        "device": offered.device,
        "known_as": list(dict.fromkeys(names)),
        "model": listed.model if listed else None,
        "through": bridge.bridge if bridge else None,
        "gestures": list(dict.fromkeys((*offered.gestures, *(listed.gestures if listed else ())))),
        "pressed": list(offered.gestures),
        "presses": offered.presses,
        "raised": offered.unmistakable,
        "battery": offered.battery,
        "answers": sorted(usual_answers(offered.family)),
    }


def _bridge_told(bridge: Bridge, taken: set[str]) -> dict[str, Any]:
    return {
        "bridge": bridge.bridge,
        "family": bridge.family,
        "broker": bridge.broker,
        "devices": [
            {
                "family": bridge.family,
                "broker": bridge.broker,
                "device": one.name,
                "known_as": list(dict.fromkeys((one.address, one.name))),
                "model": one.model,
                "gestures": list(one.gestures),
                "through": bridge.bridge,
                "answers": sorted(usual_answers(bridge.family)),
            }
            for one in bridge.listed
            if one.gestures and not {folded(one.address), folded(one.name)} & taken
        ],
    }
