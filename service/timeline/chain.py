"""The hash chain over an office's timeline.

No chain shows by itself that its tail was cut off or that all of it was rewritten: `verify` compares with an anchor,
a head that left the database earlier, where one is given.
"""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from service.alarm.instant import instant
from service.timeline.canonical import canonical
from service.timeline.entry import FORMAT, Draft, Entry, Head, Personal

_HEX = frozenset("0123456789abcdef")
"""No capitals and no spaces, which `bytes.fromhex` would read as well: one salt has one spelling."""

SALT = 32
"""The length of a salt in hexadecimal digits; a fixed length leaves no doubt where the personal part begins."""


def start(office: str) -> str:
    """Return the hash that the first entry of an office builds on: it binds the chain to the office's name."""
    return hashlib.sha256(b"trygg timeline 1\n" + office.encode()).hexdigest()


def digest_of(personal: Personal) -> str:
    """Return the salted digest under which a personal part stands in the chain.

    Raises:
        ValueError: when the salt is not 32 hexadecimal digits, or the content has no canonical form.
    """
    if len(personal.salt) != SALT or not _HEX.issuperset(personal.salt):
        raise ValueError(f"a salt has {SALT} hexadecimal digits (0-9, a-f), and not {personal.salt[: SALT + 1]!r}")
    return hashlib.sha256(bytes.fromhex(personal.salt) + canonical(dict(personal.content))).hexdigest()


def link(head: Head, draft: Draft, *, salt: str) -> Entry:
    """Make the entry that follows `head` from a draft.

    Args:
        head: the office's chain so far.
        draft: what is to be written.
        salt: 32 hexadecimal digits of chance, used only when the draft names somebody.

    Raises:
        ValueError: when the draft holds a value that has no canonical form, or the salt is none.
    """
    personal = Personal(salt=salt, content=dict(draft.personal)) if draft.personal else None
    digest = digest_of(personal) if personal else None
    unsealed = Entry(
        office=head.office,
        position=head.position + 1,
        at=draft.at,
        event=draft.event,
        alarm=draft.alarm,
        actor=draft.actor,
        facts=draft.facts,
        personal=personal,
        personal_digest=digest,
        previous=head.hash,
        hash="",
    )
    return replace(unsealed, hash=seal(unsealed))


def seal(entry: Entry) -> str:
    """Return the hash that an entry must have."""
    return hashlib.sha256(canonical(hashed_part(entry))).hexdigest()


def hashed_part(entry: Entry) -> dict[str, Any]:
    """Return what is hashed of an entry; exports show the same keys, so that anybody can recompute the hash."""
    return {
        "format": FORMAT,
        "office": entry.office,
        "position": entry.position,
        "at": instant(entry.at),
        "event": entry.event,
        "alarm": entry.alarm,
        "actor": entry.actor.as_json(),
        "facts": entry.facts,
        "personal_digest": entry.personal_digest,
        "previous": entry.previous,
    }


def export(entry: Entry, mode: str | None) -> dict[str, Any]:
    """Return a whole entry as JSON, the personal part included where it has not been erased.

    Args:
        entry: the entry.
        mode: what it was part of (`modes.Modes`); told beside what is hashed, so that each line says it by itself.
    """
    personal = None
    if entry.personal:
        personal = {"salt": entry.personal.salt, "content": dict(entry.personal.content)}
    return {**hashed_part(entry), "personal": personal, "hash": entry.hash, "mode": mode}


@dataclass(frozen=True, kw_only=True, slots=True)
class Break:
    """The first place where a timeline does not hold."""

    position: int
    code: str
    """position, previous, hash, personal, anchor or cut."""
    message: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What `verify` found."""

    head: Head
    """The last entry that still holds."""
    broken: Break | None


def verify(office: str, entries: Iterable[Entry], anchor: Head | None = None) -> Verdict:
    """Walk a whole timeline from its first entry and say where it first fails to hold.

    Args:
        office: the office whose timeline this is.
        entries: all entries, in order.
        anchor: a head known from outside the database; without one, a cut tail cannot be seen.
    """
    head = Head(office=office, position=0, hash=start(office))
    for entry in entries:
        broken = _flaw(head, entry)
        if broken is None and anchor and anchor.position == entry.position and anchor.hash != entry.hash:
            broken = Break(
                position=entry.position,
                code="anchor",
                message=f"entry {entry.position} differs from the head anchored outside: the record was rewritten",
            )
        if broken:
            return Verdict(head=head, broken=broken)
        head = Head(office=office, position=entry.position, hash=entry.hash)
    if anchor and anchor.position > head.position:
        return Verdict(
            head=head,
            broken=Break(
                position=head.position + 1,
                code="cut",
                message=f"the record ends at {head.position}, but {anchor.position} entries were anchored outside",
            ),
        )
    return Verdict(head=head, broken=None)


def _flaw(head: Head, entry: Entry) -> Break | None:
    expected = head.position + 1
    if entry.office != head.office or entry.position != expected:
        return Break(
            position=expected,
            code="position",
            message=f"expected entry {expected} of {head.office}, found entry {entry.position} of {entry.office}",
        )
    if entry.previous != head.hash:
        return Break(
            position=expected,
            code="previous",
            message=f"entry {expected} does not build on the entry before it",
        )
    if not _holds(lambda: seal(entry) == entry.hash):
        return Break(position=expected, code="hash", message=f"entry {expected} was changed after it was written")
    personal = entry.personal
    if personal and not _holds(lambda: digest_of(personal) == entry.personal_digest):
        return Break(position=expected, code="personal", message=f"names or words of entry {expected} were changed")
    return None


def _holds(check: Callable[[], bool]) -> bool:
    """Whether a check is true; a value that could never have been written (a float, half a character) is a change."""
    try:
        return check()
    except ValueError:
        return False
