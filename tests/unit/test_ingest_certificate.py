"""The broker's certificate: made once, renewed below the same authority, and never for nobody."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from parts.stores import AT
from service.ingest.broker_certificate import RENEWED_BEFORE, SERVER_LASTS, CertificateError, ensure_broker_certificate
from service.ingest.kept_file import keep

NAMES = ["Broker.example.", "10.0.0.5", "[fe80::1]"]


def _names(file: Path) -> set[str]:
    told = x509.load_pem_x509_certificate(file.read_bytes()).extensions
    return {str(one.value) for one in told.get_extension_for_class(x509.SubjectAlternativeName).value}


def test_it_is_made_once(tmp_path: Path) -> None:
    """For the names that were given; a second time nothing changes; keys are for their owner alone."""
    folder = tmp_path / "tls"
    made = ensure_broker_certificate(folder, NAMES, AT)
    assert _names(made.certificate) == {"broker.example", "10.0.0.5", "fe80::1"}
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    again = ensure_broker_certificate(folder, NAMES, AT + timedelta(days=1))
    assert again.until == made.until.replace(microsecond=0)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    modes = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    assert modes == {"ca.pem": 0o644, "broker.pem": 0o644, "ca.key": 0o600, "broker.key": 0o600}


@pytest.mark.parametrize(
    ("names", "at"),
    [
        (NAMES, AT + SERVER_LASTS - RENEWED_BEFORE + timedelta(days=1)),
        (NAMES, AT + SERVER_LASTS + timedelta(days=900)),
        (["other.example"], AT),
    ],
)
def test_it_is_renewed_below_the_same_authority(tmp_path: Path, names: list[str], at: datetime) -> None:
    """Before it runs out, after, and for other names: devices trust what they trusted."""
    first = ensure_broker_certificate(tmp_path, NAMES, AT)
    authority, before = first.authority.read_bytes(), first.certificate.read_bytes()
    second = ensure_broker_certificate(tmp_path, names, at)
    assert second.until > at + RENEWED_BEFORE
    assert second.certificate.read_bytes() != before
    assert second.authority.read_bytes() == authority


@pytest.mark.parametrize("broken", ["broker.key", "broker.pem"])
def test_what_is_damaged_is_made_anew(tmp_path: Path, broken: str) -> None:
    """A file cut short, as a full disk leaves it: the certificate and its key belong together again."""
    made = ensure_broker_certificate(tmp_path, NAMES, AT)
    _cut(tmp_path / broken)
    ensure_broker_certificate(tmp_path, NAMES, AT)
    authority = x509.load_pem_x509_certificate(made.authority.read_bytes())
    x509.load_pem_x509_certificate(made.certificate.read_bytes()).verify_directly_issued_by(authority)


@pytest.mark.parametrize("broken", ["ca.key", "ca.pem"])
def test_no_authority_takes_the_place_of_another(tmp_path: Path, broken: str) -> None:
    """Devices would trust the broker no more: with a damaged one nothing is signed, and it is said what to do."""
    made = ensure_broker_certificate(tmp_path, NAMES, AT)
    before = made.certificate.read_bytes()
    _cut(tmp_path / broken)
    late = AT + SERVER_LASTS - timedelta(days=10)
    if broken == "ca.key":  # what was signed goes on until its end
        assert ensure_broker_certificate(tmp_path, NAMES, late).certificate.read_bytes() == before
        late = AT + SERVER_LASTS
    with pytest.raises(CertificateError, match="every device"):
        ensure_broker_certificate(tmp_path, NAMES, late)
    assert made.certificate.read_bytes() == before


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:40])


@pytest.mark.parametrize("names", [[], ["a b"], [""], ["x" * 64], ["*.example"], ["a/b"]])
def test_no_certificate_for_nobody(tmp_path: Path, names: list[str]) -> None:
    """Without a name, or with what is none, nothing is made and it is said what to write."""
    with pytest.raises(CertificateError):
        ensure_broker_certificate(tmp_path / "tls", names, AT)
    assert not (tmp_path / "tls").exists()


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    """Where it cannot be replaced the old text stays, and nothing is left beside it."""
    place = tmp_path / "passwords"
    keep(place, b"old")
    keep(place, b"new")
    assert (place.read_bytes(), place.stat().st_mode & 0o777) == (b"new", 0o600)
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="folder"):
        keep(tmp_path / "folder", b"new")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "passwords"]
