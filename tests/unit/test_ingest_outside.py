"""Buttons that are heard outside the house and nowhere in it."""

from datetime import date

import pytest

from devices.document import load
from devices.gateways import Gateways
from devices.inventory import Device, Inventory
from devices.registry import Registry
from devices.signals import Heartbeat, Position, Press, Signal
from parts.offices import AS
from roles.document import load as load_plan
from roles.plan import Plan
from service.api.device_told import needs_of
from service.dispatch.book import Book, OfficePage
from service.ingest.intake import Heard
from service.ingest.outside import Outside

SPARE = Device(office="as", device="spare", name="Spare")
WORN = Device(office="as", device="pendant-1", name="Pendant 1", holder="anna")
HEARD = Heard(topic="t", payload=b"", retain=False, again=False, receipt=lambda: None, refuse=lambda: None)


def _plan() -> Plan:
    plan = load_plan(AS.read_text(), source="as.yaml").plan
    assert plan is not None
    return plan


def _outside() -> Outside:
    placed = load("gateways: {as: {street-1: entrance, hall-1: reception}}", "devices.yaml").gateways
    registry = Registry(Inventory((SPARE, WORN)), gateways=Gateways(placed))
    book = Book()
    book.put(OfficePage(plan=_plan(), keys={}))
    return Outside(lambda: registry, book)


def _beat(*by: str, device: str = "spare", retained: bool = False) -> Signal:
    return Heartbeat(office="as", device=device, status="online", retained=retained, heard_by=by)


def test_a_button_heard_outside_only_has_left_until_it_is_heard_inside() -> None:
    """A gateway in the street alone: it has left; one in the house beside it: it has not."""
    outside = _outside()
    outside.hear((_beat("street-1", "hall-1"),), HEARD)
    assert not outside.has_left(SPARE)
    outside.hear((_beat("street-1"),), HEARD)
    assert outside.has_left(SPARE)
    outside.hear((Position(office="as", device="spare", gateway="hall-1"),), HEARD)
    assert not outside.has_left(SPARE)


@pytest.mark.parametrize(
    "signal",
    [
        _beat("nobody-knows-where"),
        _beat("street-1", retained=True),
        _beat("street-1", device="stranger"),
        Press(office="as", device="spare"),
    ],
)
def test_what_says_nothing_of_a_place_says_nobody_has_left(signal: Signal) -> None:
    """An unplaced gateway, an old word, a stranger's, and a press that nobody named a gateway for."""
    outside = _outside()
    outside.hear((signal,), HEARD)
    assert not outside.has_left(SPARE)


def test_it_is_told_of_a_button_that_nobody_wears() -> None:
    """Where somebody's own button is, outside alarms, stands in no list of others."""
    plan, today = _plan(), date(2026, 11, 28)
    assert needs_of(SPARE, plan, today, has_left=True) == ["outside"]
    assert needs_of(WORN, plan, today, has_left=True) == []
