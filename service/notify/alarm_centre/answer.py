"""What a receiving centre's answer is worth. Pure: only a valid ACK to this very message counts as received."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from service.notify.alarm_centre.frame import CR, LF, Frame, Unreadable, parse

LARGEST: Final = 4096
"""Bytes of an answer that are looked at."""
OLDEST: Final = timedelta(hours=26)
"""How far an encrypted ACK's time may be from ours: a receiver that counts in local time is taken, a recording not."""
WINDOW: Final = timedelta(seconds=20)
"""A receiver takes at least this much wrong in a message's time: by less, the time is not why it refused."""

_BARE: Final = re.compile(rb'\s*"(NAK|DUH)"\s*')


@dataclass(frozen=True, kw_only=True, slots=True)
class Acknowledged:
    """The receiver has the message."""

    says: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Refused:
    """The receiver has not taken the message, and says so."""

    reason: str
    """A code of `service.notify.port.REASONS`."""
    again: bool
    says: str
    clock: datetime | None = None
    """What time it is at the receiver, where it says that the message's time was wrong."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Worthless:
    """No answer to this message: it proves nothing, and a valid one may still come."""

    says: str
    """Why, without anything that was encrypted."""


Verdict = Acknowledged | Refused | Worthless


def cut(heard: bytes) -> tuple[bytes | None, bytes]:
    """Return the first whole answer in what was heard on a connection, and what is left; None where none is whole.

    Some receivers write a NAK or DUH without a frame, and no CR ends it.
    """
    end = heard.find(CR)
    if end >= 0:
        return heard[: end + 1], heard[end + 1 :]
    return (heard, b"") if _BARE.fullmatch(heard) else (None, heard)


def judge(raw: bytes, sent: Frame, key: bytes | None, at: datetime) -> Verdict:
    """Return what an answer to `sent` proves; it never raises, whatever the bytes are.

    Args:
        raw: one answer.
        sent: the message that was sent.
        key: the key that it was encrypted with.
        at: our time, as the receiver should have it.
    """
    bare = _BARE.fullmatch(raw)
    if bare is not None:
        if bare[1] == b"DUH":
            return Refused(reason="refused", again=False, says="DUH")
        return Refused(reason="unknown_account", again=False, says="NAK")
    begin = raw.rfind(LF)
    try:
        heard = parse(raw[max(begin, 0) :], key=key)
    except Unreadable as wrong:
        return Worthless(says=f"an answer of {len(raw)} bytes: {wrong}")
    says = f"{heard.ident} {heard.sequence:04d}"
    if heard.ident == "NAK" and heard.sequence in (0, sent.sequence):
        return _nak(heard, sent, says, at)
    if heard.sequence != sent.sequence:
        return Worthless(says=f"{says}, which answers another message than {sent.sequence:04d}")
    if heard.ident == "DUH":
        return Refused(reason="refused", again=False, says=says)
    if heard.ident != "ACK":
        return Worthless(says=f"{says}, which is no ACK")
    return _ack(heard, sent, says, at)


def _ack(heard: Frame, sent: Frame, says: str, at: datetime) -> Verdict:
    if heard.account is None or sent.account is None or int(heard.account, 16) != int(sent.account, 16):
        return Worthless(says=f"{says} for another account")
    if sent.encrypted and not heard.encrypted:
        return Worthless(says=f"{says} in clear to a message that was encrypted: anybody could have written it")
    if sent.encrypted and (heard.at is None or abs(heard.at - at) > OLDEST):
        return Worthless(says=f"{says} from another day, or without a time: it may be a recording")
    return Acknowledged(says=says)


def _nak(heard: Frame, sent: Frame, says: str, at: datetime) -> Refused:
    """Tell a wrong clock from a wrong key, as far as a NAK can: it names the receiver's time and nothing else."""
    if heard.at is None:
        return Refused(reason="unknown_account", again=False, says=f"{says} without a time")
    ahead = heard.at - (sent.at or at)
    if abs(ahead) > OLDEST:
        says = f"{says}, and its clock is {abs(round(ahead / timedelta(days=1)))} days from ours: set one of the two"
        return Refused(reason="wrong_clock", again=True, says=says)
    if abs(ahead) > WINDOW:
        says = f"{says}, and its clock is {round(ahead.total_seconds())} s ahead of the message"
        return Refused(reason="wrong_clock", again=True, says=says, clock=heard.at)
    if sent.encrypted:
        says = f"{says} to a message with the right time: it has no key for this account, or another one"
        return Refused(reason="wrong_key", again=False, says=says, clock=heard.at)
    return Refused(reason="refused", again=False, says=f"{says} to a message with the right time", clock=heard.at)
