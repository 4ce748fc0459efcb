"""docs/reference says of a plan's life what the code does."""

import re
from collections import defaultdict
from datetime import timedelta
from pathlib import Path

from parts.plan_life import START, Office, answer, approve, objects, publish, read_duty, roll_back, say_gone, take
from service.life.decide import NOT_NOW
from service.life.diagram import diagram
from service.life.events import EVENTS
from service.life.states import Ask

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"


def test_the_page_shows_the_table() -> None:
    """The picture and the table on the page are the ones that are made from the table of states."""
    page = (REFERENCE / "plan-versions.md").read_text(encoding="utf-8")
    begin, end = "<!-- made by service/life/diagram.py -->\n", "\n<!-- end of what is made -->"
    made = page.partition(begin)[2].partition(end)[0]
    assert made == diagram(), "put what service/life/diagram.py makes between the page's marks"


def test_every_event_and_every_fact_is_described() -> None:
    """Each event has its section, and its table names exactly the facts that occur."""
    office, found = Office(), defaultdict[str, set[str]](set)
    office.do(take("v0"), objects(), answer(), approve(), publish(holds_from=START + timedelta(days=1)))
    office.do(read_duty(), say_gone(), say_gone(gone=False), roll_back("v0"))
    for event, _ in office.events:
        found[event.name] |= set(event.facts)
    assert set(found) == EVENTS
    page = (REFERENCE / "timeline.md").read_text(encoding="utf-8").partition("\n## The events of a plan\n")[2]
    page = page.partition("\n## ")[0]
    sections = re.findall(r"^### (\w+)\n(.*?)(?=^### |\Z)", page, re.MULTILINE | re.DOTALL)
    assert {name: set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)) for name, text in sections} == found


def test_every_refusal_is_described() -> None:
    """Each code that a plan's life refuses with stands in the reference of HTTP, and every ask has its sentence."""
    text = (REFERENCE / "http.md").read_text(encoding="utf-8")
    files = [*(ROOT / "service" / "life").glob("*.py"), *(ROOT / "service" / "planning").glob("*.py")]
    codes = {code for file in files for code in re.findall(r'LifeRefusal\(\s*"([a-z_]+)"', file.read_text())}
    assert codes >= {"not_entitled", "no_reason", "unknown_version"}
    assert sorted(code for code in {*codes, *(f"not_now_{ask}" for ask in Ask)} if f"`{code}`" not in text) == []
    assert set(NOT_NOW) == set(Ask)
