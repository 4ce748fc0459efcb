"""The files that a mosquitto which a house runs itself reads: written in one piece each, for its user alone.

Several nodes may write into one folder, and the command beside them. What they write follows from the record and from
the nodes that stand in the folder, so two that write at once write the same.
"""

import contextlib
import fcntl
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from service.ingest.access_list import AccessFiles, NodeUser, access_files, press_client
from service.ingest.files_read import password_of, with_asker
from service.ingest.kept_file import Content, keep_together
from service.ingest.mosquitto_config import Guard, TlsListener, config_of_another
from service.store.device_port import DeviceCredential

BEFORE_NODE, BEHIND_NODE = press_client("\n").split("\n")
"""What stands around a node's name in the name of its session for presses."""


class FilesError(ValueError):
    """What `trygg broker config` wrote cannot be kept up to date; the message says what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What the files have to say by now."""

    files: AccessFiles
    differ: tuple[str, ...]
    """Names of those that say something else."""
    asks: str | None
    """The password with which the broker is asked whether it has read them; None where nobody can ask."""


def write_for_another(
    folder: Path, files: AccessFiles, port: int, tls: TlsListener | None, secret: str | None = None
) -> None:
    """Write `passwords`, `access-list`, the certificate and `trygg.conf`; the last only when all else is there.

    Args:
        folder: where to; made where it is missing.
        files: who may come in, and what each may do.
        port: of the listener on loopback, which has no TLS.
        tls: the listener beyond loopback; its certificate and key are copied, so that mosquitto's user can read them.
        secret: the password of Trygg's own sessions, by which it asks whether the files were read.

    A file that is there already keeps its mode, so that mosquitto's group can go on reading it.

    Raises:
        OSError: something cannot be read or written.
    """
    folder = folder.absolute()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    guard = Guard(passwords=folder / "passwords", access_list=folder / "access-list")
    told = files if secret is None else with_asker(files, secret)
    contents = {name: text.encode() for name, text in _texts(told).items()}
    if tls is not None:
        copied = replace(tls, certificate=folder / "broker.pem", key=folder / "broker.key")
        contents |= {"broker.key": tls.key.read_bytes(), "broker.pem": tls.certificate.read_bytes()}
        guard = replace(guard, tls=copied)
    contents["trygg.conf"] = config_of_another(port, guard).encode()
    with _alone(folder):
        _replace(folder, contents)


def files_of_another(
    folder: Path, credentials: Iterable[DeviceCredential], at: datetime, secret: str | None = None
) -> Wanted:
    """Return what the files in `folder` have to say by now, and which of them say something else.

    Which nodes come in, and with which password, stays as the command wrote it.

    Raises:
        FilesError: the command was never run for this folder.
        OSError: a file cannot be read.
    """
    before = _read(folder)
    nodes = [
        NodeUser(node=user.removeprefix(BEFORE_NODE).removesuffix(BEHIND_NODE), digest=digest)
        for user, _, digest in (line.partition(":") for line in before["passwords"].splitlines())
        if user.startswith(BEFORE_NODE) and user.endswith(BEHIND_NODE) and "." not in user
    ]
    if not nodes:
        raise FilesError(f"{folder}/passwords names no node: run `trygg broker config --out {folder}` again")
    told = access_files(nodes, credentials, at)
    files = told if secret is None else with_asker(told, secret)
    differ = tuple(name for name, text in _texts(files).items() if text != before[name])
    return Wanted(files=files, differ=differ, asks=None if secret is None else password_of(told, secret))


def update_for_another(
    folder: Path,
    credentials: Iterable[DeviceCredential],
    at: datetime,
    tls: TlsListener | None,
    secret: str | None = None,
) -> tuple[Wanted, bool]:
    """Bring the files in `folder` up to date, and return whether any was written: then mosquitto has to be reloaded.

    Each keeps the mode it has, so that mosquitto's group can go on reading it.

    Raises:
        FilesError: the command was never run for this folder.
        OSError: a file cannot be read or written.
    """
    if not folder.is_dir():
        raise _never_run(folder, folder)
    with _alone(folder):
        wanted = files_of_another(folder, credentials, at, secret)
        texts = _texts(wanted.files)
        changed = {name: texts[name].encode() for name in wanted.differ} | _certificate(folder, tls)
        _replace(folder, changed)
    return wanted, bool(changed)


def says(folder: Path, files: AccessFiles) -> bool:
    """Return whether the files say exactly this; raises FilesError and OSError as `files_of_another` does."""
    return _read(folder) == _texts(files)


def write_again(folder: Path, files: AccessFiles) -> None:
    """Put the same in their places once more, so that whoever watches them reloads mosquitto; raises OSError."""
    with _alone(folder):
        if says(folder, files):  # else another hand is at it, and the next look comes to that
            _replace(folder, {name: text.encode() for name, text in _texts(files).items()})


def _texts(files: AccessFiles) -> dict[str, str]:
    return {"access-list": files.access_list, "passwords": files.passwords}


def _read(folder: Path) -> dict[str, str]:
    try:
        return {name: (folder / name).read_text() for name in ("access-list", "passwords")}
    except FileNotFoundError as missing:
        raise _never_run(folder, missing.filename) from None


def _never_run(folder: Path, missing: object) -> FilesError:
    return FilesError(f"{missing} is not there: run `trygg broker config --out {folder}` once, for every node")


def _replace(folder: Path, changed: dict[str, bytes]) -> None:
    """Put texts in their places, each with the mode that is there."""
    keep_together(
        [
            Content(path=path, text=text, mode=path.stat().st_mode & 0o770 if path.exists() else 0o600)
            for path, text in ((folder / name, text) for name, text in changed.items())
        ]
    )


def _certificate(folder: Path, tls: TlsListener | None) -> dict[str, bytes]:
    """Return certificate and key where they take the place of older ones: of several nodes' the newest stays."""
    if tls is None or not (folder / "broker.pem").exists():
        return {}
    certificate, there = tls.certificate.read_bytes(), (folder / "broker.pem").read_bytes()
    if certificate == there:
        return {}
    from service.ingest.signing import is_older  # noqa: PLC0415 - its library is waited for only here

    return {} if is_older(certificate, there) else {"broker.key": tls.key.read_bytes(), "broker.pem": certificate}


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold off other nodes and the command meanwhile: a node that one of them has added must not be lost again."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with contextlib.suppress(OSError):  # some network file systems lock no folder; then what is lost is seen later
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
