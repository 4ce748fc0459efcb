"""The way of a node's own press: through a broker, the session of presses, the reader, the hub and its own server."""

import json
from typing import Any, Final

from devices.family import OWN_BROKER
from devices.registry import Registry
from devices.signals import Press
from devices.topics import topic_of
from service.alarm.instant import instant
from service.clock import Clock
from service.ingest.brokers import Brokers
from service.jobs.canary import Path
from service.live.hub import Hub
from service.live.mirror import Mirror
from service.settings import Settings

PLACE: Final = "service/canary"
"""What the hub calls the canary's office. No office's slug has a stroke in it, and no book knows it: so it is in no
list, no plan calls anybody there, and nothing of it is ever written down."""


def path_through(broker: str, brokers: Brokers, hub: Hub, mirror: Mirror, clock: Clock) -> Path:
    """Return the way through one broker."""

    def show(press: str) -> None:
        shown: dict[str, Any] = {
            "kind": "emergency",
            "mode": "test",
            "zone": None,
            "calm": [],
            "level": 4,
            "device": None,
        }
        hub.provisional(PLACE, {"alarm": press, **shown, "at": instant(clock.now())})

    is_own = broker == OWN_BROKER
    return Path(
        broker=broker,
        code="canary_late" if is_own else "site_canary_late",
        subject="" if is_own else broker,
        is_there=lambda: brokers.is_connected(broker),
        press=lambda press: brokers.sing(broker, json.dumps({"id": press}).encode()),
        show=show,
        end=lambda press: hub.provisional_over(PLACE, press, "canary"),
        renew=mirror.renew,
        is_watched=lambda: mirror.connected,
    )


def press_in(registry: Registry, node: str, broker: str, payload: bytes) -> str | None:
    """Return the id of the node's own press, as the registry reads any press of a native device."""
    said = registry.decode(topic_of("canary", node, "press"), payload, retain=False, broker=broker)
    return next((one.press_id for one in said if isinstance(one, Press)), None)


def stream_of(settings: Settings, port: int) -> str:
    """Return where this very machine reaches the node's own server, as `ws://…` or `wss://…`."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1", "localhost": "127.0.0.1"}.get(settings.http_host, settings.http_host)  # noqa: S104
    named = f"[{host}]" if ":" in host else host
    return f"{'wss' if settings.tls_certificate else 'ws'}://{named}:{port}"
