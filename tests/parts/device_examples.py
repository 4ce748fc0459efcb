"""Every adapter's examples, read once for all tests that ask for them: as YAML they take a second of processor time."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

import devices

ADAPTERS = Path(devices.__path__[0]) / "adapters"


@dataclass(frozen=True, kw_only=True)
class Examples:
    """What one adapter's `examples.yaml` says."""

    path: Path
    head: str | None
    """The document above the examples, which configures sources; None where there is none."""
    examples: list[dict[str, Any]]


@cache
def all_examples() -> tuple[Examples, ...]:
    """Return every adapter's examples, in the order of their names; they belong to everybody, so change none."""
    found = []
    for path in sorted(ADAPTERS.glob("*/examples.yaml")):
        text = path.read_text(encoding="utf-8")
        read = YAML(typ="safe", pure=True).load(text)
        configures = isinstance(read, dict)  # a document with `topics` or `listen`, and the examples below it
        head = text.partition("\nexamples:")[0] if configures else None
        found.append(Examples(path=path, head=head, examples=read["examples"] if configures else read))
    return tuple(found)
