"""What the reference says of an address stands in one place."""

import re
from collections import Counter
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "http.md"


def test_no_address_has_two_rows() -> None:
    """Two rows of one address say two things, and one of them is out of date."""
    rows = re.findall(r"^\| `((?:GET|POST|PUT|PATCH|DELETE) [^`]+)` \|", PAGE.read_text(), re.MULTILINE)
    assert len(rows) > 100
    assert [row for row, count in Counter(rows).items() if count > 1] == []
