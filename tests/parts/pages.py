"""The project's pages as tests read them: their blocks of code, and the words around those."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "deploy" / "RUNBOOK.md", *DOCS.rglob("*.md")])
OTHERS = {"docs/reference/alarm.md", "docs/reference/timeline.md", "docs/reference/speed.md"}
"""Pages whose blocks have tests of their own."""

_BLOCK = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, kw_only=True)
class Block:
    """One block of code in a page."""

    page: str
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def name_of(page: Path) -> str:
    """Return a page's path as it stands in messages."""
    return page.relative_to(ROOT).as_posix()


def blocks(*languages: str, page: str | None = None) -> list[Block]:
    """Return all blocks in these languages, those of pages with tests of their own left out."""
    found = []
    for path in PAGES:
        name, text = name_of(path), path.read_text()
        if name in OTHERS or (page is not None and name != page):
            continue
        for match in _BLOCK.finditer(text):
            if match[1] in languages:
                line = text.count("\n", 0, match.start()) + 1
                found.append(Block(page=name, line=line, language=match[1], text=match[2]))
    return found


def prose(page: Path) -> str:
    """Return a page without its blocks of code."""
    return _BLOCK.sub("", page.read_text())


def commands(block: Block) -> Iterator[tuple[str, list[str]]]:
    """Yield each command of a console block with the lines that it is said to print."""
    said: tuple[str, list[str]] | None = None
    for line in block.text.splitlines():
        if line.startswith("$ "):
            if said:
                yield said
            said = (line[2:], [])
        elif said:
            said[1].append(line)
    if said:
        yield said


def examples(page: str) -> list[dict[str, Any]]:
    """Return the JSON objects that a page shows."""
    return [json.loads(block.text) for block in blocks("json", page=page)]


def in_order(page: str) -> Iterator[Block]:
    """Yield a page's blocks in their order, and among them, as blocks in the language `browser`, what a browser does.

    That stands in the page as `<!-- browser: NAME -->`, below the sentences that say it.
    """
    text = (ROOT / page).read_text()
    for match in re.finditer(rf"{_BLOCK.pattern}|^<!-- browser: (\w+) -->$", text, re.MULTILINE | re.DOTALL):
        line = text.count("\n", 0, match.start()) + 1
        if match[3]:
            yield Block(page=page, line=line, language="browser", text=match[3])
        else:
            yield Block(page=page, line=line, language=match[1], text=match[2])
