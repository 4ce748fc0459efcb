"""The files that a mosquitto which a house runs itself reads: written in one piece each, for its user alone."""

from dataclasses import replace
from pathlib import Path

from service.ingest.access_list import AccessFiles
from service.ingest.kept_file import keep
from service.ingest.mosquitto_config import Guard, TlsListener, config_of_another


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
