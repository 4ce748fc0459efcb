"""Buttons that encrypt: read with their key by every family that hears them, their recordings refused, no key told."""

import json
from itertools import pairwise

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESCCM
from hypothesis import given
from hypothesis import strategies as st

from devices import bthome
from devices.registry import Registry, load
from devices.sealed import BATTERY_S, LATE_S, Sealed
from devices.signals import Press, Signal, Unreadable

KEY = "231d39c1d7cc1ab1aee224cd096db932"
ADDRESS = "5448e68f80a5"
PUBLISHED = "41a47266c95f730011223378237214"
"""The example that BTHome itself publishes: 25.06 °C and 50.55 %, sealed with that key."""

LISTEN = f"""
listen:
  - {{family: shelly, bindkeys: {{"54:48:E6:8F:80:A5": "{KEY}"}}}}
  - {{family: theengs, bindkeys: {{"5448E68F80A5": "{KEY}"}}}}
"""


def sealed(clear: str, count: int, *, first: bytes = b"\x45", key: str = KEY) -> bytes:
    """Return service data as a button seals it."""
    counter = count.to_bytes(4, "little")
    nonce = bytes.fromhex(ADDRESS) + b"\xd2\xfc" + first + counter
    text = AESCCM(bytes.fromhex(key), tag_length=4).encrypt(nonce, bytes.fromhex(clear), None)
    return first + text[:-4] + counter + text[-4:]


def registry() -> Registry:
    """Return what reads the button's frames."""
    loaded = load(LISTEN, "x")
    assert loaded.ok
    return Registry(sources=loaded.sources)


def raw(data: bytes) -> tuple[str, bytes]:
    """Return the message in which a Shelly gateway passes an advertisement on."""
    told = {"srcBle": {"mac": "54:48:e6:8f:80:a5", "rssi": -50}, "payload": data.hex()}
    return "shellyblugw-1/events/ble", json.dumps(told).encode()


def theengs(data: bytes) -> tuple[str, bytes]:
    """Return the message of a Theengs gateway without the key."""
    told = {"id": "54:48:E6:8F:80:A5", "encr": 2, "cipher": data[1:-8].hex()}
    told |= {"ctr": data[-8:-4].hex(), "mic": data[-4:].hex()}
    return "home/gw/BTtoMQTT/5448E68F80A5", json.dumps(told).encode()


def pressed(signals: tuple[Signal, ...]) -> list[tuple[str, str | None, int | None]]:
    """Return gesture, count and sealed count of each press."""
    return [(one.gesture, one.counter, one.sealed) for one in signals if isinstance(one, Press)]


def test_the_frame_that_is_published_is_opened() -> None:
    """With its key and address; with another key, another address or a changed bit it says nothing but that."""
    frame, address, key = bytes.fromhex(PUBLISHED), bytes.fromhex(ADDRESS), bytes.fromhex(KEY)
    opened = bthome.decode(frame, address=address, key=key)
    assert opened == bthome.Frame(encrypted=True, sealed=0x33221100)
    nothing = bthome.Frame(encrypted=True)
    assert bthome.decode(frame, address=address, key=bytes(16)) == nothing
    assert bthome.decode(frame, address=bytes(6), key=key) == nothing
    for place in range(1, len(frame)):
        changed = bytearray(frame)
        changed[place] ^= 1
        assert bthome.decode(bytes(changed), address=address, key=key) == nothing


@pytest.mark.parametrize("passed_on", [raw, theengs])
@pytest.mark.parametrize("first", [b"\x45", b"\x41"])
def test_a_sealed_press_is_a_press(passed_on: object, first: bytes) -> None:
    """Its packet number tells copies apart, else the count of its seal; a foreign frame is a fault that names it."""
    assert callable(passed_on)
    reads = registry()
    assert pressed(reads.decode(*passed_on(sealed("00073a01", 9, first=first)), retain=False)) == [("single", "7", 9)]
    assert pressed(reads.decode(*passed_on(sealed("3a04", 10, first=first)), retain=False)) == [("long", "10", 10)]
    assert pressed(reads.decode(*passed_on(sealed("00073a01", 9)), retain=True)) == []
    for signals in (
        reads.decode(*passed_on(sealed("00073a01", 9, key="00" * 16)), retain=False),
        Registry().decode(*passed_on(sealed("00073a01", 9)), retain=False),
    ):
        assert pressed(signals) == []
        faults = [(one.device or "", one.reason) for one in signals if isinstance(one, Unreadable)]
        assert [(device.casefold(), reason) for device, reason in faults] == [("54:48:e6:8f:80:a5", "encrypted")]


def test_no_key_is_told() -> None:
    """Neither how an adapter looks in a log, nor what is wrong with a document, quotes a key."""
    loaded = load(LISTEN, "x")
    assert KEY not in repr(loaded).casefold()
    assert str(bytes.fromhex(KEY)) not in repr(loaded)
    wrong = f'listen: [{{family: shelly, bindkeys: {{"54:48:e6:8f:80:a5": "{KEY}00", x: "{KEY}", y: 12345678}}}}]'
    found = load(wrong, "x")
    assert len(found.findings) == 3
    assert not any(part in str(finding) for finding in found.findings for part in (KEY, "12345678"))


def _press(count: int) -> tuple[Signal, ...]:
    return (Press(office=None, device="54:48:e6:8f:80:a5", sealed=count),)


def _hears(guard: Sealed, count: int, at_s: float, *, again: bool = False) -> bool:
    (signal,) = guard.refused(_press(count), at_s, again=again)
    assert isinstance(signal, Press) or (isinstance(signal, Unreadable) and signal.reason == "replayed")
    return isinstance(signal, Press)


def test_a_recording_is_refused_and_shows() -> None:
    """The same frame, or an older one, some time later; not copies that gateways bring, nor what was not receipted."""
    guard = Sealed()
    assert _hears(guard, 500, 0)
    assert _hears(guard, 500, LATE_S), "another gateway"
    assert _hears(guard, 499, 5), "overtaken"
    assert not _hears(guard, 500, LATE_S + 1)
    assert not _hears(guard, 499, LATE_S + 1)
    assert _hears(guard, 500, 60, again=True), "the broker had no receipt for it"
    assert _hears(guard, 501, 70)
    assert _hears(guard, 3, 80), "another battery"
    assert not _hears(guard, 3, 100)
    assert guard.refused((Press(office=None, device="x"),), 0, again=False) == (Press(office=None, device="x"),)


def test_a_button_with_another_battery_is_heard_however_far_it_had_counted() -> None:
    """It was pressed three times when it was hung up, and begins anew: the press in earnest is none of those three."""
    guard = Sealed()
    for count in range(3):
        assert _hears(guard, count, count * 20.0)
    assert not _hears(guard, 0, 40 + BATTERY_S - 1), "nobody changes a battery that fast"
    for count in range(3):
        assert _hears(guard, count, 40 + BATTERY_S + count * 20)
    assert _hears(guard, 2, 80 + 2 * BATTERY_S), "the same count, with a third battery"


@given(st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=20, unique=True))
def test_a_button_that_counts_upwards_is_always_heard_and_never_twice(counts: list[int]) -> None:
    """However far it counts between two presses, and whatever is recorded in between."""
    guard, rising = Sealed(), sorted(counts)
    for place, count in enumerate(rising):
        assert _hears(guard, count, place * 100.0)
        assert not _hears(guard, count, place * 100.0 + 50)
    for older, newer in pairwise(rising):
        if older >= 100:
            assert not _hears(guard, older, 10_000.0), (older, newer)


@given(data=st.binary(max_size=300), address=st.binary(max_size=8), key=st.binary(max_size=20))
def test_no_bytes_make_opening_raise(data: bytes, address: bytes, key: bytes) -> None:
    """Cut off, too long, with half a key: it is read, or known as unreadable."""
    bthome.decode(data, address=address, key=key)
    bthome.decode(b"\x41" + data, address=address, key=key)
