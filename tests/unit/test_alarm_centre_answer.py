"""What an answer is worth: only a valid ACK to this very message counts, and what a NAK tells is told."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parts.alarm_centre import KEYS
from service.notify.alarm_centre.answer import Acknowledged, Refused, Worthless, cut, judge
from service.notify.alarm_centre.frame import Frame, build
from service.notify.port import REASONS

NOW = datetime(2026, 11, 28, 9, 15, 2, tzinfo=UTC)
KEY = KEYS[16]
CLEAR = Frame(ident="SIA-DCS", sequence=17, account="1A2B", data="#1A2B|Nri1/PA000", at=NOW)
SECRET = Frame(ident="SIA-DCS", sequence=17, account="1A2B", data="#1A2B|Nri1/PA000", at=NOW, encrypted=True)


def answer(ident: str = "ACK", **other: Any) -> bytes:
    """Return an answer to message 17, changed by what a test says."""
    made: dict[str, Any] = {"sequence": 17, "account": "1A2B"} | other
    return build(Frame(ident=ident, **made), key=KEY, chance=bytes(32))


def test_a_valid_ack_counts() -> None:
    """An ACK with our number and account says that the receiver has it, in clear and encrypted."""
    assert isinstance(judge(answer(), CLEAR, None, NOW), Acknowledged)
    assert isinstance(judge(answer(encrypted=True, at=NOW), SECRET, KEY, NOW), Acknowledged)
    assert isinstance(judge(answer(account="001A2B"), CLEAR, None, NOW), Acknowledged)


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (answer(sequence=18), "another message"),
        (answer(account="1A2C"), "another account"),
        (answer(account=None), "another account"),
        (answer("RSP"), "no ACK"),
        (answer("NULL"), "no ACK"),
        (answer("NAK", sequence=18, at=NOW), "another message"),
        (answer()[:-2] + b"!\r", "CRC"),
        (b"\n\r", "begin with LF"),
        (b"HTTP/1.1 400 Bad Request\r", "begin with LF"),
        (b'\nFABB0014"ACK"0017NoneL0#1A2B[]\r', "length"),
    ],
)
def test_what_is_no_answer_to_this_message_proves_nothing(raw: bytes, why: str) -> None:
    """Other numbers, other accounts, other words and damaged ones are worthless, and it is said why."""
    verdict = judge(raw, CLEAR, None, NOW)
    assert isinstance(verdict, Worthless)
    assert why in verdict.says


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (answer(), "in clear"),
        (answer(encrypted=True, at=NOW - timedelta(days=2)), "another day"),
        (
            build(
                Frame(ident="ACK", sequence=17, account="1A2B", at=NOW, encrypted=True), key=KEYS[32], chance=bytes(32)
            ),
            "key",
        ),
    ],
)
def test_an_ack_that_anybody_could_have_written_proves_nothing(raw: bytes, why: str) -> None:
    """To an encrypted message only an ACK counts that was made with our key, and lately."""
    verdict = judge(raw, SECRET, KEY, NOW)
    assert isinstance(verdict, Worthless)
    assert why in verdict.says


@pytest.mark.parametrize(
    ("sent", "raw", "reason", "again", "tells_time"),
    [
        (CLEAR, b'"NAK"', "unknown_account", False, False),
        (CLEAR, b'"DUH"', "refused", False, False),
        (CLEAR, answer("DUH"), "refused", False, False),
        (CLEAR, answer("NAK", sequence=0, account=None), "unknown_account", False, False),
        (CLEAR, answer("NAK", sequence=0, account=None, at=NOW), "refused", False, True),
        (SECRET, answer("NAK", sequence=0, account=None, at=NOW), "wrong_key", False, True),
        (CLEAR, answer("NAK", sequence=0, at=NOW + timedelta(minutes=5)), "wrong_clock", True, True),
        (SECRET, answer("NAK", at=NOW - timedelta(hours=2)), "wrong_clock", True, True),
        (CLEAR, answer("NAK", at=NOW - timedelta(days=30)), "wrong_clock", True, False),
        (CLEAR, b'\n1F6E0034"NAK"0000L0R0A0[]_09:15:02,11-28-2026\r', None, None, None),
    ],
)
def test_a_refusal_says_why(sent: Frame, raw: bytes, reason: str | None, again: bool, tells_time: bool) -> None:
    """A NAK or DUH is told as what it can be: a wrong clock, a wrong key, an unknown account, or not understood."""
    verdict = judge(raw, sent, KEY, NOW)
    if reason is None:
        assert isinstance(verdict, Worthless)
        return
    assert isinstance(verdict, Refused)
    assert (verdict.reason, verdict.again, verdict.clock is not None) == (reason, again, tells_time)


@given(st.binary(max_size=300), st.sampled_from([CLEAR, SECRET]))
def test_no_answer_breaks_the_judge(raw: bytes, sent: Frame) -> None:
    """Whatever comes back, it is worth something or nothing, and is never taken for an acknowledgment by chance."""
    for bytes_ in (raw, b"\n" + raw + b"\r", b'"NAK"' + raw):
        verdict = judge(bytes_, sent, KEY, NOW)
        assert not isinstance(verdict, Acknowledged)
        assert verdict.says
        assert not isinstance(verdict, Refused) or verdict.reason in REASONS


@given(st.lists(st.sampled_from([answer(), b"\n\r", b"garbage\r", answer("NAK", at=NOW)]), max_size=5), st.data())
def test_answers_are_cut_apart_wherever_a_network_cuts_them(answers: list[bytes], data: st.DataObject) -> None:
    """A stream is the same answers, in whichever pieces it comes."""
    stream = b"".join(answers)
    at = data.draw(st.integers(0, len(stream)))
    found, left = [], b""
    for piece in (stream[:at], stream[at:]):
        left += piece
        while True:
            whole, left = cut(left)
            if whole is None:
                break
            found.append(whole)
    assert (found, left) == (answers, b"")


def test_a_nak_without_a_frame_is_whole() -> None:
    """Some receivers write `"NAK"` and nothing around it."""
    assert cut(b'"NAK"') == (b'"NAK"', b"")
    assert cut(b'"NA') == (None, b'"NA')
