"""What a TLS certificate says of itself, read by a handshake with ourselves, which tries the key as well."""

import ipaddress
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

_NOT_YET, _EXPIRED = 9, 10  # X509_V_ERR_CERT_NOT_YET_VALID, X509_V_ERR_CERT_HAS_EXPIRED


class CertificateError(Exception):
    """The certificate cannot be used; the text says why and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Certificate:
    """The names a certificate is for, as they stand in it (`*.example.se` too), and until when it holds."""

    names: tuple[str, ...]
    until: datetime

    def lacks(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return those of the names that the certificate is not for."""
        return tuple(name for name in names if not any(_covers(own, name) for own in self.names))


def read_certificate(certificate: Path, key: Path) -> Certificate:
    """Read a certificate (PEM, with its chain) that belongs to a key without a password.

    Raises:
        CertificateError: a file that cannot be read, a key of another certificate, or one that does not hold today.
    """
    try:
        serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        serving.load_cert_chain(certificate, key, password=_no_password)
        asking = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        asking.check_hostname = False
        asking.load_verify_locations(cafile=certificate)
        # Whoever signed it is the business of browsers; here it is trusted itself, so that what it says can be read.
        asking.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        said = _introduce(serving, asking)
    except _NeedsPasswordError:
        raise CertificateError(f"the key {key} has a password, which nobody could type; take it off") from None
    except ssl.SSLCertVerificationError as wrong:
        if wrong.verify_code == _EXPIRED:
            raise CertificateError(f"the certificate {certificate} has expired; get a new one") from None
        if wrong.verify_code == _NOT_YET:
            raise CertificateError(f"the certificate {certificate} does not hold yet; check the clock") from None
        raise CertificateError(f"the certificate {certificate} does not hold: {wrong.verify_message}") from None
    except (OSError, ssl.SSLError) as wrong:
        raise CertificateError(
            f"the certificate {certificate} and the key {key} cannot be used ({_reason(wrong)}); name two PEM files "
            "that belong together and that this user may read"
        ) from None
    names = [str(name) for kind, name in said.get("subjectAltName", ()) if kind in ("DNS", "IP Address")]
    until = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(said["notAfter"])), UTC)
    return Certificate(names=tuple(names), until=until)


class _NeedsPasswordError(Exception):
    pass


def _no_password() -> str:
    raise _NeedsPasswordError


def _reason(wrong: OSError) -> str:
    return getattr(wrong, "reason", None) or wrong.strerror or str(wrong)


def _introduce(serving: ssl.SSLContext, asking: ssl.SSLContext) -> dict[str, tuple[tuple[str, str], ...]]:
    """Let two contexts shake hands in memory, and return what the serving one showed."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = asking.wrap_bio(to_client, to_server)
    server = serving.wrap_bio(to_server, to_client, server_side=True)
    for _ in range(10):  # a handshake takes fewer turns; one that does not end is no reason to wait for ever
        waits = False
        for side in (client, server):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                waits = True
        if not waits:
            break
    shown: dict[str, tuple[tuple[str, str], ...]] = client.getpeercert() or {}  # type: ignore[assignment]
    return shown


def _covers(own: str, name: str) -> bool:
    """Tell whether a name in a certificate stands for a host's name (RFC 6125, 6.4: a star is a whole first label)."""
    own, name = own.lower().rstrip("."), name.lower().rstrip(".")
    if own.startswith("*."):
        return name.partition(".")[2] == own[2:]
    try:
        return ipaddress.ip_address(own) == ipaddress.ip_address(name)
    except ValueError:
        return own == name
