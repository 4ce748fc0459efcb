"""The page of what Trygg does while something is broken: of the newest figures, as people read them."""

import json
from pathlib import Path

import pytest

from bench.broken import CHAOS, PAGE, ROOT, SCENARIOS, figures, lines_of, page

FLOOD = "flood of presses and of heartbeats"


def _line(scenario: str, **told: float) -> str:
    return json.dumps({"scenario": scenario, "test": "t", "at": "2026-11-28 22:22", "load": 1.5, "figures": told})


def test_figures_are_read_as_a_person_reads_them() -> None:
    """A spread is one figure with its unit, and seconds say that they are seconds."""
    told = {"kills": 5, "shown_p50_ms": 1.0, "shown_p99_ms": 2.0, "shown_max_ms": 3.5, "shown_n": 4, "drained_s": 0.5}
    assert figures(told) == "kills 5, shown 1.0 / 2.0 / 3.5 ms (4 times), drained 0.5 s"


def test_the_page_has_each_scenario_with_its_newest_figures() -> None:
    """What was told last counts, and a scenario without figures says so."""
    told = lines_of("\n".join([_line(FLOOD, presses=1), _line(FLOOD, presses=2)]))
    rows = [line for line in page(told, "2 cores").splitlines() if f"`{CHAOS}/" in line and line.startswith("|")]
    assert len(rows) == len(SCENARIOS)
    (flood,) = [row for row in rows if FLOOD in row]
    assert "presses 2 (2026-11-28 22:22, load 1.5)" in flood
    assert all("none kept" in row for row in rows if row != flood)


def test_what_was_not_told_now_keeps_its_figures() -> None:
    """A run of one file takes no other scenario's figures off the page."""
    first = page(lines_of(_line(FLOOD, presses=1)), "2 cores")
    (other,) = {one.name for one in SCENARIOS if one.test.endswith("clock_jumps.py")}
    second = page(lines_of(_line(other, jumps=2)), "2 cores", before=first)
    assert "presses 1 (2026-11-28 22:22, load 1.5)" in second
    assert "jumps 2 (2026-11-28 22:22, load 1.5)" in second


def test_figures_that_would_be_on_no_page_are_an_error() -> None:
    """Whoever adds a scenario writes down what is checked there."""
    with pytest.raises(ValueError, match="invented: write down"):
        lines_of(_line("invented", n=1))


@pytest.mark.parametrize("file", sorted({one.test for one in SCENARIOS}))
def test_each_scenario_is_told_by_the_test_that_the_page_names(file: str) -> None:
    """The test's file is there, and tells figures."""
    assert "tell(" in (ROOT / CHAOS / file).read_text()


def test_the_page_in_the_docs_is_one_of_these() -> None:
    """It names the same scenarios and tests as the code; its figures are those of some run."""
    kept = PAGE.read_text()
    for one in SCENARIOS:
        assert f"| {one.name} | {one.checked} |" in kept
        assert f"`{CHAOS}/{one.test}` |" in kept
    assert Path(PAGE).name == "working-while-broken.md"
