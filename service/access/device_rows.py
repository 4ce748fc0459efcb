"""How each device of an office stands at the broker: who may press, who is refused, who has two passwords. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from devices.family import OWN_BROKER
from devices.inventory import Device
from devices.own_topics import brought_by, shared_topic, topics_of
from devices.registry import Registry
from service.store.device_port import DeviceCredential, DeviceCredentialKind

DeviceState = Literal["out", "refused", "unlisted", "outdated", "two", "open", "holds", "by_gateway"]

WORST_FIRST: Final[tuple[DeviceState, ...]] = (
    "out",
    "refused",
    "unlisted",
    "outdated",
    "two",
    "open",
    "holds",
    "by_gateway",
)
"""`out`: all it had was revoked, or ran out. `refused`: it never had one, and the broker asks. `unlisted`: no list of
devices names it any more, and it comes in. `outdated`: bound to other topics than its office's rules say now. `two`: an
old credential holds beside the newest. `open`: the broker asks nobody yet. `holds`. `by_gateway`: a gateway speaks for
it."""


WORRIES: Final = WORST_FIRST[:4]
"""Somebody has to see to these now."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DeviceRow:
    """One device or gateway of an office."""

    device: str
    name: str
    place: str | None
    kind: DeviceCredentialKind
    enrolled: bool
    state: DeviceState
    holding: tuple[DeviceCredential, ...]
    """Its credentials that hold, the newest first."""
    ended_at: datetime | None
    """When the last of those that hold no longer ended."""
    gateway: str | None
    """Which gateway speaks for it, as office/device; or which broker, where it is heard at another than Trygg's own."""


def rows_of(
    office: str,
    registry: Registry,
    credentials: Iterable[DeviceCredential],
    now: datetime,
) -> list[DeviceRow]:
    """Return an office's devices and gateways, those first that somebody has to see to.

    Args:
        office: the office.
        registry: the enrolled devices and the rules of their topics.
        credentials: all credentials of all offices, ended ones too.
        now: what time it is.
    """
    every = tuple(credentials)
    own = {name: [one for one in every if (one.office, one.device) == (office, name)] for name in _names(office, every)}
    enrolled = {one.device: one for one in registry.inventory.devices if one.office == office}
    holding = tuple(one for one in every if one.holds(now))
    rows = [
        _row(
            office,
            name,
            enrolled.get(name),
            own.get(name, []),
            registry=registry,
            everybody=holding,
            asks=bool(every),
            now=now,
        )
        for name in {**enrolled, **own}
    ]
    shown = [row for row in rows if row.enrolled or row.holding]
    return sorted(shown, key=lambda row: (WORST_FIRST.index(row.state), row.name.casefold(), row.device))


def _names(office: str, every: Iterable[DeviceCredential]) -> dict[str, None]:
    return dict.fromkeys(one.device for one in every if one.office == office)


def _row(
    office: str,
    name: str,
    device: Device | None,
    own: list[DeviceCredential],
    *,
    registry: Registry,
    everybody: tuple[DeviceCredential, ...],
    asks: bool,
    now: datetime,
) -> DeviceRow:
    holding = tuple(sorted((one for one in own if one.holds(now)), key=lambda one: -one.generation))
    gateway = None if device is None or holding else _gateway(device, registry, everybody)
    ends = [end for one in own if not one.holds(now) for end in (one.ended_at or one.expires_at,) if end is not None]
    return DeviceRow(
        device=name,
        name=device.name if device else name,
        place=device.place if device else None,
        kind=holding[0].kind if holding else "device",
        enrolled=device is not None,
        state=_state((office, name), holding, registry, gateway=gateway, had=bool(own), asks=asks),
        holding=holding,
        ended_at=max(ends, default=None),
        gateway=gateway,
    )


def _state(
    named: tuple[str, str],
    holding: tuple[DeviceCredential, ...],
    registry: Registry,
    *,
    gateway: str | None,
    had: bool,
    asks: bool,
) -> DeviceState:
    if not holding:
        if gateway is not None:
            return "by_gateway"
        return "out" if had else "refused" if asks else "open"
    newest = holding[0]
    if newest.kind == "device":
        wanted = topics_of(named, registry.inventory.devices, registry.outputs.outputs, registry.rules)
        if wanted is None:
            return "unlisted"
        if (set(newest.publishes), set(newest.hears)) != (set(wanted.publishes), set(wanted.hears)):
            return "outdated"
    return "two" if len(holding) > 1 else "holds"


def _gateway(device: Device, registry: Registry, everybody: tuple[DeviceCredential, ...]) -> str | None:
    if device.broker != OWN_BROKER:
        return device.broker
    published = [topic for one in everybody for topic in one.publishes]
    topic = brought_by(device, registry.rules, published, registry.sources)
    if topic is None:
        return None
    return next(f"{one.office}/{one.device}" for one in everybody if shared_topic([topic], one.publishes) is not None)
