"""One notice as a channel gets it, for the tests of channels."""

from datetime import UTC, datetime
from typing import Any

from service.notify.port import Address, Outgoing

RAISED = datetime(2026, 11, 23, 14, 2, 7, tzinfo=UTC)


def outgoing(address: Address, **changed: Any) -> Outgoing:
    """A call to Bo over some route, with what a test changes of it."""
    said: dict[str, Any] = {
        "key": "lund-7.12.3.push",
        "repeats": False,
        "office": "lund",
        "office_name": "Arbetsmarknadskontoret Lund",
        "alarm": "lund-7",
        "mode": "actual",
        "kind": "emergency",
        "purpose": "call",
        "language": "sv",
        "address": address,
        "neutral": "Dagboken har en ny anteckning till dig.",
        "full": "Överfallslarm i rum 114. Du är understöd.",
        "at": RAISED,
        "zone": "room-114",
        "zone_name": "Rum 114",
        "role": "support",
        "role_title": "Understöd",
        "link": "https://larm.example.se/a/AbCdEfGhIjKlMnOpQrStUv",
    }
    return Outgoing(**{**said, **changed})
