"""Read BTHome version 2: what a Bluetooth button or sensor advertises under the service FCD2 (https://bthome.io/format)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESCCM

from devices.message import Wrong

LIMIT: Final = 255
"""Bytes of service data; an advertisement holds at most 254."""

GESTURES: Final[Mapping[int, str]] = MappingProxyType(
    {1: "single", 2: "double", 3: "triple", 4: "long", 5: "long_double", 6: "long_triple", 0x80: "hold", 0xFE: "hold"}
)
"""What a button's code means; 0 is no press. 0x80 is BTHome's word for `still held`, 0xFE was Shelly's before it."""

_VERSION: Final = 2
_SERVICE: Final = b"\xd2\xfc"
_TAG, _ADDRESS, _KEY = 4, 6, 16
_SEAL: Final = 4 + _TAG
"""Bytes behind what is encrypted: the count, and what proves that nobody has changed anything."""
_PACKET, _BATTERY, _VOLTAGE, _BATTERY_LOW, _TAMPER, _BUTTON = 0x00, 0x01, 0x0C, 0x15, 0x2B, 0x3A
_WITH_LENGTH: Final = frozenset({0x53, 0x54})  # text and raw say themselves how long they are

# Bytes of each object's value. An object that is not here ends what can be read: nothing says how long it is.
_TWO: Final = (0x02, 0x03, 0x06, 0x07, 0x08, 0x0C, 0x0D, 0x0E, 0x12, 0x13, 0x14, 0x3C, 0x3D, 0x3F, 0x40, 0x41, 0x43)
_TWO_MORE: Final = (0x44, 0x45, 0x47, 0x48, 0x49, 0x4A, 0x51, 0x52, 0x56, 0x5A, 0x5D, 0x5E, 0x5F, 0x61, 0xF0)
_THREE: Final = (0x04, 0x05, 0x0A, 0x0B, 0x42, 0x4B, 0xF2)
_FOUR: Final = (0x3E, 0x4C, 0x4D, 0x4E, 0x4F, 0x50, 0x55, 0x5B, 0x5C, 0x62, 0x63, 0xF1)
_ONE: Final = (
    *(0x00, 0x01, 0x09, *range(0x0F, 0x12), *range(0x15, 0x30), 0x3A),
    *(0x46, 0x57, 0x58, 0x59, 0x60),
)
_LENGTHS: Final[Mapping[int, int]] = MappingProxyType(
    dict.fromkeys(_ONE, 1) | dict.fromkeys(_TWO + _TWO_MORE, 2) | dict.fromkeys(_THREE, 3) | dict.fromkeys(_FOUR, 4)
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Frame:
    """What one advertisement says, as far as a button is concerned.

    `packet` counts from 0 to 255 and round again, the same for whoever hears it; `buttons` are the codes of all buttons
    in their order, 0 where one is not pressed. `battery` is a percentage, `volts` a voltage. An encrypted frame says
    nothing else, except with its key: `sealed` is then its count, which only rises, and None where the key is another.
    """

    encrypted: bool = False
    sealed: int | None = None
    packet: int | None = None
    battery: int | None = None
    volts: float | None = None
    battery_low: bool | None = None
    tamper: bool | None = None
    buttons: tuple[int, ...] = ()


def decode(data: bytes, *, address: bytes = b"", key: bytes | None = None) -> Frame | Wrong:
    """Read the service data (without the service's own number) of one advertisement. Never raises.

    `address` and `key` (16 bytes) are those of a device that encrypts.

    What stands before an object that is not known, or that is cut off, is read; what stands behind it is not.
    """
    if not data or len(data) > LIMIT:
        return Wrong("bad_field", f"service data has 1 to {LIMIT} bytes, and this has {len(data)}")
    if data[0] >> 5 != _VERSION:
        return Wrong("bad_field", f"BTHome version {data[0] >> 5} is not read, only version {_VERSION}")
    if data[0] & 1:
        return Frame(encrypted=True) if key is None else _opened(data, address, key)
    return _frame(data)


def _opened(data: bytes, address: bytes, key: bytes) -> Frame:
    """Read an encrypted frame: AES-CCM with a tag of 4 bytes, the nonce being address, service, first byte and count.

    Source: https://bthome.io/encryption
    """
    sealed, count, tag = data[1:-_SEAL], data[-_SEAL:-_TAG], data[-_TAG:]
    if len(data) <= _SEAL or len(address) != _ADDRESS or len(key) != _KEY:
        return Frame(encrypted=True)
    try:
        clear = AESCCM(key, tag_length=_TAG).decrypt(address + _SERVICE + data[:1] + count, sealed + tag, None)
    except InvalidTag:
        return Frame(encrypted=True)
    return replace(_frame(data[:1] + clear), encrypted=True, sealed=int.from_bytes(count, "little"))


def _frame(data: bytes) -> Frame:
    values: dict[int, int] = {}
    buttons: list[int] = []
    place = 1
    while place < len(data):
        kind, place = data[place], place + 1
        if kind in _WITH_LENGTH:
            place += 1 + (data[place] if place < len(data) else 0)
            continue
        length = _LENGTHS.get(kind)
        if length is None or place + length > len(data):
            break
        value = int.from_bytes(data[place : place + length], "little")
        place += length
        if kind == _BUTTON:
            buttons.append(value)
        else:
            values.setdefault(kind, value)
    return Frame(
        packet=values.get(_PACKET),
        battery=values.get(_BATTERY),
        volts=values[_VOLTAGE] / 1000 if _VOLTAGE in values else None,
        battery_low=bool(values[_BATTERY_LOW]) if _BATTERY_LOW in values else None,
        tamper=bool(values[_TAMPER]) if _TAMPER in values else None,
        buttons=tuple(buttons),
    )
