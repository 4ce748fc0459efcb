"""The threats that are written down: each has tests, and each test that is named is there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "explanation" / "threats.md").read_text(encoding="utf-8")
THREATS = {part.partition("\n")[0]: part.partition("\n## ")[0] for part in PAGE.split("\n### ")[1:]}
NAMED = re.compile(r"^- `(tests/[a-z_/]+\.py)::(test_\w+)`$", re.MULTILINE)
MUST_BE_THERE = (
    *(
        "spoofed",
        "suppressed",
        "replayed",
        "flooded",
        "pendant",
        "screen",
        "phone",
        "edits",
        "anew",
        "callback",
        "plan",
    ),
    *(
        "upload",
        "directory",
        "database",
        "backup",
        "Guessed",
        "proxy",
        "supply",
        "coerced",
        "address",
        "link",
        "erased",
        "neighbour",
        "followed",
    ),
)


@cache
def _tests_in(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)}


@pytest.mark.parametrize("threat", THREATS)
def test_each_threat_has_its_answer_and_its_tests(threat: str) -> None:
    """Whoever renames or removes a test has to say here what plays the threat instead."""
    named = NAMED.findall(THREATS[threat])
    assert named, f"{threat}: no test plays it"
    for file, name in named:
        assert name in _tests_in(file), f"{threat}: {file} has no {name}"
    answer = THREATS[threat].partition("\n- ")[0].partition("\n")[2]
    assert len(answer.split()) > 10, f"{threat}: what stands against it?"
    listed = [line for line in THREATS[threat].splitlines() if line.startswith("- `")]
    assert len(listed) == len(named), f"{threat}: a line names no test as the others do"


@pytest.mark.parametrize("word", MUST_BE_THERE)
def test_the_threats_that_everybody_thinks_of_are_there(word: str) -> None:
    """None of them is dropped from the page."""
    assert any(word in threat for threat in THREATS)
