"""How each device of an office is told: what it is, who has it, when it was tested, and what somebody has to see to."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, Final

from devices.inventory import CHECK_IN, FIRE, FIRE_OVER, Device
from devices.watch import Standing
from roles.kind import pressed_kinds
from roles.plan import Plan
from service.access.device_facts import FAMILY_NAMES
from service.access.visitor import Visitor
from service.alarm.instant import instant
from service.api.desk import Desk
from service.api.window_of_test import may_test, told_test
from service.dispatch.faults import MESSAGES, Fault
from service.dispatch.window_of_test import HEARD, MEASURED, REMEMBERED, last_test_among
from service.jobs.enrolments import Enrolments
from service.store.enrolment_port import Enrolment

SHOWN: Final = frozenset(
    {
        "device_unreadable",
        "device_latched",
        "device_presses_on",
        "device_elsewhere",
        "device_clock",
        "pressed_lost",
        "pressed_unissued",
        "pressed_out_of_service",
    }
)
"""Faults that stand with their device; how it is heard is told of each, where faults say it of many at once."""
GRAVE: Final = ("device_unreadable", "device_latched")
"""Those of a device that may not be heard at all: they come before the others."""


async def rows_told(
    desk: Desk,
    enrolments: Enrolments,
    office: str,
    kept: Mapping[str, Enrolment],
    *,
    visitor: Visitor,
    today: date,
) -> dict[str, Any]:
    """Return the devices of an office, the worst first, and what the page needs to enrol further ones."""
    plan = desk.book[office].plan
    merged = enrolments.merged
    faults = desk.faults.of(office)
    entries = await desk.store.recent(office, (HEARD, MEASURED), REMEMBERED)
    now = desk.clock.now()
    rows = []
    for device in (one for one in merged.inventory.devices if one.office == office):
        page = kept.get(device.device)
        overruled = merged.overruled.get((office, device.device)) is not None
        mine = None if page is None or overruled else page
        rows.append(
            {
                **_facts(device, plan),
                "revision": mine.revision if mine else None,
                "lost_names": list(merged.without.get((office, device.device), ())),
                "needs": needs_of(
                    device,
                    plan,
                    today,
                    gone=_is_gone(desk, office, device),
                    has_left=desk.outside.has_left(device),
                ),
                "faults": _faults(device, faults),
                **asdict(desk.devices.standing(office, device.device) or Standing(hearing="not_supervised")),
                "may_test": may_test(desk, visitor, device),
                **told_test(last_test_among(entries, f"{office}/{device.device}", now)),
            }
        )
    return {
        "devices": sorted(rows, key=_worst_first),
        "overruled": [
            {"device": key, "name": one.device.name, "by": by, "revision": one.revision}
            for key, one in kept.items()
            if (by := merged.overruled.get((office, key))) is not None
        ],
        "listening_since": instant(desk.devices.since),
        "families": list(FAMILY_NAMES),
        "kinds": list(dict.fromkeys(("emergency", *pressed_kinds(plan), CHECK_IN, FIRE, FIRE_OVER))),
        "people": [{"id": one.id, "name": one.name} for one in plan.people.values()],
        "zones": [{"id": one.id, "name": one.name} for one in plan.zones.values()],
    }


def needs_of(device: Device, plan: Plan, today: date, *, gone: bool = False, has_left: bool = False) -> list[str]:
    """Return what somebody has to see to. Pure.

    That a button `has_left` the house is told of one that nobody wears: where somebody's own is, is her own affair.
    """
    needs = []
    if has_left and device.holder is None:
        needs.append("outside")
    if device.standing == "out_of_service" and (device.until is None or device.until < today):
        needs.append("due")
    if device.standing == "lost" and device.holder is not None:
        needs.append("without")
    if device.holder is not None and (gone or device.holder not in plan.people):
        needs.append("holder_gone")
    if device.place is not None and device.place not in plan.zones:
        needs.append("place_gone")
    return needs


def _is_gone(desk: Desk, office: str, device: Device) -> bool:
    page = desk.book[office]
    return device.holder is not None and page.keys.get(device.holder) in page.gone


def _facts(device: Device, plan: Plan) -> dict[str, Any]:
    person = plan.people.get(device.holder or "")
    zone = plan.zones.get(device.place or "")
    silent = device.reporting_time
    return {
        "device": device.device,
        "name": device.name,
        "holder": device.holder,
        "holder_name": person.name if person else None,
        "place": device.place,
        "place_name": zone.name if zone else None,
        "kinds": dict(device.kinds),
        "answers": sorted(device.answers),
        "known_as": list(device.known_as),
        "family": device.family,
        "broker": device.broker,
        "model": device.model,
        "through": device.through,
        "reporting_s": None if silent is None else int(silent.total_seconds()),
        "standing": device.standing,
        "until": None if device.until is None else device.until.isoformat(),
    }


def _faults(device: Device, faults: Sequence[Fault]) -> list[dict[str, Any]]:
    """Return what is wrong with a device now: a text to be translated, and what stands in it."""
    called = {device.name, f"{device.office}/{device.device}"}
    return [
        {"code": one.code, "says": MESSAGES[one.code], "args": {"subject": one.subject, **one.args}}
        for one in faults
        if one.code in SHOWN and one.subject in called
    ]


def _worst_first(row: Mapping[str, Any]) -> tuple[int, str, str]:
    if row["left"] or row["offline"] or row["hearing"] == "lost" or any(one["code"] in GRAVE for one in row["faults"]):
        rank = 0
    elif row["needs"]:
        rank = 1
    elif row["faults"] or row["tamper"] or row["battery_low"]:
        rank = 2
    elif row["hearing"] in ("late", "behind"):
        rank = 3
    else:
        rank = {"lost": 4, "in_use": 5, "out_of_service": 6, "unissued": 7}[row["standing"]]
    return rank, row["name"].casefold(), row["device"]
