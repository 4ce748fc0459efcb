"""Wherever somebody writes freely, a hint at the field says that no client may be told by it."""

import re
from pathlib import Path
from typing import Final

import pytest

WEB: Final = Path(__file__).parents[2] / "service" / "web"
PAGES: Final = sorted((WEB / "templates").glob("**/*.html"))
SCRIPTS: Final = sorted((WEB / "static").glob("**/*.js"))

NOT_FREE: Final = {
    "static/plan/field.js": "a plan's own duties and reasons: read by the whole office before it holds",
    "static/plan/text.js": "a plan as its file",
    "static/plan/conflict.js": "readonly: what another version of a plan says",
    "static/roll/device-parts.js": "readonly: a certificate",
    "static/roll/device-form.js": "the names by which gateways know a device",
}
"""Fields of several lines that hold no words about what happened, each with why."""
WRITTEN: Final = {"situation-entrance", "closing-looks", "closing-words", "visit", "roll-back-reason"}
"""Fields of one line in which somebody writes freely; the others are names of things, numbers, codes and searches."""


def test_every_page_hints_at_its_textareas() -> None:
    """Each of them is watched, and the page brings the script that watches; a page without any is no proof."""
    found = 0
    assert {one.name for one in pages_of("measure_new.html")} == {"report_one.html", "revision_one.html"}
    assert [one.name for one in pages_of("review_notes.html")] == ["review_one.html"]
    for page in PAGES:
        text = page.read_text()
        areas = re.findall(r"<textarea[^>]*", text)
        found += len(areas)
        assert [one for one in areas if " data-hint" not in one] == [], page.name
        if areas:
            for whole in pages_of(page.name):
                assert "static('hint.js')" in whole.read_text(), f"{whole.name}, for {page.name}"
    assert found >= 11


def pages_of(name: str) -> list[Path]:
    """Return the pages that a template is, or stands in: one that others include brings no script of its own."""
    around = [page for page in PAGES if f'{{% include "{name}" %}}' in page.read_text()]
    return around or [WEB / "templates" / name]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda one: str(one.relative_to(WEB / "static")))
def test_every_script_hints_at_its_textareas(script: Path) -> None:
    """Each field of several lines that a script draws has the hint, or stands in the list of those that hold none."""
    text, name = script.read_text(), str(script.relative_to(WEB))
    areas = re.findall(r"h\('textarea', \{([^\n]*)", text)
    bare = [one for one in areas if not one.startswith("...hinted(")]
    assert (bare == []) is (name not in NOT_FREE), f"{name}: {bare}"
    for field in re.findall(r"\.\.\.hinted\(([^)]+)\)", text):
        assert f"clientHint({field})" in text, f"{name}: nothing is said below {field}"


def test_lines_in_which_somebody_writes_are_hinted_at_too() -> None:
    """Fields of one line: those that take words of what happened."""
    text = "\n".join(one.read_text() for one in SCRIPTS)
    hinted = set(re.findall(r"h\('input', \{\.\.\.hinted\('([^']+)'\)", text))
    assert hinted == WRITTEN
