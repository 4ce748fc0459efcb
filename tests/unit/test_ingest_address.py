"""The broker's URL: what is read from it, what is refused and why, and that its secrets stay in it."""

from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.ingest.address import Address, AddressError, read_address


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("mqtt://broker", Address(host="broker", port=1883)),
        ("mqtt://127.0.0.1:1884/", Address(host="127.0.0.1", port=1884)),
        ("mqtt://[::1]", Address(host="::1", port=1883)),
        ("mqtts://broker", Address(host="broker", port=8883, tls=True)),
        ("mqtts://broker?ca=/etc/ca.pem", Address(host="broker", port=8883, tls=True, ca_file=Path("/etc/ca.pem"))),
        ("mqtt://trygg@broker", Address(host="broker", port=1883, user="trygg")),
        ("mqtt://a%40b:c%2Fd@broker", Address(host="broker", port=1883, user="a@b", password="c/d")),
    ],
)
def test_what_a_url_says(url: str, address: Address) -> None:
    """Host, port, TLS, certificates, user and password are read as they were meant."""
    assert read_address(url) == address


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "begins with 'nothing'"),
        ("127.0.0.1:1883", "write mqtt://host:1883"),
        ("http://broker", "begins with 'http'"),
        ("mqtt://", "names no host"),
        ("mqtts://:8883", "write mqtts://host:8883"),
        ("mqtt://broker:0", "port 0"),
        ("mqtt://broker:99999", "cannot be read"),
        ("mqtt://broker:one", "cannot be read"),
        ("mqtt://[::1", "cannot be read"),
        ("mqtt://broker/topic", "after the host and port"),
        ("mqtt://broker?keepalive=5", "option that nobody knows, 'keepalive'"),
        ("mqtt://broker?ca=/etc/ca.pem", "TLS would not be used"),
    ],
)
def test_what_cannot_be_used_says_why(url: str, reason: str) -> None:
    """A URL that cannot be used is refused with what is wrong and what to write."""
    with pytest.raises(AddressError, match=reason):
        read_address(url)


def test_a_certificate_from_the_settings() -> None:
    """A certificate file named beside the URL is used, and the URL's own wins."""
    assert read_address("mqtts://broker", Path("a.pem")).ca_file == Path("a.pem")
    assert read_address("mqtts://broker?ca=b.pem", Path("a.pem")).ca_file == Path("b.pem")


_TEXT = st.text(st.characters(categories=["L", "N", "P", "S"]), min_size=1)


@given(_TEXT, _TEXT, st.sampled_from(["mqtt", "mqtts"]))
def test_secrets_are_read_but_never_shown(user: str, password: str, scheme: str) -> None:
    """Any user and password come through percent-encoding unchanged, and appear in no text about the address."""
    address = read_address(f"{scheme}://{quote(user, safe='')}:{quote(password, safe='')}@broker")
    assert (address.user, address.password) == (user, password)
    assert str(address) == f"{scheme}://broker:{address.port}"
    assert repr(address) == repr(Address(host="broker", port=address.port, tls=address.tls))


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    """Whatever is given as URL is an address or an explained refusal, and neither repeats the password."""
    try:
        said = str(read_address(f"mqtt://user:pass-🔑-word@{text}"))
    except AddressError as refusal:
        said = str(refusal)
    assert "🔑" not in said or "🔑" in text
