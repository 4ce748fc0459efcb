"""Shelly BLU as scripts pass single advertisements on: raw, or decoded with their counter."""

from collections.abc import Mapping
from typing import Final

from devices import bthome
from devices.adapters.shelly.buttons import Heard, codes_in, tell_buttons
from devices.adapters.shelly.settings import Settings, address_in
from devices.message import Wrong, object_in, read_object, shown, whole
from devices.signals import Signal
from devices.told import Told, strength

_NO_BUTTON: Final = frozenset({"encryption", "BTHome_version", "pid", "battery"})


def decode_raw(settings: Settings, gateway: str, payload: bytes, *, retain: bool) -> tuple[Signal, ...]:
    """Return what `<gateway>/events/ble` says: the advertisement itself, in hexadecimal digits."""
    beside = Told(settings.office, gateway, retain=retain)
    values = read_object(payload)
    if isinstance(values, Wrong):
        beside.wrong(values)
        return beside.signals
    source = object_in(values, "srcBle")
    address = source.get("mac")
    if not isinstance(address, str) or not address:
        beside.unreadable("no_device", "srcBle.mac does not say which device this is")
        return beside.signals
    told = beside.about(address)
    frame = _frame(settings, address, values.get("payload"))
    if isinstance(frame, Wrong):
        told.wrong(frame)
    else:
        _tell_frame(
            told,
            settings,
            frame,
            Heard(packet=frame.packet, sealed=frame.sealed, gateway=gateway, rssi=strength(source)),
        )
    beside.alive(stands_for="gateway")
    return beside.signals


def decode_script(
    settings: Settings, address: str, payload: bytes, *, inside: str | None, retain: bool
) -> tuple[Signal, ...]:
    """Return what a script says that decodes for itself; `inside` is the field under which it puts the values."""
    told = Told(settings.office, address, retain=retain)
    values = read_object(payload)
    if isinstance(values, Wrong):
        told.wrong(values)
        return told.signals
    data: Mapping[str, object] = values if inside is None else object_in(values, inside)
    if data.get("encryption") is True:
        told.unreadable("encrypted", "the device encrypts, and the gateway has no key")
    elif "button" in data:
        heard = Heard(packet=whole(data.get("pid"), 0, 255), rssi=strength(values))
        tell_buttons(told, settings, codes_in(data["button"]), heard)
    elif inside is not None and not set(data) - _NO_BUTTON:
        # A script in the field reads the code as two bytes, finds one, and drops it: somebody may have pressed.
        told.unreadable("bad_field", "the gateway's script has left the button out: it has to be corrected")
    told.alive()
    told.percent(data.get("battery"))
    return told.signals


def _tell_frame(told: Told, settings: Settings, frame: bthome.Frame, heard: Heard) -> None:
    if frame.encrypted and frame.sealed is None:
        told.unreadable("encrypted", "the device encrypts, and nobody has its key")
        told.alive()
        return
    tell_buttons(told, settings, frame.buttons, heard)
    told.alive()
    if frame.battery is not None:
        told.percent(frame.battery)
    elif frame.battery_low is not None:
        told.charge("low" if frame.battery_low else "ok")
    elif frame.volts is not None:
        told.volts(frame.volts)
    told.tamper(frame.tamper)


def _frame(settings: Settings, address: str, data: object) -> bthome.Frame | Wrong:
    plain = address_in(address)
    known = b"" if plain is None else bytes.fromhex(plain)
    if isinstance(data, str) and len(data) <= 2 * bthome.LIMIT:
        try:
            return bthome.decode(bytes.fromhex(data), address=known, key=settings.bindkeys.get(plain or ""))
        except ValueError:
            pass
    return Wrong("bad_field", f"payload must be hexadecimal digits, and is {shown(data)}")
