"""Take a file of people: all of it or nothing, and the same words whether it is tried or done."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from service.access.ending import completed
from service.access.people_file import Problem, read_people
from service.access.people_merge import Rules, merge
from service.access.trace import COMMAND
from service.clock import Clock
from service.store.access_port import NameTakenError
from service.store.people_port import Changes, PeopleStore

TRIES = 5

Identify = Callable[[str, Iterable[str]], Awaitable[Mapping[str, str]]]
"""Returns the opaque keys of people of an office: (office, slugs) → slug → key."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Imported:
    """What came of a file: what was changed (or would be), or why nothing was."""

    said: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


async def import_people(
    content: bytes,
    rules: Rules,
    *,
    people: PeopleStore,
    identify: Identify,
    offices: Mapping[str, Collection[str] | None],
    clock: Clock,
    dry_run: bool,
) -> Imported:
    """Have accounts be as a file says, in one transaction.

    Whoever runs a door beside it has to let it forget afterwards.

    Args:
        content: the file.
        rules: whose accounts it looks after, and how far.
        people: where accounts are kept.
        identify: asks for the opaque keys of people.
        offices: the offices there are, with the people whom each one's plan names (None: that is not known).
        clock: what time it is.
        dry_run: only say what would change.

    Raises:
        StoreUnavailable: the store does not answer; whether it was done is told by the next try.
    """
    # Beside the loop: a large file takes seconds, and presses go through the loop.
    read = await asyncio.to_thread(read_people, content, offices)
    if read.problems:
        return Imported(problems=read.problems)
    named: dict[str, set[str]] = {}
    for one in read.people:
        for office, slug in (one.persons or {}).items():
            named.setdefault(office, set()).add(slug)
    keys = {office: await identify(office, slugs) for office, slugs in sorted(named.items())}
    for _ in range(TRIES):
        since, at = await people.revision(), clock.now()
        everybody = await people.everybody()
        merged = await asyncio.to_thread(
            merge,
            read.people,
            everybody,
            rules,
            key_of=lambda office, slug: keys[office][slug],
            make_id=lambda: f"a-{secrets.token_hex(8)}",
            at=at,
        )
        if merged.problems or dry_run or not merged.kept:
            return Imported(said=merged.said, problems=merged.problems)
        try:
            held = await people.tokens_and_phones()
            kept = Changes(accounts=merged.kept)
            changes = await asyncio.to_thread(completed, kept, everybody, held, at, COMMAND)
            if await people.change(changes, since=since):
                return Imported(said=merged.said)
        except NameTakenError:
            continue  # somebody was faster, and the next look says who
    busy = "accounts are being changed by many at once; nothing was taken, try again"
    return Imported(problems=(Problem(line=0, text=busy),))
