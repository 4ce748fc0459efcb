"""The files that a mosquitto which a house runs itself reads: written in one piece each, for its user alone."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from service.ingest.access_list import AccessFiles, NodeUser, access_files, press_client
from service.ingest.kept_file import keep
from service.ingest.mosquitto_config import Guard, TlsListener, config_of_another
from service.store.device_port import DeviceCredential

BEFORE_NODE, BEHIND_NODE = press_client("\n").split("\n")
"""What stands around a node's name in the name of its session for presses."""


def write_for_another(folder: Path, files: AccessFiles, port: int, tls: TlsListener | None) -> None:
    """Write `passwords`, `access-list`, the certificate and `trygg.conf`; the last only when all else is there.

    Args:
        folder: where to; made where it is missing.
        files: who may come in, and what each may do.
        port: of the listener on loopback, which has no TLS.
        tls: the listener beyond loopback; its certificate and key are copied, so that mosquitto's user can read them.

    Raises:
        OSError: something cannot be read or written.
    """
    folder = folder.absolute()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    guard = Guard(passwords=folder / "passwords", access_list=folder / "access-list")
    keep(guard.access_list, files.access_list.encode())
    keep(guard.passwords, files.passwords.encode())
    if tls is not None:
        copied = replace(tls, certificate=folder / "broker.pem", key=folder / "broker.key")
        keep(copied.key, tls.key.read_bytes())
        keep(copied.certificate, tls.certificate.read_bytes())
        guard = replace(guard, tls=copied)
    keep(folder / "trygg.conf", config_of_another(port, guard).encode())


class FilesError(ValueError):
    """What `trygg broker config` wrote cannot be kept up to date; the message says what to do."""


def files_of_another(folder: Path, credentials: Iterable[DeviceCredential], at: datetime) -> dict[str, str]:
    """Return those of the files in `folder` that have to be others by now, name → text; empty where all is as it is.

    Which nodes come in, and with which password, stays as the command wrote it.

    Raises:
        FilesError: the command was never run for this folder.
        OSError: a file cannot be read.
    """
    try:
        before = {name: (folder / name).read_text() for name in ("access-list", "passwords")}
    except FileNotFoundError as missing:
        raise FilesError(
            f"{missing.filename} is not there: run `trygg broker config --out {folder}` once, for every node"
        ) from None
    nodes = [
        NodeUser(node=user.removeprefix(BEFORE_NODE).removesuffix(BEHIND_NODE), digest=digest)
        for user, _, digest in (line.partition(":") for line in before["passwords"].splitlines())
        if user.startswith(BEFORE_NODE) and user.endswith(BEHIND_NODE) and "." not in user
    ]
    if not nodes:
        raise FilesError(f"{folder}/passwords names no node: run `trygg broker config --out {folder}` again")
    wanted = access_files(nodes, credentials, at)
    now = {"access-list": wanted.access_list, "passwords": wanted.passwords}
    return {name: text for name, text in now.items() if text != before[name]}


def update_for_another(
    folder: Path, credentials: Iterable[DeviceCredential], at: datetime, tls: TlsListener | None
) -> bool:
    """Bring the files in `folder` up to date, and return whether any was written: then mosquitto has to be reloaded.

    Each keeps the mode it has, so that mosquitto's group can go on reading it.

    Raises:
        FilesError: the command was never run for this folder.
        OSError: a file cannot be read or written.
    """
    changed = {name: text.encode() for name, text in files_of_another(folder, credentials, at).items()}
    if tls is not None and (folder / "broker.pem").exists():
        certificate = tls.certificate.read_bytes()
        if certificate != (folder / "broker.pem").read_bytes():
            changed |= {"broker.key": tls.key.read_bytes(), "broker.pem": certificate}
    for name, content in changed.items():
        path = folder / name
        keep(path, content, mode=path.stat().st_mode & 0o770 if path.exists() else 0o600)
    return bool(changed)
