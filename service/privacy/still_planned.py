"""Where somebody is named in plans, so that nobody forgets a key that is still in use. She would get another one."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from service.store.port import Store

_WHERE_IT_HOLDS: Final = "the plan that holds now"


async def still_planned(store: Store, plans_dir: Path, office: str, slug: str) -> list[str]:
    """Return where an office's plan, its draft or its files still name a person of the plan; nothing where none does.

    A file that cannot be read is named too: nobody knows whom it names.

    Raises:
        StoreUnavailable: the record cannot be read now.
    """
    texts = dict[str, str]()
    if last := await store.last_plan(office):
        texts[_WHERE_IT_HOLDS] = last[1]
    draft = await store.draft(office)
    if draft is not None and draft.text:
        texts["the draft"] = draft.text
    texts |= await asyncio.to_thread(_files, plans_dir, office)
    return [f"{where}: {part}" for where, text in texts.items() for part in named_in(text, slug)]


def _files(plans_dir: Path, office: str) -> dict[str, str]:
    texts = dict[str, str]()
    for file in sorted(plans_dir.glob(f"{office}*.yaml")):
        if file.name.split(".")[0] == office:
            try:
                texts[file.name] = file.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError):
                texts[file.name] = "["  # whatever cannot be read may name her
    return texts


def named_in(text: str, slug: str) -> list[str]:
    """Return in which parts of a plan's text a person is named, by her slug: in a list, as a key, or as a value."""
    try:
        read = YAML(typ="safe", pure=True).load(text)
    except (YAMLError, ValueError, RecursionError):
        return ["it cannot be read, so she may be named in it"]
    if not isinstance(read, Mapping):
        return []
    return [str(part) for part, value in read.items() if slug in _words(value)]


def _words(read: Any) -> frozenset[str]:
    """Return every word in a value, each part looked at once: one that is repeated without end is one part."""
    words, seen, waiting = set[str](), set[int](), [read]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            words.add(value)
        elif isinstance(value, Mapping | list) and id(value) not in seen:
            seen.add(id(value))
            waiting += value if isinstance(value, list) else [*value.keys(), *value.values()]
    return frozenset(words)
