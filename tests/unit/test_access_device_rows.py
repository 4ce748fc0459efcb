"""How devices stand at the broker, told of files and credentials alone."""

from dataclasses import replace
from datetime import timedelta

from devices.adapters.generic.adapter import Rule
from devices.inventory import Device, Inventory
from devices.own_topics import topics_of_device, topics_of_gateway
from devices.registry import Registry, load
from parts.stores import AT
from service.access.device_rows import WORST_FIRST, DeviceRow, rows_of
from service.store.device_port import DeviceCredential

PENDANTS = [Device(office="as", device=f"pendant-{n}", name=f"Berlock {n}") for n in range(1, 6)]
KNOB = Device(office="as", device="knob", name="Knob", answers=frozenset())
ELSEWHERE = Device(office="torget", device="pendant-9", name="Elsewhere")


def _rules() -> tuple[Rule, ...]:
    text = "trygg: 1\ntopics:\n  - {topic: zigbee2mqtt/+, device: $.device, press: {where: {$.action: [sos]}}}\n"
    loaded = load(text.encode(), "as.devices.yaml")
    assert not loaded.findings, loaded.findings
    return loaded.rules


REGISTRY = Registry(Inventory([*PENDANTS, KNOB, ELSEWHERE]), _rules())


def _credential(device: Device, generation: int = 1) -> DeviceCredential:
    topics = topics_of_device(device)
    return DeviceCredential(
        user=f"as.{device.device}.{generation}",
        office=device.office,
        device=device.device,
        generation=generation,
        kind="device",
        publishes=topics.publishes,
        hears=topics.hears,
        digest="$7$1$a$b",
        created_at=AT,
    )


GATEWAY = replace(
    _credential(PENDANTS[0]),
    user="as.z2m",
    device="z2m",
    kind="gateway",
    publishes=topics_of_gateway(["zigbee2mqtt"]).publishes,
)


def _rows(*credentials: DeviceCredential) -> list[DeviceRow]:
    return rows_of("as", REGISTRY, credentials, AT)


def test_until_the_first_password_everything_is_open() -> None:
    """And every office lists its own alone."""
    rows = _rows()
    assert [(row.device, row.state) for row in rows] == [
        *((f"pendant-{n}", "open") for n in range(1, 6)),
        ("knob", "open"),
    ]


def test_the_worst_comes_first() -> None:
    """Shut out, refused, listed nowhere, on old topics, with two, in order, and behind a gateway."""
    out = replace(_credential(PENDANTS[0]), ended_at=AT)
    unlisted = _credential(Device(office="as", device="gone", name="Gone"))
    outdated = replace(_credential(PENDANTS[1]), publishes=("site/pendant-2/event",))
    two = (replace(_credential(PENDANTS[2]), expires_at=AT + timedelta(days=1)), _credential(PENDANTS[2], 2))
    rows = _rows(out, unlisted, outdated, *two, _credential(PENDANTS[3]), GATEWAY)
    assert [(row.device, row.state) for row in rows] == [
        ("pendant-1", "out"),
        ("pendant-5", "refused"),
        ("gone", "unlisted"),
        ("pendant-2", "outdated"),
        ("pendant-3", "two"),
        ("pendant-4", "holds"),
        ("z2m", "holds"),
        ("knob", "by_gateway"),
    ]
    assert set(WORST_FIRST) == {row.state for row in rows} | {"open"}
    assert rows[4].holding == (two[1], two[0])
    assert rows[-1].gateway == "as/z2m"
    assert rows[0].ended_at == AT


def test_a_device_at_a_sites_own_broker_needs_no_password_here() -> None:
    """Whoever lets it in there speaks for it; nobody is told to give it a password at Trygg's."""
    away = Device(office="as", device="lora-1", name="Lora", family="chirpstack", broker="site")
    rows = {row.device: row for row in rows_of("as", Registry(Inventory([away])), [GATEWAY], AT)}
    assert (rows["lora-1"].state, rows["lora-1"].gateway) == ("by_gateway", "site")


def test_an_old_password_that_has_run_out_is_no_second_one() -> None:
    """And what nobody enrolled and nothing lets in is not listed."""
    old = replace(_credential(PENDANTS[0]), expires_at=AT)
    ended = replace(GATEWAY, ended_at=AT)
    rows = {row.device: row for row in _rows(old, _credential(PENDANTS[0], 2), ended)}
    assert (rows["pendant-1"].state, rows["pendant-1"].ended_at) == ("holds", AT)
    assert "z2m" not in rows
