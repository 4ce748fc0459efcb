"""What the references say of drills is what there is."""

import re
from collections import defaultdict
from pathlib import Path

from parts.drill_life import END, JUDGE, Office, abort, agree, call_off, plan, start
from service.drill.decide import NOT_NOW
from service.drill.events import EVENTS
from service.drill.states import Ask

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "reference"


def test_every_event_and_every_fact_is_described() -> None:
    """Each event has its section, and its table names exactly the facts that occur; the id is in all of them."""
    found = defaultdict[str, set[str]](set)
    held = Office().do(plan(manner="unannounced"), agree()).after(minutes=60).do(start()).after(seconds=10).look()
    broken = Office().do(plan()).after(minutes=60).do(start(), abort())
    for office in (
        held.do(END, JUDGE),
        broken,
        Office().do(plan(), call_off()),
        Office().do(plan()).after(minutes=9999),
    ):
        for event in office.look().events:
            found[event.name] |= {"undertaking", *event.facts}
    assert set(found) == EVENTS
    page = (REFERENCE / "timeline.md").read_text(encoding="utf-8")
    part = page.partition("\n## The events of a drill\n")[2].partition("\n## ")[0]
    sections = re.findall(r"^### (\w+)\n(.*?)(?=^### |\Z)", part, re.MULTILINE | re.DOTALL)
    assert {name: set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)) for name, text in sections} == found


def test_every_refusal_is_described() -> None:
    """Each code that a drill is refused with stands in the reference of HTTP, and every ask has its sentence."""
    text = (REFERENCE / "http.md").read_text(encoding="utf-8")
    decide = (ROOT / "service" / "drill" / "decide.py").read_text(encoding="utf-8")
    refused = (ROOT / "service" / "drill" / "refused.py").read_text(encoding="utf-8")
    codes = set(re.findall(r'UndertakingRefusal\(\s*"([a-z_]+)"', decide + refused))
    codes |= set(re.findall(r'^        "([a-z_]+)",$', decide, re.MULTILINE))
    assert codes >= {"past", "own_drill", "visitors_there", "partners"}
    assert sorted(code for code in {*codes, *(f"not_now_{ask}" for ask in Ask)} if f"`{code}`" not in text) == []
    assert set(NOT_NOW) == set(Ask)
