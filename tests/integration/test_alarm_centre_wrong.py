"""A receiver that is slow, silent, gone, confused or hostile: what it has not acknowledged has not been handed over."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from parts.alarm_centre import (
    HOST,
    KEYS,
    Says,
    Small,
    Transport,
    a_centre,
    a_notice,
    acked,
    acknowledges,
    does_not_understand,
    small,
    why_not,
)
from parts.process import free_port
from service.clock import SystemClock
from service.notify.alarm_centre.channel import make
from service.notify.alarm_centre.settings import Dc09Settings
from service.notify.port import NotHandedOver


def hangs_up(_centre: Small, _raw: bytes, _message: Any) -> None:
    """Break the connection off after a message has come."""


def writes_nonsense(_centre: Small, _raw: bytes, _message: Any) -> bytes:
    """Answer what is no DC-09."""
    return b"220 mail.example.se ESMTP ready\r\n\n\xff\xfe\x00\r"


def answers_another(centre: Small, _raw: bytes, message: Any) -> bytes:
    """Acknowledge the message before."""
    return acked(centre, message, message.seq - 1 or 9999)


def answers_in_clear(centre: Small, _raw: bytes, message: Any) -> bytes:
    """Acknowledge an encrypted message as anybody could."""
    message.encrypted = False
    return acked(centre, message, message.seq)


def asks_again(_centre: Small, _raw: bytes, _message: Any) -> bytes:
    """Say that the CRC was wrong."""
    return b"\n\r"


def never_ends(_centre: Small, _raw: bytes, _message: Any) -> bytes:
    """Answer more than anybody reads."""
    return b"x" * 100_000


def comes_late_and_right(centre: Small, _raw: bytes, message: Any) -> bytes:
    """Write nonsense and an older acknowledgment first, and the right one in the same breath."""
    return b"\n\r" + acked(centre, message, message.seq % 9999 + 1) + acked(centre, message, message.seq)


@pytest.mark.parametrize("transport", ["tcp", "udp"])
@pytest.mark.parametrize(
    ("says", "key", "reason", "again"),
    [
        (writes_nonsense, None, "broken_answer", True),
        (answers_another, None, "broken_answer", True),
        (answers_in_clear, KEYS[16], "broken_answer", True),
        (asks_again, None, "broken_answer", True),
        (does_not_understand, None, "refused", False),
    ],
)
async def test_anything_but_a_valid_ack_is_not_received(
    tmp_path: Path, says: Says, key: bytes | None, reason: str, transport: Transport, *, again: bool
) -> None:
    """Nonsense, another message's ACK, one in clear to what was encrypted, and DUH: none of them is an ACK."""
    async with small(says, transport, key=key) as receiver:
        wrong = await why_not(a_centre(tmp_path, receiver.port, key=key, transport=transport, max_seconds=1))
    assert (wrong.reason, wrong.again) == (reason, again)


async def test_a_receiver_that_hangs_up_has_acknowledged_nothing(tmp_path: Path) -> None:
    """A connection that breaks after the message leaves open whether it came: it is said so, and tried again."""
    async with small(hangs_up) as receiver:
        wrong = await why_not(a_centre(tmp_path, receiver.port))
    assert (wrong.reason, wrong.again) == ("not_acknowledged", True)


@pytest.mark.parametrize("transport", ["tcp", "udp"])
async def test_a_receiver_that_says_nothing_is_waited_for_no_longer_than_is_set(
    tmp_path: Path, transport: Transport
) -> None:
    """A connection on which nothing comes ends with the time limit."""
    async with small(transport=transport, hears=False) as receiver:
        wrong = await why_not(a_centre(tmp_path, receiver.port, transport=transport, max_seconds=1))
    assert (wrong.reason, wrong.again) == ("too_slow", True)


async def test_an_answer_without_an_end_is_not_read_to_the_end(tmp_path: Path) -> None:
    """A few thousand bytes that are no answer are enough."""
    async with small(never_ends) as receiver:
        wrong = await why_not(a_centre(tmp_path, receiver.port))
    assert wrong.reason == "broken_answer"
    assert "no answer" in str(wrong)


@pytest.mark.parametrize("transport", ["tcp", "udp"])
async def test_nobody_is_there(tmp_path: Path, transport: Transport) -> None:
    """A port where nobody listens is told at once."""
    wrong = await why_not(a_centre(tmp_path, free_port(), transport=transport))
    assert (wrong.reason, wrong.again) == ("unreachable", True)


async def test_the_right_ack_counts_among_wrong_ones(tmp_path: Path) -> None:
    """What came before the right ACK does not harm it."""
    async with small(comes_late_and_right) as receiver:
        assert (await a_centre(tmp_path, receiver.port).hand_over(a_notice())).proof == "delivered"


async def test_a_lost_datagram_is_sent_again(tmp_path: Path) -> None:
    """The first datagram gets no answer; the same message goes out once more, with the same number."""

    def loses_the_first(centre: Small, raw: bytes, message: Any) -> bytes:
        return b"" if len(centre.messages) == 1 else acknowledges(centre, raw, message)

    async with small(loses_the_first, "udp") as receiver:
        await a_centre(tmp_path, receiver.port, transport="udp").hand_over(a_notice())
        assert len(receiver.raw) >= 2
        assert len(set(receiver.raw)) == 1


async def test_a_silent_receiver_leaves_time_for_the_second(tmp_path: Path) -> None:
    """The first place takes the message and says nothing: the second one still gets it within the limit."""
    async with small(hears=False) as silent, small() as second:
        channel = a_centre(tmp_path, silent.port, secondary={"host": HOST, "port": second.port}, max_seconds=3)
        handed = await channel.hand_over(a_notice())
        assert handed.provider_id == f"{second.messages[0].seq:04d}"
        assert [(one.place, one.reason) for one in channel.journal()] == [("primary", "too_slow"), ("secondary", None)]


async def test_two_refusals_are_told_as_what_says_most(tmp_path: Path) -> None:
    """Nobody at the first place, and the second does not understand: the reason is the one that somebody can mend."""
    async with small(does_not_understand) as second:
        channel = a_centre(tmp_path, free_port(), secondary={"host": HOST, "port": second.port})
        wrong = await why_not(channel)
    assert wrong.reason == "refused"
    assert wrong.again, "the first place may come back"
    assert "; then: " in str(wrong)


async def test_many_at_once_have_their_own_numbers(tmp_path: Path) -> None:
    """Twenty alarms at the same moment are twenty messages with twenty numbers, each acknowledged by its own."""
    async with small() as receiver:
        channel = a_centre(tmp_path, receiver.port)
        handed = await asyncio.gather(*(channel.hand_over(a_notice(key=f"a-{count}")) for count in range(20)))
        assert len({one.provider_id for one in handed}) == 20
        assert {f"{one.seq:04d}" for one in receiver.messages} == {one.provider_id for one in handed}


async def test_a_centre_that_the_settings_do_not_know(tmp_path: Path) -> None:
    """A receiver that is not in routes.toml, or none at all, is said to be that, for good."""
    channel = a_centre(tmp_path, free_port())
    for name, reason in (("elsewhere", "no_route"), (None, "no_address")):
        notice = a_notice(address=type(a_notice().address)(name="x", receiver=name))
        with pytest.raises(NotHandedOver) as wrong:
            await channel.hand_over(notice)
        assert (wrong.value.reason, wrong.value.again) == (reason, False)
    with pytest.raises(NotHandedOver):
        await channel.probe("elsewhere")


async def test_a_probe_asks_both_places_and_says_nothing_to_anybody(tmp_path: Path) -> None:
    """NULL messages without a number go to both receivers; when both are gone the way is closed, and it is said why."""
    async with small() as first, small() as second:
        channel = a_centre(tmp_path, first.port, secondary={"host": HOST, "port": second.port})
        await channel.probe()
        for receiver in (first, second):
            assert [(message.idtoken, message.seq) for message in receiver.messages] == [("NULL", 0)]
    with pytest.raises(NotHandedOver) as wrong:
        await channel.probe("larm")
    assert wrong.value.reason in ("unreachable", "not_acknowledged")
    for standing in channel.standing():
        assert standing.acknowledged_at is not None
        assert standing.reason in ("unreachable", "not_acknowledged")


async def test_a_key_that_cannot_be_read_costs_its_own_centre_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """One centre's key is gone: nobody is called there, which is said at once and by each probe; the other one is."""
    async with small() as receiver:
        well = Dc09Settings(kind="dc09", host=HOST, port=receiver.port, account="1A2B")
        keyless = well.model_copy(update={"key_file": tmp_path / "gone"})
        channel = make({"larm": well, "other": keyless}, data_dir=tmp_path, clock=SystemClock())
        assert "nobody is called over the alarm centre other" in caplog.text
        await channel.hand_over(a_notice())
        for name in ("other", None):
            with pytest.raises(NotHandedOver) as wrong:
                await channel.probe(name)
            assert (wrong.value.reason, wrong.value.again) == ("wrong_key", False)
            assert "gone" in str(wrong.value)
