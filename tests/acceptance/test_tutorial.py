"""The tutorial's second part, played from its first line to its last."""

from pathlib import Path

import pytest
from playwright.async_api import Browser

from parts.pages import DOCS
from parts.process import find_program
from parts.tutorial import PAGE, Reader
from parts.tutorial_windows import STEPS


@pytest.mark.timeout(400)  # a whole office, from an empty folder to a drill that was held
async def test_an_office_is_made_and_holds_its_first_drill(tmp_path: Path, chromium: Browser) -> None:
    """Every file, command and tap of the page, in its order, does what the page says; broker and browser are real."""
    find_program("mosquitto", package="mosquitto")
    find_program("mosquitto_pub", package="mosquitto-clients")
    with Reader(tmp_path) as reader:
        await reader.play(chromium)
    assert reader.done == list(STEPS)


def test_the_tutorials_pictures_are_those_that_are_made() -> None:
    """Each picture of the page is taken by a step of it, and is there; none is left that no page shows."""
    text = (DOCS.parent / PAGE).read_text()
    made = sorted((DOCS / "pictures").glob("tutorial-*.png"))
    assert made
    assert [one.name for one in made if f"../pictures/{one.name}" not in text] == []
    assert text.count("../pictures/tutorial-") == len(made)
