"""Since when a node was away is only known by a file that it can touch."""

import os
from datetime import UTC, datetime
from pathlib import Path

from service.wiring.devices import last_listened

LONG_AGO = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


def test_the_time_is_read_and_stays(tmp_path: Path) -> None:
    """Whoever reads it does not move it: a start that fails is no life that listened."""
    noted = tmp_path / "listened"
    assert last_listened(noted) is None
    noted.touch()
    os.utime(noted, (LONG_AGO.timestamp(), LONG_AGO.timestamp()))
    assert [last_listened(noted), last_listened(noted)] == [LONG_AGO, LONG_AGO]


def test_a_file_that_cannot_be_touched_tells_nothing(tmp_path: Path) -> None:
    """It says for ever what it said once, and a press of now would be taken for one from then."""
    noted = tmp_path / "listened"
    noted.touch()

    def is_anothers(_file: Path, *, ns: tuple[int, int]) -> None:
        raise PermissionError(1, f"not yours, to be set to {ns}")

    assert last_listened(noted, is_anothers) is None
