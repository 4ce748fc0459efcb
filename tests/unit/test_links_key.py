"""The file with the secret of the links: made once, whole, for its owner only, and never guessed at."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from service.wiring.front import ServeError
from service.wiring.links_key import FILE, links_key


def test_it_is_made_at_the_first_start_and_stays(tmp_path: Path) -> None:
    """Links sent before a restart answer after it too."""
    first = links_key(tmp_path)
    assert len(first) == 32
    assert links_key(tmp_path) == first
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir()] == [FILE]


def test_a_copy_that_others_may_read_is_closed_to_them(tmp_path: Path) -> None:
    """A file that was copied from another node is everybody's on that machine until the service starts."""
    (tmp_path / FILE).write_bytes(bytes(32))
    (tmp_path / FILE).chmod(0o644)
    assert links_key(tmp_path) == bytes(32)
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_two_that_start_at_once_have_the_same(tmp_path: Path) -> None:
    """Whoever comes second takes the first one's secret."""
    with ThreadPoolExecutor(8) as crowd:
        assert len(set(crowd.map(lambda _: links_key(tmp_path), range(16)))) == 1


def test_a_damaged_file_stops_the_start_and_says_what_to_do(tmp_path: Path) -> None:
    """Half a secret is never used and never written over."""
    (tmp_path / FILE).write_bytes(b"half")
    with pytest.raises(ServeError, match="4 bytes instead of 32"):
        links_key(tmp_path)
    assert (tmp_path / FILE).read_bytes() == b"half"


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    """Where nothing can be written the error says where."""
    with pytest.raises(ServeError, match=r"links\.key"):
        links_key(tmp_path / "away")
