"""Certificates for tests, signed by themselves."""

import subprocess
from pathlib import Path

from parts.process import find_program


def make_certificate(folder: Path, *names: str, days: int = 2) -> tuple[Path, Path]:
    """Write a certificate for host names, and its key, into a folder; both are PEM."""
    certificate, key = folder / "cert.pem", folder / "key.pem"
    subprocess.run(
        [
            *(find_program("openssl", package="openssl"), "req", "-x509", "-newkey", "ec", "-nodes"),
            *("-days", str(days), "-pkeyopt", "ec_paramgen_curve:prime256v1", "-subj", f"/CN={names[0]}"),
            *("-addext", f"subjectAltName={','.join(f'DNS:{name}' for name in names)}"),
            *("-keyout", key, "-out", certificate),
        ],
        check=True,
        capture_output=True,
        timeout=30,
    )
    return certificate, key


def make_expired(folder: Path, name: str) -> tuple[Path, Path]:
    """Write a certificate that ended yesterday, and its key, into a folder."""
    certificate, key = make_certificate(folder, name)
    program = find_program("openssl", package="openssl")
    subprocess.run(
        [*(program, "x509", "-in", certificate, "-signkey", key), *("-days", "-1", "-out", folder / "past.pem")],
        check=True,
        capture_output=True,
        timeout=30,
    )
    return folder / "past.pem", key
