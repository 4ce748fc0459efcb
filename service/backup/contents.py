"""What goes into a backup beside the record: settings, plans, keys, ways out, pictures.

Whatever lies in the data folder is taken, but for what is named here: what somebody forgot to think of is kept and not
lost. Left out is what would happen a second time (presses that wait in the spool, messages that the broker holds), what
is made anew at each start, and the database itself, which is copied and not taken as a file.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from service.settings import Settings

RECORD: Final = "record.db"
SETTINGS: Final = "settings.toml"
LEFT_OUT: Final = ("listened", "orderly", "plans-read", "spool", "time-left", "trygg.db", ".")
"""Of the data folder: what begins with any of these. `listened…` says when a node listened last, `time-left…`
what deadlines of this very machine have left, and `plans-read` keeps plans as this version has read them."""
BROKER: Final = "broker"
"""The folder of Trygg's own broker: its configuration is made at each start, and its messages are old ones."""
NAMED: Final = (
    "routes_file",
    "brokers_file",
    "mqtt_ca",
    "oidc_ca",
    "oidc_client_secret_file",
    "broker_certificate",
    "broker_key",
    "tls_certificate",
    "tls_key",
)
"""Settings that name a file."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """One file that goes into a backup."""

    name: str
    """Its name in the backup: `data/…`, `plans/…`, `named/<setting>`, `settings.toml`."""
    path: Path


def sources(
    settings: Settings, config: Path | None, *, record: Path | None = None, beside: Path | None = None
) -> Iterator[Source]:
    """Return the files that go into a backup, beside the record.

    Args:
        settings: what the operator has set.
        config: the file they were read from, where it is one.
        record: the database's file, where it is one: neither it nor what lies beside it is a file to copy.
        beside: the folder of backups: no backup is in another one, wherever that folder lies.
    """
    if config is not None:
        yield Source(name=SETTINGS, path=config)
    for setting in NAMED:
        path: Path | None = getattr(settings, setting)
        if path is not None and path.is_file() and not _is_below(path, settings.data_dir):
            yield Source(name=f"named/{setting}{path.suffix}", path=path)
    for kind, folder in (("data", settings.data_dir), ("plans", settings.plans_dir)):
        for path in sorted(folder.rglob("*")):
            inside = path.relative_to(folder)
            if not path.is_file() or (beside and _is_of_backups(path, beside, folder)):
                continue
            if any(part.startswith(".") for part in inside.parts):
                continue  # what others keep beside it, as an editor or whoever mounts a folder of links does
            if kind == "data" and (is_left_out(inside) or (record and path.name.startswith(record.name))):
                continue
            if kind == "data" and _is_below(path, settings.plans_dir):
                continue  # plans that lie in the data folder are there once
            yield Source(name=f"{kind}/{inside.as_posix()}", path=path)


def is_left_out(inside: Path) -> bool:
    """Say whether a file of the data folder, named from there, is in no backup."""
    first = inside.parts[0]
    return first == BROKER or first.startswith(LEFT_OUT) or inside.name.endswith(".lock")


def _is_of_backups(path: Path, beside: Path, folder: Path) -> bool:
    """Say whether a file of a folder that is backed up belongs to the backups.

    That may lie within that folder, or be the very one; around it, it holds what has to be taken. By whichever way
    each is named: through a link, too.
    """
    backups, whole = beside.resolve(), folder.resolve()
    lies_at = whole / path.relative_to(folder)
    if backups == whole:
        return lies_at.parent == backups and path.name.endswith(".tar.gz")
    return backups.is_relative_to(whole) and lies_at.is_relative_to(backups)


def _is_below(path: Path, folder: Path) -> bool:
    return path.absolute().is_relative_to(folder.absolute())
