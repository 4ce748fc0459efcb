"""The spool: what was appended comes back, and whatever happens to the file, nothing else does."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.alarm.actor import Actor
from service.alarm.states import Mode
from service.dispatch.trigger import Trigger
from service.ingest import spooled
from service.ingest.spool import Spool, SpoolFull, SpoolInUse, frame, scan

SMALL = 4096
payloads = st.lists(st.binary(max_size=60), max_size=8)


def left_in(path: Path) -> list[bytes]:
    """Return what the next life of a node would find."""
    spool = Spool(path, size=SMALL)
    try:
        return [record.payload for record in spool.left_behind]
    finally:
        spool.close()


@given(payloads, st.binary(max_size=40))
def test_a_torn_end_costs_only_the_record_that_was_torn(appended: list[bytes], last: bytes) -> None:
    """Wherever the last frame was torn, all before it comes back, in order."""
    before = b"".join(frame(number, payload) for number, payload in enumerate(appended))
    torn = frame(len(appended), last)
    for length in range(len(torn)):
        found = scan(before + torn[:length] + bytes(len(torn) - length))
        assert [one.record.payload for one in found[: len(appended)]] == appended
        assert all(one.record.payload in (*appended, last) for one in found)


@given(payloads, st.randoms(use_true_random=False))
def test_a_damaged_file_never_raises_and_never_yields_what_was_not_appended(appended: list[bytes], by: Random) -> None:
    """Bytes overwritten anywhere make records disappear, and never appear."""
    data = bytearray(b"".join(frame(number, payload) for number, payload in enumerate(appended)) + bytes(64))
    for _ in range(by.randrange(1, 6)):
        data[by.randrange(len(data))] = by.randrange(256)
    found = [(one.record.number, one.record.payload) for one in scan(bytes(data))]
    assert set(found) <= set(enumerate(appended))
    assert found == sorted(found)


@given(payloads, st.integers(0, 7), st.integers(0, 3))
def test_what_follows_a_damaged_record_is_found(appended: list[bytes], which: int, where: int) -> None:
    """One record whose length or checksum is damaged costs that record alone."""
    frames = [bytearray(frame(number, payload)) for number, payload in enumerate(appended)]
    expected = list(appended)
    if which < len(frames):
        frames[which][12 + where] ^= 0xFF
        del expected[which]
    assert [one.record.payload for one in scan(b"".join(frames))] == expected


@given(st.binary(max_size=300))
def test_any_bytes_can_be_scanned(data: bytes) -> None:
    """A file of whatever bytes never raises."""
    assert all(one.record.payload in data for one in scan(data))


def test_what_was_appended_waits_for_the_next_life_until_it_is_done(tmp_path: Path) -> None:
    """Records that nobody has marked done come back after a crash, in order; the others do not."""
    spool = Spool(tmp_path / "spool", size=SMALL)
    numbers = spool.append([b"one", b"two", b"three"])
    spool.done([numbers[1]] if isinstance(numbers[1], int) else [])
    spool.close()
    assert left_in(tmp_path / "spool") == [b"one", b"three"]


def test_an_emptied_spool_is_written_from_its_beginning_and_forgets_the_former_round(tmp_path: Path) -> None:
    """A spool that emptied many times has room for ever, and what older rounds left behind never comes back."""
    spool = Spool(tmp_path / "spool", size=SMALL)
    for round_ in range(50):
        numbers = spool.append([b"%d-%d" % (round_, each) for each in range(20)])
        assert not any(isinstance(number, SpoolFull) for number in numbers)
        if round_ < 49:
            spool.done(number for number in numbers if isinstance(number, int))
    spool.close()
    assert left_in(tmp_path / "spool") == [b"49-%d" % each for each in range(20)]


def test_marks_that_a_crash_has_lost_bring_back_only_the_last_round(tmp_path: Path) -> None:
    """Of rounds that emptied, none whose place was written again comes back, also when no mark reached the disk."""
    path = tmp_path / "spool"
    spool = Spool(path, size=SMALL)
    first = spool.append([b"a1", b"a2", b"a3"])
    unmarked = path.read_bytes()
    spool.done(number for number in first if isinstance(number, int))
    spool.append([b"b1"])
    spool.close()
    newer = path.read_bytes()[: len(frame(4, b"b1"))]
    path.write_bytes(newer + unmarked[len(newer) :])
    assert left_in(path) == [b"b1"]


def test_a_full_spool_says_so_and_keeps_what_fits(tmp_path: Path) -> None:
    """What does not fit is answered with SpoolFull; a smaller one after it may still fit."""
    spool = Spool(tmp_path / "spool", size=SMALL)
    answers = spool.append([b"x" * 3000, b"y" * 3000, b"z"])
    spool.close()
    assert [isinstance(answer, SpoolFull) for answer in answers] == [False, True, False]
    assert left_in(tmp_path / "spool") == [b"x" * 3000, b"z"]
    assert (tmp_path / "spool").stat().st_size == SMALL


def test_a_record_is_synced_before_it_counts(tmp_path: Path) -> None:
    """A disk that fails at the sync keeps nothing, and the next record does not mix with what it left."""

    def broken(_file: int) -> None:
        raise OSError("no")

    syncs: list[int] = []
    spool = Spool(tmp_path / "spool", size=SMALL, sync=broken)
    with pytest.raises(OSError, match="no"):
        spool.append([b"lost one", b"lost two"])
    assert spool.waiting == 0
    spool._sync = syncs.append
    spool.append([b"kept"])
    assert len(syncs) == 1
    spool.close()
    assert left_in(tmp_path / "spool") == [b"kept"]


def test_the_file_has_its_size_before_the_first_record(tmp_path: Path) -> None:
    """A disk that fills up later finds the spool's blocks already taken."""
    Spool(tmp_path / "spool", size=SMALL).close()
    stat = (tmp_path / "spool").stat()
    assert stat.st_size == SMALL
    assert stat.st_blocks * 512 >= SMALL
    assert stat.st_mode & 0o077 == 0


def test_one_spool_has_one_node(tmp_path: Path) -> None:
    """A second node on the same folder is refused with what to do."""
    spool = Spool(tmp_path / "spool", size=SMALL)
    with pytest.raises(SpoolInUse, match="TRYGG_DATA_DIR"):
        Spool(tmp_path / "spool", size=SMALL)
    spool.close()


def test_a_folder_that_is_gone_is_an_error_of_the_system(tmp_path: Path) -> None:
    """Where no spool can be made the caller hears it, and no file stays open."""
    before = len(list(Path("/proc/self/fd").iterdir()))
    with pytest.raises(FileNotFoundError):
        Spool(tmp_path / "nowhere" / "spool")
    assert len(list(Path("/proc/self/fd").iterdir())) == before


texts = st.none() | st.text(max_size=10)
instants = st.datetimes(timezones=st.just(UTC))
triggers = st.builds(
    Trigger,
    office=st.text(),
    actor=st.builds(Actor, via=st.text(), who=texts, behalf_of=texts),
    press_key=st.text(),
    open_key=st.text(),
    mode=st.sampled_from(Mode),
    kind=st.text(),
    gesture=st.text(),
    zone=texts,
    device=texts,
    press=texts,
    presser=texts,
    pressed_at=st.none() | instants,
    heard_at=instants,
    doubtful=st.booleans(),
)


@given(triggers)
def test_a_trigger_comes_back_as_it_was(trigger: Trigger) -> None:
    """The spool keeps every field of a trigger."""
    assert spooled.read(spooled.write(trigger)) == trigger


@given(st.binary() | st.just(b"[]") | st.just(b'{"format":1}') | st.just(b'{"format":2}'))
def test_what_is_no_trigger_is_a_value_error(payload: bytes) -> None:
    """Whatever else stands in a record, reading it raises nothing but ValueError."""
    with pytest.raises(ValueError, match=r"."):
        spooled.read(payload)


def test_a_device_s_impossible_clock_costs_only_its_own_instant() -> None:
    """A press whose device told an instant beyond all calendars is kept without that instant."""
    at = datetime(2026, 11, 23, 14, 2, 7, tzinfo=UTC)
    trigger = Trigger(
        office="as",
        actor=Actor(via="device:as/pendant-1"),
        press_key="as/pendant-1/7",
        open_key="device:as/pendant-1",
        mode=Mode.ACTUAL,
        kind="emergency",
        gesture="single",
        zone=None,
        device="as/pendant-1",
        press="7",
        presser=None,
        pressed_at=datetime(1, 1, 1, tzinfo=datetime.fromisoformat("2026-01-01T00:00+05:00").tzinfo),
        heard_at=at + timedelta(0),
    )
    assert spooled.read(spooled.write(trigger)).pressed_at is None
