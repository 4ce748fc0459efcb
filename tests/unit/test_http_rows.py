"""What the reference says of an address stands in one place."""

import re
from collections import Counter
from pathlib import Path

from service.api.gate import ASKED

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "http.md"


def test_no_address_has_two_rows() -> None:
    """Two rows of one address say two things, and one of them is out of date."""
    rows = re.findall(r"^\| `((?:GET|POST|PUT|PATCH|DELETE) [^`]+)` \|", PAGE.read_text(), re.MULTILINE)
    assert len(rows) > 100
    assert [row for row, count in Counter(rows).items() if count > 1] == []


def test_every_address_of_a_row_is_one_that_somebody_answers() -> None:
    """A row of an address that was renamed or taken away would send a program nowhere."""
    rows = re.findall(r"^\| `((?:GET|POST|PUT|PATCH|DELETE) [^`]+)` \|", PAGE.read_text(), re.MULTILINE)
    answered = {f"{method} {_without_names(address)}" for method, address in ASKED}
    told = {row: row.partition("?")[0].split(" ", 1) for row in rows}
    assert [
        row
        for row, (method, path) in told.items()
        if not {f"{method} {start}{_without_names(path)}" for start in ("", "/api/v1")} & answered
    ] == []


def _without_names(address: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", address)
