"""Nobody is led into a blind alley: each page of an office leads back to the start or to what it belongs to."""

import re
from pathlib import Path

import pytest

from service import web

FOLDER = Path(web.__file__).parent
FOR_ANYBODY = {"answer.html", "near_miss_told.html", "pulse_answer.html", "pulse_door.html"}
"""Pages that are opened without being let in, and so lead nowhere into the office."""
OFFICE = re.compile(r'<p class="office">(.*)</p>')
PAGES = sorted(one for one in (FOLDER / "templates").glob("*.html") if OFFICE.search(one.read_text()))


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_the_line_with_the_offices_name_leads_back(page: Path) -> None:
    """The first line of a page has a link that always stands there; a page for anybody has none."""
    for line in OFFICE.findall(page.read_text()):
        always = re.sub(r"{% if .*?{% endif %}", "", line)
        assert ("<a href=" in always) == (page.name not in FOR_ANYBODY), line


@pytest.mark.parametrize("script", ["today.js", "meetings.js", "drills.js"])
def test_so_does_the_head_of_what_a_script_draws(script: str) -> None:
    """The head of the morning check, of meetings and of drills has a link to the start page beside the office."""
    head = re.search(r"class: 'today-head'.*?known\(\)\.name", (FOLDER / "static" / script).read_text(), re.DOTALL)
    assert head
    assert "h('a', {href: '/'}" in head[0]
