"""The pictures of the README can be taken from the real thing as it is today."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest

from parts.pages import ROOT

PICTURES = ROOT / "docs" / "pictures"


def size_of(picture: Path) -> tuple[int, int]:
    """Return the width and height that a PNG says it has."""
    head = picture.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n", picture
    return int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")


def taking() -> Any:
    """Load what takes them."""
    found = importlib.util.spec_from_file_location("pictures_make", PICTURES / "make.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


@pytest.mark.timeout(180)
async def test_the_demo_is_pressed_and_its_pictures_are_those_of_the_pages(tmp_path: Path) -> None:
    """In each what it is there for has come into sight before it is taken; those that are kept are as large."""
    await taking().take_demo(tmp_path)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["demo.png", "office-screen.png"]
    assert {one.name: size_of(one) for one in tmp_path.iterdir()} == {
        name: size_of(PICTURES / name) for name in ("demo.png", "office-screen.png")
    }


def test_the_wall_plan_that_is_shown_is_that_of_today(tmp_path: Path) -> None:
    """Point by point the one that is kept: whoever changes the example, the template or a word takes it anew."""
    taking().take_print(tmp_path)
    made, kept = tmp_path / "wall-plan.png", PICTURES / "wall-plan.png"
    assert size_of(made) == size_of(kept)
    assert made.read_bytes() == kept.read_bytes(), "take it anew: python docs/pictures/make.py print"
