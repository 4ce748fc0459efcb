"""Numbers of messages: each notice has one for good, over repeats and restarts, and none begins again where it was."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.clock import SystemClock
from service.notify.alarm_centre.number import KEPT, LAST, Given, Numbers, begun, read, written

CLOCK = SystemClock()


@given(st.lists(st.sampled_from([f"n{count}" for count in range(30)]), max_size=100), st.integers(1, LAST))
def test_a_notice_keeps_its_number_and_no_two_share_one(keys: list[str], last: int) -> None:
    """In whatever order notices come and come again, each has its own number, one after the other."""
    given_so_far = Given(last=last)
    numbers: dict[str, int] = {}
    for key in keys:
        number, given_so_far = given_so_far.give(key)
        assert numbers.setdefault(key, number) == number
    assert list(numbers.values()) == [(last + place) % LAST + 1 for place in range(len(numbers))]
    assert read(written(given_so_far)) == given_so_far


def test_numbers_turn_over_and_old_ones_are_forgotten() -> None:
    """After 9999 comes 0001, and what is remembered does not grow for ever."""
    given_so_far = Given(last=LAST - 1)
    assert given_so_far.give("a")[0] == LAST
    assert given_so_far.give("a")[1].give("b")[0] == 1
    for count in range(2 * KEPT):
        _, given_so_far = given_so_far.give(f"n{count}")
    assert len(given_so_far.notices) == KEPT
    assert f"n{2 * KEPT - 1}" in given_so_far.notices


values = st.none() | st.booleans() | st.integers() | st.text(max_size=5)


@given(
    st.text(max_size=50)
    | st.fixed_dictionaries(
        {}, optional={"last": values, "notices": values | st.dictionaries(st.text(max_size=5), values, max_size=3)}
    ).map(json.dumps)
)
def test_no_file_breaks_it(text: str) -> None:
    """A file that says anything else is damaged, and is told to be."""
    assert read(text) is None or read(text) == read(written(read(text) or Given(last=1)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"last":0,"notices":{}}',
        '{"last":true,"notices":{}}',
        '{"last":1,"notices":{"a":10000}}',
        "[" * 100_000,
    ],
)
def test_a_damaged_file_is_told_to_be(text: str) -> None:
    """Numbers that no message can have are not taken from a file."""
    assert read(text) is None


async def test_numbers_go_on_after_a_restart(tmp_path: Path) -> None:
    """A service that starts again gives the next number, and a repeated notice its old one."""
    before = Numbers(tmp_path / "dc09-larm.json", CLOCK)
    first, second = await before.of("a"), await before.of("b")
    after = Numbers(tmp_path / "dc09-larm.json", CLOCK)
    assert await after.of("c") == second % LAST + 1
    assert await after.of("a") == first
    assert (tmp_path / "dc09-larm.json").stat().st_mode & 0o777 == 0o600


async def test_a_file_that_cannot_be_used_stops_no_alarm(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Where the disk is full, read-only or damaged, numbers go on in memory, and the log says so."""
    nowhere = Numbers(tmp_path / "no-such-folder" / "dc09-larm.json", CLOCK)
    assert await nowhere.of("a") % LAST + 1 == await nowhere.of("b")
    assert "kept in memory alone" in caplog.text
    (tmp_path / "dc09-larm.json").write_bytes(b"\xff\x00 not a file of ours")
    damaged = Numbers(tmp_path / "dc09-larm.json", CLOCK)
    assert 1 <= await damaged.of("a") <= LAST
    assert "cannot be read" in caplog.text
    (tmp_path / "dc09-larm.json").write_text("{")
    assert 1 <= await Numbers(tmp_path / "dc09-larm.json", CLOCK).of("a") <= LAST
    assert "is damaged" in caplog.text


def test_a_first_number_is_decided_by_the_time() -> None:
    """Without a file numbers begin somewhere else each second, so that none is taken for the receiver's last one."""
    at = datetime(2026, 11, 28, 9, 15, 2, tzinfo=UTC)
    assert begun(at).last != begun(at + timedelta(seconds=1)).last
