"""BTHome: every object is passed over by its length, and no bytes raise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices import bthome
from devices.bthome import Frame, decode
from devices.message import Wrong


@pytest.mark.parametrize(
    ("data", "frame"),
    [
        ("40001d01643a01", Frame(packet=0x1D, battery=100, buttons=(1,))),
        ("44000a015e3a003a01", Frame(packet=10, battery=94, buttons=(0, 1))),
        ("44000a015e3a003a003a043a006000", Frame(packet=10, battery=94, buttons=(0, 0, 4, 0))),
        ("40", Frame()),
        ("41a47266c95f73", Frame(encrypted=True)),
        ("4400050c020c3afe", Frame(packet=5, volts=3.074, buttons=(0xFE,))),
        ("40000115012b003a02", Frame(packet=1, battery_low=True, tamper=False, buttons=(2,))),
        ("400001530468656a213a01", Frame(packet=1, buttons=(1,))),
        ("40000101643a", Frame(packet=1, battery=100)),
        ("400001ee00643a01", Frame(packet=1)),
        ("4000015300", Frame(packet=1)),
        ("40000153", Frame(packet=1)),
    ],
)
def test_a_frame_is_read_as_far_as_it_can_be(data: str, frame: Frame) -> None:
    """Known objects are read or passed over; one that is not known, or cut off, ends what is read."""
    assert decode(bytes.fromhex(data)) == frame


@pytest.mark.parametrize("data", [b"", b"\x00", b"\x20\x00", b"\x60\x3a\x01", b"\x40" * 256])
def test_what_is_not_bthome_is_told(data: bytes) -> None:
    """Another version, nothing, or more than an advertisement can hold is a fault, and no frame."""
    assert isinstance(decode(data), Wrong)


SIZES = {0x02: 2, 0x04: 3, 0x2E: 1, 0x3C: 2, 0x3E: 4, 0x3F: 2, 0x45: 2, 0x50: 4, 0x60: 1, 0xF0: 2, 0xF1: 4, 0xF2: 3}
others = st.sampled_from(sorted(SIZES)).flatmap(
    lambda kind: st.binary(min_size=SIZES[kind], max_size=SIZES[kind]).map(lambda value: bytes([kind]) + value)
)


@given(
    before=st.lists(others, max_size=6), after=st.lists(others, max_size=6), code=st.sampled_from([*bthome.GESTURES])
)
def test_a_button_is_found_among_whatever_else_is_measured(before: list[bytes], after: list[bytes], code: int) -> None:
    """Sensors before and behind a button move it, and hide nothing."""
    frame = decode(b"\x44" + b"".join(before) + bytes([0x3A, code]) + b"".join(after))
    assert isinstance(frame, Frame)
    assert frame.buttons == (code,)


@given(st.binary(max_size=300))
def test_no_bytes_raise(data: bytes) -> None:
    """Whatever was on the air is a frame with bounded numbers, or a fault."""
    read = decode(data)
    if isinstance(read, Frame):
        assert len(read.buttons) < 128
        assert all(0 <= number <= 255 for number in (*read.buttons, read.packet or 0, read.battery or 0))
