"""Where somebody is named in plans, so that nobody forgets a key that is still in use. She would get another one."""

import asyncio
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from service.store.port import Store

_WHERE_IT_HOLDS: Final = "the plan that holds now"
_NOT_READ: Final = "["
"""Whatever cannot be read may name her: this can be read as nothing."""
LOOKED_AT: Final = 50
"""Versions of the plan, the newest, that are asked for what she was called."""


async def still_planned(store: Store, plans_dir: Path, office: str, slug: str) -> list[str]:
    """Return where an office's plan, its draft, its files or a calendar still name a person of the plan.

    A file that cannot be read is named too: nobody knows whom it names. Calendars know no slugs: she is looked for in
    them by the names that she had in the plan, too, wherever they lie in the folder of plans.

    Raises:
        StoreUnavailable: the record cannot be read now.
    """
    texts = dict[str, str]()
    if last := await store.last_plan(office):
        texts[_WHERE_IT_HOLDS] = last[1]
    draft = await store.draft(office)
    if draft is not None and draft.text:
        texts["the draft"] = draft.text
    files, calendars = await asyncio.to_thread(lambda: (_files(plans_dir, office), _calendars(plans_dir)))
    texts |= files
    known = [one.text for one in await store.plan_versions(office, LOOKED_AT)]
    called = {slug, *(name for text in (*texts.values(), *known) if (name := name_in(text, slug)))}
    found = [f"{where}: {part}" for where, text in texts.items() for part in named_in(text, slug)]
    return [*found, *(f"{where}: {part}" for where, text in calendars.items() for part in in_calendar(text, called))]


def _files(plans_dir: Path, office: str) -> dict[str, str]:
    files = [file for file in sorted(plans_dir.glob(f"{office}*.yaml")) if file.name.split(".")[0] == office]
    files += [file for file in [plans_dir / "scenarios" / f"{office}.yaml"] if file.exists()]
    return {file.relative_to(plans_dir).as_posix(): _text_of(file) for file in files}


def _calendars(plans_dir: Path) -> dict[str, str]:
    files = sorted(file for file in plans_dir.rglob("*") if file.suffix.lower() in (".ics", ".ical"))
    return {file.relative_to(plans_dir).as_posix(): _text_of(file) for file in files}


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return _NOT_READ


def named_in(text: str, slug: str) -> list[str]:
    """Return in which parts of a plan's text a person is named, by her slug: in a list, as a key, or as a value."""
    try:
        read = YAML(typ="safe", pure=True).load(text)
    except (YAMLError, ValueError, RecursionError):
        return ["it cannot be read, so she may be named in it"]
    if not isinstance(read, Mapping):
        return []
    return [str(part) for part, value in read.items() if slug in _words(value)]


def name_in(text: str, slug: str) -> str | None:
    """Return what a plan's text calls a person; None where it does not, or cannot be read."""
    try:
        read = YAML(typ="safe", pure=True).load(text)
    except (YAMLError, ValueError, RecursionError):
        return None
    people = read.get("people") if isinstance(read, Mapping) else None
    her = people.get(slug) if isinstance(people, Mapping) else None
    name = her.get("name") if isinstance(her, Mapping) else None
    return name if isinstance(name, str) and name else None


def in_calendar(text: str, called: Collection[str]) -> list[str]:
    """Return as what somebody is named in a calendar (iCalendar), by any of the names that she is called by."""
    if text == _NOT_READ:
        return ["it cannot be read, so she may be named in it"]
    whole = text.replace("\r\n", "\n").replace("\n ", "").replace("\n\t", "")  # RFC 5545, 3.1: long lines are folded
    words = f" {' '.join(_bare(whole).split())} "
    return [f"it names {name}" for name in sorted(called) if f" {' '.join(_bare(name).split())} " in words]


def _bare(text: str) -> str:
    """Return a text's letters and digits, small, with spaces between words."""
    return "".join(letter if letter.isalnum() else " " for letter in text.casefold())


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
