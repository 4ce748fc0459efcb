"""The spool: presses that the store cannot take now, kept in a file that a full disk cannot take away.

The file has its full size from the beginning and is written in place. It holds frames one after the other:

    sign (4 bytes) · WAIT or DONE (4) · length (4) · CRC-32 (4) · number (8) · payload

Numbers only ever grow, also when the file has emptied and is written from its beginning again: whatever an earlier
round left behind a newer frame has a lower number, and does not count. A frame torn by a crash has a wrong CRC; it is
skipped, and what follows is found by its sign.
"""

import fcntl
import os
import struct
import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from service.store.port import StoreError

SIZE = 4 * 1024 * 1024
"""Bytes of the file: room for some 10,000 presses."""

SIGN = b"\xf5TS\x01"  # 0xF5 is in no UTF-8 text, so no payload looks like it
WAIT, DONE = b"WAIT", b"DONE"
_FRAME = struct.Struct(">4s4sIIQ")
_CHECKED = struct.Struct(">IQ")
_BLOCK = 64 * 1024


class SpoolFull(Exception):  # noqa: N818 - it reads as what happened
    """The spool has no room left for this record; nothing of it was kept."""


class SpoolInUse(StoreError):  # noqa: N818 - it names the state, and the message says what to do
    """Another node uses the spool of this data folder."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """What was appended: its number, for ever its own, and its content."""

    number: int
    payload: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """One valid frame in a file, and where it begins."""

    record: Record
    offset: int
    done: bool


def frame(number: int, payload: bytes) -> bytes:
    """Return a record as it stands in the file."""
    return _FRAME.pack(SIGN, WAIT, len(payload), _checksum(number, payload), number) + payload


def scan(data: bytes) -> list[Found]:
    """Return the valid frames in a file's bytes, in order. Never raises; what is damaged is skipped."""
    found: list[Found] = []
    offset, last = 0, -1
    while (offset := data.find(SIGN, offset)) >= 0:
        one = _read(data, offset)
        if one is None:
            offset += 1
            continue
        offset += _FRAME.size + len(one.record.payload)
        if one.record.number > last:  # a lower one is left over from an earlier round
            found.append(one)
            last = one.record.number
    return found


def _read(data: bytes, offset: int) -> Found | None:
    begin = offset + _FRAME.size
    if begin > len(data):
        return None
    _, state, length, checksum, number = _FRAME.unpack_from(data, offset)
    payload = data[begin : begin + length]
    if len(payload) < length or _checksum(number, payload) != checksum:
        return None
    return Found(record=Record(number=number, payload=payload), offset=offset, done=state == DONE)


def _checksum(number: int, payload: bytes) -> int:
    return zlib.crc32(payload, zlib.crc32(_CHECKED.pack(len(payload), number)))


class Spool:
    """The file. Every method may wait for the disk: call it in a thread, one call at a time."""

    def __init__(self, path: Path, *, size: int = SIZE, sync: Callable[[int], None] = os.fdatasync) -> None:
        """Open the spool, make it where there is none, and read what waits in it.

        Args:
            path: the file.
            size: its bytes.
            sync: makes what was written durable.

        Raises:
            SpoolInUse: another node uses it.
            OSError: it can be neither opened nor made.
        """
        self._size = size
        self._sync = sync
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            self._lock(path)
            self._make_room(path)
            found = scan(os.pread(self._file, self._size, 0))
        except BaseException:
            os.close(self._file)
            raise
        self._next = found[-1].record.number + 1 if found else 1
        self._end = found[-1].offset + _FRAME.size + len(found[-1].record.payload) if found else 0
        self._waiting = {one.record.number: one.offset for one in found if not one.done}
        self.left_behind = [one.record for one in found if not one.done]
        """What a former life has appended and not marked done, in order."""
        self._begin_anew_if_empty()

    @property
    def waiting(self) -> int:
        """How many records are not done."""
        return len(self._waiting)

    def append(self, payloads: Iterable[bytes]) -> list[int | SpoolFull]:
        """Append records and make them durable with one sync; return each one's number, or that there was no room.

        Raises:
            OSError: the file cannot be written; none of the records counts as kept.
        """
        answers: list[int | SpoolFull] = []
        written: dict[int, int] = {}
        end = self._end
        for payload in payloads:
            number, self._next = self._next, self._next + 1  # never used again, also when the sync fails
            framed = frame(number, payload)
            if end + len(framed) > self._size:
                answers.append(SpoolFull(f"the spool is full: {len(self._waiting)} presses wait in it"))
                continue
            _write(self._file, framed, end)
            written[number] = end
            end += len(framed)
            answers.append(number)
        if written:
            self._sync(self._file)
        self._end = end
        self._waiting.update(written)
        return answers

    def done(self, numbers: Iterable[int]) -> None:
        """Mark records as done; when nothing waits any more, the file is used from its beginning again.

        The marks are not synced: a record that comes back after a crash is a press that is known already.
        """
        for number in numbers:
            offset = self._waiting.pop(number, None)
            if offset is not None:
                with suppress(OSError):
                    _write(self._file, DONE, offset + len(SIGN))
        self._begin_anew_if_empty()

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._file)

    def _begin_anew_if_empty(self) -> None:
        if not self._waiting:
            self._end = 0

    def _lock(self, path: Path) -> None:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SpoolInUse(
                f"another Trygg uses {path}: end it, or give this one another data folder (TRYGG_DATA_DIR)"
            ) from None

    def _make_room(self, path: Path) -> None:
        """Write the file to its full size: blocks that were only reserved may still need room when written."""
        there = os.fstat(self._file).st_size
        if there >= self._size:
            return
        for begin in range(there, self._size, _BLOCK):
            _write(self._file, bytes(min(_BLOCK, self._size - begin)), begin)
        os.fsync(self._file)
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _write(file: int, data: bytes, offset: int) -> None:
    while data:
        written = os.pwrite(file, data, offset)
        data, offset = data[written:], offset + written
