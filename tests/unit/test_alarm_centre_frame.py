"""Frames of DC-09: what is built is what is read, by us and by another's reader; nothing that comes back breaks it."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from siadc09.message import parse_frame
from siadc09.util import crc as crc_of_siadc09

from parts.alarm_centre import KEYS
from service.notify.alarm_centre.frame import LONGEST, Frame, Unreadable, build, crc, parse

HEX = "0123456789ABCDEF"
said = st.text(st.characters(min_codepoint=32, max_codepoint=126, exclude_characters="[]"), max_size=80)
times = st.datetimes(datetime(2001, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - made aware
frames = st.builds(
    Frame,
    ident=st.sampled_from(["SIA-DCS", "ADM-CID", "NULL", "ACK", "NAK", "DUH", "RSP"]),
    sequence=st.integers(0, 9999),
    receiver=st.none() | st.text(HEX, min_size=1, max_size=6),
    line=st.text(HEX, min_size=1, max_size=6),
    account=st.none() | st.text(HEX, min_size=3, max_size=16),
    data=said,
    extended=st.lists(said, max_size=4).map(tuple),
    at=st.none() | times.map(lambda at: at.replace(microsecond=0)),
    encrypted=st.booleans(),
).map(lambda frame: replace(frame, encrypted=frame.encrypted and frame.at is not None))
keys = st.sampled_from(sorted(KEYS.values()))
chances = st.binary(min_size=32, max_size=32)


@given(frames, keys, chances)
def test_what_is_built_is_what_is_read(frame: Frame, key: bytes, chance: bytes) -> None:
    """Every frame comes back as it went in, in clear and encrypted, whatever the padding is."""
    assert parse(build(frame, key=key, chance=chance), key=key) == frame


@given(frames, keys, keys, chances)
def test_another_key_reads_nothing_else(frame: Frame, key: bytes, other: bytes, chance: bytes) -> None:
    """What is encrypted is read with its own key, or not at all."""
    assume(key != other)
    secret = replace(frame, encrypted=True, at=frame.at or datetime(2026, 11, 28, tzinfo=UTC))
    with pytest.raises(Unreadable):
        parse(build(secret, key=key, chance=chance), key=other)


@given(st.binary(max_size=400), st.none() | keys)
def test_no_bytes_break_the_reader(raw: bytes, key: bytes | None) -> None:
    """Whatever comes is a frame, or is said to be none."""
    for bytes_ in (raw, b"\n" + raw + b"\r", _framed(raw), _framed(b'"*ACK"0001R0L0#123[' + raw.hex().encode())):
        with suppress(Unreadable):
            assert isinstance(parse(bytes_, key=key), Frame)


@given(frames, st.integers(0, 400), st.integers(1, 255))
def test_a_changed_byte_is_noticed(frame: Frame, place: int, change: int) -> None:
    """One damaged byte makes no other message."""
    whole = build(frame, key=KEYS[16], chance=bytes(32))
    damaged = bytearray(whole)
    damaged[place % len(whole)] ^= change
    with suppress(Unreadable):
        assert parse(bytes(damaged), key=KEYS[16]) == frame  # only the case of a hexadecimal digit has changed


@given(st.binary(max_size=300))
def test_the_crc_is_that_of_the_standard(body: bytes) -> None:
    """Our CRC is the one that another's table gives; that of “123456789” is known to be BB3D."""
    assert crc(body) == crc_of_siadc09(body)
    assert crc(b"123456789") == 0xBB3D


@given(st.integers(1, 9999), st.text(HEX, min_size=3, max_size=16), keys, chances)
def test_another_reader_reads_the_same(sequence: int, account: str, key: bytes, chance: bytes) -> None:
    """The reader of siadc09 finds number, account, event and time in our frames, encrypted with each length of key."""
    at = datetime(2026, 11, 28, 9, 15, 2, tzinfo=UTC)
    frame = Frame(
        ident="SIA-DCS",
        sequence=sequence,
        account=account,
        data=f"#{account}|Nri1/PA005^Reception^",
        extended=("RReception",),
        at=at,
        encrypted=True,
    )
    read = parse_frame(build(frame, key=key, chance=chance), key)
    assert (read.idtoken, read.seq, read.account.acct, read.timestamp) == ("SIA-DCS", sequence, int(account, 16), at)
    assert "Panic Alarm" in str(read)
    assert read.xdata[0].value == "Reception"


def test_a_known_frame_is_read() -> None:
    """The example of siadc09's own documentation is read as it says."""
    read = parse(b'\n8C860043"SIA-DCS"9876R579BDFL789ABC#123456A[#123456A|NFA129][M1234567890AB]\r')
    assert (read.receiver, read.line, read.account, read.data) == ("579BDF", "789ABC", "123456A", "#123456A|NFA129")
    assert read.extended == ("M1234567890AB",)


def test_a_frame_that_is_too_long_is_not_built() -> None:
    """The length has three digits, and a frame that needs four is refused rather than cut."""
    frame = Frame(ident="SIA-DCS", sequence=1, account="123", data="x" * LONGEST)
    with pytest.raises(ValueError, match="at most"):
        build(frame)


def test_an_encrypted_frame_needs_a_key_and_chance() -> None:
    """Without a key nothing goes out that says it is encrypted, and without chance no padding is made."""
    frame = Frame(ident="NULL", sequence=0, account="123", encrypted=True, at=datetime(2026, 11, 28, tzinfo=UTC))
    with pytest.raises(ValueError, match="needs a key"):
        build(frame)
    with pytest.raises(ValueError, match="and a time"):
        build(replace(frame, at=None), key=KEYS[16], chance=bytes(32))
    with pytest.raises(ValueError, match="random bytes"):
        build(frame, key=KEYS[16], chance=b"few")


def _framed(body: bytes) -> bytes:
    return b"\n" + f"{crc(body):04X}{len(body):04X}".encode() + body + b"\r"
