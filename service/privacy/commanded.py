"""A record that is read by a command is looked at too: by whoever the computer says is logged in there."""

import os
import pwd
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from service.clock import Clock
from service.privacy.looking import COMMANDED, persons_in
from service.store.port import Store
from service.store.privacy_port import Look
from service.timeline.entry import Entry

READ_AT_ONCE: Final = 1000


def reader(environment: Mapping[str, str] | None = None) -> str:
    """Return who gives the command, as it is noted: the operating system's name for her.

    With sudo it is root who reads, and who became root is only what sudo says: so both are told. Whoever owns the
    computer can be anybody on it.
    """
    user, name = os.getuid(), str(os.getuid())
    with suppress(KeyError):  # a container's user need not have a name: its number then
        name = pwd.getpwuid(user).pw_name
    behind = (os.environ if environment is None else environment).get("SUDO_USER", "") if user == 0 else ""
    return f"{COMMANDED}{name}" + (f" ({behind[:64]})" if behind and behind.isprintable() else "")


async def note_alarm(store: Store, clock: Clock, entries: list[Entry], who: str) -> None:
    """Note that an alarm's record is taken out by a command.

    Raises:
        StoreError: it cannot be noted now; then nothing is to be shown.
    """
    first = entries[0]
    look = Look(office=first.office, record=str(first.alarm), who=who, how="command", at=clock.now())
    await store.privacy.looked(look, persons_in(entries))


async def note_office(store: Store, clock: Clock, office: str, who: str) -> int:
    """Note that all of an office's record is taken out: a look at each alarm and each report; return at how many.

    Raises:
        StoreError: it cannot be noted now; then nothing is to be shown.
    """
    persons, position = dict[str, set[str]](), 0
    while some := await store.entries(office, position, READ_AT_ONCE):
        for entry in some:
            if about := entry.alarm or str(entry.facts.get("undertaking", "")):
                persons.setdefault(about, set()).update(persons_in([entry]))
        position = some[-1].position
    noted = 0
    for record, keys in persons.items():
        if await store.alarm(record) is None:
            known = await store.undertaking(record)
            if known is None or known.kind != "report":
                continue
        noted += 1
        await store.privacy.looked(Look(office=office, record=record, who=who, how="command", at=clock.now()), keys)
    return noted
