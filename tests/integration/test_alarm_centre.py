"""Reporting to real receivers: pysiaalarm as it is, and what siadc09 reads, over TCP and UDP, clear and encrypted."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from parts.alarm_centre import HOST, KEYS, SetClock, Transport, a_centre, a_notice, library, small, why_not
from parts.process import free_port


@pytest.mark.parametrize("transport", ["tcp", "udp"])
@pytest.mark.parametrize("bits", [None, 16, 24, 32])
@pytest.mark.parametrize("form", ["SIA-DCS", "ADM-CID"])
async def test_pysiaalarm_takes_a_panic(tmp_path: Path, transport: Transport, bits: int | None, form: str) -> None:
    """It acknowledges a call, its end and a question whether the line is open, and reads what happened where."""
    key = None if bits is None else KEYS[bits]
    details: Sequence[str] = ["room"] if form == "ADM-CID" else ["time", "text", "location", "room", "site"]
    async with library(transport, key=key) as receiver:
        channel = a_centre(tmp_path, receiver.port, key=key, transport=transport, format=form, details=details)
        handed = await channel.hand_over(a_notice())
        await channel.hand_over(a_notice(key="a-1.9.1.alarm_centre", purpose="over"))
        await channel.probe("larm")
        assert [event.code for event in receiver.events] == ["PA", "PH", "RP"]
        call = receiver.events[0]
        assert (handed.proof, handed.provider_id) == ("delivered", call.sequence)
        assert call.extended_data is not None
        assert "Rum 114 (bla gangen)" in [one.value for one in call.extended_data]
        assert [one.reason for one in channel.journal("larm")] == [None, None, None]


@pytest.mark.parametrize("transport", ["tcp", "udp"])
@pytest.mark.parametrize("key", [None, KEYS[32]])
async def test_siadc09_reads_every_word(tmp_path: Path, transport: Transport, key: bytes | None) -> None:
    """A second reader, of the standard's edition of 2026, finds number, event, room and time of the alarm."""
    async with small(transport=transport, key=key) as receiver:
        channel = a_centre(tmp_path, receiver.port, key=key, transport=transport, zones={"room-114": 114}, line="2")
        handed = await channel.hand_over(a_notice())
        message = receiver.messages[0]
        assert (message.encrypted, f"{message.seq:04d}", message.account.pref) == (
            key is not None,
            handed.provider_id,
            2,
        )
        text = str(message)
        assert "Panic Alarm" in text
        assert "Room: Rum 114 (bla gangen)" in text
        assert "Time of Occurrence: 28 Nov 2026" in text


async def test_a_repeat_keeps_its_number_and_a_restart_goes_on(tmp_path: Path) -> None:
    """The same notice comes with the same number, also from a service that has started again; another with the next."""
    async with small() as receiver:
        first = await a_centre(tmp_path, receiver.port).hand_over(a_notice())
        again = a_centre(tmp_path, receiver.port)
        assert await again.hand_over(a_notice(repeats=True)) == first
        await again.hand_over(a_notice(key="a-1.8.1.alarm_centre"))
        numbers = [message.seq for message in receiver.messages]
        assert numbers == [numbers[0], numbers[0], numbers[0] % 9999 + 1]


@pytest.mark.parametrize("wrong_by", [timedelta(minutes=-5), timedelta(hours=2)])
async def test_pysiaalarms_nak_sets_the_clock_right(
    tmp_path: Path, wrong_by: timedelta, caplog: pytest.LogCaptureFixture
) -> None:
    """A message whose time is refused goes again by the receiver's clock, and the next one is right at once."""
    async with library(key=KEYS[16]) as receiver:
        channel = a_centre(tmp_path, receiver.port, key=KEYS[16], clock=SetClock(wrong_by))
        await channel.hand_over(a_notice())
        await channel.hand_over(a_notice(key="a-1.8.1.alarm_centre"))
        assert [one.reason for one in channel.journal()] == ["wrong_clock", None, None]
        assert len(receiver.events) == 2
        (standing,) = channel.standing("larm")
        assert abs(standing.clock_ahead + wrong_by) < timedelta(seconds=5)
        assert (standing.failed_at, standing.reason) == (None, None)
        assert caplog.text.count("s ahead of ours; set whichever is wrong") == 1


async def test_a_clock_of_the_receiver_that_is_days_off_is_said(tmp_path: Path) -> None:
    """A receiver that is days ahead is not followed; which clock is to be set, somebody has to find out."""
    async with small(clock_ahead=timedelta(days=3)) as receiver:
        wrong = await why_not(a_centre(tmp_path, receiver.port))
        assert (wrong.reason, wrong.again) == ("wrong_clock", True)
        assert "3 days" in str(wrong)


async def test_a_wrong_key_is_told(tmp_path: Path) -> None:
    """Pysiaalarm refuses what it cannot read, though the time is right: that is the key's fault, and trying stops.

    What a wrong key makes of a message is chance: now and then it looks like one of a code that nobody knows.
    """
    async with library(key=KEYS[16]) as receiver:
        told = [await why_not(a_centre(tmp_path, receiver.port, key=b"another key 1234")) for _ in range(5)]
        assert [wrong.again for wrong in told] == [False] * 5
        assert [wrong.reason for wrong in told].count("wrong_key") >= 4
        assert receiver.events == []


async def test_an_unknown_account_is_told(tmp_path: Path) -> None:
    """Pysiaalarm writes a bare NAK for an account that it does not know."""
    async with library(account="9999") as receiver:
        wrong = await why_not(a_centre(tmp_path, receiver.port))
        assert (wrong.reason, wrong.again) == ("unknown_account", False)


async def test_a_code_that_the_receiver_does_not_know_is_refused(tmp_path: Path) -> None:
    """Pysiaalarm answers DUH to a code that it has never heard of."""
    async with library() as receiver:
        wrong = await why_not(a_centre(tmp_path, receiver.port, codes={"emergency": "ZX"}))
        assert (wrong.reason, wrong.again) == ("refused", False)


async def test_the_key_is_in_no_journal_and_no_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Pysiaalarm sends the key back within its encrypted answers; it is kept nowhere."""
    caplog.set_level("DEBUG", logger="service.notify")
    async with library(key=KEYS[16]) as receiver:
        channel = a_centre(tmp_path, receiver.port, key=KEYS[16])
        await channel.hand_over(a_notice())
    told = repr(channel.journal()) + caplog.text + repr(channel.standing())
    assert "PA000" in told
    assert "ACK" in told
    assert KEYS[16].decode() not in told


async def test_the_second_receiver_takes_what_the_first_does_not(tmp_path: Path) -> None:
    """Where nobody is at the first place, the second one gets it, and gets the next one at once."""
    async with small(transport="udp") as second:
        there = {"host": HOST, "port": second.port, "transport": "udp"}
        channel = a_centre(tmp_path, free_port(), secondary=there)
        await channel.hand_over(a_notice())
        await channel.hand_over(a_notice(key="a-1.8.1.alarm_centre"))
        assert [(one.place, one.reason) for one in channel.journal()] == [
            ("primary", "unreachable"),
            ("secondary", None),
            ("secondary", None),
        ]
        await channel.probe()  # one of two is there: the way is open, and its standing says which is not
        assert [one.reason for one in channel.standing("larm")] == ["unreachable", None]
