"""Commands that a page shows without what they print: each of them can be given so, and asks what there is to ask.

What a page shows with what it prints (`console`) is run elsewhere, to the letter. These (`sh`) need a machine of their
own, a provider or root; so it is looked at whether the shell and the API would take them; test_docs_commands_named.py
looks at the commands of `trygg`.
"""

import json
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import pytest

from parts.inside import inside
from parts.pages import ROOT, Block, blocks
from service.api.gate import ASKED

SHELL: Final = [one for one in blocks("sh", "") if re.match(r"\s*(#|[\w./-]+ |export |cd )", one.text)]
ENDS: Final = frozenset({"|", "||", "&&", ";", "&", ">", ">>", "<", "2>", "2>&1"})


def _lines(block: Block) -> Iterator[str]:
    """Yield each line of a block, those that go on put together, without what is said beside it."""
    for line in block.text.replace("\\\n", " ").splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            yield line


def _commands(name: str) -> Iterator[tuple[Block, list[str]]]:
    """Yield the words of each command of this name in a page, up to where the shell ends it."""
    for block in SHELL:
        for line in _lines(block):
            for part in _spoken(line, name):
                yield block, part


def _spoken(line: str, name: str) -> Iterator[list[str]]:
    """Yield what is given to a program in a line, also inside `$(…)`."""
    for inner in re.findall(r"\$\(([^()]*)\)", line):
        yield from _spoken(inner, name)
    try:
        words = shlex.split(re.sub(r"\$\([^()]*\)", "x", line), comments=True)
    except ValueError:
        return  # a text over several lines: the shell itself looks at it
    said: list[str] | None = None
    for number, word in enumerate(words):
        if word == name and (number == 0 or words[number - 1] in ENDS or words[number - 1] == "sudo"):
            said = []
        elif said is not None and (word in ENDS or word.startswith(">")):
            yield said
            said = None
        elif said is not None:
            said.append(word)
    if said is not None:
        yield said


@pytest.mark.parametrize("block", [one for one in SHELL if one.language == "sh"], ids=str)
def test_the_shell_understands_every_block(block: Block) -> None:
    """No quote is left open and no line broken."""
    bash = shutil.which("bash")
    assert bash is not None
    looked = subprocess.run([bash, "-n"], input=block.text, text=True, capture_output=True, check=False)
    assert looked.returncode == 0, f"{block}: {looked.stderr}"


async def test_every_request_in_a_page_is_one_that_the_api_answers(tmp_path: Path) -> None:
    """The method and address are some route's, and what is sent has the fields that it asks for and no other."""
    async with inside(tmp_path) as node:
        spec = (await node.http.get("/api/openapi.json")).json()
    asked = 0
    for block, words in _commands("curl"):
        options = dict(pairwise(words))
        address = next(word for word in words if re.search(r"://", word))
        path = "/" + address.split("://", 1)[1].partition("/")[2].partition("?")[0]
        method = options.get("-X", "POST" if "-d" in options else "GET")
        known = [place for place in ASKED if place[0] == method and _fits(place[1], path)]
        assert known, f"{block}: nobody answers {method} {path}"
        asked += 1
        if "-d" not in options:
            continue
        body = spec["paths"][known[0][1]][method.lower()]["requestBody"]["content"]["application/json"]["schema"]
        schema = spec["components"]["schemas"][body["$ref"].rpartition("/")[2]] if "$ref" in body else body
        sent: dict[str, Any] = json.loads(options["-d"])
        assert set(sent) <= schema["properties"].keys(), f"{block}: {path} knows no {set(sent)}"
        assert set(schema.get("required", ())) <= set(sent), f"{block}: {path} asks for more"
    assert asked >= 3


def _fits(pattern: str, path: str) -> bool:
    return re.fullmatch(re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(pattern)), path) is not None


def test_every_file_of_the_project_that_a_block_installs_is_there() -> None:
    """What a reader is told to copy or run out of the repository lies where the page says."""
    named = {
        word for block in SHELL for word in re.findall(r"(?<![\w/])(?:deploy|docs|roles|devices)/[\w./-]+", block.text)
    }
    assert len(named) > 5
    assert [one for one in sorted(named) if not (ROOT / one).exists()] == []
