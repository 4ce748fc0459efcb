"""What a certificate says of itself, and what doctor makes of it."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from parts.certificate import make_certificate, make_expired
from service.cli.doctor import front
from service.clock import SystemClock
from service.wiring.certificate import Certificate, CertificateError, read_certificate

NOW = SystemClock().now()


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for two names that holds for forty days, and its key."""
    return make_certificate(tmp_path_factory.mktemp("tls"), "trygg.test", "*.larm.test", days=40)


def _told(pair: tuple[Path, Path], names: list[str], now: datetime = NOW) -> str:
    return "\n".join(map(str, front.certificate(*pair, names, now)))


def test_names_and_last_day_are_read(pair: tuple[Path, Path]) -> None:
    """Nothing else is asked of the operator."""
    said = read_certificate(*pair)
    assert said.names == ("trygg.test", "*.larm.test")
    assert timedelta(days=39) < said.until - NOW < timedelta(days=41)
    assert _told(pair, ["trygg.test", "a.larm.test"]).startswith("ok       certificate:")


def test_a_certificate_that_holds_for_less_than_a_month_is_told(pair: tuple[Path, Path]) -> None:
    """There is time to get a new one."""
    assert "only; get a new one" in _told(pair, [], NOW + timedelta(days=12))


def test_a_name_that_it_is_not_for_is_told(pair: tuple[Path, Path]) -> None:
    """Browsers would refuse the page, and nobody would see an alarm."""
    assert "is not for other.test (it is for trygg.test, *.larm.test)" in _told(pair, ["trygg.test", "other.test"])


def test_a_key_that_everybody_may_read_is_told(pair: tuple[Path, Path]) -> None:
    """With the key anybody on the computer could be Trygg."""
    pair[1].chmod(0o644)
    assert f"chmod o= {pair[1]}" in _told(pair, [])
    pair[1].chmod(0o640)  # a group for keys is usual
    assert "chmod" not in _told(pair, [])


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("TRYGG.test", True),
        ("trygg.test.", True),
        ("a.larm.test", True),
        ("larm.test", False),
        ("a.b.larm.test", False),
        ("10.0.0.5", True),
        ("10.0.0.6", False),
        ("::1", True),
    ],
)
def test_a_star_is_one_label(name: str, fits: bool) -> None:
    """Names are compared as browsers do."""
    said = Certificate(names=("trygg.test", "*.larm.test", "10.0.0.5", "0:0:0:0:0:0:0:1"), until=NOW)
    assert (said.lacks([name]) == ()) is fits


def test_files_that_cannot_be_used_are_told_in_a_sentence(pair: tuple[Path, Path], tmp_path: Path) -> None:
    """A file that is not there, that is no certificate, a foreign key and one past its last day."""
    certificate, key = pair
    (tmp_path / "other").mkdir()
    _, foreign = make_certificate(tmp_path / "other", "trygg.test")
    garbage = tmp_path / "garbage.pem"
    garbage.write_bytes(b"\x00\xff")
    (tmp_path / "past").mkdir()
    past = make_expired(tmp_path / "past", "trygg.test")
    for one, its, says in (
        (tmp_path / "none.pem", key, "No such file"),
        (garbage, key, "cannot be used"),
        (certificate, foreign, "cannot be used"),
        (certificate, garbage, "cannot be used"),
        (*past, "has expired"),
    ):
        with pytest.raises(CertificateError, match=says):
            read_certificate(one, its)
