"""A certificate for the broker's TLS listener: signed by a small authority of Trygg's own, which devices trust."""

import ipaddress
import ssl
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from service.ingest.kept_file import keep

AUTHORITY_LASTS = timedelta(days=20 * 365)
"""Long, because every device has to be given the next one by hand."""

SERVER_LASTS = timedelta(days=3 * 365)

RENEWED_BEFORE = timedelta(days=365)
"""A certificate with less than this left is made anew at the next start; devices notice nothing."""

_YESTERDAY = timedelta(days=1)
"""Devices' clocks are slow at times."""


class CertificateError(ValueError):
    """No certificate can be made so; the message says what to change."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BrokerCertificate:
    """The files of a broker's certificate, and until when it holds."""

    authority: Path
    """What devices have to trust (PEM): it is no secret."""
    certificate: Path
    key: Path
    """Readable by its owner only."""
    until: datetime


def ensure_broker_certificate(folder: Path, names: Iterable[str], now: datetime) -> BrokerCertificate:
    """Return the broker's certificate in `folder`; what is missing, runs out or names other hosts is made anew.

    The authority is made once and kept: whoever trusts it goes on when the certificate below it is renewed. Keys are
    readable by their owner only, and written in one piece.

    Args:
        folder: where `ca.pem`, `ca.key`, `broker.pem` and `broker.key` are or will be.
        names: the host names and addresses under which devices reach the broker; at least one.
        now: what time it is.

    Raises:
        CertificateError: no name, a name that no certificate can hold, or an authority that is damaged.
        OSError: the folder cannot be written.
    """
    from service.ingest import signing  # noqa: PLC0415 - only who makes certificates waits for its library

    wanted = tuple(dict.fromkeys(_name(each) for each in names))
    if not wanted:
        raise CertificateError("a certificate needs a name: say under which host name or address devices reach it")
    files = BrokerCertificate(
        authority=folder / "ca.pem", certificate=folder / "broker.pem", key=folder / "broker.key", until=now
    )
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    # 1. What holds long enough needs nobody's key.
    until = signing.holds_until(files.certificate, files.key, files.authority, wanted)
    if until is not None and until - now >= RENEWED_BEFORE:
        return replace(files, until=until)
    # 2. Another authority is another thing to trust for every device: it is never made in the place of one.
    authority = signing.read_authority(folder / "ca.key", files.authority)
    if authority is None and until is not None and until > now:
        return replace(files, until=until)
    if authority is None and (files.authority.exists() or (folder / "ca.key").exists()):
        raise CertificateError(
            f"ca.pem and ca.key in {folder} are not a pair that can be read; put them back from a backup, or remove "
            "both for a new authority, which every device then has to be given"
        )
    if authority is None:
        authority = signing.new_authority(now - _YESTERDAY, now + AUTHORITY_LASTS)
        keep(folder / "ca.key", authority.key_pem)
        keep(files.authority, authority.certificate_pem, mode=0o644)
    # 3. Sign.
    until = now + SERVER_LASTS
    certificate, key = signing.signed(authority, wanted, now - _YESTERDAY, until)
    keep(files.key, key)
    keep(files.certificate, certificate, mode=0o644)
    return replace(files, until=until)


def _name(text: str) -> str:
    plain = text.strip().rstrip(".").lower()
    try:
        return str(ipaddress.ip_address(plain.strip("[]")))
    except ValueError:
        pass
    labels = plain.split(".")
    fits = all(
        0 < len(label) <= 63 and label.isascii() and label.replace("-", "").replace("_", "").isalnum()
        for label in labels
    )
    if not fits or len(plain) > 253:
        shown = text[:64]
        raise CertificateError(f"{shown!r} is no host name and no address; write for instance broker.example")
    return plain


def must_belong_together(certificate: Path, key: Path) -> None:
    """Try a certificate and its key as a server would.

    Raises:
        CertificateError: one cannot be read, the key asks for a password, or it is another certificate's.
    """
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key, password=lambda: "")
    except (OSError, ValueError) as wrong:
        raise CertificateError(
            f"{certificate} and {key} are no certificate and its key without a password that can be read "
            f"({getattr(wrong, 'reason', None) or wrong})"
        ) from wrong
