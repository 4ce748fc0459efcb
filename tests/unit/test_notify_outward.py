"""Where notices may be sent to when somebody else has chosen the address."""

import contextlib
import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.network.address import is_public
from service.notify.address import LONGEST_URL, parts_of
from service.notify.outward import Outward
from service.notify.port import NotHandedOver

INSIDE = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",  # where clouds tell their machines secrets
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fec0::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "2002:7f00:1::",  # 6to4 of 127.0.0.1
    "64:ff9b::a00:1",  # NAT64 of 10.0.0.1
    "64:ff9b:1::a00:1",  # NAT64 of a house's own
    "::127.0.0.1",
    "::ffff:0:10.0.0.1",  # as stateless translators write it
    "5f00::1",
    "localhost",
    "",
]


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_of_the_house_is_never_public(address: str) -> None:
    """Loopback, private, link-local and shared networks are refused, also wrapped in an IPv6 address."""
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_an_address_of_the_internet_is_public(address: str) -> None:
    """What the push services have is let through."""
    assert is_public(address)


@given(st.ip_addresses(network="10.0.0.0/8"))
def test_wrapping_opens_nothing(inner: ipaddress.IPv4Address) -> None:
    """An inner address stays an inner one, however it is wrapped."""
    wrapped = (f"::ffff:{inner}", str(ipaddress.IPv6Address((0x2002 << 112) | (int(inner) << 80))))
    assert not any(is_public(one) for one in (str(inner), *wrapped))


@given(st.text(max_size=80))
def test_no_text_makes_the_look_at_addresses_fail(text: str) -> None:
    """Whatever stands there is an address or none."""
    is_public(text)
    with contextlib.suppress(ValueError):
        assert parts_of(f"https://{text}").hostname


@pytest.mark.parametrize(
    "url",
    [
        "http://push.example/x",
        "ftp://push.example/x",
        "https:///x",
        "https://user:word@push.example/x",
        "https://push.example:0/x",
        "https://push.example:99999/x",
        "https://push.example/\r\nX: y",
        "https://push.example/å",
        "https://2130706433/x",
        "https://0x7f.1/x",
        "https://push.example/" + "x" * LONGEST_URL,
        "https://push.example\\@127.0.0.1/",
        "https://[::1/x",
    ],
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    """Only https, with a host and nothing beside it, of a known length."""
    with pytest.raises(ValueError, match=r"."):
        parts_of(url)


async def test_a_name_that_leads_into_the_house_is_refused_when_it_is_used() -> None:
    """A name is looked up each time, and every address it has inside the house is left out."""

    async def look_up(_host: str, _port: int) -> list[str]:
        return ["127.0.0.1", "192.168.1.1", "::ffff:10.0.0.1"]

    outward = Outward(patience_s=2, look_up=look_up)
    with pytest.raises(NotHandedOver) as refused:
        await outward.post("https://push.example/secret", b"", {})
    assert (refused.value.reason, refused.value.again) == ("no_address", False)
    assert "secret" not in str(refused.value)
    with pytest.raises(NotHandedOver) as refused:
        await outward.reach("https://push.example/secret")
    assert refused.value.reason == "no_address"


async def test_a_name_that_nobody_knows_is_tried_again() -> None:
    """A name server that is away says nothing about the address."""

    async def look_up(_host: str, _port: int) -> list[str]:
        raise OSError("no such host")

    with pytest.raises(NotHandedOver) as refused:
        await Outward(patience_s=2, look_up=look_up).post("https://push.example/", b"", {})
    assert (refused.value.reason, refused.value.again) == ("unreachable", True)
