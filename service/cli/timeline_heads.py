"""Which signed heads a record is compared with."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import typer

from service.cli.options import settings_from
from service.timeline.sealed_head import SealedHead


@dataclass(frozen=True, slots=True)
class KeptHeads:
    """Heads whose signatures hold."""

    heads: Sequence[SealedHead] = ()
    offices: set[str] = field(default_factory=set)
    """Of which there are any: an office whose whole record is gone has them all the same."""

    def of(self, office: str) -> list[SealedHead]:
        """Return an office's."""
        return [one for one in self.heads if one.head.office == office]

    def said(self, office: str) -> str:
        """Return what is told of an office's, behind what else is told of its record."""
        own = self.of(office)
        if not own:
            return ""
        last = max(own, key=lambda one: one.head.position)
        return f"; {len(own)} signed heads hold, the last at entry {last.head.position} ({last.at})"


def kept_heads(config: Path | None, given: Path | None, trusted: Sequence[str]) -> KeptHeads:
    """Read signed heads: those that were given, else those of the data folder, where there are any.

    Without a key that is named, those are believed that this computer signs and has signed with.
    """
    from service.notify.config import RoutesError, load
    from service.notify.heads.key import HeadKey, KeyFileError, checked
    from service.notify.heads.shelf import KEYS, lines_in
    from service.timeline.sealed_head import HeadError, read
    from service.wiring.heads import FOLDER, key_path

    settings = settings_from(config)
    own = settings.data_dir / FOLDER
    place = given or own
    if given is None and not own.is_dir():
        return KeptHeads()
    try:
        keys = {one.lower() for one in trusted}
        if not keys:
            keys = {read(line)["key"] for line in lines_in(own / KEYS)} if (own / KEYS).is_dir() else set()
            keys.add(HeadKey.load(key_path(settings.data_dir, load(settings.routes_path).heads)).public)
        found = checked(lines_in(place), keys)
    except HeadError as wrong:
        print(f"DOES NOT HOLD: {place}: {wrong}")
        raise typer.Exit(1) from None
    except (OSError, KeyFileError, RoutesError) as wrong:
        print(f"trygg: {wrong}; name the public key after --key", file=sys.stderr)
        raise typer.Exit(2) from None
    return KeptHeads(found, {one.head.office for one in found})
