"""`trygg device credential|list|rotate|revoke`: which devices the broker lets in."""

import sys
from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from service.cli.options import Config, settings_from
from service.cli.roll import misused, with_roll

if TYPE_CHECKING:
    from devices.own_topics import OwnTopics
    from devices.registry import Loaded
    from service.access.device_credentials import DeviceCredentials, Given
    from service.access.roll import Roll
    from service.settings import Settings
    from service.store.device_port import DeviceCredential
    from service.store.port import Store

T = TypeVar("T")
Device = Annotated[str, typer.Argument(help="Office and device, as torget/pendant-1.")]
Prefixes = Annotated[
    list[str],
    typer.Option("--gateway", help="It is a gateway: the first levels of its topics, as zigbee2mqtt; repeatable."),
]
LONGEST_OVERLAP_DAYS = 90
_SHOWN = 5


def credential(device: Device, gateway: Prefixes = [], config: Config = None) -> None:  # noqa: B006 - only read
    """Give a device or a gateway its credential; prints the password, alone and once."""
    office, slug = _named(device)
    settings = settings_from(config)
    topics = _gateway_topics(gateway) if gateway else _own_topics(settings, office, slug)

    async def give(credentials: "DeviceCredentials") -> "Given":
        return await credentials.give(office, slug, "gateway" if gateway else "device", topics)

    _tell(settings, _worked(config, give))
    _warn(config, settings)


def rotate(
    device: Device,
    *,
    old_days: Annotated[
        int,
        typer.Option(help="Days for which the old one still holds; 0 ends it now.", min=0, max=LONGEST_OVERLAP_DAYS),
    ] = 14,
    gateway: Prefixes = [],  # noqa: B006 - only read
    config: Config = None,
) -> None:
    """Give a device another credential; the old one holds until somebody has been to the device."""
    office, slug = _named(device)
    settings = settings_from(config)
    topics = _gateway_topics(gateway) if gateway else None
    own = _topics_now(settings, office, slug)

    async def change(credentials: "DeviceCredentials") -> "Given":
        kinds = await credentials.kinds_of(office, slug)
        changed = topics
        if "device" in kinds and gateway:
            misused(f"{device} has the credential of a device; revoke it before it becomes that of a gateway")
        if "device" in kinds and own is not None:
            changed = own
        return await credentials.rotate(office, slug, changed, old_holds=timedelta(days=old_days))

    _tell(settings, _worked(config, change))


def revoke(
    device: Device,
    *,
    old: Annotated[bool, typer.Option("--old", help="Only those before the newest, after a rotation.")] = False,
    config: Config = None,
) -> None:
    """Shut a device out; Trygg's own broker ends its connection within a second."""
    office, slug = _named(device)

    async def end(credentials: "DeviceCredentials") -> int:
        return await credentials.revoke(office, slug, old_only=old)

    ended = _worked(config, end)
    if not ended:
        print(f"trygg: {device} has no {'older ' if old else ''}credential that holds", file=sys.stderr)
        raise typer.Exit(1)
    print(f"{device} is out: {ended} of its credentials hold no longer.")
    _remind(settings_from(config))


def show(config: Config = None) -> None:
    """List who may come in at the broker, the enrolled devices, and those that may not. Passwords are not kept."""
    from devices.merge import merge
    from service.cli.device_list import enrolled_lines
    from service.cli.planfile import devices_in
    from service.clock import SystemClock

    async def look(_: "Roll", store: "Store") -> list[str]:
        now = SystemClock().now()
        holding = [one for one in await store.devices.credentials() if one.holds(now)]
        lines = []
        for one in holding:
            until = f"until {one.expires_at:%Y-%m-%d %H:%M}Z" if one.expires_at else "holds"
            bound = f"  {', '.join(one.publishes)}" if one.kind == "gateway" else ""
            lines.append(
                f"{one.office}/{one.device}  {one.kind}  {one.user}  since {one.created_at:%Y-%m-%d}  {until}{bound}"
            )
        folder = settings_from(config).plans_dir
        page = [one.device for one in await store.enrolments.every()]
        enrolled = merge(devices_in(folder), page).inventory.devices
        silent = refused_devices(folder, holding)
        return [*lines, *enrolled_lines(enrolled), *(f"{name}  no credential" for name in silent)]

    for line in with_roll(config, look):
        print(line)


def refused_devices(folder: Path, holding: "Iterable[DeviceCredential]") -> list[str]:
    """Return office/device of each enrolled device whose presses no credential may bring, its own or a gateway's."""
    from devices.families import USUAL
    from devices.family import OWN_BROKER
    from devices.own_topics import brought_by

    loaded = _enrolled(folder)
    sources = USUAL if loaded.sources is None else loaded.sources
    published = [topic for one in holding for topic in one.publishes]
    return [
        f"{one.office}/{one.device}"
        for one in loaded.inventory.devices
        if one.broker == OWN_BROKER and brought_by(one, loaded.rules, published, sources) is None
    ]


def some_of(names: list[str]) -> str:
    """Return the first names of a list, and how many more there are."""
    return ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")


def _worked(config: Path | None, work: "Callable[[DeviceCredentials], Awaitable[T]]") -> T:
    from service.access.device_credentials import DeviceCredentials
    from service.clock import SystemClock

    async def run(_: "Roll", store: "Store") -> T:
        return await work(DeviceCredentials(store.devices, SystemClock()))

    return with_roll(config, run)


def _named(device: str) -> tuple[str, str]:
    from devices.topics import SERVICE, is_slug

    office, _, slug = device.partition("/")
    if not (is_slug(office) and is_slug(slug)) or office == SERVICE:
        misused(f"{device!r} names no device; write office and device: torget/pendant-1")
    return office, slug


def _enrolled(folder: Path) -> "Loaded":
    """Read all devices files together; what cannot be read is said and left out."""
    from devices.inventory import Inventory
    from devices.registry import Loaded, load

    read = [load(path.read_bytes(), path.name) for path in sorted(folder.glob("*devices.yaml"))]
    for one in read:
        for finding in one.findings:
            print(finding, file=sys.stderr)
    said = [one.sources for one in read if one.sources is not None]
    return Loaded(
        inventory=Inventory(device for one in read for device in one.inventory.devices),
        rules=tuple(rule for one in read for rule in one.rules),
        sources=tuple(source for sources in said for source in sources) if said else None,
        outputs=tuple(output for one in read for output in one.outputs),
        simulated={},
        gateways=(),
        findings=(),
    )


def _own_topics(settings: "Settings", office: str, slug: str) -> "OwnTopics":
    topics = _topics_now(settings, office, slug)
    if topics is not None:
        return topics
    print(
        f"trygg: nobody enrolled {office}/{slug} in {settings.plans_dir}/{office}.devices.yaml; enrol it there, or "
        "name the prefix of a gateway with --gateway",
        file=sys.stderr,
    )
    raise typer.Exit(1)


def _topics_now(settings: "Settings", office: str, slug: str) -> "OwnTopics | None":
    """Return what the lists of devices say today; None where none of them has it."""
    from devices.own_topics import topics_of

    loaded = _enrolled(settings.plans_dir)
    return topics_of((office, slug), loaded.inventory.devices, loaded.outputs, loaded.rules)


def _gateway_topics(prefixes: list[str]) -> "OwnTopics":
    from devices.own_topics import PrefixError, topics_of_gateway

    try:
        return topics_of_gateway(prefixes)
    except PrefixError as wrong:
        misused(str(wrong))


def _tell(settings: "Settings", given: "Given") -> None:
    print(given.password)
    old = f"; the old one holds until {given.old_until:%Y-%m-%d %H:%M}Z" if given.old_until else ""
    print(f"The user name is {given.user}. The password is shown this once{old}.", file=sys.stderr)
    _remind(settings)


def _warn(config: Path | None, settings: "Settings") -> None:
    """Name the devices that are refused from now on: the first credential is the end of pressing without one."""
    from service.clock import SystemClock

    async def look(_: "Roll", store: "Store") -> "list[DeviceCredential]":
        return [one for one in await store.devices.credentials() if one.holds(SystemClock().now())]

    refused = refused_devices(settings.plans_dir, with_roll(config, look))
    if refused:
        print(
            f"The broker asks every device from now on. WITHOUT a credential, and so refused: {some_of(refused)}.",
            file=sys.stderr,
        )


def _remind(settings: "Settings") -> None:
    if settings.mqtt_url is not None and settings.broker_files is not None:
        print(
            "It counts within seconds, while Trygg runs and has your mosquitto reloaded: trygg doctor.", file=sys.stderr
        )
    elif settings.mqtt_url is not None:
        print("It counts once your broker knows: run `trygg broker config --out …`, and reload it.", file=sys.stderr)
