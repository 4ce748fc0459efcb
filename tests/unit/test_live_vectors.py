"""tests/vectors/board.json: one file that holds the board in Python and the board in the page to the same."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType

from service.alarm.events import EVENTS
from service.live.render import IN_NO_VIEW

VECTORS = Path(__file__).parents[1] / "vectors"


def make_board() -> ModuleType:
    """Return the program that writes the file."""
    spec = importlib.util.spec_from_file_location("make_board", VECTORS / "make_board.py")
    assert spec
    assert spec.loader
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def test_the_vectors_are_what_the_board_makes_today() -> None:
    """A change of the board that is meant remakes the file; one that is not meant fails here."""
    made = make_board()
    assert json.loads((VECTORS / "board.json").read_text()) == json.loads(made.text(made.told_seeds())), (
        "run: PYTHONPATH=.:tests python tests/vectors/make_board.py, and look at what changed"
    )


def test_the_days_show_every_event_and_every_way_of_joining() -> None:
    """What the days of the file were chosen for is in them today; who looks for better ones makes the file anew."""
    made = make_board()
    assert set().union(*map(made.shown, made.told_seeds())) == made.WANTED


def test_the_vectors_show_every_kind_of_message_and_every_event() -> None:
    """Vectors that leave out a message or an event would hold nobody to it."""
    steps = [s["message"] for vector in json.loads((VECTORS / "board.json").read_text()) for s in vector["steps"]]
    assert {m["type"] for m in steps} >= {"snapshot", "resumed", "provisional", "provisional_over", "entry", "withheld"}
    assert {m["event"] for m in steps if m["type"] == "entry"} >= EVENTS - IN_NO_VIEW
