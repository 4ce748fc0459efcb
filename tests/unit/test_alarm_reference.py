"""docs/reference/alarm.md says what the table says."""

from pathlib import Path

from service.alarm.diagram import diagram

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "alarm.md"


def test_the_page_shows_the_table() -> None:
    """The picture and the table on the page are the ones that are made from the table of states."""
    page = PAGE.read_text(encoding="utf-8")
    made = page.partition("<!-- made by service/alarm/diagram.py -->\n")[2].partition("\n<!-- end of what is made -->")[
        0
    ]
    assert made == diagram(), "put what service/alarm/diagram.py makes between the marks of docs/reference/alarm.md"


def test_the_picture_names_every_state() -> None:
    """The picture has a line for the beginning, one for the end, and one for each way between two states."""
    lines = [line.strip() for line in diagram().splitlines()]
    assert "[*] --> raised: a press" in lines
    assert "acknowledged --> raised: turn" in lines
    assert "cleared --> closed: close" in lines
    assert "| close | – | – | closed | closed | – |" in lines
