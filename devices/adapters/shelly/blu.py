"""Shelly BLU decoded by a gateway or its script: `bthomedevice` and `blu` in notifications, and leaves of topics."""

from collections.abc import Mapping
from typing import Final

from devices.adapters.shelly.buttons import COPIES_WITHIN_S, LIMIT, Heard, codes_in, tell_buttons, tell_place
from devices.adapters.shelly.settings import Settings, address_in, numbered, with_colons
from devices.message import Wrong, object_in, read_json, read_text, whole
from devices.signals import Signal
from devices.told import Told, strength

COMPONENTS: Final = ("bthomedevice:", "bthomesensor:")

_WORDS: Final = {
    "press": 1,
    "double_press": 2,
    "triple_press": 3,
    "long_press": 4,
    "long_double_press": 5,
    "long_triple_press": 6,
    "hold_press": 0x80,
    "none": 0,
}


def decode_leaf(
    settings: Settings, gateway: str, leaf: tuple[str, str], payload: bytes, *, retain: bool
) -> tuple[Signal, ...]:
    """Return what `<gateway>/blu/<device>/<leaf>` says; the state that is kept holds a press that is over."""
    beside = Told(settings.office, gateway, retain=retain)
    told = beside.about(_address_of(leaf[0]))
    text = read_text(payload)
    value = text if isinstance(text, Wrong) else read_json(text)
    if isinstance(value, Wrong):
        told.wrong(value)
    else:
        if leaf[1] == "button":
            tell_buttons(told, settings, codes_in(value), Heard(gateway=gateway))
        told.alive()
        if leaf[1] == "battery":
            told.percent(value)
        elif leaf[1] == "state":
            told.percent(object_in({"state": value}, "state").get("battery"))
    beside.alive(stands_for="gateway")
    return beside.signals


def tell_script_event(beside: Told, settings: Settings, event: Mapping[str, object]) -> None:
    """Tell an event of Shelly's own script: component `blu`, event `button`."""
    data = object_in(event, "data")
    device, value, word = data.get("device"), data.get("value"), data.get("event")
    if event.get("event") != "button":
        return
    if not isinstance(device, str) or not device:
        beside.unreadable("no_device", "data.device does not say which device this is")
        return
    told = beside.about(_address_of(device))
    codes = codes_in(value) if value is not None else [_WORDS.get(word, word) if isinstance(word, str) else word]
    tell_buttons(told, settings, codes, Heard(gateway=beside.device))
    told.alive()
    beside.alive(stands_for="gateway")


def tell_component_event(beside: Told, settings: Settings, event: Mapping[str, object]) -> None:
    """Tell an event that the gateway itself has decoded: component `bthomedevice:200`, event `single_push`."""
    component, word, data = str(event["component"]), str(event["event"]), object_in(event, "data")
    told = beside.about(_known(settings, beside.device, component, data.get("addr")))
    place = whole(event.get("idx", data.get("idx")), 0, LIMIT) or 0
    usual = numbered(word.removesuffix("_push"), place) if word.endswith("_push") else None
    gesture = settings.gesture(told.device, word, usual)
    if gesture is not None:
        told.press(gesture, copies_within_s=COPIES_WITHIN_S, gateway=beside.device, rssi=strength(data))
    if gesture is not None or word == "hold_press":
        told.alive()
    beside.alive(stands_for="gateway")


def tell_script_status(beside: Told, status: Mapping[str, object]) -> None:
    """Tell the status that Shelly's own script sends beside each event: the press is in the event, not here."""
    for device, values in list(status.items())[:LIMIT]:
        if isinstance(values, dict):
            told = beside.about(_address_of(device))
            told.alive()
            told.percent(values.get("battery"))
            tell_place(told, Heard(gateway=beside.device, rssi=strength(values)))
    beside.alive(stands_for="gateway")


def tell_component_status(
    beside: Told, settings: Settings, component: str, status: Mapping[str, object], *, is_news: bool
) -> None:
    """Tell the status of a device that the gateway knows; only news of a packet shows that it lives."""
    if not component.startswith(COMPONENTS[0]):
        return
    told = beside.about(_known(settings, beside.device, component, status.get("addr")))
    if is_news and {"packet_id", "last_updated_ts"}.intersection(status):
        told.alive()
        tell_place(told, Heard(gateway=beside.device, rssi=strength(status)))
    told.percent(status.get("battery"))
    beside.alive(stands_for="gateway")


def _known(settings: Settings, gateway: str, component: str, address: object) -> str:
    """Return the address of a component: as told, as the document has it, or else the component's own name."""
    if isinstance(address, str) and address:
        return address
    return settings.bluetooth.get(gateway, {}).get(component) or f"{gateway}/{component}"


def _address_of(device: str) -> str:
    """Return the address in a name such as `shellyblubutton1-bc026eaabbcc`, or the name where there is none."""
    address = address_in(device.rpartition("-")[2])
    return device if address is None else with_colons(address)
