"""The list of what was masked, as a spreadsheet reads it: no column of it is ever a formula."""

import csv
import io
import zipfile

import pytest

from service.web.disclosure_page import _package as package


@pytest.mark.parametrize("hostile", ["=1+1", "+46", "-2", "@sum", "\t=1", "\uff1d1", " =1"])
def test_no_column_is_a_formula(hostile: str) -> None:
    """Whoever made it, the ground, the field: each goes through the same guard as every other export's."""
    masked = [{"position": 7, "field": hostile, "ground": 1}]
    copy = {"masked": masked, "grounds": [hostile], "made_by": hostile, "made_at": hostile, "entries": []}
    content = zipfile.ZipFile(io.BytesIO(package(copy, b""))).read("masked.csv").decode("utf-8-sig")
    (_, row) = csv.reader(io.StringIO(content, newline=""), delimiter=";")
    assert row == ["7", f"'{hostile}", "1", f"'{hostile}", f"'{hostile}", f"'{hostile}"]
