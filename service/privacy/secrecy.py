"""A copy of an alarm's record for somebody outside, with what is secret masked, and each mask with its ground. Pure.

The grounds are the office's own words: which paragraph of which law applies it decides, and Trygg knows no law. What is
not masked can be checked: the hash of each entry is that of the record. An entry in which something is masked comes
without its salt, so that nobody can try names against its digest; the office can show that part later, with its salt.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, Final
from unicodedata import normalize

from service.alarm.instant import instant
from service.timeline.canonical import canonical
from service.timeline.chain import digest_of, export, hashed_part
from service.timeline.entry import Entry, Personal
from service.timeline.modes import Modes

FORMAT: Final = "trygg disclosure 1"
BAR: Final = "\N{FULL BLOCK}" * 4
"""What stands where something is masked, before the number of its ground."""
MOST_GROUNDS: Final = 5

_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Masks:
    """What is masked, each with the number of its ground, counted from 1."""

    grounds: Sequence[str]
    persons: Mapping[str, int] = field(default_factory=dict)
    """By opaque key: the name, in every entry."""
    words: Mapping[int, int] = field(default_factory=dict)
    """By position: everything in the entry that somebody wrote."""
    whole: Mapping[int, int] = field(default_factory=dict)
    """By position: the whole entry, but its place in the chain."""


def persons_of(entries: Iterable[Entry]) -> dict[str, str]:
    """Return the name of everybody whom the entries name, by opaque key."""
    return {
        str(key): str(name)
        for entry in entries
        if entry.personal
        for key, name in entry.personal.content.get("names", {}).items()
    }


def disclosed(entries: Sequence[Entry], masks: Masks, *, by: str, at: datetime) -> dict[str, Any]:
    """Return the copy, with the list of what was masked in it and by whom.

    Args:
        entries: all entries of an alarm.
        masks: what is masked, and why.
        by: who made the copy, by name.
        at: when.

    Raises:
        ValueError: a mask has a ground that is not there.
    """
    chosen = (*masks.persons.values(), *masks.words.values(), *masks.whole.values())
    if any(not 1 <= one <= len(masks.grounds) or not masks.grounds[one - 1].strip() for one in chosen):
        raise ValueError("a mask has no ground")
    modes, lines, listed = Modes(), list[dict[str, Any]](), list[dict[str, Any]]()
    for entry in entries:
        line, masked = _line(entry, masks, modes.of(entry))
        lines.append(line)
        listed += [{"position": entry.position, "field": name, "ground": ground} for name, ground in masked]
    return {
        "format": FORMAT,
        "office": entries[0].office,
        "alarm": entries[0].alarm,
        "made_at": instant(at),
        "made_by": by,
        "grounds": list(masks.grounds),
        "entries": lines,
        "masked": listed,
    }


def still_named(entries: Sequence[Entry], masks: Masks) -> list[int]:
    """Return the positions of words that are shown, and in which a part of a masked name stands."""
    names = persons_of(entries)
    parts = {part for key in masks.persons for part in _parts(names.get(key, "")) if len(part) > 1}
    parts |= {f"{part}s" for part in parts}  # whose it is, in Swedish and in Norwegian
    found = []
    for entry in entries:
        if entry.position in masks.words or entry.position in masks.whole or entry.personal is None:
            continue
        words = " ".join(str(value) for name, value in entry.personal.content.items() if name != "names")
        if not parts.isdisjoint(_parts(words)):
            found.append(entry.position)
    return found


def _parts(text: str) -> list[str]:
    """Return the words of a text, however its letters are put together: a name with a hyphen is two."""
    return _WORD.findall(normalize("NFC", text).casefold())


def _line(entry: Entry, masks: Masks, mode: str | None) -> tuple[dict[str, Any], list[tuple[str, int]]]:
    if (ground := masks.whole.get(entry.position)) is not None:
        kept = {"office": entry.office, "position": entry.position, "previous": entry.previous, "hash": entry.hash}
        return {**kept, "masked": ground}, [("entry", ground)]
    content, masked = _content(entry, masks)
    if not masked:
        return export(entry, mode), []
    return {**hashed_part(entry), "personal": {"content": content}, "hash": entry.hash, "mode": mode}, masked


def _content(entry: Entry, masks: Masks) -> tuple[dict[str, Any], list[tuple[str, int]]]:
    """Return a personal part with its masks, and which fields they are on."""
    shown: dict[str, Any] = {}
    masked: list[tuple[str, int]] = []
    for name, value in (entry.personal.content if entry.personal else {}).items():
        if name == "names":
            grounds = {key: masks.persons[key] for key in value if key in masks.persons}
            shown[name] = {key: _bar(grounds[key]) if key in grounds else one for key, one in value.items()}
            masked += [(f"names.{key}", ground) for key, ground in grounds.items()]
        elif (ground := masks.words.get(entry.position)) is not None:
            shown[name] = _bar(ground)
            masked.append((name, ground))
        else:
            shown[name] = value
    return shown, masked


def _bar(ground: int) -> str:
    return f"{BAR} [{ground}]"


def flaws(copy: Mapping[str, Any]) -> list[str]:
    """Return what in a copy does not fit the record's hashes, as sentences; nothing where all of it does."""
    found: list[str] = []
    before: Mapping[str, Any] | None = None
    for line in copy["entries"]:
        position = line["position"]
        if before and before["position"] + 1 == position and line["previous"] != before["hash"]:
            found.append(f"entry {position} does not build on the entry before it")
        before = line
        if "masked" in line:
            continue
        hashed = {key: value for key, value in line.items() if key not in ("personal", "hash", "mode")}
        if sha256(canonical(hashed)).hexdigest() != line["hash"]:
            found.append(f"entry {position} was changed")
        personal = line["personal"]
        if personal and "salt" in personal:
            part = Personal(salt=personal["salt"], content=personal["content"])
            if digest_of(part) != line["personal_digest"]:
                found.append(f"names or words of entry {position} were changed")
    return found
